#!/usr/bin/env python3
"""What has become of the mutants, file by file.

    scripts/mutants.py todo AREA        prints the files of an area that are still to be run
    scripts/mutants.py judge RESULTS    compares the mutants that no test caught with docs/mutants-equivalent.txt

RESULTS is the folder that scripts/mutants.sh fills: AREA/mutants.out for each area. A file that was run to its end, all of
whose survivors are listed as equivalent, is in the ledger docs/mutants.tsv, and is run again when it has changed.
COUNTERSIGN_MUTANTS_ALL=1 forgets the ledger. `judge` fails for a mutant that survives and is not listed, and for a listed one
that does not survive; with COUNTERSIGN_BLESS=1 it writes the ledger and docs/mutants.md.
"""
import collections
import datetime
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
EQUIVALENT = ROOT / "docs" / "mutants-equivalent.txt"
LEDGER = ROOT / "docs" / "mutants.tsv"
DOCUMENT = ROOT / "docs" / "mutants.md"

# What is mutated in each area: the folder of the crate, and its package.
AREAS = {
    "ceremonies": ("countersign", "countersign"),
    "formats": ("attestation", "countersign-attestation"),
    "cbor": ("cbor", "countersign-cbor"),
    "wire": ("wire", "countersign-wire"),
    "cose": ("cose", "countersign-cose"),
    "x509": ("x509", "countersign-x509"),
}

# The mutants of a file by what became of them. `before` counts what runs that were continued had done with: cargo-mutants
# keeps no more of it than the names.
Row = collections.namedtuple("Row", "fingerprint caught timeouts unviable before equivalent date")
COUNTS = ("caught", "timeouts", "unviable", "before", "equivalent")


def fingerprint(file):
    return hashlib.sha256((ROOT / file).read_bytes()).hexdigest()[:16]


def key(name):
    """A mutant without its place, so that a reason outlives a change above the line."""
    return re.sub(r"^([^:]+):\d+:\d+: ", r"\1: ", name)


def file_of(name):
    return name.split(":", 1)[0]


def read_equivalent():
    """How often each mutant may survive, and why."""
    allowed, reasons = collections.Counter(), {}
    lines = [line for line in EQUIVALENT.read_text().splitlines() if line and not line.startswith("# ")]
    if lines != sorted(lines):
        sys.exit(f"{EQUIVALENT.name} is not sorted")
    for line in lines:
        parts = re.fullmatch(r"(\S+: .+?)(?: x(\d+))? \| ([^|]+)", line)
        if parts is None or parts[1] in allowed:
            sys.exit(f"{EQUIVALENT.name}: not `FILE: MUTATION | REASON`, or twice: {line}")
        allowed[parts[1]] = int(parts[2] or 1)
        reasons[parts[1]] = parts[3]
    return allowed, reasons


def read_ledger():
    """The rows of files that are still what they were."""
    if os.environ.get("COUNTERSIGN_MUTANTS_ALL") == "1" or not LEDGER.exists():
        return {}
    rows = {}
    for line in LEDGER.read_text().splitlines()[1:]:
        file, mark, *counts, date = line.split("\t")
        if (ROOT / file).exists() and fingerprint(file) == mark:
            rows[file] = Row(mark, *map(int, counts), date)
    return rows


def write_ledger(rows):
    lines = ["\t".join(("file", *Row._fields))]
    lines += ["\t".join((file, *map(str, row))) for file, row in sorted(rows.items())]
    LEDGER.write_text("\n".join(lines) + "\n")


def mutants_of(area):
    """The names of all mutants of an area as it is now, and how many each file has."""
    command = ["cargo", "mutants", "--list", "--json", "--package", AREAS[area][1], "--all-features"]
    listed = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)
    return {mutant["name"] for mutant in listed}, collections.Counter(mutant["file"] for mutant in listed)


def read_results(folder, current):
    """What became of the mutants that were run and still are: their names, by outcome."""
    def names(outcome):
        path = folder / f"{outcome}.txt"
        return current & set(path.read_text().splitlines()) if path.exists() else set()

    outcomes = {outcome: names(outcome) for outcome in ("caught", "timeout", "unviable", "missed")}
    before = names("previously_caught")
    for outcome in ("caught", "timeout", "unviable"):
        outcomes[outcome] -= before
    return {**outcomes, "before": before}


def row(file, outcomes, date):
    def of(outcome):
        return [name for name in outcomes[outcome] if file_of(name) == file]

    counts = {"caught": "caught", "timeouts": "timeout", "unviable": "unviable", "before": "before", "equivalent": "missed"}
    return Row(fingerprint(file), *(len(of(counts[column])) for column in COUNTS), date)


