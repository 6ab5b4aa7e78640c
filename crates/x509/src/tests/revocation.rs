//! Revocation lists, the status list of Android, and what they do to a path.

use countersign_cose::RUST_CRYPTO;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::signature::hazmat::PrehashSigner;
use p256::ecdsa::{DerSignature, SigningKey};
use sha1::Digest;

use super::chain::{INTERMEDIATE, OTHER, ROOT, Scene, set_extensions};
use super::draft::{
    CERTIFICATE_SIGNING, algorithm, authority, critical, element, extension, generalized_time, key,
    key_usage, name, sequence, utc_time,
};
use super::public_key::AcceptsEverything;
use crate::der::{BIT_STRING, INTEGER};
use crate::{
    AndroidStatusList, Error, ErrorKind, MAX_ANDROID_STATUS_BYTES, MAX_ANDROID_STATUS_ENTRIES,
    MAX_REVOCATION_LIST_BYTES, MAX_REVOCATION_LISTS, ObjectIdentifier, Part, PathRule, Revocation,
    RevocationList,
};

/// cRLSign beside keyCertSign.
const LIST_SIGNING: u8 = 0x02;

/// A list before it is signed. Fields hold encoded elements, unless they say otherwise.
#[derive(Clone)]
struct ListDraft {
    version: Vec<u8>,
    issuer: Vec<u8>,
    this_update: Vec<u8>,
    next_update: Vec<u8>,
    /// Each an encoded entry.
    entries: Vec<Vec<u8>>,
    extensions: Vec<Vec<u8>>,
    inner_algorithm: Vec<u8>,
    outer_algorithm: Vec<u8>,
}

fn ecdsa_with_sha1() -> Vec<u8> {
    algorithm(ObjectIdentifier::ECDSA_WITH_SHA1, &[])
}

fn number() -> Vec<u8> {
    extension(ObjectIdentifier::CRL_NUMBER, &element(INTEGER, &[&[7]]))
}

fn entry(serial: &[u8]) -> Vec<u8> {
    sequence(&[&element(INTEGER, &[serial]), &utc_time("250601000000Z")])
}

impl ListDraft {
    /// The list of the intermediate, which names the leaf, whose serial number is 1.
    fn new() -> Self {
        Self {
            version: element(INTEGER, &[&[1]]),
            issuer: name("intermediate"),
            this_update: utc_time("251201000000Z"),
            next_update: utc_time("260201000000Z"),
            entries: vec![entry(&[1])],
            extensions: vec![number()],
            inner_algorithm: algorithm(ObjectIdentifier::ECDSA_WITH_SHA256, &[]),
            outer_algorithm: algorithm(ObjectIdentifier::ECDSA_WITH_SHA256, &[]),
        }
    }

    fn sign(&self, key: &SigningKey) -> Vec<u8> {
        let entries = if self.entries.is_empty() { Vec::new() } else { sequence(&[&self.entries.concat()]) };
        let extensions = match self.extensions.as_slice() {
            [] => Vec::new(),
            extensions => element(0xA0, &[&sequence(&[&extensions.concat()])]),
        };
        let signed = sequence(&[
            &self.version,
            &self.inner_algorithm,
            &self.issuer,
            &self.this_update,
            &self.next_update,
            &entries,
            &extensions,
        ]);
        let signature: DerSignature = if self.inner_algorithm == ecdsa_with_sha1() {
            key.sign_prehash(&sha1::Sha1::digest(&signed)).unwrap()
        } else {
            key.sign(&signed)
        };
        sequence(&[&signed, &self.outer_algorithm, &element(BIT_STRING, &[&[0], signature.as_bytes()])])
    }

    fn read(&self, signer: u8) -> RevocationList {
        RevocationList::parse(&self.sign(&key(signer))).unwrap()
    }
}

