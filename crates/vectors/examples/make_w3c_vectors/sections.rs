//! The sections of section 16, and in what they differ.

use countersign_authenticator::{Algorithm, Attestation};

/// One section: a registration, and an authentication with its credential.
pub(crate) struct Section {
    pub(crate) number: u8,
    pub(crate) stem: &'static str,
    pub(crate) about: &'static str,
    pub(crate) info: &'static str,
    pub(crate) algorithm: Algorithm,
    pub(crate) attestation: Attestation,
    /// The format and the type of that attestation, as `expect` names them.
    pub(crate) found: (&'static str, &'static str),
    pub(crate) frame: Frame,
    pub(crate) challenge_length: usize,
    /// What the credential's private key is called, and its length; the RSA key has no derived part.
    pub(crate) private_key: Option<(&'static str, usize)>,
    pub(crate) credential_id_length: usize,
}

/// Where the page stands that asks for a credential.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Frame {
    /// By itself, or in a frame of its own site.
    Own,
    /// In a frame of another site, which the client does not name.
    Foreign,
    /// In a frame of another site, which the client names.
    ForeignAndNamed,
}

/// What most sections have in common.
const USUAL: Section = Section {
    number: 0,
    stem: "",
    about: "",
    info: "",
    algorithm: Algorithm::Es256,
    attestation: Attestation::None,
    found: ("none", "none"),
    frame: Frame::Own,
    challenge_length: 32,
    private_key: Some(("credential_private_key", 32)),
    credential_id_length: 32,
};

pub(crate) const SECTIONS: &[Section] = &[
    Section { number: 2, stem: "none-es256", about: "no attestation", info: "none.ES256", ..USUAL },
    Section {
        number: 3,
        stem: "packed-self-es256",
        about: "self attestation",
        info: "packed-self.ES256",
        attestation: Attestation::PackedSelf,
        found: ("packed", "self"),
        ..USUAL
    },
    Section {
        number: 4,
        stem: "none-es256-cross-origin",
        about: "in a foreign frame",
        info: "none.ES256.crossOrigin",
        frame: Frame::Foreign,
        ..USUAL
    },
    Section {
        number: 5,
        stem: "none-es256-top-origin",
        about: "in a foreign frame, with the origin of the page around it",
        info: "none.ES256.topOrigin",
        frame: Frame::ForeignAndNamed,
        ..USUAL
    },
    Section {
        number: 6,
        stem: "none-es256-long-credential-id",
        about: "a credential id of the greatest length that is allowed",
        info: "none.ES256.long-credential-id",
        credential_id_length: 1023,
        ..USUAL
    },
    Section {
        number: 7,
        stem: "packed-es256",
        about: "packed attestation of a key on P-256",
        info: "packed.ES256",
        attestation: Attestation::PackedBasic,
        found: ("packed", "basic"),
        ..USUAL
    },
    Section {
        number: 8,
        stem: "packed-es384",
        about: "packed attestation of a key on P-384",
        info: "packed.ES384",
        algorithm: Algorithm::Es384,
        attestation: Attestation::PackedBasic,
        found: ("packed", "basic"),
        private_key: Some(("credential_private_key", 48)),
        ..USUAL
    },
    Section {
        number: 9,
        stem: "packed-es512",
        about: "packed attestation of a key on P-521, with challenges of 128 bytes",
        info: "packed.ES512",
        algorithm: Algorithm::Es512,
        attestation: Attestation::PackedBasic,
        found: ("packed", "basic"),
        challenge_length: 128,
        private_key: Some(("credential_private_key", 65)),
        ..USUAL
    },
    Section {
        number: 10,
        stem: "packed-rs256",
        about: "packed attestation of an RSA key",
        info: "packed.RS256",
        algorithm: Algorithm::Rs256,
        attestation: Attestation::PackedBasic,
        found: ("packed", "basic"),
        private_key: None,
        ..USUAL
    },
    Section {
        number: 11,
        stem: "packed-eddsa",
        about: "packed attestation of an Ed25519 key",
        info: "packed.EdDSA",
        algorithm: Algorithm::EdDsa,
        attestation: Attestation::PackedBasic,
        found: ("packed", "basic"),
        private_key: Some(("private_key", 32)),
        ..USUAL
    },
    Section {
        number: 12,
        stem: "packed-ed448",
        about: "packed attestation of an Ed448 key",
        info: "packed.Ed448",
        algorithm: Algorithm::Ed448,
        attestation: Attestation::PackedBasic,
        found: ("packed", "basic"),
        private_key: Some(("private_key", 57)),
        ..USUAL
    },
    Section {
        number: 13,
        stem: "tpm-es256",
        about: "certified by a TPM",
        info: "tpm.ES256",
        attestation: Attestation::Tpm,
        found: ("tpm", "attca"),
        ..USUAL
    },
    Section {
        number: 14,
        stem: "android-key-es256",
        about: "attested by an Android key store",
        info: "android-key.ES256",
        attestation: Attestation::AndroidKey,
        found: ("android-key", "basic"),
        ..USUAL
    },
    Section {
        number: 15,
        stem: "apple-es256",
        about: "Apple's anonymous attestation",
        info: "apple.ES256",
        attestation: Attestation::Apple,
        found: ("apple", "anonca"),
        ..USUAL
    },
    Section {
        number: 16,
        stem: "fido-u2f-es256",
        about: "attested by a U2F security key",
        info: "fido-u2f.ES256",
        attestation: Attestation::FidoU2f,
        found: ("fido-u2f", "basic"),
        ..USUAL
    },
];

impl Section {
    /// Whether an attestation certificate comes with the statement.
    pub(crate) fn has_certificate(&self) -> bool {
        self.has_attestation_key() || matches!(self.attestation, Attestation::AndroidKey | Attestation::Apple)
    }

    /// Whether that certificate is of a key of its own, and not of the credential key.
    pub(crate) const fn has_attestation_key(&self) -> bool {
        matches!(self.attestation, Attestation::PackedBasic | Attestation::Tpm | Attestation::FidoU2f)
    }

    /// Whether the authenticator knows of user verification and backup, which U2F does not.
    pub(crate) fn has_derived_flags(&self) -> bool {
        self.attestation != Attestation::FidoU2f
    }
}