def run(row):
    return sum(getattr(row, column) for column in COUNTS)


def judge_area(area, folder, allowed, ledger):
    """Says what became of the mutants of an area, adds the files that are done to the ledger; whether all is explained."""
    current, totals = mutants_of(area)
    is_explained = True
    missed = folder / "missed.txt"
    if missed.exists():
        outcomes = read_results(folder, current)
        date = str(datetime.date.fromtimestamp(missed.stat().st_mtime))
        survivors = collections.Counter(map(key, outcomes["missed"]))
        for file, total in totals.items():
            if file in ledger:
                continue
            result = row(file, outcomes, date)
            mine = collections.Counter({name: times for name, times in allowed.items() if file_of(name) == file})
            here = collections.Counter({name: times for name, times in survivors.items() if file_of(name) == file})
            unlisted, gone = here - mine, mine - here
            if run(result) != total:
                gone.clear()
            elif not unlisted and not gone:
                ledger[file] = result
            for text, names in (("survives", unlisted), ("listed, and does not survive", gone)):
                for name, times in names.items():
                    is_explained = False
                    print(f"{text}: {name}" + (f" x{times}" if times > 1 else ""))
    done = [file for file in totals if file in ledger]
    print(f"{area}: {sum(run(ledger[file]) for file in done)} of {totals.total()} mutants in files that are done")
    return totals, is_explained


def document(totals_by_area, ledger, allowed, reasons):
    out = [
        "# Mutants",
        "",
        "One change of the code at a time, and a test has to fail for it. Written by `scripts/mutants.sh` with",
        "`COUNTERSIGN_BLESS=1`:",
        "",
        "    bash scripts/mutants.sh [AREA...]",
        "",
        "It takes hours. A run that was interrupted goes on where it stopped, and a file that was run to its end is in",
        "`docs/mutants.tsv` and is run again when it has changed. A mutant that does not compile is unviable and says",
        "nothing. One that makes a test run too long counts as caught. «Before» are mutants that are caught or unviable, of",
        "runs that were continued. Only tests that look at verdicts and values count, not those that hold documents",
        "current. A file with a survivor that is not listed below as equivalent is not done, and the script fails for it.",
        "",
        "| Area | Crate | Files done | Files | Caught | Timeouts | Unviable | Before | Equivalent | Run | All |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for area, totals in totals_by_area.items():
        rows = [ledger[file] for file in totals if file in ledger]
        cells = [len(rows), len(totals), *(sum(getattr(row, column) for row in rows) for column in COUNTS)]
        cells += [sum(map(run, rows)), totals.total()]
        out.append(f"| {area} | {AREAS[area][0]} | {' | '.join(map(str, cells))} |")
    missing = [(file, total) for totals in totals_by_area.values() for file, total in totals.items() if file not in ledger]
    if missing:
        out += ["", "## Files that are not done", "", "| File | Mutants |", "| --- | ---: |"]
        out += [f"| `{file}` | {total} |" for file, total in missing]
    out += ["", "## Mutants that are equivalent", "", "No test can tell them from the code.", ""]
    for name, reason in reasons.items():
        times = f", {allowed[name]} times" if allowed[name] > 1 else ""
        out.append(f"- `{name}`{times}: {reason}")
    return "\n".join(out).rstrip("\n") + "\n"


def judge(results):
    allowed, reasons = read_equivalent()
    ledger = read_ledger()
    explained, totals_by_area = True, {}
    for area in AREAS:
        totals, is_explained = judge_area(area, results / area / "mutants.out", allowed, ledger)
        totals_by_area[area] = totals
        explained = explained and is_explained
    files = {file for totals in totals_by_area.values() for file in totals}
    strays = [name for name in allowed if file_of(name) not in files]
    for name in strays:
        print(f"listed, and of no file that has mutants: {name}")
    if os.environ.get("COUNTERSIGN_BLESS") == "1":
        write_ledger(ledger)
        DOCUMENT.write_text(document(totals_by_area, ledger, allowed, reasons))
    if strays or not explained:
        sys.exit(1)


def main():
    match sys.argv[1:]:
        case ["todo", area] if area in AREAS:
            ledger = read_ledger()
            print(*(file for file in mutants_of(area)[1] if file not in ledger), sep="\n")
        case ["judge", results]:
            judge(pathlib.Path(results))
        case _:
            sys.exit(__doc__)


main()
