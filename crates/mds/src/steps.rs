//! The steps by which a blob is accepted and a model is trusted. The ids are ours: the specification numbers its rules
//! anew with each version.
//!
//! # Source
//! FIDO Metadata Service v3.1 §3.1.8

use countersign_attestation::{Duty, Step};

/// The size, before anything is read.
pub static BLOB_SIZE: Step = Step::new(
    "mds.blob.size",
    "mds-blob-size",
    Duty::Library,
    "The blob has at most as many bytes as a blob may have",
    "This is not the file of the metadata service, or the service has grown beyond every expectation.",
);

/// The form of the JWS and its header.
pub static BLOB_FORM: Step = Step::new(
    "mds.blob.form",
    "mds-blob-form",
    Duty::Library,
    "The blob is a compact JWS of three parts whose header names no other type and no extension that has to be understood",
    "Check that the file is complete, is the blob itself and not an error page, and has no line end.",
);

/// The algorithm that the header names.
pub static BLOB_ALGORITHM: Step = Step::new(
    "mds.blob.algorithm",
    "mds-blob-algorithm",
    Duty::Library,
    "The header names one of the accepted signature algorithms",
    "The metadata service signs with RS256, its conformance tests with ES256. Nothing else should be seen.",
);

/// The origin of `x5u`.
pub static BLOB_ADDRESS: Step = Step::new(
    "mds.blob.address",
    "mds-blob-address",
    Duty::Library,
    "The certificates are at an address of the same origin as the blob",
    "A blob that sends for certificates elsewhere is ignored. Say from which address the blob was fetched.",
);

/// The certificates of the signer.
pub static BLOB_CERTIFICATES: Step = Step::new(
    "mds.blob.certificates",
    "mds-blob-certificates",
    Duty::Library,
    "The certificates of the signer are at hand and can be read",
    "Where the header has an address of certificates, fetch them and give them along with the blob.",
);

/// The path to an anchor.
pub static BLOB_PATH: Step = Step::new(
    "mds.blob.path",
    "mds-blob-path",
    Duty::Library,
    "A path leads from the certificate of the signer to a trust anchor, at the time",
    "Check the time that the blob is judged at, and that the anchors are those of this service: it has changed its root \
     once, and signs with a new certificate every year. An old blob verifies at the time it was fetched.",
);

/// Revocation of the certificates of the path.
pub static BLOB_REVOCATION: Step = Step::new(
    "mds.blob.revocation",
    "mds-blob-revocation",
    Duty::Library,
    "No certificate of the path is revoked, and where the caller demands it a current list says so of each",
    "If a list names a certificate, keep the last good blob and ask the service. If lists are missing or old, fetch \
     those that the blob names and give them along.",
);

/// Whom the signer's certificate is for.
pub static BLOB_HOST: Step = Step::new(
    "mds.blob.host",
    "mds-blob-host",
    Duty::Library,
    "The certificate of the signer is for the expected host, as that of its server",
    "Under a public root anybody has certificates, for mail and for code too: only those of the server of the metadata \
     service may sign its blob.",
);

/// The signature.
pub static BLOB_SIGNATURE: Step = Step::new(
    "mds.blob.signature",
    "mds-blob-signature",
    Duty::Library,
    "The signature over header and payload verifies under the key of the signer, by an algorithm that is for this key",
    "The file was changed or cut. Keep the last good one and fetch it again.",
);

/// What the payload is.
pub static BLOB_PAYLOAD: Step = Step::new(
    "mds.blob.payload",
    "mds-blob-payload",
    Duty::Library,
    "The payload is a JSON object with a number and a list of entries, each member once",
    "The blob is signed and is none: report it to the service, and keep the last good one.",
);

/// The number, against that of the last blob.
pub static BLOB_NUMBER: Step = Step::new(
    "mds.blob.number",
    "mds-blob-number",
    Duty::Library,
    "The number is higher than that of the last accepted blob, or this is the same one again",
    "An older blob hides what has become known since. Keep the newer one.",
);

/// The entry of the model.
pub static TRUST_LOOK_UP: Step = Step::new(
    "mds.trust.look-up",
    "mds-trust-look-up",
    Duty::Library,
    "There is one entry of the model: by its AAGUID, or by the key of its attestation certificate where it has none",
    "The model is not in the metadata at hand, or several entries claim to be of it. Fetch the current blob.",
);

/// The status reports of the model.
pub static TRUST_STATUS: Step = Step::new(
    "mds.trust.status",
    "mds-trust-status",
    Duty::Library,
    "What is said of the model does not keep it out",
    "The model is known to be broken, revoked, or not certified as the policy demands: ask for another authenticator.",
);

/// The type of attestation.
pub static TRUST_TYPE: Step = Step::new(
    "mds.trust.attestation-type",
    "mds-trust-attestation-type",
    Duty::Library,
    "The type of the attestation is one that the model is said to have",
    "A genuine authenticator of this model attests otherwise: somebody else may claim to be it.",
);

/// The algorithm of the credential.
pub static TRUST_ALGORITHM: Step = Step::new(
    "mds.trust.algorithm",
    "mds-trust-algorithm",
    Duty::Library,
    "The algorithm of the credential is one that the model is said to have",
    "Statements of old models leave algorithms out. Where that is demanded, report it to the vendor.",
);

/// The path to a root of the model.
pub static TRUST_PATH: Step = Step::new(
    "mds.trust.path",
    "mds-trust-path",
    Duty::Library,
    "The trust path leads to a root that the entry of this very model lists",
    "The certificate is none of this model's, or the entry lacks the root of a newer batch: fetch the current blob.",
);

/// The steps of trust in a model, in order.
pub static TRUST: &[&Step] = &[&TRUST_LOOK_UP, &TRUST_STATUS, &TRUST_TYPE, &TRUST_ALGORITHM, &TRUST_PATH];

/// The steps of a blob, in order.
pub static BLOB: &[&Step] = &[
    &BLOB_SIZE,
    &BLOB_FORM,
    &BLOB_ALGORITHM,
    &BLOB_ADDRESS,
    &BLOB_CERTIFICATES,
    &BLOB_PATH,
    &BLOB_REVOCATION,
    &BLOB_HOST,
    &BLOB_SIGNATURE,
    &BLOB_PAYLOAD,
    &BLOB_NUMBER,
];
