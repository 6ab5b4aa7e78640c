"""What has to hold: goals, whether they are met, and why not where they are not."""

import dataclasses
import operator
import typing

import reasons
from markdown import number, table
from results import ES256, FAST, NONE, PEERS, PROVIDERS

# What bare aws-lc-rs takes for ES256, in microseconds, on the machine that the goals in microseconds were set on.
REFERENCE = 36
# Where a peer verifies less than this library: neither asks whether the point of a new key is on its curve.
LESS_WORK = {(NONE, "webauthn_rp"), (NONE, "py_webauthn")}
NOISE = "not measurable: noise"


def factor(results):
    """How many times as long as on that machine this one takes; None if it was not measured."""
    floor = results.time(ES256, "floor AWS_LC_RS")
    return None if floor is None else floor / REFERENCE


@dataclasses.dataclass
class Goal:
    """What has to be at most so much: a number, or microseconds."""

    text: str
    measured: float | None
    most: float
    # Says why, if it is missed; goals of one function share a paragraph.
    why: typing.Callable
    # What `why` is asked about.
    subject: object
    microseconds: bool = False
    digits: int = 2
    # What is below cannot be: the part is contained in the whole.
    least: float | None = None
    compare: typing.Callable = operator.le

    def holds(self, factor=1.0):
        return self.compare(self.measured, self.most * factor)

    def met(self, factor=1.0):
        if self.measured is None:
            return "not measured"
        if self.least is not None and self.measured < self.least:
            return NOISE
        return "yes" if self.holds(factor) else "**no**"

    def row(self, factor):
        scaled = ["", ""]
        if self.microseconds and factor is not None:
            scaled = [number(self.most * factor), self.met(factor)]
        return [self.text, number(self.measured, self.digits), self.met(), *scaled]


def nearest(results, provider):
    """The greatest part of a peer's time that this library takes, of which peer and where; cells of less work are not in it."""
    parts = [
        (ratio, operation, peer)
        for operation in results.operations
        for peer in PEERS
        if (operation, peer) not in LESS_WORK
        and (ratio := results.ratio(operation, f"countersign {provider}", peer)) is not None
    ]
    return max(parts, default=(None, "no operation", "no peer"))


def of_the_signature(results):
    for provider in PROVIDERS:
        ratio = results.ratio(ES256, f"countersign {provider}", f"bare {provider}")
        text = f"ES256 with `{provider}` ≤ 1.05 × its bare verification"
        yield Goal(text, ratio, 1.05, reasons.bare, provider, digits=3, least=1)
    ratio = results.ratio(ES256, "countersign AWS_LC_RS", "floor AWS_LC_RS")
    yield Goal("ES256 with `AWS_LC_RS` ≤ 1.06 × the floor", ratio, 1.06, reasons.floor, "AWS_LC_RS", digits=3, least=1)
    for name in ("without signature", "without signature, key parsed"):
        time = results.time(ES256, name)
        yield Goal(f"ES256 {name} ≤ 1.5 µs", time, 1.5, reasons.without_signature, name, microseconds=True)
    for provider in PROVIDERS:
        count = results.allocations.get((ES256, f"countersign {provider}"), (None,))[0]
        yield Goal(f"allocations of ES256 with `{provider}` ≤ 2", count, 2, reasons.allocations, provider, digits=0)


def beside_the_peers(results):
    for provider in FAST:
        for peer, most in ((PEERS[0], 0.3), (PEERS[1], 0.3), (PEERS[3], 0.55)):
            ratio = results.ratio(ES256, f"countersign {provider}", peer)
            yield Goal(f"ES256 with `{provider}` ≤ {most} × {peer}", ratio, most, reasons.peer, (provider, peer, most))
    for provider in FAST:
        ratio, operation, peer = nearest(results, provider)
        text = f"`{provider}` ahead of every peer in every row: its time over the nearest peer's ({operation}, {peer})"
        yield Goal(text, ratio, 1, reasons.ahead, (provider, operation, peer), compare=operator.lt)


def of_registrations(results):
    for name in ["without signature", *(f"countersign {provider}" for provider in PROVIDERS)]:
        time = results.time(NONE, name)
        yield Goal(f"registration `none`, ES256, {name} ≤ 1.5 µs", time, 1.5, reasons.none, name, microseconds=True)
    for kind in ("packed_basic", "packed_chain"):
        operation = f"registration {kind}_es256"
        for provider in PROVIDERS:
            more = results.difference(operation, f"countersign {provider}", f"bare {provider}")
            text = f"`{kind}` with `{provider}` ≤ its bare verifications + 5 µs: what is more"
            yield Goal(text, more, 5, reasons.packed, (operation, provider), microseconds=True, least=0)


def goals(results):
    return [*of_the_signature(results), *beside_the_peers(results), *of_registrations(results)]


def goals_table(results):
    here = factor(results)
    head = ["goal", "measured", "met", f"goal × {number(here)}, µs" if here else "goal here", "met"]
    return table(head, [goal.row(here) for goal in goals(results)])


def missed(results):
    """A paragraph for each reason, with the goals that it is of."""
    subjects = {}
    for goal in goals(results):
        if goal.met() == "**no**":
            subjects.setdefault(goal.why, []).append(goal.subject)
    return "\n\n".join(why(results, of) for why, of in subjects.items()) or "Nothing is missed."
