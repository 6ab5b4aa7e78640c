#!/usr/bin/env python3
"""Has other libraries judge ceremonies of the virtual authenticator; `interop.sh` installs the libraries and calls it.

    interop.py FILE FOLDER     what the example `truthful` wrote; the folder that has @simplewebauthn/server

Truthful ceremonies have to be accepted, and those with one thing wrong refused. What a library does not know is listed here
with the reason, and fails if it is accepted after all. Prints what goes otherwise than expected, and last one line for each
library; exits with 1 if anything does.
"""

import dataclasses
import importlib.metadata
import json
import pathlib
import subprocess
import sys
from unittest import mock

import webauthn
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.structs import AttestationFormat

# A library that judges fewer says too little.
LEAST_ACCEPTED, LEAST_REFUSED = 50, 10
NODE_SCRIPT = pathlib.Path(__file__).with_suffix(".mjs")


@dataclasses.dataclass(frozen=True)
class Unknown:
    """Truthful ceremonies that a library refuses, and why it does. A part that is left out stands for all there are."""

    reason: str
    # What it says then, in one of these forms.
    says: tuple
    ceremony: str = ""
    attestations: frozenset = frozenset()
    algorithms: frozenset = frozenset()

    def covers(self, case):
        return (
            self.ceremony in ("", case["vector"]["ceremony"])
            and (not self.attestations or case["attestation"] in self.attestations)
            and (not self.algorithms or case["algorithm"] in self.algorithms)
        )


def of(words):
    return frozenset(words.split("|"))


REGISTRATION, AUTHENTICATION = "registration", "authentication"
NO_NUMBER = "it has no number for the algorithm"
NO_CURVE = "it has the number of the algorithm, and not its curve"
NO_COMPOUND = "it has no compound attestation"
DEMANDS_ROOT = "it takes the last of x5c for the root, which no step demands to be there"
PY_WEBAUTHN = [
    Unknown(
        NO_NUMBER,
        ("Unsupported credential public key alg", "Unrecognized EC2", "OKP public key with alg"),
        algorithms=of("ES384|ES256K|ESP256|ESP384|ESP512|ED25519|ED448"),
    ),
    Unknown(
        "it has no number for the algorithm of the attestation key",
        ("Unrecognized EC2 signature alg -35",),
        REGISTRATION,
        of("packed by ES384"),
    ),
    Unknown(NO_COMPOUND, ('Unsupported attestation type "compound"',), REGISTRATION, of("compound")),
    Unknown(
        DEMANDS_ROOT,
        ("Certificate chain could not be validated. See __cause__ for more info (Android Key)",),
        REGISTRATION,
        of("android-key without root"),
    ),
]
SIMPLEWEBAUTHN = [
    Unknown(
        NO_NUMBER,
        ("Unexpected public key alg", "Could not map COSE alg value", "Public key had invalid alg"),
        algorithms=of("ESP256|ESP384|ESP512|ED25519|ED448"),
    ),
    # Registrations in which the credential key signs nothing are accepted.
    Unknown(NO_CURVE, ("Unexpected COSE crv value of 8",), REGISTRATION, of("packed-self"), of("ES256K")),
    Unknown(NO_CURVE, ("Unexpected COSE crv value of 8",), AUTHENTICATION, algorithms=of("ES256K")),
    Unknown(
        "it compares the credential key with that of the certificate as points of a curve, whatever they are",
        ("Credential public key does not equal",),
        REGISTRATION,
        of("android-key|apple"),
        of("EDDSA|RS256|RS512|PS256"),
    ),
    Unknown(
        "it does not read such a key from a certificate",
        ("Certificate public key contained unexpected",),
        REGISTRATION,
        of("packed by ES512|packed by EDDSA"),
    ),
    Unknown(
        "it does not read such a key from a certificate",
        ("Certificate public key contained unexpected",),
        REGISTRATION,
        of("android-key"),
        of("ES512"),
    ),
    Unknown(
        "it takes every RSA key of a certificate for one of PKCS #1 v1.5",
        ("not verified",),
        REGISTRATION,
        of("packed by PS256"),
    ),
    Unknown(NO_COMPOUND, ("Unsupported Attestation Format: compound",), REGISTRATION, of("compound")),
    Unknown(
        DEMANDS_ROOT,
        ("x5c root certificate was not a known root certificate (Android Key)",),
        REGISTRATION,
        of("android-key without root"),
    ),
]


def causes(error):
    """An exception and those behind it, in one line."""
    lines = []
    while error is not None:
        lines.append(f"{type(error).__name__}: {error}".replace("\n", " "))
        error = error.__cause__
    return ", because ".join(lines)


