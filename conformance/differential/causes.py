"""Why another library says otherwise than Countersign, and who is right by which section.

A disagreement belongs to the first cause that covers it. What no cause covers, and a cause that covers nothing, fails the run.
"""

import dataclasses
import fnmatch
import re

# Who is right.
US = "Countersign"
THEM = "the other"
# The specification leaves it open, or it was decided by what a library can be told.
OPEN = "either"
# The library leaves it to its callers, who were not asked here.
CALLER = "its caller"

PY, SIMPLE, FIDO2, CORE, RP = "py_webauthn", "@simplewebauthn/server", "python-fido2", "webauthn-rs-core", "webauthn_rp"


@dataclasses.dataclass(frozen=True)
class Cause:
    name: str
    right: str
    section: str
    why: str = ""
    # Of what we refuse and they accept: our steps (the last of a path), and names of vectors without format; patterns.
    steps: tuple = ()
    vectors: tuple = ("*",)
    # Of what they refuse and we accept: what they say, as a regular expression.
    says: str = ""
    libraries: tuple = (PY, SIMPLE, FIDO2, CORE, RP)

    def covers_acceptance(self, library, step, vector):
        return library in self.libraries and any_match(step, self.steps) and any_match(vector, self.vectors)

    def covers_refusal(self, library, reason, vector):
        return (
            library in self.libraries
            and bool(self.says)
            and re.search(self.says, reason) is not None
            and any_match(vector, self.vectors)
        )


def any_match(text, patterns):
    return any(fnmatch.fnmatchcase(text, pattern) for pattern in patterns)


