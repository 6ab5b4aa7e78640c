#!/usr/bin/env python3
"""Groups what the libraries said, and writes `docs/differential.md`.

    compare.py RESULTS LIES DOCUMENT    the folder of a run's results, `docs/lies.md`, and the document to write

Fails if a disagreement has no cause, if a cause covers nothing, or if we say otherwise than a vector expects.
"""

import base64
import collections
import dataclasses
import json
import pathlib
import re
import sys

from accepted import ACCEPTED
from causes import CALLER, CORE, FIDO2, OPEN, PY, RP, SIMPLE, THEM, US
from refused import REFUSED

LIBRARIES = (PY, SIMPLE, FIDO2, CORE, RP)
FILES = {PY: "py_webauthn", SIMPLE: "simplewebauthn", FIDO2: "python_fido2", CORE: "webauthn_rs_core", RP: "webauthn_rp"}
LIES = "test-vectors/lies"
FORMATS = ("android-key", "android-safetynet", "apple", "compound", "fido-u2f", "none", "packed-self", "packed", "tpm")


@dataclasses.dataclass
class Ceremony:
    id: str
    folder: str
    name: str
    kind: str
    format: str
    algorithm: object
    ours: str
    step: str
    verdicts: dict

    @property
    def truth(self):
        """The id of the ceremony that is the same without the lie."""
        kind = f"registration-{self.format}" if self.kind == "registration" else "authentication"
        return f"{LIES}: {kind}-truth"


def lines(file):
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def by_id(file):
    return {line["id"]: line for line in lines(file)}


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def label_3(key):
    """The algorithm of a COSE key in canonical form: what follows the key type, in the head of a CBOR integer."""
    at = key.index(b"\x03", 1 if key[1:2] == b"\x03" else 3)
    head = key[at + 1]
    length = {0x18: 1, 0x19: 2, 0x1A: 4}.get(head & 0x1F, 0)
    value = int.from_bytes(key[at + 2 : at + 2 + length], "big") if length else head & 0x1F
    return -1 - value if head >> 5 == 1 else value


def format_of(vector, folder, name):
    if vector["ceremony"] == "authentication":
        return ""
    if folder == LIES:
        return next(name for name in FORMATS if re.match(f"registration-{name}-", vector["id"].split("/")[-1]))
    # The text behind `fmt` in the attestation object, whatever its order.
    found = re.search(rb"cfmt([\x60-\x77])", decoded(vector["response"]["response"]["attestationObject"]))
    if not found:
        return "unreadable"
    length = found.group(1)[0] - 0x60
    text = decoded(vector["response"]["response"]["attestationObject"])[found.end() : found.end() + length]
    return text.decode(errors="replace")


def algorithm_of(vector):
    expected = vector["expect"].get("algorithm")
    if expected is not None or vector["ceremony"] == "registration":
        return expected
    return label_3(decoded(vector["credential"]["public_key"]))


def ceremonies(results):
    """Everything that was judged, and the verdicts; how many of ours are not as the vector expects."""
    ours = by_id(results / "countersign.jsonl")
    anew = by_id(results / "countersign-16.jsonl")
    theirs = {library: by_id(results / f"{FILES[library]}.jsonl") for library in LIBRARIES}
    judged, problems = [], []
    for line in lines(results / "ceremonies.jsonl"):
        identifier, vector = line["id"], line["vector"]
        said = ours[identifier]
        if said["verdict"] != vector["expect"]["verdict"]:
            problems.append(f"we {said['verdict']} {identifier}")
        if (said["verdict"], said["step"]) != (anew[identifier]["verdict"], anew[identifier]["step"]):
            problems.append(f"we judge {identifier} otherwise with a challenge of 16 bytes")
        name = identifier.split(": ")[1]
        judged.append(
            Ceremony(
                identifier,
                line["folder"],
                name,
                vector["ceremony"],
                format_of(vector, line["folder"], name),
                algorithm_of(vector),
                said["verdict"],
                (said["step"] or "").split("/")[-1],
                {library: theirs[library][identifier] for library in LIBRARIES},
            )
        )
    return judged, problems


