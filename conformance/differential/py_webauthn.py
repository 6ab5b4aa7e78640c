#!/usr/bin/env python3
"""Judges ceremonies with py_webauthn: see `drive.py` for the protocol.

It is told: challenge, RP ID, origins, user verification, user presence, algorithms that it has a number for, roots where
trust is demanded, the stored key and its counter. Its callers look credentials and users up themselves.
"""

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
import webauthn
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import AttestationFormat

from adapters import decoded, serve


def known_algorithms(numbers):
    known = {int(algorithm) for algorithm in COSEAlgorithmIdentifier}
    return [COSEAlgorithmIdentifier(number) for number in numbers if number in known]


def roots(attestation):
    """For every format, beside its own roots; none where trust is not demanded."""
    if not attestation.get("require_trusted"):
        return None
    certificates = [
        x509.load_der_x509_certificate(decoded(anchor)).public_bytes(Encoding.PEM)
        for anchor in attestation["trust_anchors"]
    ]
    return {attestation_format: certificates for attestation_format in AttestationFormat}


def judge(vector):
    options, rp = vector["options"], vector["rp"]
    common = {
        "credential": vector["response"],
        "expected_challenge": decoded(options["challenge"]),
        "expected_rp_id": rp["id"],
        "expected_origin": rp["origins"],
        "require_user_verification": options["user_verification"] == "required",
    }
    if vector["ceremony"] == "registration":
        webauthn.verify_registration_response(
            **common,
            require_user_presence=options.get("user_presence") != "optional",
            supported_pub_key_algs=known_algorithms(options["algorithms"]),
            pem_root_certs_bytes_by_fmt=roots(vector.get("attestation", {})),
        )
    else:
        credential = vector["credential"]
        webauthn.verify_authentication_response(
            **common,
            credential_public_key=decoded(credential["public_key"]),
            credential_current_sign_count=credential["sign_count"],
        )


if __name__ == "__main__":
    serve(judge, WebAuthnException)