# They accept what we refuse.
ACCEPTED = [
    # Client data.
    Cause(
        "takes client data that is not UTF-8",
        THEM,
        "§7.1 step 5, §7.2 step 8",
        "The decoder that the step names puts U+FFFD in the place of what is malformed and never fails. We refuse, "
        "because no client makes such bytes (§5.8.1.1 encodes as UTF-8) and a replaced byte is not what was signed.",
        steps=("7.1.5", "7.2.8"),
    ),
    Cause(
        "takes a challenge with padding or white space for the same",
        US,
        "§7.1 step 8, §7.2 step 11",
        "C.challenge equals the base64url encoding, which §3 has without padding, line breaks or white space.",
        steps=("7.1.8", "7.2.11"),
        vectors=("*challenge-padded", "*challenge-spaced"),
    ),
    Cause(
        "normalises origins before it compares them: default port, upper case, trailing slash",
        US,
        "§7.1 step 9, §7.2 step 12, §13.4.9",
        "Clients serialise the origin; a text that only parses to the same was not written by one.",
        steps=("7.1.9", "7.2.12"),
        vectors=("*origin-default-port", "*origin-in-upper-case", "*origin-trailing-slash"),
    ),
    Cause(
        "takes a crossOrigin that is no boolean for false",
        US,
        "§5.8.1, §7.1 step 10, §7.2 step 13",
        "It is a boolean; the text says that it may be true.",
        steps=("7.1.10", "7.2.13"),
        vectors=("*cross-origin-text",),
    ),
    Cause("does not check crossOrigin", US, "§7.1 step 10, §7.2 step 13", steps=("7.1.10", "7.2.13")),
    Cause("does not check topOrigin", US, "§7.1 step 11, §7.2 step 14", steps=("7.1.11*", "7.2.14*")),
    # The response.
    Cause(
        "does not read the type of the credential",
        OPEN,
        "§5.1, §7.1 step 3, §7.2 step 3",
        "The client always says `public-key`; no step compares it.",
        steps=("7.1.3", "7.2.3"),
        vectors=("*credential-type",),
    ),
    Cause(
        "does not look whether the client extension results are an object",
        OPEN,
        "§7.1 step 4, §7.2 step 4",
        "Who asked for no extensions may ignore them.",
        steps=("7.1.4", "7.2.4"),
    ),
    Cause(
        "does not compare `id`, `rawId` and the attested credential id",
        OPEN,
        "none",
        "No step compares them. We refuse, so that no caller stores another id than the attested one.",
        steps=("c.response-id",),
    ),
    # Bytes.
    Cause(
        "takes CBOR that ends too early",
        US,
        "§7.1 step 13, RFC 8949 §3",
        "It is not well-formed.",
        steps=("2.4.r1",),
        vectors=("*object-cut",),
    ),
    Cause(
        "ignores bytes behind the attestation object",
        US,
        "§7.1 step 13, §6.5.4",
        "The field is the attestation object and nothing else.",
        steps=("2.4.r1",),
        vectors=("*object-trailing",),
    ),
    Cause(
        "bounds nesting less than we do",
        OPEN,
        "none",
        "The bound is ours. The map around it has a member too many besides.",
        steps=("2.4.r1",),
        vectors=("*object-deep",),
    ),
    Cause(
        "takes CBOR out of the CTAP2 canonical form: long or indefinite lengths, keys out of order, tags, floats",
        US,
        "§2.4 (SHOULD)",
        "Decoders should refuse it; we do, except for the order of keys in attestation objects and statements.",
        steps=("2.4.r1",),
    ),
    Cause("takes maps with a key twice", US, "§2.4 (SHOULD)", "Decoders should refuse it: another reader takes the other one.", steps=("2.4.r2",)),
    Cause(
        "takes an attestation object with a further member, or without a statement",
        US,
        "§6.5.4",
        "Its CDDL has three members.",
        steps=("6.5.4.r1",),
    ),
    Cause("takes extension data without its flag", US, "§6.1", "Bytes behind the credential data are left over.", steps=("6.1.f",)),
    Cause("ignores bytes behind the authenticator data", US, "§6.1", "Its length follows from its parts.", steps=("6.1.r4",)),
    Cause(
        "takes extensions that are no map from identifiers",
        US,
        "§6.1, §9.1",
        "Extensions are a map whose keys are texts.",
        steps=("6.1.r3",),
    ),
    Cause(
        "takes extension identifiers of more than 32 characters",
        OPEN,
        "§9.1",
        "It says MUST of identifiers; no step has relying parties look.",
        steps=("9.1.r2",),
    ),
    # The credential.
    Cause("takes an empty credential id", US, "§4, Credential ID", "It has at least 16 bytes.", steps=("6.5.1.r2",)),
    Cause("takes a credential id of more than 1023 bytes", US, "§7.1 step 25", steps=("7.1.25",)),
    Cause(
        "takes a credential key with members that it must not have (a key id, a private part)",
        US,
        "§6.5.1",
        "It has no optional member but `alg`.",
        steps=("6.5.1.r6",),
    ),
    Cause(
        "does not read a credential key that signs nothing at a registration: members missing or of the wrong type",
        US,
        "§6.5.1, RFC 9053 §2",
        "The user is registered with a key that verifies nothing.",
        steps=("6.5.1.r7", "6.5.1.r8"),
    ),
    Cause("takes a compressed point", US, "§5.8.5", "ES256 goes with points that are not compressed.", steps=("5.8.5.1",)),
    Cause(
        "does not check that the point of the key is on its curve",
        US,
        "§5.8.5 (SHOULD)",
        "No signature can be verified with it.",
        steps=("5.8.5.r1",),
    ),
    Cause("takes BS without BE", US, "§7.1 step 17, §7.2 step 18", steps=("7.1.17", "7.2.18")),
    Cause("does not check that the algorithm was offered", US, "§7.1 step 20", steps=("7.1.20",)),
    # Who signs in.
    Cause(
        "does not know which credentials were offered",
        CALLER,
        "§7.2 step 5",
        steps=("7.2.5",),
        libraries=(PY, SIMPLE, FIDO2),
    ),
    Cause(
        "does not know users and their handles",
        CALLER,
        "§7.2 step 6",
        steps=("7.2.6.*",),
        libraries=(PY, SIMPLE, FIDO2, CORE),
    ),
    Cause(
        "does not know the backup eligibility of the record",
        CALLER,
        "§7.2 step 19",
        steps=("7.2.19.*",),
        libraries=(PY, SIMPLE, FIDO2),
    ),
    Cause(
        "does not know the signature counter of the record",
        CALLER,
        "§7.2 step 22",
        steps=("7.2.22.*",),
        libraries=(FIDO2,),
    ),
    # Signatures.
    Cause(
        "ignores bytes behind a signature",
        US,
        "§6.5.5, RFC 7515 §3",
        "An ECDSA signature is the DER of Ecdsa-Sig-Value.",
        steps=("8.*", "7.2.21"),
        vectors=("*signature-trailing",),
    ),
    Cause(
        "does not compare `alg` of a statement with the key that signs",
        US,
        "§8.2 steps 2 and 3, §8.3 step 4",
        "The signature is verified by the algorithm that `alg` names.",
        steps=("8.*",),
        vectors=("*statement-algorithm-of-another-key",),
    ),
    # Statements.
    Cause(
        "takes statements with members outside their syntax",
        US,
        "step 1 of §8.2 to §8.8",
        "The statement has the syntax of the section.",
        steps=("8.*.v1",),
        vectors=("*further-member",),
    ),
    Cause(
        "takes `none` with a statement that is not empty",
        US,
        "§8.7",
        steps=("8.7.r1",),
        vectors=("*format-none", "*further-member", "*statement-no-map"),
    ),
    Cause("takes self attestation with `x5c` null", US, "§8.2 step 1", "x5c is absent, or a list.", steps=("8.2.v2",)),
    Cause(
        "has no bound on the length of x5c, or a higher one",
        OPEN,
        "none",
        "The bound is ours.",
        steps=("8.*.v1",),
        vectors=("*certificates-many",),
    ),
    Cause(
        "takes a certificate with an extension twice",
        US,
        "RFC 5280 §4.2",
        "There is at most one of each.",
        steps=("8.*.v1",),
        vectors=("*certificate-extension-twice",),
    ),
    Cause(
        "ignores bytes behind a certificate",
        US,
        "step 1 of §8.2, §8.3, §8.6, §8.8",
        "Each element of x5c is one certificate.",
        steps=("8.*.v1",),
        vectors=("*certificate-trailing",),
    ),
    Cause(
        "does not check the version, the subject or the basic constraints of a packed certificate",
        US,
        "§8.2.1",
        steps=("8.2.1.a", "8.2.1.b*", "8.2.1.d"),
    ),
    Cause(
        "does not compare the AAGUID in the certificate",
        US,
        "§8.2 step 2, §8.2.1, §8.3 step 4",
        steps=("8.2.1.c", "8.2.v2.c", "8.3.v4.c"),
    ),
    Cause(
        "takes a critical firmware version extension",
        US,
        "§8.2.1",
        "It must not be critical.",
        steps=("8.2.1.r2",),
    ),
    Cause(
        "takes the serial number of an enterprise attestation that nobody asked for",
        US,
        "§8.2.2",
        "The extension stands in enterprise attestation alone.",
        steps=("8.2.2.r2",),
    ),
    Cause(
        "takes TPM structures that are cut or go on",
        US,
        "§8.3 step 1, TPM 2.0 part 2",
        steps=("8.3.v2", "8.3.v5"),
        vectors=("*tpm-pub-area-trailing", "*tpm-cert-info-cut", "*tpm-cert-info-trailing"),
    ),
    Cause(
        "does not check `ver`, the manufacturer or the model of a TPM",
        US,
        "§8.3, §8.3.1",
        steps=("8.3.v1", "8.3.1.c"),
        vectors=("*tpm-version", "*tpm-manufacturer-unknown", "*tpm-model-missing"),
    ),
    Cause(
        "takes a key description that goes on, says a thing twice, or stands in the issuer too",
        US,
        "§8.4.1",
        "Not by the schema; the description of the leaf alone counts.",
        steps=("8.4.v5", "8.4.1.r1"),
    ),
    Cause(
        "takes an Android key that may do more than sign",
        US,
        "§8.4 step 5",
        "The purpose equals SIGN; a policy of ours allows others beside it.",
        steps=("8.4.v5.b.2",),
    ),
    Cause(
        "takes two certificates, or a certificate key on another curve, with U2F",
        US,
        "§8.6 step 2",
        "There is one, with a key on P-256.",
        steps=("8.6.v2",),
    ),
    Cause(
        "does not compare the credential key with that of an Apple certificate",
        US,
        "§8.8 step 5",
        "Whoever has Apple certify one key for a nonce of his choice attests another.",
        steps=("8.8.v5",),
    ),
    Cause("ignores bytes behind the nonce of an Apple certificate", US, "§8.8 step 4", steps=("8.8.v4",)),
    # Paths.
    Cause(
        "does not process name constraints",
        US,
        "RFC 5280 §4.2.1.10, §6.1.4",
        "Those on directory names have to be. We are stricter than that: a name of a constrained type is refused unread.",
        steps=("7.1.24.c",),
        vectors=("*intermediate-names-forbidden",),
    ),
    Cause(
        "does not check the validity of certificates",
        US,
        "§7.1 step 24, RFC 5280 §6.1.3",
        steps=("7.1.24.c",),
        vectors=("*-expired", "*-not-yet-valid"),
    ),
    Cause(
        "ignores critical extensions that it does not know",
        US,
        "§7.1 step 24, RFC 5280 §4.2",
        steps=("7.1.24.c",),
        vectors=("*certificate-critical-extension",),
    ),
    Cause(
        "does not check that issuers are authorities: basic constraints, key usage, version",
        US,
        "§7.1 step 24, RFC 5280 §6.1.4",
        steps=("7.1.24.c",),
        vectors=(
            "*intermediate-may-sign-no-certificates",
            "*intermediate-no-authority",
            "*intermediate-version1",
        ),
    ),
]

