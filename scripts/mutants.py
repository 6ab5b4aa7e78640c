#!/usr/bin/env python3
"""Compares the mutants that no test caught with docs/mutants-equivalent.txt.

    scripts/mutants.py RESULTS

RESULTS is the folder that scripts/mutants.sh fills: AREA/mutants.out for each area. Fails for a mutant that survives and is
not listed, and for a listed one that an area run to its end no longer has. COUNTERSIGN_BLESS=1 writes docs/mutants.md.
"""
import collections
import datetime
import json
import os
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
EQUIVALENT = ROOT / "docs" / "mutants-equivalent.txt"
DOCUMENT = ROOT / "docs" / "mutants.md"

# What is mutated in each area, by the folder of the crate.
AREAS = {
    "ceremonies": "countersign",
    "formats": "attestation",
    "cbor": "cbor",
    "wire": "wire",
    "cose": "cose",
    "x509": "x509",
}

# `before` counts what runs that were continued had done with: cargo-mutants keeps no more of it than the names.
Results = collections.namedtuple("Results", "caught unviable timeout before survivors total date")


def key(name):
    """A mutant without its place, so that a reason outlives a change above the line."""
    return re.sub(r"^([^:]+):\d+:\d+: ", r"\1: ", name)


def read_equivalent():
    """How often each mutant may survive, and why."""
    allowed, reasons = collections.Counter(), {}
    lines = [line for line in EQUIVALENT.read_text().splitlines() if line and not line.startswith("# ")]
    if lines != sorted(lines):
        sys.exit(f"{EQUIVALENT.name} is not sorted")
    for line in lines:
        parts = re.fullmatch(r"(\S+: .+?)(?: x(\d+))? \| (.+)", line)
        if parts is None or parts[1] in allowed:
            sys.exit(f"{EQUIVALENT.name}: not `FILE: MUTATION | REASON`, or twice: {line}")
        allowed[parts[1]] = int(parts[2] or 1)
        reasons[parts[1]] = parts[3]
    return allowed, reasons


def read_results(folder):
    """What became of the mutants of an area; nothing if it was not run."""
    if not (folder / "mutants.json").exists():
        return None

    def names(file):
        path = folder / f"{file}.txt"
        return path.read_text().splitlines() if path.exists() else []

    before = set(names("previously_caught"))
    listed = {mutant["name"] for mutant in json.loads((folder / "mutants.json").read_text())}
    caught, unviable, timeout = (len(set(names(file)) - before) for file in ("caught", "unviable", "timeout"))
    survivors = collections.Counter(key(name) for name in names("missed"))
    date = datetime.date.fromtimestamp((folder / "missed.txt").stat().st_mtime)
    return Results(caught, unviable, timeout, len(before), survivors, len(listed | before), date)


def run(results):
    return results.caught + results.unviable + results.timeout + results.before + results.survivors.total()


def compare(area, results, allowed):
    """The line of an area, and whether all of its survivors are explained."""
    mine = collections.Counter({name: times for name, times in allowed.items() if is_in(area, name)})
    if results is None:
        print(f"{area}: not run")
        return True
    unlisted, gone = results.survivors - mine, mine - results.survivors
    for name, times in unlisted.items():
        print(f"survives: {name}" + (f" x{times}" if times > 1 else ""))
    is_complete = run(results) == results.total
    if not is_complete:
        gone.clear()
    for name in gone:
        print(f"listed, and does not survive: {name}")
    listed = (results.survivors & mine).total()
    print(
        f"{area}: {results.caught} caught, {results.unviable} unviable, {results.timeout} timeouts, "
        f"{results.before} done before, {unlisted.total()} survivors, {listed} equivalent, "
        f"{run(results)} of {results.total} run"
    )
    return not unlisted and not gone


def is_in(area, name):
    return name.startswith(f"crates/{AREAS[area]}/")


def document(by_area, allowed, reasons):
    out = [
        "# Mutants",
        "",
        "One change of the code at a time, and a test has to fail for it. Written by `scripts/mutants.sh` with",
        "`COUNTERSIGN_BLESS=1`:",
        "",
        "    bash scripts/mutants.sh [AREA...]",
        "",
        "It takes hours. A run that was interrupted goes on where it stopped: what a test caught is not tried again, what",
        "none caught is; the names of what was done before are all that is kept of it. A mutant that does not compile is",
        "unviable and says nothing. One that makes a test run too long counts as caught. Only tests that look at verdicts",
        "and values count, not those that hold documents current. A survivor is a mutant that no test noticed and that is",
        "not listed below; the script fails for one.",
        "",
        "| Area | Crate | Caught | Timeouts | Unviable | Done before | Survivors | Equivalent | Run | All | Date |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    for area, results in by_area.items():
        begin = f"| {area} | {AREAS[area]} |"
        if results is None:
            out.append(f"{begin} not run | | | | | | | | |")
            continue
        unlisted = (results.survivors - allowed).total()
        cells = [results.caught, results.timeout, results.unviable, results.before, unlisted]
        cells += [results.survivors.total() - unlisted, run(results), results.total, results.date]
        out.append(f"{begin} {' | '.join(map(str, cells))} |")
    out += ["", "## Mutants that are equivalent", "", "No test can tell them from the code.", ""]
    for name, reason in reasons.items():
        times = f", {allowed[name]} times" if allowed[name] > 1 else ""
        out.append(f"- `{name}`{times}: {reason}")
    return "\n".join(out).rstrip("\n") + "\n"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    allowed, reasons = read_equivalent()
    strays = [name for name in allowed if not any(is_in(area, name) for area in AREAS)]
    for name in strays:
        print(f"of no area: {name}")
    by_area = {area: read_results(pathlib.Path(sys.argv[1]) / area / "mutants.out") for area in AREAS}
    explained = [compare(area, results, allowed) for area, results in by_area.items()]
    if os.environ.get("COUNTERSIGN_BLESS") == "1":
        DOCUMENT.write_text(document(by_area, allowed, reasons))
    if strays or not all(explained):
        sys.exit(1)


main()
