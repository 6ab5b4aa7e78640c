"""What a run of `scripts/performance.sh` has left in its folder.

The folder has one for each round, with criterion's estimates and lines of those in other programs, and `lines.tsv`.
"""

import json
import statistics

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
        for path in [folder / "lines.tsv", *folder.glob("round-*/others.tsv")]:
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
        if self.took_turns(operation, candidate, to):
            return statistics.median(one / other for one, other in self.pairs(operation, candidate, to))
        return self.median(lambda times: times[operation, candidate] / times[operation, to])

    def difference(self, operation, candidate, to):
        """Microseconds, likewise; None if the two did not take turns."""
        quartiles = self.quartiles(operation, candidate, to)
        return quartiles and quartiles[1]

    def quartiles(self, operation, candidate, to):
        """Those of the differences within each turn."""
        if self.took_turns(operation, candidate, to):
            return statistics.quantiles((one - other) / 1000 for one, other in self.pairs(operation, candidate, to))
        return None

    def took_turns(self, operation, *candidates):
        return all((operation, candidate) in self.turns for candidate in candidates)

    def pairs(self, operation, candidate, to):
        return zip(self.turns[operation, candidate], self.turns[operation, to], strict=True)

    def median(self, of):
        try:
            return statistics.median(of(times) for times in self.rounds)
        except KeyError:
            return None

    def named(self, start):
        return [operation for operation in self.operations if operation.startswith(start)]
