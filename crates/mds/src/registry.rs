//! The words that statements may use, and the algorithms that they mean.
//!
//! # Source
//! FIDO Registry of Predefined Values v2.3

use alloc::borrow::Cow;
use alloc::vec::Vec;

use countersign_cose::{Algorithm, AlgorithmIdentifier};

pub(crate) const PROTOCOL_FAMILIES: [&str; 3] = ["uaf", "u2f", "fido2"];
const ALGORITHMS: [(&str, Option<Algorithm>); 19] = [
    ("secp256r1_ecdsa_sha256_raw", Some(Algorithm::Es256)),
    ("secp256r1_ecdsa_sha256_der", Some(Algorithm::Es256)),
    ("secp384r1_ecdsa_sha384_raw", Some(Algorithm::Es384)),
    // The registry calls the curve so, and means P-521 with SHA-512.
    ("secp512r1_ecdsa_sha256_raw", Some(Algorithm::Es512)),
    ("secp521r1_ecdsa_sha512_raw", Some(Algorithm::Es512)),
    ("secp256k1_ecdsa_sha256_raw", Some(Algorithm::Es256k)),
    ("secp256k1_ecdsa_sha256_der", Some(Algorithm::Es256k)),
    ("ed25519_eddsa_sha512_raw", Some(Algorithm::EdDsa)),
    ("ed448_eddsa_sha512_raw", Some(Algorithm::Ed448)),
    ("rsassa_pkcsv15_sha256_raw", Some(Algorithm::Rs256)),
    ("rsa_emsa_pkcs1_sha256_raw", Some(Algorithm::Rs256)),
    ("rsa_emsa_pkcs1_sha256_der", Some(Algorithm::Rs256)),
    ("rsassa_pkcsv15_sha384_raw", Some(Algorithm::Rs384)),
    ("rsassa_pkcsv15_sha512_raw", Some(Algorithm::Rs512)),
    ("rsassa_pkcsv15_sha1_raw", Some(Algorithm::Rs1)),
    ("rsassa_pss_sha256_raw", Some(Algorithm::Ps256)),
    ("rsassa_pss_sha384_raw", Some(Algorithm::Ps384)),
    ("rsassa_pss_sha512_raw", Some(Algorithm::Ps512)),
    ("sm2_sm3_raw", None),
];
pub(crate) const PUBLIC_KEY_FORMATS: [&str; 5] =
    ["ecc_x962_raw", "ecc_x962_der", "rsa_2048_raw", "rsa_2048_der", "cose"];
pub(crate) const ATTESTATION_TYPES: [&str; 6] =
    ["basic_full", "basic_surrogate", "ecdaa", "attca", "anonca", "none"];
pub(crate) const USER_VERIFICATION_METHODS: [&str; 13] = [
    "presence_internal",
    "fingerprint_internal",
    "passcode_internal",
    "voiceprint_internal",
    "faceprint_internal",
    "location_internal",
    "eyeprint_internal",
    "pattern_internal",
    "handprint_internal",
    "passcode_external",
    "pattern_external",
    "none",
    "all",
];
pub(crate) const KEY_PROTECTIONS: [&str; 5] =
    ["software", "hardware", "tee", "secure_element", "remote_handle"];
pub(crate) const MATCHER_PROTECTIONS: [&str; 3] = ["software", "tee", "on_chip"];
pub(crate) const ATTACHMENT_HINTS: [&str; 9] =
    ["internal", "external", "wired", "wireless", "nfc", "bluetooth", "network", "ready", "wifi_direct"];
pub(crate) const DISPLAYS: [&str; 5] = ["any", "privileged_software", "tee", "hardware", "remote"];
pub(crate) const MULTI_DEVICE_SUPPORT: [&str; 3] = ["unsupported", "explicit", "implicit"];

/// The names of all algorithms.
pub(crate) fn algorithm_names() -> [&'static str; ALGORITHMS.len()] {
    ALGORITHMS.map(|(name, _)| name)
}

/// Whether names have one that means an algorithm. Nothing without names, and where the answer depends on names that are
/// not known.
pub(crate) fn lists(names: &[Cow<'_, str>], algorithm: AlgorithmIdentifier) -> Option<bool> {
    let meant = |name: &Cow<'_, str>| ALGORITHMS.iter().find(|(known, _)| known == name);
    let listed: Vec<_> = names.iter().map(meant).collect();
    let is_meant = |of: Option<Algorithm>| of.is_some_and(|of| of.identifier() == generic(algorithm));
    if listed.iter().flatten().any(|(_, of)| is_meant(*of)) {
        return Some(true);
    }
    (!listed.is_empty() && listed.iter().all(Option::is_some)).then_some(false)
}

/// The number under which an algorithm is listed: those that are fully specified stand under those that are not.
fn generic(algorithm: AlgorithmIdentifier) -> AlgorithmIdentifier {
    const SPECIFIED: [(Algorithm, Algorithm); 4] = [
        (Algorithm::Esp256, Algorithm::Es256),
        (Algorithm::Esp384, Algorithm::Es384),
        (Algorithm::Esp512, Algorithm::Es512),
        (Algorithm::Ed25519, Algorithm::EdDsa),
    ];
    let found = SPECIFIED.iter().find(|(specified, _)| specified.identifier() == algorithm);
    found.map_or(algorithm, |(_, generic)| generic.identifier())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_an_algorithm_by_each_of_its_names_and_numbers() {
        let listed = |names: &[&'static str], algorithm: Algorithm| {
            let names: Vec<_> = names.iter().map(|name| Cow::Borrowed(*name)).collect();
            lists(&names, algorithm.identifier())
        };
        for name in ["secp256r1_ecdsa_sha256_raw", "secp256r1_ecdsa_sha256_der"] {
            assert_eq!(listed(&[name], Algorithm::Es256), Some(true));
            assert_eq!(listed(&[name], Algorithm::Esp256), Some(true));
            assert_eq!(listed(&[name], Algorithm::EdDsa), Some(false));
        }
        assert_eq!(listed(&["sm2_sm3_raw", "ed25519_eddsa_sha512_raw"], Algorithm::Ed25519), Some(true));
        assert_eq!(listed(&["sm2_sm3_raw"], Algorithm::Rs256), Some(false));
        // What is not listed by a name that is known may be meant by one that is not.
        assert_eq!(listed(&["ml_dsa_44"], Algorithm::MlDsa44), None);
        assert_eq!(listed(&["ml_dsa_44", "rsassa_pss_sha256_raw"], Algorithm::Ps256), Some(true));
        assert_eq!(listed(&[], Algorithm::Es256), None);
        let unknown = AlgorithmIdentifier::new(-1);
        assert_eq!(lists(&["rsassa_pss_sha256_raw".into()], unknown), Some(false));
    }
}
