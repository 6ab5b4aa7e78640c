#!/usr/bin/env python3
"""Writes docs/coverage.md from what `cargo llvm-cov --branch --json` wrote, and from docs/coverage-reasons.txt.

    scripts/coverage.py REPORT.json

Fails if a line or a branch of the crates that verify is not reached and has no reason, and if a reason fits nothing.

What counts:

- A line counts if code begins on it or runs through it and it holds more than brackets; comments do not count. It is
  covered if any test reached any of that code: a generic function is covered if one of its instances is.
- A branch is one way out of a condition, true or false. The ways of all instances are added up. A condition that the
  compiler found to be constant has none.
- Tests inside `src` count for nothing: files `tests.rs` and folders `tests`, and the `#[cfg(test)] mod` of a file.
"""
import collections
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
CRATES = ["cbor", "cose", "wire", "x509", "attestation", "countersign", "mds"]
REASONS = ROOT / "docs" / "coverage-reasons.txt"
DOCUMENT = ROOT / "docs" / "coverage.md"

# Something that was not reached: the key of its reason. No number of a line is in it, so that a reason outlives a change
# above the line; the same text twice in a file needs its reason twice.
Missed = collections.namedtuple("Missed", "path kind text")


def code_lines(source):
    """Which lines of a file count: not those of test modules, not comments, not brackets alone."""
    inside_tests = False
    counted = {}
    for number, line in enumerate(source, 1):
        following = source[number] if number < len(source) else ""
        if line == "#[cfg(test)]" and re.match(r"mod \w+ \{", following):
            inside_tests = True
        text = line.strip()
        if not inside_tests and text.strip("})]{[(;,?") and not text.startswith("//"):
            counted[number] = text
        if inside_tests and line == "}":
            inside_tests = False
    return counted


def line_counts(segments, last):
    """How often each line ran: the most of what begins on it and of what runs into it from a line before.

    A segment is line, column, count, has a count, begins a region, is a gap. It holds until the next one.
    """
    by_line = collections.defaultdict(list)
    for line, column, count, has_count, is_entry, is_gap in segments:
        by_line[line].append((count, has_count, is_entry, is_gap))
    counts = {}
    open_count = None
    for number in range(1, last + 1):
        here = by_line.get(number, [])
        seen = [count for count, has_count, is_entry, is_gap in here if has_count and is_entry and not is_gap]
        if open_count is not None:
            seen.append(open_count)
        if seen:
            counts[number] = max(seen)
        if here:
            count, has_count, _, is_gap = here[-1]
            open_count = count if has_count and not is_gap else None
    return counts


def read_report(path):
    """For each crate lines and branches covered and in all, and everything that was not reached."""
    files = json.loads(pathlib.Path(path).read_text())["data"][0]["files"]
    totals = {crate: [0, 0, 0, 0] for crate in CRATES}
    missed = []
    for file in sorted(files, key=lambda file: file["filename"]):
        place = pathlib.PurePath(file["filename"])
        if not place.is_relative_to(ROOT):
            continue
        place = place.relative_to(ROOT)
        crate = place.parts[1] if place.parts[0] == "crates" else None
        if crate not in totals or place.parts[2] != "src" or {"tests", "tests.rs"} & set(place.parts):
            continue
        counted = code_lines((ROOT / place).read_text().splitlines())
        sums = totals[crate]
        for number, count in line_counts(file["segments"], max(counted, default=0)).items():
            if number in counted:
                sums[0] += count > 0
                sums[1] += 1
                if count == 0:
                    missed.append((Missed(str(place), "line", counted[number]), number))
        # Each instance of a generic function has branches of its own, at the same place.
        branches = collections.defaultdict(lambda: [0, 0])
        for branch in file["branches"]:
            ways = branches[tuple(branch[:4])]
            ways[0] += branch[4]
            ways[1] += branch[5]
        for (number, column, _, _), ways in sorted(branches.items()):
            if number in counted:
                sums[2] += (ways[0] > 0) + (ways[1] > 0)
                sums[3] += 2
                for way, count in zip(("true", "false"), ways):
                    if count == 0:
                        missed.append((Missed(str(place), f"never {way}", counted[number]), number))
    return totals, missed