def verify_with_py_webauthn(vector, root):
    options, rp = vector["options"], vector["rp"]
    common = {
        "credential": vector["response"],
        "expected_challenge": base64url_to_bytes(options["challenge"]),
        "expected_rp_id": rp["id"],
        "expected_origin": rp["origins"],
        "require_user_verification": options["user_verification"] == "required",
    }
    if vector["ceremony"] == "registration":
        webauthn.verify_registration_response(
            **common,
            supported_pub_key_algs=list(COSEAlgorithmIdentifier),
            # Beside its own roots, where it has some.
            pem_root_certs_bytes_by_fmt={attestation_format: [root.encode()] for attestation_format in AttestationFormat},
        )
    else:
        webauthn.verify_authentication_response(
            **common,
            credential_public_key=base64url_to_bytes(vector["credential"]["public_key"]),
            credential_current_sign_count=vector["credential"]["sign_count"],
        )


def judge_with_py_webauthn(document):
    """None for each ceremony that is accepted, and why it is refused for the others."""
    verdicts = []
    # The moment of SafetyNet's timestamps. Certificates are judged at the time of the machine; they are valid until 2040.
    with mock.patch("time.time", return_value=document["at"] / 1000):
        for case in document["ceremonies"]:
            try:
                verify_with_py_webauthn(case["vector"], document["root"])
                verdicts.append(None)
            # Whatever it raises is a refusal: what it does not know ends in a KeyError, too.
            except Exception as error:  # noqa: BLE001
                verdicts.append(causes(error))
    return verdicts


def judge_with_simplewebauthn(file, folder):
    node = pathlib.Path(sys.executable).with_name("node")
    command = [node, "--no-warnings", NODE_SCRIPT, file, folder]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


def combination(case):
    return f"{case['vector']['ceremony']}, {case['attestation']}, {case['algorithm']}"


def report(library, cases, verdicts, unknown):
    """Prints the figures of a library; whether all is as expected."""
    problems = []
    accepted, refused, wrong = set(), 0, 0
    counts = dict.fromkeys(unknown, 0)
    if len(cases) != len(verdicts):
        problems.append(f"{len(verdicts)} verdicts of {len(cases)} ceremonies")
    for case, verdict in zip(cases, verdicts):
        entry = next((entry for entry in unknown if entry.covers(case)), None)
        if case["wrong"]:
            wrong += 1
            refused += verdict is not None
            # Else it would not be refused for what is wrong with it.
            if combination(case) not in accepted:
                problems.append(f"{combination(case)}, wrong: {case['wrong']}: no truthful one was accepted")
            if verdict is None:
                problems.append(f"{combination(case)}, wrong: {case['wrong']}: accepted")
        elif entry:
            counts[entry] += 1
            if verdict is None:
                problems.append(f"{combination(case)}: accepted, take it off the list: {entry.reason}")
            elif not any(form in verdict for form in entry.says):
                problems.append(f"{combination(case)}: refused for another reason than listed: {verdict}")
        elif verdict is None:
            accepted.add(combination(case))
        else:
            problems.append(f"{combination(case)}: {verdict}")
    problems += [f"covers nothing, take it off the list: {entry}" for entry in unknown if not counts[entry]]
    truthful = len(cases) - wrong - sum(counts.values())
    if len(accepted) < LEAST_ACCEPTED or refused < LEAST_REFUSED:
        problems.append(f"fewer than {LEAST_ACCEPTED} accepted, or fewer than {LEAST_REFUSED} refused")
    for problem in problems:
        print(f"{library}: {problem}")
    reasons = {}
    for entry, count in counts.items():
        reasons[entry.reason] = reasons.get(entry.reason, 0) + count
    listed = "; ".join(f"{count} because {reason}" for reason, count in reasons.items())
    print(
        f"{library}: {len(accepted)} accepted of {truthful} truthful, {refused} refused of {wrong} tampered,",
        f"{sum(counts.values())} combinations that it does not know: {listed}",
    )
    return not problems


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    file, folder = map(pathlib.Path, sys.argv[1:])
    document = json.loads(file.read_text())
    cases = document["ceremonies"]
    package = json.loads((folder / "node_modules/@simplewebauthn/server/package.json").read_text())
    python_library = f"py_webauthn {importlib.metadata.version('webauthn')}"
    node_library = f"@simplewebauthn/server {package['version']}"
    as_expected = [
        report(python_library, cases, judge_with_py_webauthn(document), PY_WEBAUTHN),
        report(node_library, cases, judge_with_simplewebauthn(file, folder), SIMPLEWEBAUTHN),
    ]
    return 0 if all(as_expected) else 1


if __name__ == "__main__":
    sys.exit(main())
