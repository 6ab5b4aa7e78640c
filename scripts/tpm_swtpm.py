#!/usr/bin/env python3
"""Records ceremonies of format `tpm` with a real TPM 2.0, such as swtpm; `tpm_swtpm.sh` starts one.

The TPM makes an endorsement key, attestation keys (RSA-2048 and P-256) and credential keys, certifies the last with the
attestation keys, and signs authentications. A test authority, made here, certifies an attestation key once the TPM has
proved that it is in the TPM of the endorsement key. What a client does is done here too. Each run makes other keys.

    tpm_swtpm.py --tcti TCTI                    records into a temporary folder, and runs what it recorded
    tpm_swtpm.py --tcti TCTI --record FOLDER    records into FOLDER, whose vectors are replaced
"""

import argparse
import base64
import datetime
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import uuid

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from tpm2_pytss import ESAPI, ESYS_TR, TCTILdr, TPM2_ALG, TPM2_CAP, TPM2_PT, TPM2_RH, TPM2_SE, TPM2_ST
from tpm2_pytss import TPM2B_PUBLIC, TPMT_SIG_SCHEME, TPMT_SYM_DEF, TPMT_TK_HASHCHECK
from tpm2_pytss.utils import NoSuchIndex, create_ek_template, make_credential

WORKSPACE = pathlib.Path(__file__).resolve().parent.parent
RP_ID, ORIGIN = "example.org", "https://login.example.org"
AAGUID = uuid.UUID("5f5cf4a1-2f5b-4b0c-8a5e-5b1b0b3f7a10")
# The certificates are valid from the first to the last, and judged at the second.
MOMENTS = [datetime.datetime(year, 1, 1, tzinfo=datetime.timezone.utc) for year in (2025, 2026, 2045)]
# User present, user verified; with attested credential data.
SIGNED_IN, REGISTERED = 0x05, 0x45
FIXED = "fixedtpm|fixedparent|sensitivedataorigin|userwithauth"

# Attestation keys: template, COSE algorithm, hash function.
ATTESTATION_KEYS = {
    "rs256": ("rsa2048:rsassa-sha256:null", -257, "sha256"),
    "es256": ("ecc256:ecdsa-sha256:null", -7, "sha256"),
    "rs1": ("rsa2048:rsassa-sha1:null", -65535, "sha1"),
}
# Credential keys: template, COSE algorithm, hash function, hash function of the name.
CREDENTIAL_KEYS = {
    "p256": ("ecc256:null:null", -7, "sha256", "sha256"),
    "p256-fixed-scheme": ("ecc256:ecdsa-sha256:null", -7, "sha256", "sha256"),
    "p384-sha384-name": ("ecc384:null:null", -35, "sha384", "sha384"),
    "rsa": ("rsa2048:null:null", -257, "sha256", "sha256"),
    "rsa-fixed-scheme": ("rsa2048:rsassa-sha256:null", -257, "sha256", "sha256"),
}
# Which of them are certified by which, and whether an authentication is recorded too.
CERTIFIED = [
    ("p256", "rs256", True),
    ("p256", "es256", False),
    ("p256", "rs1", False),
    ("p256-fixed-scheme", "es256", True),
    ("p384-sha384-name", "es256", True),
    ("rsa", "rs256", True),
    ("rsa", "es256", False),
    ("rsa-fixed-scheme", "rs256", True),
]


def base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def cbor(item):
    """CTAP2 CBOR of integers, bytes, texts, lists and maps."""

    def head(kind, number):
        for code, size in ((24, 1), (25, 2), (26, 4), (27, 8)):
            if number < 24:
                return bytes([kind << 5 | number])
            if number < 1 << 8 * size:
                return bytes([kind << 5 | code]) + number.to_bytes(size, "big")
        raise ValueError(number)

    match item:
        case int():
            return head(0, item) if item >= 0 else head(1, -1 - item)
        case bytes():
            return head(2, len(item)) + item
        case str():
            return head(3, len(item.encode())) + item.encode()
        case list():
            return head(4, len(item)) + b"".join(map(cbor, item))
        case dict():
            entries = [(cbor(key), cbor(value)) for key, value in item.items()]
            entries.sort(key=lambda entry: (entry[0][0] >> 5, len(entry[0]), entry[0]))
            return head(5, len(entries)) + b"".join(key + value for key, value in entries)
    raise TypeError(type(item))


