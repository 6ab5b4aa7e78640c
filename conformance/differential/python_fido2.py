#!/usr/bin/env python3
"""Judges ceremonies with python-fido2: see `drive.py` for the protocol.

It is told: challenge, RP ID, origins, user verification, algorithms (which it only offers), how attestation is verified,
roots where trust is demanded, the stored credentials. It has no counter, user handle or top origin.
"""

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from fido2 import cbor
from fido2.attestation import Attestation, AttestationVerifier
from fido2.attestation.base import InvalidAttestation
from fido2.cose import CoseKey
from fido2.server import Fido2Server
from fido2.webauthn import AttestedCredentialData, PublicKeyCredentialParameters, PublicKeyCredentialType

from adapters import Unknown, decoded, serve


class Trusting(AttestationVerifier):
    """Trusts the given roots, as its documentation has callers do: the root that issued the end of the path."""

    def __init__(self, anchors):
        super().__init__()
        self.anchors = anchors

    def ca_lookup(self, attestation_result, auth_data):
        if not attestation_result.trust_path:
            return None
        last = x509.load_der_x509_certificate(attestation_result.trust_path[-1])
        for anchor in self.anchors:
            if x509.load_der_x509_certificate(anchor).subject == last.issuer:
                return anchor
        return None


def verify_statement(attestation_object, client_data_hash):
    """The statement alone, where trust is not demanded."""
    verifier = Attestation.for_type(attestation_object.fmt)()
    verifier.verify(attestation_object.att_stmt, attestation_object.auth_data, client_data_hash)


def server(vector):
    rp, attestation = vector["rp"], vector.get("attestation", {})
    if attestation.get("require_trusted"):
        verify = Trusting([decoded(anchor) for anchor in attestation["trust_anchors"]])
    else:
        verify = verify_statement
    made = Fido2Server(
        {"id": rp["id"], "name": rp["id"]},
        # Otherwise statements are ignored.
        attestation="direct",
        verify_origin=lambda origin: origin in rp["origins"],
        verify_attestation=verify,
    )
    offered = vector["options"].get("algorithms")
    if offered:
        made.allowed_algorithms = [
            PublicKeyCredentialParameters(type=PublicKeyCredentialType.PUBLIC_KEY, alg=number) for number in offered
        ]
    return made


def judge(vector):
    options = vector["options"]
    challenge = decoded(options["challenge"])
    if len(challenge) < 16:
        raise Unknown("takes no challenge of fewer than 16 bytes")
    made = server(vector)
    begin = {"challenge": challenge, "user_verification": options["user_verification"]}
    if vector["ceremony"] == "registration":
        _, state = made.register_begin({"id": b"user", "name": "user", "displayName": "user"}, **begin)
        made.register_complete(state, vector["response"])
    else:
        credential = vector["credential"]
        stored = AttestedCredentialData.create(
            bytes(16), decoded(credential["id"]), CoseKey.parse(cbor.decode(decoded(credential["public_key"])))
        )
        _, state = made.authenticate_begin([stored], **begin)
        made.authenticate_complete(state, [stored], vector["response"])


if __name__ == "__main__":
    # A signature of a statement that is not valid is said by the library below.
    serve(judge, (ValueError, InvalidAttestation, InvalidSignature))