/// What becomes of the usual path under this data.
fn verdict(revocation: Revocation) -> Result<usize, (PathRule, usize)> {
    let mut scene = Scene::new();
    let uses = || vec![authority(None), key_usage(CERTIFICATE_SIGNING | LIST_SIGNING)];
    set_extensions(&mut scene, 1, uses());
    scene.anchors[0].0.extensions = uses();
    scene.revocation = revocation;
    scene.verify(&RUST_CRYPTO)
}

fn with(list: &ListDraft, signer: u8) -> Revocation {
    Revocation::NONE.with_list(list.read(signer))
}

const REVOKED: Result<usize, (PathRule, usize)> = Err((PathRule::Revoked, 0));
const UNKNOWN: Result<usize, (PathRule, usize)> = Err((PathRule::RevocationUnknown, 0));

// attack: x509-revoked
#[test]
fn refuses_what_a_list_of_the_issuer_names() {
    let list = ListDraft::new();
    assert_eq!(verdict(with(&list, INTERMEDIATE)), REVOKED);
    // Of another key, or of another issuer, it says nothing.
    assert_eq!(verdict(with(&list, OTHER)), Ok(2));
    assert_eq!(verdict(with(&ListDraft { issuer: name("other"), ..list.clone() }, INTERMEDIATE)), Ok(2));
    // Out of date, or of the future, it still names the certificate.
    let old = ListDraft { next_update: utc_time("251215000000Z"), ..list.clone() };
    assert_eq!(verdict(with(&old, INTERMEDIATE)), REVOKED);
    let new = ListDraft { this_update: utc_time("260115000000Z"), ..list.clone() };
    assert_eq!(verdict(with(&new, INTERMEDIATE)), REVOKED);
    // The list of the root names the intermediate.
    let of_root = ListDraft { issuer: name("root"), ..list.clone() };
    assert_eq!(verdict(with(&of_root, ROOT)), Err((PathRule::Revoked, 1)));
    // Another serial number is another certificate; the same one in more bytes is the same.
    let other = ListDraft { entries: vec![entry(&[2]), entry(&[0xFF])], ..list.clone() };
    assert_eq!(verdict(with(&other, INTERMEDIATE)), Ok(2));
    let longer = ListDraft { entries: vec![entry(&[2]), entry(&[0, 0, 1])], ..list };
    assert_eq!(verdict(with(&longer, INTERMEDIATE)), REVOKED);
}

#[test]
fn refuses_what_no_current_list_could_name_where_that_is_demanded() {
    let of_intermediate = ListDraft { entries: vec![entry(&[9])], ..ListDraft::new() };
    let of_root = ListDraft { issuer: name("root"), ..of_intermediate.clone() };
    let both = |list: &ListDraft| with(list, INTERMEDIATE).with_list(of_root.read(ROOT)).demand_status();
    assert_eq!(verdict(Revocation::NONE.demand_status()), UNKNOWN);
    assert_eq!(verdict(both(&of_intermediate)), Ok(2));
    assert_eq!(verdict(both(&ListDraft { entries: vec![], ..of_intermediate.clone() })), Ok(2));
    let one = with(&of_intermediate, INTERMEDIATE).demand_status();
    assert_eq!(verdict(one), Err((PathRule::RevocationUnknown, 1)));
    for stale in [
        ListDraft { next_update: utc_time("251231235959Z"), ..of_intermediate.clone() },
        ListDraft { next_update: Vec::new(), ..of_intermediate.clone() },
        ListDraft { this_update: utc_time("260101000001Z"), ..of_intermediate.clone() },
    ] {
        assert_eq!(verdict(both(&stale)), UNKNOWN);
    }
    for current in [
        ListDraft { this_update: utc_time("260101000000Z"), ..of_intermediate.clone() },
        ListDraft { next_update: utc_time("260101000000Z"), ..of_intermediate.clone() },
        ListDraft { next_update: generalized_time("20260101000000Z"), ..of_intermediate.clone() },
    ] {
        assert_eq!(verdict(both(&current)), Ok(2));
    }
}

