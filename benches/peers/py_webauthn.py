#!/usr/bin/env python3
"""Measures py_webauthn: `py_webauthn.py CEREMONIES`, the JSON that `ceremonies 32` writes.

Prints a line for each ceremony: what it takes in nanoseconds, the median of samples, or why the library refuses it.
"""

import base64
import json
import statistics
import sys
import time

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
import webauthn
from webauthn.helpers.structs import AttestationFormat

SAMPLES = 11
SAMPLE_SECONDS = 0.03


def decoded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def roots(anchor):
    """For every format, beside its own roots; none where trust is not demanded."""
    if anchor is None:
        return None
    certificate = x509.load_der_x509_certificate(decoded(anchor)).public_bytes(Encoding.PEM)
    return {attestation_format: [certificate] for attestation_format in AttestationFormat}


def verification(ceremony):
    """From the text to the verdict; what is known beforehand is made beforehand."""
    known = {
        "expected_challenge": decoded(ceremony["challenge"]),
        "expected_rp_id": ceremony["rp_id"],
        "expected_origin": [ceremony["origin"]],
    }
    text = ceremony["response"]
    if ceremony["ceremony"] == "registration":
        known["pem_root_certs_bytes_by_fmt"] = roots(ceremony["trust_anchor"])
        return lambda: webauthn.verify_registration_response(credential=text, **known)
    known["credential_public_key"] = decoded(ceremony["public_key"])
    known["credential_current_sign_count"] = 0
    known["require_user_verification"] = True
    return lambda: webauthn.verify_authentication_response(credential=text, **known)


def sample(verify, runs):
    start = time.perf_counter()
    for _ in range(runs):
        verify()
    return (time.perf_counter() - start) / runs


def measured(verify):
    runs = max(1, round(SAMPLE_SECONDS / sample(verify, 5)))
    return statistics.median(sample(verify, runs) for _ in range(SAMPLES))


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with open(sys.argv[1], encoding="utf-8") as file:
        ceremonies = json.load(file)
    for ceremony in ceremonies:
        if ceremony.get("listed"):
            print("refused", ceremony["operation"], "py_webauthn", "its callers look credentials up", sep="\t")
            continue
        verify = verification(ceremony)
        try:
            verify()
        except Exception as error:  # noqa: BLE001
            reason = f"{type(error).__name__}: {error}".replace("\n", " ")
            print("refused", ceremony["operation"], "py_webauthn", reason, sep="\t")
        else:
            print("time", ceremony["operation"], "py_webauthn", round(measured(verify) * 1e9), sep="\t", flush=True)


if __name__ == "__main__":
    main()
