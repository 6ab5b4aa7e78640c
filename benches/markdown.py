"""Numbers and tables as the document has them."""


def number(value, digits=2):
    if value is None:
        return ""
    if digits == 2 and value >= 100:
        return f"{value:,.0f}"
    if digits == 2 and value >= 10:
        return f"{value:.1f}"
    return f"{value:.{digits}f}"


def table(head, rows):
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)