class Authority:
    """A test authority on P-256, whose root is the trust anchor."""

    def __init__(self):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Countersign swtpm Test Root")])
        constraints = x509.BasicConstraints(ca=True, path_length=None)
        root = self.builder(self.name, self.key.public_key()).add_extension(constraints, critical=True)
        self.root = self.der(root)

    def builder(self, subject, key):
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(self.name).public_key(key)
        builder = builder.serial_number(x509.random_serial_number())
        return builder.not_valid_before(MOMENTS[0]).not_valid_after(MOMENTS[2])

    def der(self, builder):
        return builder.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.DER)

    def certify(self, tpm, key):
        """A certificate for an attestation key, as §8.3.1 asks for it."""
        # Only the TPM that has both keys can decrypt what is encrypted to one of them under the name of the other.
        secret = os.urandom(32)
        if tpm.activate(key, lambda endorsed: make_credential(endorsed, secret, key.name)) != secret:
            raise ValueError("the attestation key is not in the TPM of the endorsement key")
        device = zip(("2.23.133.2.1", "2.23.133.2.2", "2.23.133.2.3"), tpm.device())
        device = x509.Name([x509.NameAttribute(x509.ObjectIdentifier(oid), value) for oid, value in device])
        names = x509.SubjectAlternativeName([x509.DirectoryName(device)])
        usage = x509.ExtendedKeyUsage([x509.ObjectIdentifier("2.23.133.8.3")])
        builder = self.builder(x509.Name([]), key.public_key()).add_extension(names, critical=True)
        builder = builder.add_extension(usage, critical=False)
        return self.der(builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True))


class Key:
    """A key in the TPM."""

    def __init__(self, tpm, template, attributes, hash_function, name_hash="sha256"):
        self.tpm, self.hash_function = tpm, hash_function
        template = TPM2B_PUBLIC.parse(template, objectAttributes=f"{FIXED}|{attributes}", nameAlg=name_hash)
        private, self.public, *_ = tpm.api.create(tpm.storage_key, None, template)
        handle = tpm.api.load(tpm.storage_key, private, self.public)
        self.name = tpm.api.read_public(handle)[1]
        self.context = tpm.loaded(handle)

    def handle(self):
        return self.tpm.handle(self.context)

    def public_key(self):
        return serialization.load_der_public_key(self.public.to_der())

    def pub_area(self):
        return self.public.publicArea.marshal()

    def digest(self, *parts):
        return hashlib.new(self.hash_function, b"".join(parts)).digest()


class Tpm:
    """The TPM. It has room for three keys at a time, so that each is swapped in where it is used."""

    def __init__(self, tcti):
        self.api = ESAPI(TCTILdr(*tcti.split(":", 1)))
        self.storage_key, *_ = self.api.create_primary(None, "ecc256")
        self.used = []

    def loaded(self, handle):
        context = self.api.context_save(handle)
        self.api.flush_context(handle)
        return context

    def handle(self, context):
        self.used.append(self.api.context_load(context))
        return self.used[-1]

    def flush(self):
        while self.used:
            self.api.flush_context(self.used.pop())

    def close(self):
        self.flush()
        self.api.flush_context(self.storage_key)
        self.api.close()

    def device(self):
        """Manufacturer, model and version, as certificates have them."""

        def read(number):
            _, found = self.api.get_capability(TPM2_CAP.TPM_PROPERTIES, number, 1)
            return found.data.tpmProperties.tpmProperty[0].value

        # The model is in four properties, four letters each; the first half of the version is in one behind them.
        manufacturer, *letters = map(read, range(TPM2_PT.MANUFACTURER, TPM2_PT.MANUFACTURER + 5))
        model = b"".join(part.to_bytes(4, "big") for part in letters).strip(b"\0").decode()
        return f"id:{manufacturer:08X}", model, f"id:{read(TPM2_PT.MANUFACTURER + 6):08X}"

    def activate(self, attestation, make):
        """What the endorsement key decrypts, if it is for this attestation key. `make` encrypts it to its public area."""

        def no_template_of_the_manufacturer(index):
            raise NoSuchIndex(index)

        _, template = create_ek_template("EK-RSA2048", no_template_of_the_manufacturer)
        endorsement_key, public, *_ = self.api.create_primary(None, template, ESYS_TR.ENDORSEMENT)
        none = TPMT_SYM_DEF(algorithm=TPM2_ALG.NULL)
        session = self.api.start_auth_session(ESYS_TR.NONE, ESYS_TR.NONE, TPM2_SE.POLICY, none, TPM2_ALG.SHA256)
        self.used += [endorsement_key, session]
        self.api.policy_secret(ESYS_TR.ENDORSEMENT, session, b"", b"", b"", 0)
        blob, encrypted = make(public)
        handles = attestation.handle(), endorsement_key
        decrypted = self.api.activate_credential(*handles, blob, encrypted, ESYS_TR.PASSWORD, session)
        # The session ended with its use.
        self.used.remove(session)
        self.flush()
        return bytes(decrypted)

    def certify(self, credential, attestation, data):
        """certInfo for a credential key, and the structure of the signature over it."""
        scheme = TPMT_SIG_SCHEME(scheme=TPM2_ALG.NULL)
        attest, signature = self.api.certify(credential.handle(), attestation.handle(), data, scheme)
        self.flush()
        return bytes(attest.attestationData), signature

    def quote(self, attestation, data):
        """What the TPM says of its registers, signed by the same key."""
        attest, signature = self.api.quote(attestation.handle(), "sha256:0", data)
        self.flush()
        return bytes(attest.attestationData), signature

    def sign(self, credential, message):
        """The bare signature of a credential key over a message."""
        scheme = TPMT_SIG_SCHEME(scheme=TPM2_ALG.ECDSA)
        if not isinstance(credential.public_key(), ec.EllipticCurvePublicKey):
            scheme = TPMT_SIG_SCHEME(scheme=TPM2_ALG.RSASSA)
        scheme.details.any.hashAlg = {"sha256": TPM2_ALG.SHA256, "sha384": TPM2_ALG.SHA384}[credential.hash_function]
        ticket = TPMT_TK_HASHCHECK(tag=TPM2_ST.HASHCHECK, hierarchy=TPM2_RH.NULL)
        signature = self.api.sign(credential.handle(), credential.digest(message), scheme, ticket)
        self.flush()
        return bare(signature)