#[test]
fn refuses_to_believe_an_issuer_that_may_sign_no_lists_but_against_a_certificate() {
    let judged = |list: &ListDraft, uses: u8| {
        let of_root = ListDraft { issuer: name("root"), entries: vec![], ..ListDraft::new() };
        let mut scene = Scene::new();
        scene.anchors[0].0.extensions = vec![authority(None), key_usage(CERTIFICATE_SIGNING | LIST_SIGNING)];
        set_extensions(&mut scene, 1, vec![authority(None), key_usage(uses)]);
        scene.revocation = with(list, INTERMEDIATE).with_list(of_root.read(ROOT)).demand_status();
        scene.verify(&RUST_CRYPTO)
    };
    let naming = ListDraft::new();
    let empty = ListDraft { entries: vec![], ..naming.clone() };
    assert_eq!(judged(&empty, CERTIFICATE_SIGNING | LIST_SIGNING), Ok(2));
    assert_eq!(judged(&empty, CERTIFICATE_SIGNING), UNKNOWN);
    assert_eq!(judged(&naming, CERTIFICATE_SIGNING), REVOKED);
}

#[test]
fn refuses_to_believe_a_list_that_is_signed_with_sha1_but_against_a_certificate() {
    let judged = |entries: Vec<Vec<u8>>, accepts_sha1: bool| {
        let (inner_algorithm, outer_algorithm) = (ecdsa_with_sha1(), ecdsa_with_sha1());
        let list = ListDraft { entries, inner_algorithm, outer_algorithm, ..ListDraft::new() };
        let of_root = ListDraft { issuer: name("root"), entries: vec![], ..ListDraft::new() };
        let mut scene = Scene::new();
        set_extensions(&mut scene, 1, vec![authority(None)]);
        scene.anchors[0].0.extensions.clear();
        scene.revocation = with(&list, INTERMEDIATE).with_list(of_root.read(ROOT)).demand_status();
        if accepts_sha1 {
            scene.options = scene.options.accept_sha1_signatures();
        }
        scene.verify(&RUST_CRYPTO)
    };
    assert_eq!(judged(vec![], false), UNKNOWN);
    assert_eq!(judged(vec![], true), Ok(2));
    assert_eq!(judged(vec![entry(&[1])], false), REVOKED);
}

#[test]
fn refuses_more_lists_of_one_issuer_than_are_looked_through() {
    let harmless = ListDraft { entries: vec![entry(&[9])], ..ListDraft::new() };
    let mut revocation = Revocation::NONE;
    for _ in 0..MAX_REVOCATION_LISTS {
        revocation = revocation.with_list(harmless.read(INTERMEDIATE));
    }
    assert_eq!(verdict(revocation.clone()), Ok(2));
    // Those of other issuers do not count.
    let of_other = ListDraft { issuer: name("other"), ..harmless };
    assert_eq!(verdict(revocation.clone().with_list(of_other.read(OTHER))), Ok(2));
    // One more, which names the leaf, is not passed over in silence.
    assert_eq!(verdict(revocation.with_list(ListDraft::new().read(INTERMEDIATE))), UNKNOWN);
}

#[test]
fn accepts_an_anchor_whose_key_usage_cannot_be_read() {
    let malformed = critical(ObjectIdentifier::KEY_USAGE, &[]);
    let mut scene = Scene::new();
    scene.anchors[0].0.extensions = vec![malformed];
    assert_eq!(scene.verify(&RUST_CRYPTO), Ok(2));
    // What cannot be read allows nothing: a list of the anchor counts against a certificate and not for it.
    let list = ListDraft { issuer: name("root"), entries: vec![], ..ListDraft::new() };
    scene.revocation = with(&ListDraft { entries: vec![], ..ListDraft::new() }, INTERMEDIATE)
        .with_list(list.read(ROOT))
        .demand_status();
    set_extensions(&mut scene, 1, vec![authority(None)]);
    assert_eq!(scene.verify(&RUST_CRYPTO), Err((PathRule::RevocationUnknown, 1)));
    scene.revocation = with(&ListDraft { entries: vec![entry(&[1])], ..list }, ROOT);
    assert_eq!(scene.verify(&RUST_CRYPTO), Err((PathRule::Revoked, 1)));
}

