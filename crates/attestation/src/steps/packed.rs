//! The steps of format `packed`: §8.2.

use crate::procedure::{Duty, Step};
use crate::steps::NO_HINT;

/// §8.2 verification procedure, step 1.
pub static PACKED_SYNTAX: Step = Step::new(
    "packed.syntax",
    "8.2.v1",
    Duty::Library,
    "The statement has alg, sig and perhaps x5c, of the proper types, and nothing else",
    NO_HINT,
);

/// §8.2 verification procedure, step 2.
pub static PACKED_BRANCH: Step = Step::new(
    "packed.certificates",
    "8.2.v2",
    Duty::Library,
    "Where x5c is present, certificates attest",
    "An x5c that is null is not the same as no x5c.",
);

/// §8.2 verification procedure, step 2, first item.
pub static PACKED_SIGNATURE: Step = Step::new(
    "packed.signature",
    "8.2.v2.a",
    Duty::Library,
    "The signature verifies under the key of the attestation certificate, with alg",
    NO_HINT,
);

/// §8.2 verification procedure, step 2, second item.
pub static PACKED_CERTIFICATE: Step = Step::new(
    "packed.certificate",
    "8.2.v2.b",
    Duty::Contains("8.2.1."),
    "The attestation certificate meets section 8.2.1",
    NO_HINT,
);

/// §8.2 verification procedure, step 2, third item.
pub static PACKED_AAGUID: Step = Step::new(
    "packed.aaguid",
    "8.2.v2.c",
    Duty::Library,
    "The AAGUID of the certificate, if it has one, is that of the authenticator data",
    NO_HINT,
);

/// §8.2 verification procedure, step 2, fourth item.
pub static PACKED_MODEL: Step = Step::new(
    "packed.model",
    "8.2.v2.d",
    Duty::Caller,
    "Outside knowledge, such as metadata, may tell basic attestation from an attestation CA",
    NO_HINT,
);

/// §8.2 verification procedure, step 2, last item.
pub static PACKED_RESULT: Step = Step::new(
    "packed.result",
    "8.2.v2.e",
    Duty::Output,
    "The result is the attestation type and x5c as trust path",
    NO_HINT,
);

/// §8.2 verification procedure, step 3.
pub static PACKED_SELF_BRANCH: Step = Step::new(
    "packed.self",
    "8.2.v3",
    Duty::Output,
    "Where x5c is not present, the credential key attests itself",
    NO_HINT,
);

/// §8.2 verification procedure, step 3, first item.
pub static PACKED_SELF_ALGORITHM: Step = Step::new(
    "packed.self.algorithm",
    "8.2.v3.a",
    Duty::Library,
    "alg is the algorithm of the credential key",
    NO_HINT,
);

/// §8.2 verification procedure, step 3, second item.
pub static PACKED_SELF_SIGNATURE: Step = Step::new(
    "packed.self.signature",
    "8.2.v3.b",
    Duty::Library,
    "The signature verifies under the credential key",
    NO_HINT,
);

/// §8.2 verification procedure, step 3, third item.
pub static PACKED_SELF_RESULT: Step = Step::new(
    "packed.self.result",
    "8.2.v3.c",
    Duty::Output,
    "The result is self attestation and an empty trust path",
    NO_HINT,
);

/// §8.2.1, version.
pub static PACKED_CERTIFICATE_VERSION: Step = Step::new(
    "packed.certificate.version",
    "8.2.1.a",
    Duty::Library,
    "The attestation certificate is of version 3",
    NO_HINT,
);

/// §8.2.1, subject.
pub static PACKED_CERTIFICATE_SUBJECT: Step =
    Step::new("packed.certificate.subject", "8.2.1.b", Duty::Library, "The subject is filled", NO_HINT);

/// §8.2.1, subject, country.
pub static PACKED_CERTIFICATE_COUNTRY: Step = Step::new(
    "packed.certificate.country",
    "8.2.1.b.1",
    Duty::Library,
    "Subject-C is the country of the vendor, two letters as a PrintableString",
    NO_HINT,
);