# They refuse what we accept.
ALGORITHM = "does not know algorithm {algorithm}"
REFUSED = [
    Cause(
        "has no attestation but `none` and self",
        OPEN,
        "§8",
        "A library may know few formats.",
        says=r"Attestation\((UnsupportedFormat|PackedFormat)\)|wrong number of key-value pairs for the packed",
        libraries=(RP,),
    ),
    Cause(
        "demands the members of the attestation object in canonical order",
        OPEN,
        "§2.4 (SHOULD)",
        "Real authenticators and browsers have another; we accept it and note it.",
        says="did not have an attestation statement",
        libraries=(RP,),
    ),
    Cause(
        "has no format `compound`",
        OPEN,
        "§8.9",
        "A library may know few formats.",
        vectors=("*compound*",),
        says='type "compound"|Format: compound|format "compound"|^AttestationNotSupported',
        libraries=(PY, SIMPLE, FIDO2, CORE),
    ),
    Cause(
        "has no format `android-key` or `android-safetynet`",
        OPEN,
        "§8.4, §8.5",
        "A library may know few formats.",
        says=r'^AttestationNotSupported|Attestation format "android-(key|safetynet)" is not',
        libraries=(FIDO2, CORE),
    ),
    Cause(
        "verifies no TPM statement: it hashes `extraData` for RS1 alone, and refuses that",
        US,
        "§8.3 step 5",
        vectors=("*tpm*", "*registration-p256-by-*", "*registration-p384-*", "*registration-rsa-by-*"),
        says="^(COSEKeyInvalidType|CredentialInsecureCryptography)",
        libraries=(CORE,),
    ),
    Cause(
        "cannot read a TPM key that has a fixed signature scheme",
        US,
        "§8.3, TPM 2.0 part 2 §12.2.3",
        "TPMT_RSA_SCHEME and TPMT_ECC_SCHEME have a hash behind a scheme that is not NULL.",
        vectors=("*fixed-scheme*",),
        says=".",
        libraries=(PY, SIMPLE, FIDO2, CORE),
    ),
    Cause(
        "refuses the signature of a TPM in its structure",
        US,
        "§8.3",
        "`sig` is a TPMT_SIGNATURE. Windows leaves the structure out, so we accept both.",
        vectors=("*signature-structure*",),
        says=".",
        libraries=(PY, SIMPLE, FIDO2, CORE),
    ),
    Cause(
        "refuses a clock of a TPM whose `safe` is neither yes nor no",
        OPEN,
        "§16.13, TPM 2.0 part 2",
        "The example of the specification has 0x33, which TPMI_YES_NO has not; no step reads it.",
        says="invalid value 0x33 for boolean",
        libraries=(FIDO2,),
    ),
    Cause(
        "cannot be told to take a TPM manufacturer that is not registered",
        OPEN,
        "§8.3.1",
        "We refuse it by default as well; the vector's policy accepts.",
        says="Unrecognized TPM Manufacturer|Could not match TPM manufacturer",
        libraries=(PY, SIMPLE),
    ),
    Cause(
        "reads the JWS of SafetyNet with RS256 alone",
        OPEN,
        "§8.5 step 2",
        "The section leaves it to the documentation of SafetyNet, whose responses had RS256; our authenticator makes ES256.",
        vectors=("*android-safetynet*",),
        says="JWS header alg was not RS256|End of input reached|^InvalidSignature",
        libraries=(PY, SIMPLE, FIDO2),
    ),
    Cause(
        "demands a chain to a root of its own with Android, though trust is not assessed",
        OPEN,
        "§7.1 step 24",
        "Whether untrusted attestation is accepted is the relying party's policy; this one cannot be told.",
        vectors=("*shared/recorded*",),
        says=r"\((Android Key|SafetyNet)\)",
        libraries=(PY, SIMPLE),
    ),
    Cause(
        "demands the root at the end of x5c with `android-key`",
        US,
        "§8.4, §7.1 step 24",
        "A trust path leads to a root and need not hold it.",
        says=r"\(Android Key\)",
        libraries=(PY, SIMPLE),
    ),
    Cause(
        "refuses an AAGUID that is not zero with U2F",
        US,
        "§8.6, §16.16",
        "No step compares it, and the specification's own example has one.",
        says="AAGUID .* was not expected",
        libraries=(PY, SIMPLE),
    ),
    Cause(
        "refuses a token binding that clients sent in their day",
        US,
        "§5.8.1, §7.1",
        "Level 3 reserves the member and has no step about it.",
        says="token_?[bB]inding|TokenBinding|unused",
        libraries=(PY, SIMPLE, CORE),
    ),
    Cause(
        "refuses certificates of real devices that are not quite DER",
        OPEN,
        "RFC 5280 §4.1, X.690",
        "By the letter such a certificate is none; what is malformed does not touch what is verified.",
        says="error parsing asn1 value",
        libraries=(PY, FIDO2),
    ),
    Cause(
        "cannot be told that user presence is optional",
        OPEN,
        "§7.1 step 15",
        "It is at a conditional create, which Level 3 adds and nobody has to offer.",
        says="User Present flag not set|^UserNotPresent",
        libraries=(FIDO2, CORE),
    ),
    Cause(
        "cannot be told to accept a cross-origin response",
        OPEN,
        "§7.1 step 10",
        "Nobody has to expect one.",
        says="^CredentialCrossOrigin",
        libraries=(CORE,),
    ),
    Cause(
        "demands verification again of a user who was verified once, though it is preferred",
        OPEN,
        "§7.2 step 17",
        "Stricter than the step, on purpose.",
        says="^UserNotVerified",
        libraries=(CORE,),
    ),
    Cause(
        "knows RSA keys of 2048 bits alone",
        US,
        "RFC 8230 §2 and §4",
        "Keys of 2048 bits or more.",
        says="COSEKeyRSANEInvalid",
        libraries=(CORE,),
    ),
    Cause(
        "refuses a self attestation with ES512 that the others accept",
        US,
        "§8.2 step 3",
        vectors=("*reg-packed-self-es512*",),
        says="^AttestationStatementSigInvalid",
        libraries=(CORE,),
    ),
    Cause(
        ALGORITHM,
        OPEN,
        "§7.1 step 20",
        "A library may know few algorithms.",
        says="Unsupported credential public key alg|Unrecognized EC2|OKP public key with alg|invalid alg -53"
        "|COSEKeyInvalidAlgorithm|COSEKeyInvalidType|SshPublicKeyEDUnsupported|Wrong algorithm of public key",
        libraries=(PY, SIMPLE, FIDO2, CORE),
    ),
]