/// An entry for the leaf with one extension.
fn entry_with(extension: &[u8]) -> Vec<u8> {
    sequence(&[&element(INTEGER, &[&[1]]), &utc_time("250601000000Z"), &sequence(&[extension])])
}

#[test]
fn refuses_a_certificate_whatever_the_reason_of_its_entry() {
    // certificateHold and removeFromCRL, the two that others may take back.
    for reason in [1, 6, 8] {
        let reason = extension(ObjectIdentifier::REASON_CODE, &element(0x0A, &[&[reason]]));
        let list = ListDraft { entries: vec![entry_with(&reason)], ..ListDraft::new() };
        assert_eq!(verdict(with(&list, INTERMEDIATE)), REVOKED);
    }
}

#[test]
fn refuses_lists_of_changes_and_lists_for_others() {
    const DELTA_CRL_INDICATOR: ObjectIdentifier<'_> = ObjectIdentifier::from_contents(&[0x55, 29, 27]);
    const ISSUING_DISTRIBUTION_POINT: ObjectIdentifier<'_> = ObjectIdentifier::from_contents(&[0x55, 29, 28]);
    const CERTIFICATE_ISSUER: ObjectIdentifier<'_> = ObjectIdentifier::from_contents(&[0x55, 29, 29]);
    let refused = |list: ListDraft| {
        let read = RevocationList::parse(&list.sign(&key(INTERMEDIATE)));
        read.map(|_| ()).map_err(|error| (error.part(), error.kind()))
    };
    let unsupported = Err((Part::RevocationList, ErrorKind::UnsupportedExtension));
    // Each has to be critical. A list that forgot to say so is no other list.
    for make in [critical, extension] {
        for of_list in [DELTA_CRL_INDICATOR, ISSUING_DISTRIBUTION_POINT] {
            let extensions = vec![number(), make(of_list, &sequence(&[]))];
            assert_eq!(refused(ListDraft { extensions, ..ListDraft::new() }), unsupported, "{of_list}");
        }
        let entries = vec![entry_with(&make(CERTIFICATE_ISSUER, &sequence(&[])))];
        assert_eq!(refused(ListDraft { entries, ..ListDraft::new() }), unsupported);
    }
    let missing = Err((Part::RevocationList, ErrorKind::MissingExtension));
    assert_eq!(refused(ListDraft { extensions: vec![], ..ListDraft::new() }), missing);
}