def bare(signature):
    """A signature in the form of WebAuthn, out of its structure."""
    if signature.sigAlg == TPM2_ALG.ECDSA:
        parts = signature.signature.ecdsa.signatureR, signature.signature.ecdsa.signatureS
        return encode_dss_signature(*(int.from_bytes(bytes(part.buffer), "big") for part in parts))
    return bytes(signature.signature.rsassa.sig.buffer)


def cose_key(key, algorithm):
    numbers = key.public_key().public_numbers()
    if isinstance(numbers, ec.EllipticCurvePublicNumbers):
        size = (numbers.curve.key_size + 7) // 8
        curve = {256: 1, 384: 2}[numbers.curve.key_size]
        x, y = numbers.x.to_bytes(size, "big"), numbers.y.to_bytes(size, "big")
        return cbor({1: 2, 3: algorithm, -1: curve, -2: x, -3: y})
    modulus = numbers.n.to_bytes((numbers.n.bit_length() + 7) // 8, "big")
    return cbor({1: 3, 3: algorithm, -1: modulus, -2: numbers.e.to_bytes(3, "big")})


class Ceremony:
    """A registration up to what the TPM is given to certify; fresh each time."""

    def __init__(self, credential, algorithm):
        self.credential, self.algorithm = credential, algorithm
        self.challenge, self.credential_id, self.user_handle = os.urandom(32), os.urandom(32), os.urandom(16)
        self.public_key = cose_key(credential, algorithm)
        self.client_data = client_data("webauthn.create", self.challenge)
        identity = AAGUID.bytes + len(self.credential_id).to_bytes(2, "big") + self.credential_id
        self.data = authenticator_data(REGISTERED, 0) + identity + self.public_key

    def attested(self, attestation):
        """The digest that a TPM is given, by the hash function of the key that certifies."""
        return attestation.digest(self.data, hashlib.sha256(self.client_data).digest())


def client_data(kind, challenge):
    members = {"type": kind, "challenge": base64url(challenge), "origin": ORIGIN, "crossOrigin": False}
    return json.dumps(members, separators=(",", ":")).encode()


def authenticator_data(flags, sign_count):
    return hashlib.sha256(RP_ID.encode()).digest() + bytes([flags]) + sign_count.to_bytes(4, "big")


def public_key_credential(credential_id, response):
    identifier = base64url(credential_id)
    return {
        "id": identifier,
        "rawId": identifier,
        "type": "public-key",
        "authenticatorAttachment": "platform",
        "response": response,
        "clientExtensionResults": {},
    }


def vector(stem, description, ceremony, challenge):
    return {
        "schema": "countersign-vector/1",
        "id": f"tpm-swtpm/{stem}",
        "source": "keys, attestations and signatures of a software TPM 2.0 (swtpm), recorded by scripts/tpm_swtpm.sh",
        "description": description,
        "ceremony": ceremony,
        "rp": {"id": RP_ID, "origins": [ORIGIN], "allow_cross_origin": False},
        "options": {"challenge": base64url(challenge), "user_verification": "required", "extensions": {}},
    }


def expected(algorithm, sign_count):
    flags = {"up": True, "uv": True, "be": False, "bs": False}
    return {"verdict": "accept", "algorithm": algorithm, "flags": flags, "sign_count": sign_count}


class Recorder:
    """Makes the vectors."""

    def __init__(self, tpm):
        self.tpm, self.authority, self.vectors = tpm, Authority(), {}
        self.attestation_keys = {
            name: (Key(tpm, template, "sign|restricted", hash_function), algorithm)
            for name, (template, algorithm, hash_function) in ATTESTATION_KEYS.items()
        }
        self.certificates = {
            name: self.authority.certify(tpm, key) for name, (key, _) in self.attestation_keys.items()
        }

    def credential_key(self, name):
        template, algorithm, hash_function, name_hash = CREDENTIAL_KEYS[name]
        return Key(self.tpm, template, "sign", hash_function, name_hash), algorithm

    def ceremony(self, name):
        return Ceremony(*self.credential_key(name))

    def registration(self, stem, description, ceremony, by, made, **changes):
        """A vector of a statement that says and signs this; `step` is the one that refuses."""
        cert_info, signature = made
        statement = {
            "ver": "2.0",
            "alg": self.attestation_keys[by][1],
            "x5c": [self.certificates[by]],
            "sig": signature,
            "certInfo": cert_info,
            "pubArea": changes.get("pub_area", ceremony.credential.pub_area()),
        }
        attestation_object = cbor({"fmt": "tpm", "attStmt": statement, "authData": ceremony.data})
        response = {
            "clientDataJSON": base64url(ceremony.client_data),
            "attestationObject": base64url(attestation_object),
            "authenticatorData": base64url(ceremony.data),
            "publicKeyAlgorithm": ceremony.algorithm,
            "transports": ["internal"],
        }
        made = vector(stem, description, "registration", ceremony.challenge)
        made["options"] |= {"algorithms": [ceremony.algorithm], "user_presence": "required"}
        made["attestation"] = {
            "conveyance": "direct",
            "trust_anchors": [base64url(self.authority.root)],
            "require_trusted": True,
            "at": MOMENTS[1].strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        made["response"] = public_key_credential(ceremony.credential_id, response)
        if "step" in changes:
            made["expect"] = {"verdict": "reject", "step": changes["step"]}
        else:
            attestation = {"format": "tpm", "attestation_type": "attca", "trusted": True, "aaguid": str(AAGUID)}
            made["expect"] = expected(ceremony.algorithm, 0) | attestation
        self.vectors[stem] = made

    def authentication(self, stem, description, ceremony):
        challenge = os.urandom(32)
        sent, data = client_data("webauthn.get", challenge), authenticator_data(SIGNED_IN, 1)
        signature = self.tpm.sign(ceremony.credential, data + hashlib.sha256(sent).digest())
        credential_id = base64url(ceremony.credential_id)
        made = vector(stem, description, "authentication", challenge)
        made["options"]["allow_credentials"] = [credential_id]
        made["credential"] = {
            "id": credential_id,
            "public_key": base64url(ceremony.public_key),
            "sign_count": 0,
            "user_handle": base64url(ceremony.user_handle),
            "backup_eligible": False,
            "backup_state": False,
            "uv_initialized": True,
        }
        response = {
            "clientDataJSON": base64url(sent),
            "authenticatorData": base64url(data),
            "signature": base64url(signature),
        }
        made["response"] = public_key_credential(ceremony.credential_id, response)
        made["expect"] = expected(ceremony.algorithm, 1)
        self.vectors[stem] = made

    def certify(self, ceremony, by, data=None, other=None):
        """What the TPM says of a key, with the bare signature."""
        attestation, _ = self.attestation_keys[by]
        data = data or ceremony.attested(attestation)
        cert_info, signature = self.tpm.certify(other or ceremony.credential, attestation, data)
        return cert_info, bare(signature)

    def record_accepted(self):
        for name, by, authenticates in CERTIFIED:
            ceremony = self.ceremony(name)
            made = self.certify(ceremony, by)
            words = f"credential key {name}, certified by a key of {by.upper()}"
            self.registration(f"registration-{name}-by-{by}", words, ceremony, by, made)
            if authenticates:
                self.authentication(f"authentication-{name}", f"by credential key {name}", ceremony)
        for by in ("rs256", "es256"):
            ceremony, (attestation, _) = self.ceremony("p256"), self.attestation_keys[by]
            cert_info, signature = self.tpm.certify(ceremony.credential, attestation, ceremony.attested(attestation))
            made, stem = (cert_info, signature.marshal()), f"registration-p256-by-{by}-signature-structure"
            self.registration(stem, "the signature in its TPMT_SIGNATURE", ceremony, by, made)

    def record_refused(self):
        def refused(stem, words, step, make):
            ceremony = self.ceremony("p256")
            made, changes = make(ceremony)
            stem = f"registration-refused-{stem}"
            self.registration(stem, words, ceremony, "es256", made, step=step, **changes)

        attestation, _ = self.attestation_keys["es256"]

        def other_pub_area(ceremony):
            other, _ = self.credential_key("p256")
            return self.certify(ceremony, "es256", other=other), {"pub_area": other.pub_area()}

        def other_name(ceremony):
            return self.certify(ceremony, "es256", other=self.credential_key("p256")[0]), {}

        def other_extra_data(ceremony):
            return self.certify(ceremony, "es256", data=self.ceremony("p256").attested(attestation)), {}

        def other_hash(ceremony):
            digest = hashlib.sha384(ceremony.data + hashlib.sha256(ceremony.client_data).digest()).digest()
            return self.certify(ceremony, "es256", data=digest), {}

        def quote(ceremony):
            cert_info, signature = self.tpm.quote(attestation, ceremony.attested(attestation))
            return (cert_info, bare(signature)), {}

        def other_signer(ceremony):
            key = Key(self.tpm, ATTESTATION_KEYS["es256"][0], "sign|restricted", "sha256")
            cert_info, signature = self.tpm.certify(ceremony.credential, key, ceremony.attested(key))
            return (cert_info, bare(signature)), {}

        def prefixed(ceremony):
            area = ceremony.credential.pub_area()
            return self.certify(ceremony, "es256"), {"pub_area": len(area).to_bytes(2, "big") + area}

        refused("pub-area", "the TPM certified another key, which pubArea describes", "8.3.v2", other_pub_area)
        refused("pub-area-prefix", "pubArea has its size in front", "8.3.v2", prefixed)
        refused("signer", "another key of the TPM signed", "8.3.v4.d", other_signer)
        refused("quote", "the TPM signed a quote, and certified nothing", "8.3.v5.b", quote)
        refused("extra-data", "the TPM was given the digest of another registration", "8.3.v5.c", other_extra_data)
        refused("extra-data-hash", "the TPM was given a digest by SHA-384", "8.3.v5.c", other_hash)
        refused("name", "the TPM certified another key", "8.3.v5.d", other_name)


def write(vectors, folder):
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.json"):
        old.unlink()
    for stem, made in vectors.items():
        (folder / f"{stem}.json").write_text(json.dumps(made, indent=2) + "\n")
    print(f"{len(vectors)} vectors written to {folder}", flush=True)


def run(folder):
    command = ["cargo", "run", "--quiet", "--locked", "-p", "countersign-cli", "--", "vectors", str(folder)]
    return subprocess.run(command, cwd=WORKSPACE, check=False).returncode


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tcti", required=True, help="how to reach the TPM, such as swtpm:host=127.0.0.1,port=2321")
    parser.add_argument("--record", type=pathlib.Path, help="the folder to record into")
    arguments = parser.parse_args()
    tpm = Tpm(arguments.tcti)
    recorder = Recorder(tpm)
    recorder.record_accepted()
    recorder.record_refused()
    tpm.close()
    if arguments.record:
        write(recorder.vectors, arguments.record)
        return run(arguments.record.resolve())
    with tempfile.TemporaryDirectory() as folder:
        write(recorder.vectors, pathlib.Path(folder) / "tpm-swtpm")
        return run(pathlib.Path(folder) / "tpm-swtpm")


if __name__ == "__main__":
    sys.exit(main())
