//! The steps of format `tpm`: §8.3.

use crate::procedure::{Duty, Step};
use crate::steps::NO_HINT;

/// §8.3 verification procedure, step 1.
pub static TPM_SYNTAX: Step = Step::new(
    "tpm.syntax",
    "8.3.v1",
    Duty::Library,
    "The statement has ver «2.0», alg, sig, certInfo and pubArea, perhaps x5c, of the proper types, and nothing else",
    NO_HINT,
);

/// §8.3 verification procedure, step 2.
pub static TPM_KEY: Step = Step::new(
    "tpm.key",
    "8.3.v2",
    Duty::Library,
    "pubArea is a TPMT_PUBLIC, without a size in front, of the credential key",
    NO_HINT,
);

/// §8.3 verification procedure, step 3.
pub static TPM_MESSAGE: Step = Step::new(
    "tpm.message",
    "8.3.v3",
    Duty::Output,
    "What is attested is authenticator data and client data hash",
    NO_HINT,
);

/// §8.3 verification procedure, step 4.
pub static TPM_INTEGRITY: Step = Step::new(
    "tpm.integrity",
    "8.3.v4",
    Duty::Contains("8.3.v4."),
    "certInfo is signed by a certified attestation key of a TPM",
    NO_HINT,
);

/// §8.3 verification procedure, step 4, first item.
pub static TPM_CERTIFICATES: Step = Step::new(
    "tpm.certificates",
    "8.3.v4.a",
    Duty::Library,
    "x5c is there, with one certificate or more",
    "A statement without certificates is of an older level: it has an ECDAA key that nobody can verify any more.",
);

/// §8.3 verification procedure, step 4, second item.
pub static TPM_CERTIFICATE: Step = Step::new(
    "tpm.certificate",
    "8.3.v4.b",
    Duty::Contains("8.3.1."),
    "The attestation certificate meets section 8.3.1",
    NO_HINT,
);

/// §8.3 verification procedure, step 4, third item.
pub static TPM_AAGUID: Step = Step::new(
    "tpm.aaguid",
    "8.3.v4.c",
    Duty::Library,
    "The AAGUID of the certificate, if it has one, is that of the authenticator data",
    NO_HINT,
);

/// §8.3 verification procedure, step 4, fourth item.
pub static TPM_SIGNATURE: Step = Step::new(
    "tpm.signature",
    "8.3.v4.d",
    Duty::Library,
    "The signature over certInfo verifies under the key of the attestation certificate, with alg",
    NO_HINT,
);

/// §8.3 verification procedure, step 5.
pub static TPM_CERT_INFO: Step = Step::new(
    "tpm.cert-info",
    "8.3.v5",
    Duty::Library,
    "certInfo is a TPMS_ATTEST, and nothing follows it",
    NO_HINT,
);

/// §8.3 verification procedure, step 5, first item.
pub static TPM_MAGIC: Step = Step::new(
    "tpm.magic",
    "8.3.v5.a",
    Duty::Library,
    "The magic of certInfo is TPM_GENERATED_VALUE: the TPM made it, and was not given it to sign",
    NO_HINT,
);

/// §8.3 verification procedure, step 5, second item.
pub static TPM_TYPE: Step = Step::new(
    "tpm.type",
    "8.3.v5.b",
    Duty::Library,
    "certInfo certifies a key (TPM_ST_ATTEST_CERTIFY)",
    NO_HINT,
);

/// §8.3 verification procedure, step 5, third item.
pub static TPM_EXTRA_DATA: Step = Step::new(
    "tpm.extra-data",
    "8.3.v5.c",
    Duty::Library,
    "The extra data of certInfo is the digest of what is attested, by the hash function of alg",
    "The statement belongs to another registration, or its client digests by another hash function than it signs.",
);

/// §8.3 verification procedure, step 5, fourth item.
pub static TPM_NAME: Step = Step::new(
    "tpm.name",
    "8.3.v5.d",
    Duty::Library,
    "The key that certInfo certifies has the name of pubArea: the digest of it by nameAlg",
    "Names by SHA-1 take TpmPolicy::accept_sha1_names.",
);

/// §8.3 verification procedure, step 5, last item.
pub static TPM_RESULT: Step = Step::new(
    "tpm.result",
    "8.3.v5.e",
    Duty::Output,
    "The result is the attestation type of an attestation CA, and x5c as trust path",
    NO_HINT,
);

/// §8.3.1, version.
pub static TPM_CERTIFICATE_VERSION: Step = Step::new(
    "tpm.certificate.version",
    "8.3.1.a",
    Duty::Library,
    "The attestation certificate is of version 3",
    NO_HINT,
);

/// §8.3.1, subject.
pub static TPM_CERTIFICATE_SUBJECT: Step =
    Step::new("tpm.certificate.subject", "8.3.1.b", Duty::Library, "The subject is empty", NO_HINT);

/// §8.3.1, subject alternative name.
pub static TPM_CERTIFICATE_NAME: Step = Step::new(
    "tpm.certificate.name",
    "8.3.1.c",
    Duty::Library,
    "The alternative name gives manufacturer, model and version of the TPM, of a registered manufacturer",
    "Manufacturers that the TCG has not registered take TpmPolicy::accept_unregistered_manufacturers.",
);

/// §8.3.1, extended key usage.
pub static TPM_CERTIFICATE_USAGE: Step = Step::new(
    "tpm.certificate.usage",
    "8.3.1.d",
    Duty::Library,
    "The extended key usage has 2.23.133.8.3, attestation keys of TPMs",
    NO_HINT,
);

/// §8.3.1, basic constraints.
pub static TPM_CERTIFICATE_CA: Step = Step::new(
    "tpm.certificate.ca",
    "8.3.1.e",
    Duty::Library,
    "Basic constraints, if there, say that the certificate is no CA",
    NO_HINT,
);

/// §8.3.1, revocation pointers.
pub static TPM_CERTIFICATE_REVOCATION: Step = Step::new(
    "tpm.certificate.revocation",
    "8.3.1.f",
    Duty::Output,
    "Pointers to revocation data may be missing",
    NO_HINT,
);

/// The steps of format `tpm`, in order.
pub static TPM: &[&Step] = &[
    &TPM_SYNTAX,
    &TPM_KEY,
    &TPM_MESSAGE,
    &TPM_CERTIFICATES,
    &TPM_CERTIFICATE_VERSION,
    &TPM_CERTIFICATE_SUBJECT,
    &TPM_CERTIFICATE_NAME,
    &TPM_CERTIFICATE_USAGE,
    &TPM_CERTIFICATE_CA,
    &TPM_CERTIFICATE_REVOCATION,
    &TPM_CERTIFICATE,
    &TPM_AAGUID,
    &TPM_SIGNATURE,
    &TPM_INTEGRITY,
    &TPM_CERT_INFO,
    &TPM_MAGIC,
    &TPM_TYPE,
    &TPM_EXTRA_DATA,
    &TPM_NAME,
    &TPM_RESULT,
];