#[test]
fn refuses_lists_of_another_form() {
    let refused = |list: ListDraft| RevocationList::parse(&list.sign(&key(INTERMEDIATE))).map(|_| ());
    let error = |kind| Err(Error::new(Part::RevocationList, kind));
    let list = ListDraft::new;
    let unknown = ObjectIdentifier::from_contents(&[0x2A, 3, 4]);
    assert_eq!(refused(list()), Ok(()));
    assert_eq!(
        refused(ListDraft { version: element(INTEGER, &[&[2]]), ..list() }),
        error(ErrorKind::UnknownVersion)
    );
    assert_eq!(
        refused(ListDraft { extensions: vec![critical(unknown, &[]), number()], ..list() }),
        error(ErrorKind::CriticalExtension)
    );
    assert_eq!(refused(ListDraft { extensions: vec![number(), extension(unknown, &[])], ..list() }), Ok(()));
    let other = extension(unknown, &[]);
    assert_eq!(
        refused(ListDraft { extensions: vec![other.clone()], ..list() }),
        error(ErrorKind::MissingExtension)
    );
    let critical_number = critical(ObjectIdentifier::CRL_NUMBER, &element(INTEGER, &[&[7]]));
    assert_eq!(
        refused(ListDraft { extensions: vec![critical_number], ..list() }),
        error(ErrorKind::CriticalExtension)
    );
    let with_extension = |extension: Vec<u8>| {
        sequence(&[&element(INTEGER, &[&[1]]), &utc_time("250601000000Z"), &sequence(&[&extension])])
    };
    let reason = critical(ObjectIdentifier::REASON_CODE, &element(0x0A, &[&[1]]));
    assert_eq!(refused(ListDraft { entries: vec![with_extension(reason)], ..list() }), Ok(()));
    assert_eq!(
        refused(ListDraft { entries: vec![with_extension(critical(unknown, &[]))], ..list() }),
        error(ErrorKind::CriticalExtension)
    );
    let outer = algorithm(ObjectIdentifier::ECDSA_WITH_SHA384, &[]);
    let kind = refused(ListDraft { outer_algorithm: outer, ..list() }).map_err(|error| error.kind());
    assert_eq!(kind, Err(ErrorKind::AlgorithmMismatch));
    // ECDSA with SHA-224, which nobody here verifies: the list says so when it is read, and not by saying nothing.
    let sha256 = ObjectIdentifier::ECDSA_WITH_SHA256.contents();
    let mut unverifiable = list().sign(&key(INTERMEDIATE));
    let places: Vec<_> =
        (0..unverifiable.len()).filter(|at| unverifiable[*at..].starts_with(sha256)).collect();
    assert_eq!(places.len(), 2);
    for at in places {
        unverifiable[at + sha256.len() - 1] = 1;
    }
    let error_of = RevocationList::parse(&unverifiable).map(|_| ());
    assert_eq!(error_of, Err(Error::new(Part::SignatureAlgorithm, ErrorKind::UnsupportedAlgorithm)));
    let large =
        RevocationList::parse(&vec![0x30; MAX_REVOCATION_LIST_BYTES + 1]).map_err(|error| error.kind());
    assert_eq!(large.map(|_| ()), Err(ErrorKind::TooLarge { bytes: MAX_REVOCATION_LIST_BYTES + 1 }));
    let largest = RevocationList::parse(&vec![0x30; MAX_REVOCATION_LIST_BYTES]).unwrap_err().kind();
    assert!(!matches!(largest, ErrorKind::TooLarge { .. }), "{largest:?}");
}

/// As a public authority has it: some hundreds of KiB.
#[test]
fn refuses_a_leaf_that_a_large_list_names() {
    let mut entries: Vec<_> = (0..20_000_u32).map(|at| entry(&(at | 0x0100_0000).to_be_bytes())).collect();
    assert_eq!(
        verdict(with(&ListDraft { entries: entries.clone(), ..ListDraft::new() }, INTERMEDIATE)),
        Ok(2)
    );
    entries.push(entry(&[1]));
    let list = ListDraft { entries, ..ListDraft::new() };
    assert!((400 * 1024..MAX_REVOCATION_LIST_BYTES).contains(&list.sign(&key(INTERMEDIATE)).len()));
    assert_eq!(verdict(with(&list, INTERMEDIATE)), REVOKED);
}

#[test]
fn refuses_every_truncation_of_a_list_and_a_byte_behind_it() {
    let list = ListDraft::new().sign(&key(INTERMEDIATE));
    for length in 0..list.len() {
        assert!(RevocationList::parse(&list[..length]).is_err(), "{length}");
    }
    assert!(RevocationList::parse(&[list.as_slice(), &[0]].concat()).is_err());
    for at in 0..list.len() {
        let mut changed = list.clone();
        changed[at] ^= 0x55;
        if let Ok(read) = RevocationList::parse(&changed) {
            assert_ne!(verdict(Revocation::NONE.with_list(read)), REVOKED, "byte {at}");
        }
    }
}

