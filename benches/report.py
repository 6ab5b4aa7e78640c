#!/usr/bin/env python3
"""Writes what was measured into a document: see `scripts/performance.sh`.

report.py RESULTS DOCUMENT    the folder of a run, and the document to write

The folder has one for each round, with criterion's estimates and lines of those in other programs, and `costs.tsv`.
"""

import json
import pathlib
import statistics
import subprocess
import sys
import tomllib

HERE = pathlib.Path(__file__).parent
PROVIDERS = ["RUST_CRYPTO", "GRAVIOLA", "AWS_LC_RS"]
FAST = ["GRAVIOLA", "AWS_LC_RS"]
PEERS = ["webauthn-rs-core 0.6", "webauthn-rs-core 0.5", "webauthn_rp", "py_webauthn", "@simplewebauthn/server"]
ES256 = "authentication es256"
NONE = "registration none_es256"


def criterion(folder):
    """Nanoseconds of what criterion measured, by operation and candidate."""
    times = {}
    for path in folder.glob("**/new/benchmark.json"):
        identity = json.loads(path.read_text(encoding="utf-8"))
        estimates = json.loads(path.with_name("estimates.json").read_text(encoding="utf-8"))
        times[identity["group_id"], identity["function_id"]] = estimates["median"]["point_estimate"]
    return times


class Results:
    """Nanoseconds of a candidate in an operation, one for each round; what was counted; who refused."""

    def __init__(self, folder):
        self.rounds = [self.round(path) for path in sorted(folder.glob("round-*"))]
        self.operations, self.candidates = [], []
        self.allocations, self.throughput, self.refused, self.turns = {}, {}, {}, {}
        for path in [folder / "costs.tsv", *folder.glob("round-*/others.tsv")]:
            for line in path.read_text(encoding="utf-8").splitlines():
                self.line(*line.split("\t"))

    @staticmethod
    def round(folder):
        times = criterion(folder)
        for line in (folder / "others.tsv").read_text(encoding="utf-8").splitlines():
            kind, operation, candidate, value = line.split("\t")
            if kind == "time":
                times[operation, candidate] = float(value)
        return times

    def line(self, kind, operation, candidate, *values):
        for name, names in ((operation, self.operations), (candidate, self.candidates)):
            if name not in names:
                names.append(name)
        if kind == "allocations":
            self.allocations[operation, candidate] = tuple(map(int, values))
        elif kind == "throughput":
            self.throughput[operation, candidate, int(values[0])] = int(values[1])
        elif kind == "turns":
            self.turns[operation, candidate] = [float(value) for value in values[0].split()]
        elif kind == "refused":
            self.refused[operation, candidate] = values[0]

    def time(self, operation, candidate):
        """Microseconds, the median of the turns or, in other programs, of the rounds; None if it was not measured."""
        if (operation, candidate) in self.turns:
            return statistics.median(self.turns[operation, candidate]) / 1000
        return self.median(lambda times: times[operation, candidate] / 1000)

    def ratio(self, operation, candidate, to):
        """The median of the ratios within each turn or, to another program, each round: what disturbs one disturbs both."""
        if (operation, to) in self.turns:
            return statistics.median(one / other for one, other in self.pairs(operation, candidate, to))
        return self.median(lambda times: times[operation, candidate] / times[operation, to])

    def difference(self, operation, candidate, to):
        return statistics.median((one - other) / 1000 for one, other in self.pairs(operation, candidate, to))

    def pairs(self, operation, candidate, to):
        return zip(self.turns[operation, candidate], self.turns[operation, to], strict=True)

    def median(self, of):
        try:
            return statistics.median(of(times) for times in self.rounds)
        except KeyError:
            return None

    def named(self, start):
        return [operation for operation in self.operations if operation.startswith(start)]


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


def goals(results):
    """What has to hold, what was measured, and whether it holds."""
    rows = []

    def goal(text, measured, holds, digits=2):
        known = measured is not None
        rows.append([text, number(measured, digits) if known else "not measured", "yes" if known and holds(measured) else "**no**"])

    for provider in PROVIDERS:
        ratio = results.ratio(ES256, f"countersign {provider}", f"bare {provider}")
        goal(f"ES256 with `{provider}` ≤ 1.05 × its bare verification", ratio, lambda ratio: ratio <= 1.05, 3)
    ratio = results.ratio(ES256, "countersign AWS_LC_RS", "floor")
    goal("ES256 with `AWS_LC_RS` ≤ 1.06 × the floor", ratio, lambda ratio: ratio <= 1.06, 3)
    for name in ("without signature", "without signature, key parsed"):
        goal(f"ES256 {name} ≤ 1.5 µs", results.time(ES256, name), lambda time: time <= 1.5)
    for provider in FAST:
        for peer, most in ((PEERS[0], 0.3), (PEERS[1], 0.3), (PEERS[3], 0.55)):
            ratio = results.ratio(ES256, f"countersign {provider}", peer)
            goal(f"ES256 with `{provider}` ≤ {most} × {peer}", ratio, lambda ratio, most=most: ratio <= most)
    for provider in FAST:
        worst = [
            (ratio, f"{operation}, {peer}")
            for operation in results.operations
            for peer in PEERS
            if (ratio := results.ratio(operation, f"countersign {provider}", peer)) is not None
        ]
        ratio, where = max(worst, default=(None, "no peer"))
        goal(f"`{provider}` ahead of every peer in every row (nearest: {where})", ratio, lambda ratio: ratio < 1)
    for provider in PROVIDERS:
        count = results.allocations.get((ES256, f"countersign {provider}"), (None,))[0]
        goal(f"allocations of ES256 with `{provider}` ≤ 2", count, lambda count: count <= 2, 0)
    for name in ["without signature", *(f"countersign {provider}" for provider in PROVIDERS)]:
        goal(f"registration `none`, ES256, {name} ≤ 1.5 µs", results.time(NONE, name), lambda time: time <= 1.5)
    for kind in ("packed_basic", "packed_chain"):
        for provider in PROVIDERS:
            more = results.difference(f"registration {kind}_es256", f"countersign {provider}", f"bare {provider}")
            goal(f"`{kind}` with `{provider}` ≤ its bare verifications + 5 µs", more, lambda more: more <= 5)
    return table(["goal", "measured", "met"], rows)


def profiles(folder):
    """Authentications by other profiles, if `profiles.sh` has measured them."""
    measured = {path.name: criterion(path) for path in sorted(folder.glob("*"))}
    names = [f"{what} {provider}" for provider in PROVIDERS for what in ("bare", "countersign")] + ["without signature"]
    rows = [[name, *(number(times[ES256, what] / 1000) for what in names)] for name, times in measured.items()]
    return table(["µs", *names], rows) if rows else "Not measured."


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


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    folder, target = map(pathlib.Path, sys.argv[1:])
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
        "goals": goals(results),
    }
    text = (HERE / "document.md").read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    target.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