/// §8.2.1, subject, organization.
pub static PACKED_CERTIFICATE_ORGANIZATION: Step = Step::new(
    "packed.certificate.organization",
    "8.2.1.b.2",
    Duty::Library,
    "Subject-O is the name of the vendor",
    NO_HINT,
);

/// §8.2.1, subject, organizational unit.
pub static PACKED_CERTIFICATE_UNIT: Step = Step::new(
    "packed.certificate.unit",
    "8.2.1.b.3",
    Duty::Library,
    "Subject-OU is «Authenticator Attestation»",
    NO_HINT,
);

/// §8.2.1, subject, common name.
pub static PACKED_CERTIFICATE_COMMON_NAME: Step =
    Step::new("packed.certificate.common-name", "8.2.1.b.4", Duty::Library, "Subject-CN is there", NO_HINT);

/// §8.2.1, AAGUID extension.
pub static PACKED_CERTIFICATE_AAGUID: Step = Step::new(
    "packed.certificate.aaguid",
    "8.2.1.c",
    Duty::Library,
    "The AAGUID extension, if there, is 16 bytes in an OCTET STRING, and not critical",
    NO_HINT,
);

/// §8.2.1, basic constraints.
pub static PACKED_CERTIFICATE_CA: Step = Step::new(
    "packed.certificate.ca",
    "8.2.1.d",
    Duty::Library,
    "Basic constraints are there and say that the certificate is no CA",
    NO_HINT,
);

/// §8.2.1, revocation pointers.
pub static PACKED_CERTIFICATE_REVOCATION: Step = Step::new(
    "packed.certificate.revocation",
    "8.2.1.r1",
    Duty::Output,
    "Pointers to revocation data may be missing",
    NO_HINT,
);

/// §8.2.1, firmware version.
pub static PACKED_CERTIFICATE_FIRMWARE: Step = Step::new(
    "packed.certificate.firmware",
    "8.2.1.r2",
    Duty::Library,
    "The firmware version extension, if there, is a non-negative INTEGER, and not critical",
    NO_HINT,
);

/// §8.2.2, serial number extension.
pub static PACKED_ENTERPRISE_SERIAL: Step = Step::new(
    "packed.enterprise.serial",
    "8.2.2.r1",
    Duty::Library,
    "The serial number extension, if there, is an OCTET STRING, and not critical",
    NO_HINT,
);

/// §8.2.2, enterprise attestation only.
pub static PACKED_ENTERPRISE_ONLY: Step = Step::new(
    "packed.enterprise.only",
    "8.2.2.r2",
    Duty::Library,
    "The serial number extension occurs only where enterprise attestation was asked for",
    "The certificate identifies one device. Ask for enterprise attestation if that is intended.",
);

/// The steps of format `packed`, in order.
pub static PACKED: &[&Step] = &[
    &PACKED_SYNTAX,
    &PACKED_BRANCH,
    &PACKED_SIGNATURE,
    &PACKED_CERTIFICATE_VERSION,
    &PACKED_CERTIFICATE_SUBJECT,
    &PACKED_CERTIFICATE_COUNTRY,
    &PACKED_CERTIFICATE_ORGANIZATION,
    &PACKED_CERTIFICATE_UNIT,
    &PACKED_CERTIFICATE_COMMON_NAME,
    &PACKED_CERTIFICATE_AAGUID,
    &PACKED_CERTIFICATE_CA,
    &PACKED_CERTIFICATE_REVOCATION,
    &PACKED_CERTIFICATE_FIRMWARE,
    &PACKED_ENTERPRISE_SERIAL,
    &PACKED_ENTERPRISE_ONLY,
    &PACKED_CERTIFICATE,
    &PACKED_AAGUID,
    &PACKED_MODEL,
    &PACKED_RESULT,
    &PACKED_SELF_BRANCH,
    &PACKED_SELF_ALGORITHM,
    &PACKED_SELF_SIGNATURE,
    &PACKED_SELF_RESULT,
];
