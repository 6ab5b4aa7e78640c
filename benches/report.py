#!/usr/bin/env python3
"""Writes what was measured into a document: see `scripts/performance.sh`.

report.py RESULTS DOCUMENT    the folder of a run, and the document to write
"""

import json
import pathlib
import subprocess
import sys
import tomllib

from goals import REFERENCE, factor, goals_table, missed
from markdown import number, table
from results import ES256, FAST, PEERS, PROVIDERS, Results, criterion

HERE = pathlib.Path(__file__).parent


def short(operation):
    return operation.split(" ", 1)[1].removesuffix("_es256")


def times_by_candidate(results, operations, candidates):
    """Candidates below each other, operations side by side."""
    rows = [[name, *(number(results.time(operation, name)) for operation in operations)] for name in candidates]
    return table(["µs", *map(short, operations)], [row for row in rows if any(row[1:])])


def times_by_operation(results, operations, candidates):
    rows = [[short(operation), *(number(results.time(operation, name)) for name in candidates)] for operation in operations]
    return table(["µs", *candidates], rows)


def ratios(results, operations):
    """How often our time goes into that of each peer: above one, we are ahead."""
    rows = []
    for operation in operations:
        for provider in FAST:
            cells = [number(results.ratio(operation, peer, f"countersign {provider}")) for peer in PEERS]
            if any(cells):
                rows.append([short(operation), provider, *cells])
    return table(["times as long as", "countersign", *PEERS], rows)


def ours(results, operations):
    rows = []
    for operation in operations:
        counts = results.allocations.get((operation, "without signature"))
        if counts:
            cells = [number(results.time(operation, name)) for name in ("parse", "without signature")]
            rows.append([operation, *cells, *counts])
    return table(["", "parse, µs", "without signature, µs", "allocations", "bytes"], rows)


def allocated(results, operations):
    names = [f"countersign {provider}" for provider in PROVIDERS] + PEERS[:3]
    cell = "{0[0]} ({0[1]:,})".format
    rows = []
    for operation in operations:
        counts = [results.allocations.get((operation, name)) for name in names]
        rows.append([operation, *(cell(count) if count else "" for count in counts)])
    return table(["allocations (bytes)", *names], rows)


def throughput(results):
    rows = []
    for name in results.candidates:
        one, two = (results.throughput.get((ES256, name, threads)) for threads in (1, 2))
        if one and (name.startswith("countersign") or name in PEERS):
            rows.append([name, f"{one:,}", f"{two:,}", number(two / one)])
    return table(["per second", "1 thread", "2 threads", "ratio"], rows)


def growth(results):
    usual = [name for name in results.operations if name.split(" ")[0] not in ("authentication", "registration")]
    names = ["countersign AWS_LC_RS", "without signature", *PEERS]
    rows = [[operation, *(number(results.time(operation, name)) for name in names)] for operation in usual]
    return table(["µs", *names], rows)


def refusals(results):
    reasons = {}
    for (operation, candidate), reason in results.refused.items():
        reasons.setdefault((candidate, reason), []).append(operation)
    rows = [[candidate, ", ".join(operations), f"`{reason}`"] for (candidate, reason), operations in reasons.items()]
    return table(["who", "what", "why"], rows).replace("---:", "---")


def profiles(folder):
    """Authentications by other profiles, if `profiles.sh` has measured them; nothing without."""
    measured = {path.name: criterion(path) for path in sorted(folder.glob("*"))}
    names = [f"{what} {provider}" for provider in PROVIDERS for what in ("bare", "countersign")] + ["without signature"]
    rows = [[name, *(number(times[ES256, what] / 1000) for what in names)] for name, times in measured.items()]
    return f"By `benches/profiles.sh` on the machine of this run:\n\n{table(['µs', *names], rows)}\n\n" if rows else ""


def said(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def machine():
    described = dict(line.split(":", 1) for line in said("lscpu").splitlines() if ":" in line)
    model, cores = described["Model name"].strip(), described["CPU(s)"].strip()
    return f"{model}, {cores} cores, {' '.join(said('rustc', '--version').split()[:2])}"


def versions(results):
    def crates(lock):
        packages = tomllib.loads((HERE / lock).read_text(encoding="utf-8"))["package"]
        return [(package["name"], package["version"]) for package in packages]

    ours = [pair for pair in crates("Cargo.lock") if pair[0] in ("aws-lc-rs", "graviola", "p256")]
    others = [pair for pair in crates("peers/Cargo.lock") if pair[0] in ("webauthn-rs-core", "webauthn_rp")]
    installed = json.loads((results / "versions.json").read_text(encoding="utf-8"))
    return ", ".join(" ".join(pair) for pair in [*ours, *others, *installed.items()])


def document(folder):
    results = Results(folder)
    authentications, registrations = results.named("authentication"), results.named("registration")
    whole = [name for name in authentications if results.time(name, "countersign AWS_LC_RS")]
    providers = [f"{what} {provider}" for provider in PROVIDERS for what in ("bare", "countersign")]
    values = {
        "machine": machine(),
        "versions": versions(folder),
        "rounds": str(len(results.rounds)),
        "authentications": times_by_candidate(results, whole, [*(name for name in results.candidates if name not in PEERS), *PEERS]),
        "bare": times_by_candidate(results, authentications, [f"bare {provider}" for provider in PROVIDERS]),
        "registrations": times_by_operation(results, registrations, [*providers, *PEERS]),
        "ratios": ratios(results, whole + registrations),
        "ours": ours(results, whole + registrations),
        "allocated": allocated(results, whole + registrations),
        "throughput": throughput(results),
        "growth": growth(results),
        "refusals": refusals(results),
        "profiles": profiles(folder.parent / "profiles"),
        "reference": str(REFERENCE),
        "floor": number(results.time(ES256, "floor AWS_LC_RS")),
        "factor": number(factor(results)),
        "goals": goals_table(results),
        "missed": missed(results),
    }
    text = (HERE / "document.md").read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    folder, target = map(pathlib.Path, sys.argv[1:])
    target.write_text(document(folder), encoding="utf-8")


if __name__ == "__main__":
    main()