def read_reasons():
    """What docs/coverage-reasons.txt says: each reason, in order, with the keys under it."""
    reasons = collections.OrderedDict()
    here = None
    for number, line in enumerate(REASONS.read_text().splitlines(), 1):
        if not line.strip() or line.startswith("# "):
            continue
        if line.startswith("reason: "):
            here = reasons.setdefault(line.removeprefix("reason: "), [])
            continue
        parts = re.fullmatch(r"(\S+) \| (line|never true|never false) \| (.+)", line)
        if parts is None or here is None:
            sys.exit(f"{REASONS.name}:{number}: neither a reason nor `path | kind | text` under one")
        here.append(Missed(*parts.groups()))
    return reasons


def percent(covered, total):
    """Rounded down: 100 % is said only of everything."""
    return f"{covered * 1000 // total / 10:.1f} %" if total else "–"


def document(totals, reasons):
    out = [
        "# Coverage",
        "",
        "Which lines and branches of the crates that verify the tests reach, and why not the others. Written by",
        "`scripts/coverage.sh`, which runs all tests of the workspace with `cargo llvm-cov`; `.ci/full` calls it, and it fails if",
        "something is not reached and `docs/coverage-reasons.txt` does not say why.",
        "",
        "A line counts if it has code and more than brackets; comments do not count. It is covered if a test reached any of its",
        "code, in any instance of a generic function. A branch is one way out of a condition, true or false. Tests are left out:",
        "files `tests.rs` and folders `tests` under `src`, and modules under `#[cfg(test)]`. Doc tests do not run here.",
        "A covered line is one that ran, no more: whether a test would notice that it is wrong is what removing steps and",
        "mutating code show.",
        "",
        "| Crate | Lines covered | Lines | | Branches covered | Branches | |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    sums = [sum(column) for column in zip(*totals.values())]
    for name, (lines, all_lines, ways, all_ways) in [*totals.items(), ("all", sums)]:
        out.append(
            f"| {name} | {lines} | {all_lines} | {percent(lines, all_lines)} "
            f"| {ways} | {all_ways} | {percent(ways, all_ways)} |"
        )
    out += ["", "## What is not reached", ""]
    if not any(reasons.values()):
        out.append("Nothing.")
    for reason, keys in reasons.items():
        lines = sum(key.kind == "line" for key in keys)
        out += [f"### {reason[0].upper()}{reason[1:]}", "", f"Lines: {lines}. Branches: {len(keys) - lines}.", ""]
        for (path, kind, text), times in collections.Counter(keys).items():
            again = f", {times} times" if times > 1 else ""
            fence = "``" if "`" in text else "`"
            out.append(f"- {path}, {kind}{again}: {fence}{text}{fence}")
        out.append("")
    return "\n".join(out).rstrip("\n") + "\n"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    totals, missed = read_report(sys.argv[1])
    if any(total[1] == 0 for total in totals.values()):
        sys.exit(f"a crate has no lines in {sys.argv[1]}")
    reasons = read_reasons()
    found = collections.Counter(key for key, _ in missed)
    listed = collections.Counter(key for keys in reasons.values() for key in keys)
    for key, number in missed:
        if found[key] > listed[key]:
            print(f"no reason: {key.path} | {key.kind} | {key.text}    (line {number})")
    for key in listed:
        if listed[key] > found[key]:
            print(f"reason for what is reached, or no longer there: {' | '.join(key)}")
    DOCUMENT.write_text(document(totals, reasons))
    for crate, (lines, all_lines, ways, all_ways) in totals.items():
        print(f"report: {crate}: lines {lines}/{all_lines}, branches {ways}/{all_ways}")
    if found != listed:
        sys.exit(1)


main()