class Findings:
    """The verdicts of one library beside ours."""

    def __init__(self, library, judged):
        self.library = library
        truths = {ceremony.id: ceremony.verdicts[library]["verdict"] for ceremony in judged}
        self.of = {}
        for ceremony in judged:
            self.of[ceremony.id] = self.compare(ceremony, truths)

    def compare(self, ceremony, truths):
        verdict = ceremony.verdicts[self.library]["verdict"]
        if verdict == "unknown":
            return "unknown"
        if verdict == "accept":
            return "accepted" if ceremony.ours == "accept" else "accepts"
        if ceremony.ours == "accept":
            return "refuses"
        # A library that refuses the truth as well says nothing by refusing the lie.
        if ceremony.folder == LIES and truths[ceremony.truth] not in ("accept", "unknown"):
            return "silent"
        return "crash" if verdict == "crash" else "refused"


def explain(judged, findings):
    """The disagreements of each cause by library; what has no cause; the causes without any."""
    counts = {}
    problems = []
    for ceremony in judged:
        subject = f"{ceremony.folder}: {ceremony.name}"
        for library in LIBRARIES:
            finding = findings[library].of[ceremony.id]
            reason = ceremony.verdicts[library]["reason"]
            if finding == "accepts":
                covering = (c for c in ACCEPTED if c.covers_acceptance(library, ceremony.step, subject))
                said = f"accepted, we refuse at {ceremony.step}"
            elif finding == "refuses":
                covering = (c for c in REFUSED if c.covers_refusal(library, reason, subject))
                said = f"refused, we accept: {reason}"
            else:
                continue
            cause = next(covering, None)
            if cause is None:
                problems.append(f"no cause: {library}, {ceremony.id}: {said}")
                continue
            name = cause.name.format(algorithm=ceremony.algorithm)
            counts.setdefault((cause, name), collections.Counter())[library] += 1
    used = {cause for cause, _ in counts}
    problems += [f"covers nothing: {cause.name}" for cause in ACCEPTED + REFUSED if cause not in used]
    return counts, problems


def subjects(file):
    """The subject of each lie, as `docs/lies.md` has them."""
    subject, found = "", {}
    for line in file.read_text(encoding="utf-8").splitlines():
        heading = re.match(r"## (.+)", line)
        row = re.match(r"\| `(\w+)` \|", line)
        if heading:
            subject = heading.group(1)
        elif row:
            # As the names of vectors are made of those of lies.
            name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", row.group(1)).lower()
            found[name] = subject
    return found


def group_of(ceremony, of_lies):
    if ceremony.folder != LIES:
        return (ceremony.folder, ceremony.kind, ceremony.format)
    kind = f"registration-{ceremony.format}-" if ceremony.kind == "registration" else "authentication-"
    lie = ceremony.name.removeprefix(kind)
    return (ceremony.folder, ceremony.kind, "truth" if lie == "truth" else of_lies[lie])


CELLS = (("accepts", "+"), ("refuses", "−"), ("crash", "!"), ("silent", "~"), ("unknown", "?"))


def cell(found):
    agreed = found["accepted"] + found["refused"] + found["crash"]
    return " ".join([str(agreed)] + [f"{sign}{found[name]}" for name, sign in CELLS if found[name]])


def table(head, rows):
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(str(value).replace("|", "\\|") for value in row) + " |"


def totals(judged, findings):
    head = ["", *LIBRARIES]
    found = {library: collections.Counter(findings[library].of.values()) for library in LIBRARIES}
    rows = [
        ("told and judged", lambda f: len(judged) - f["unknown"]),
        ("cannot be told (`?`)", lambda f: f["unknown"]),
        ("accepted by both", lambda f: f["accepted"]),
        ("refused by both", lambda f: f["refused"] + f["crash"]),
        ("… where it broke instead of refusing (`!`)", lambda f: f["crash"]),
        ("refused by both, and the truth as well (`~`)", lambda f: f["silent"]),
        ("accepts what we refuse (`+`)", lambda f: f["accepts"]),
        ("refuses what we accept (`−`)", lambda f: f["refuses"]),
    ]
    return table(head, [[name, *(figure(found[library]) for library in LIBRARIES)] for name, figure in rows])