/// What becomes of the usual path under a status list, as the path of an Android key or as another.
fn verdict_of_android(entries: &str, is_android: bool) -> Result<usize, (PathRule, usize)> {
    let list = AndroidStatusList::from_json(&format!(r#"{{ "entries": {{ {entries} }} }}"#)).unwrap();
    let mut scene = Scene::new();
    scene.path[1].0.serial_number = element(INTEGER, &[&[0, 0xC3, 0x5A]]);
    scene.revocation = Revocation::NONE.with_android_status(list);
    if is_android {
        scene.options = scene.options.for_android_key();
    }
    scene.verify(&RUST_CRYPTO)
}

// attack: ak-revoked
#[test]
fn refuses_certificates_on_the_status_list_of_android() {
    let revoked = r#""c35a": { "status": "REVOKED", "reason": "KEY_COMPROMISE" }"#;
    assert_eq!(verdict_of_android(revoked, true), Err((PathRule::Revoked, 1)));
    assert_eq!(verdict_of_android(r#""C35A": { "status": "SUSPENDED" }"#, true), Err((PathRule::Revoked, 1)));
    assert_eq!(verdict_of_android(r#""1": { "status": "SUSPENDED" }"#, true), Err((PathRule::Revoked, 0)));
    assert_eq!(
        verdict_of_android(r#""1": { "status": "SOMETHING NEW" }"#, true),
        Err((PathRule::Revoked, 0))
    );
    // 0xc35a is 50010: the list has hexadecimal digits, and decimal ones are another number.
    assert_eq!(verdict_of_android(r#""50010": { "status": "REVOKED" }"#, true), Ok(2));
    assert_eq!(verdict_of_android("", true), Ok(2));
    // Others may have the same serial numbers.
    assert_eq!(verdict_of_android(revoked, false), Ok(2));
}

// attack: ak-revoked
#[test]
fn refuses_what_stands_on_the_status_list_of_android_whatever_else_a_path_breaks() {
    let verdict = |number: &str, is_android: bool| {
        let list = format!(r#"{{ "entries": {{ "{number}": {{ "status": "REVOKED" }} }} }}"#);
        let mut scene = Scene::new();
        scene.path[1].0.serial_number = element(INTEGER, &[&[0, 0xC3, 0x5A]]);
        scene.anchors.clear();
        scene.revocation = Revocation::NONE.with_android_status(AndroidStatusList::from_json(&list).unwrap());
        if is_android {
            scene.options = scene.options.for_android_key();
        }
        scene.verify(&RUST_CRYPTO)
    };
    assert_eq!(verdict("c35a", true), Err((PathRule::Revoked, 1)));
    assert_eq!(verdict("c35b", true), Err((PathRule::NoAnchor, 1)));
    assert_eq!(verdict("c35a", false), Err((PathRule::NoAnchor, 1)));
}

#[test]
fn refuses_negative_serial_numbers_as_what_stands_on_the_status_list() {
    let list = AndroidStatusList::from_json(r#"{"entries":{"ff":{"status":"REVOKED"}}}"#).unwrap();
    assert!(list.names(&[0, 0xFF]));
    assert!(!list.names(&[0xFF]));
    assert_eq!((list.len(), list.is_empty()), (1, false));
}

#[test]
fn refuses_status_lists_of_another_form() {
    for text in [
        "",
        "[]",
        "{}",
        r#"{"entries":[]}"#,
        r#"{"entries":{"ff":"REVOKED"}}"#,
        r#"{"entries":{"ff":{}}}"#,
        r#"{"entries":{"ff":{"status":1}}}"#,
        r#"{"entries":{"ff":{"status":"REVOKED","status":"REVOKED"}}}"#,
        r#"{"entries":{"":{"status":"REVOKED"}}}"#,
        r#"{"entries":{"0xff":{"status":"REVOKED"}}}"#,
        r#"{"entries":{"ff":{"status":"REVOKED"},"ff":{"status":"REVOKED"}}}"#,
        r#"{"entries":{"ff":{"status":"REVOKED"},"0ff":{"status":"REVOKED"}}}"#,
        r#"{"entries":{},"entries":{}}"#,
        r#"{"entries":{}} x"#,
    ] {
        let error = AndroidStatusList::from_json(text).unwrap_err();
        assert_eq!(error.part(), Part::AndroidStatusList, "{text}");
        assert!(matches!(error.kind(), ErrorKind::Json { .. }), "{text}");
    }
    let other = r#"{"version":2,"entries":{"ff":{"status":"REVOKED","expires":"2027-01-01","comment":{}}}}"#;
    assert_eq!(AndroidStatusList::from_json(other).map(|list| list.len()), Ok(1));
    let digits = "f".repeat(65);
    let long = format!(r#"{{"entries":{{"{digits}":{{"status":"REVOKED"}}}}}}"#);
    assert!(AndroidStatusList::from_json(&long).is_err());
}

#[test]
fn refuses_status_lists_beyond_the_bounds() {
    let padded = |length: usize| {
        let text = r#"{"entries":{}}"#;
        AndroidStatusList::from_json(&[text, &" ".repeat(length - text.len())].concat())
    };
    assert!(padded(MAX_ANDROID_STATUS_BYTES).unwrap().is_empty());
    let bytes = MAX_ANDROID_STATUS_BYTES + 1;
    let refused = Error::new(Part::AndroidStatusList, ErrorKind::TooLarge { bytes });
    assert_eq!(padded(bytes), Err(refused));

    let entries = |count: usize| {
        let entries: Vec<_> = (0..count).map(|number| format!(r#""{number:x}":{{"status":""}}"#)).collect();
        AndroidStatusList::from_json(&format!(r#"{{"entries":{{{}}}}}"#, entries.join(",")))
    };
    let most = MAX_ANDROID_STATUS_ENTRIES;
    assert_eq!(entries(most).map(|list| list.len()), Ok(most));
    let refused = Error::new(Part::AndroidStatusList, ErrorKind::TooManyEntries);
    assert_eq!(entries(most + 1), Err(refused));
}

#[test]
fn accepts_a_list_and_gives_its_dates_and_its_length() {
    let list = ListDraft { entries: vec![entry(&[1]), entry(&[0xFF])], ..ListDraft::new() };
    let read = list.read(INTERMEDIATE);
    assert_eq!((read.this_update(), read.next_update()), (1_764_547_200, Some(1_769_904_000)));
    assert_eq!(read.issuer(), name("intermediate"));
    assert_eq!(format!("{read:?}"), "RevocationList(2 entries)");
    assert_eq!(ListDraft { next_update: Vec::new(), ..list }.read(INTERMEDIATE).next_update(), None);
}

/// Bytes in front that do not change the number change nothing; those that do make another number.
#[test]
fn accepts_serial_numbers_of_any_length_as_the_numbers_that_they_are() {
    let entries = vec![entry(&[0xFF, 0xFF, 0x80]), entry(&[0, 0x80]), entry(&[0, 0, 7])];
    let list = ListDraft { entries, ..ListDraft::new() }.read(INTERMEDIATE);
    for named in [&[0x80][..], &[0xFF, 0x80], &[0xFF, 0xFF, 0xFF, 0x80], &[0, 0x80], &[0, 0, 0x80], &[7]] {
        assert!(list.names(named), "{named:?}");
    }
    for other in [&[][..], &[0], &[0xFF], &[0xFF, 0x7F], &[0xFF, 7], &[0x80, 0]] {
        assert!(!list.names(other), "{other:?}");
    }
}

#[test]
fn refuses_a_list_under_a_key_that_its_algorithm_does_not_name() {
    use countersign_cose::{EdwardsCurve, EdwardsPublicKey, PublicKey};
    let ed25519 = algorithm(ObjectIdentifier::ED25519, &[]);
    let draft = ListDraft::new();
    let list =
        ListDraft { inner_algorithm: ed25519.clone(), outer_algorithm: ed25519, ..draft }.read(INTERMEDIATE);
    let signed_under = |curve, bytes: &[u8]| {
        let key = PublicKey::Edwards(EdwardsPublicKey::new(curve, bytes).unwrap());
        list.is_signed_by(&key, &AcceptsEverything)
    };
    assert!(signed_under(EdwardsCurve::Ed25519, &[7; 32]));
    assert!(!signed_under(EdwardsCurve::Ed448, &[7; 57]));
}