def matrix(judged, findings, of_lies):
    groups = {}
    for ceremony in judged:
        group = groups.setdefault(group_of(ceremony, of_lies), {library: collections.Counter() for library in LIBRARIES})
        for library in LIBRARIES:
            group[library][findings[library].of[ceremony.id]] += 1
    rows = []
    for (folder, kind, subject), group in groups.items():
        size = sum(next(iter(group.values())).values())
        rows.append([folder, kind, subject, size, *(cell(group[library]) for library in LIBRARIES)])
    # Rows of a folder in the order of its names; of lies in the order of their subjects.
    order = list(dict.fromkeys(of_lies.values()))
    rows.sort(key=lambda row: (row[0], row[1], order.index(row[2]) if row[2] in order else -1, row[2]))
    return table(["folder", "ceremony", "format or subject", "vectors", *LIBRARIES], rows)


def causes(counts, side):
    rows = []
    for cause in dict.fromkeys(side):
        named = sorted((name, found) for (of, name), found in counts.items() if of == cause)
        for name, found in named:
            by = cause.section + (f": {cause.why}" if cause.why else "")
            figures = [found[library] or "" for library in LIBRARIES]
            rows.append([name, *figures, cause.right, by])
    return table(["cause", *LIBRARIES, "right", "by"], rows)


def normalised(reason):
    """What kind of crash it was: the exception and its words, without what differs from one vector to the next."""
    reason = reason.split(", because ")[0]
    return re.sub(r"\d+|'[^']*'|\"[^\"]*\"|<[^>]*>", "…", reason)[:100]


def crashes(judged):
    kinds = {}
    for ceremony in judged:
        for library in LIBRARIES:
            said = ceremony.verdicts[library]
            if said["verdict"] == "crash":
                kinds.setdefault((library, said["reason"].split(":")[0]), []).append(normalised(said["reason"]))
    rows = []
    for (library, kind), reasons in sorted(kinds.items(), key=lambda item: (LIBRARIES.index(item[0][0]), item[0][1])):
        example, _ = max(sorted(collections.Counter(reasons).items()), key=lambda item: item[1])
        rows.append([library, kind, len(reasons), f"`{example}`"])
    return table(["library", "raises", "times", "most often"], rows)


def unknown(judged):
    kinds = collections.Counter()
    for ceremony in judged:
        for library in LIBRARIES:
            said = ceremony.verdicts[library]
            if said["verdict"] == "unknown":
                kinds[library, re.sub(r", not of \d+$", "", said["reason"])] += 1
    return table(["library", "why", "vectors"], [[library, why, count] for (library, why), count in sorted(kinds.items())])


def by_right(counts):
    rows = []
    for right in (US, CALLER, OPEN, THEM):
        found = [(of, tally) for (of, _), tally in counts.items() if of.right == right]
        sums = collections.Counter()
        for _, tally in found:
            sums.update(tally)
        rows.append([right, len(found), *(sums[library] for library in LIBRARIES)])
    return table(["right", "causes", *LIBRARIES], rows)


def document(results, judged, findings, counts, of_lies):
    versions = json.loads((results / "versions.json").read_text(encoding="utf-8"))
    names = ", ".join(f"{library} {versions[library]}" for library in LIBRARIES)
    text = pathlib.Path(__file__).with_name("document.md").read_text(encoding="utf-8")
    parts = {
        "versions": [names],
        "vectors": [f"{len(judged)}"],
        "totals": totals(judged, findings),
        "right": by_right(counts),
        "accepted": causes(counts, ACCEPTED),
        "refused": causes(counts, REFUSED),
        "crashes": crashes(judged),
        "unknown": unknown(judged),
        "matrix": matrix(judged, findings, of_lies),
    }
    for name, part in parts.items():
        text = text.replace(f"{{{name}}}", "\n".join(part))
    return text


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    results, lies, target = map(pathlib.Path, sys.argv[1:])
    judged, problems = ceremonies(results)
    findings = {library: Findings(library, judged) for library in LIBRARIES}
    counts, unexplained = explain(judged, findings)
    target.write_text(document(results, judged, findings, counts, subjects(lies)), encoding="utf-8")
    for problem in problems + unexplained:
        print(problem)
    for library in LIBRARIES:
        found = collections.Counter(findings[library].of.values())
        print(f"{library}: {dict(sorted(found.items()))}")
    return 1 if problems or unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
