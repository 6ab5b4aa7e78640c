//! Paths, each a good one with one thing changed.

use core::sync::atomic::{AtomicUsize, Ordering};

use countersign_cose::{
    Crypto, InvalidKey, InvalidSignature, PreparedKey, PublicKey, RUST_CRYPTO, SignatureScheme,
};

use super::draft::{
    CERTIFICATE_SIGNING, DIGITAL_SIGNATURE, Draft, NOW, algorithm, at_time, authority, critical, element,
    extension, generalized_time, key, key_usage, name, sequence, utc_time,
};
use crate::der::{BOOLEAN, INTEGER, OCTET_STRING, SET};
use crate::{
    Certificate, ErrorKind, MAX_CHAIN_LENGTH, ObjectIdentifier, Part, PathContext, PathError, PathOptions,
    PathRule, Revocation, TrustAnchor, verify_path,
};

/// Numbers of the keys.
pub(super) const LEAF: u8 = 1;
pub(super) const INTERMEDIATE: u8 = 2;
pub(super) const ROOT: u8 = 3;
pub(super) const OTHER: u8 = 4;

const UNKNOWN: ObjectIdentifier<'_> = ObjectIdentifier::from_contents(&[0x2A, 3, 4]);

/// A certificate to be, and the number of the key that signs it.
pub(super) type Signed = (Draft, u8);

/// A path and what it is judged with: a leaf, an intermediate and a root that is an anchor and not sent.
pub(super) struct Scene {
    pub(super) path: Vec<Signed>,
    pub(super) anchors: Vec<Signed>,
    pub(super) at: i64,
    pub(super) options: PathOptions,
    pub(super) revocation: Revocation,
}

impl Scene {
    pub(super) fn new() -> Self {
        Self {
            path: vec![
                (Draft::new("leaf", "intermediate", &key(LEAF)), INTERMEDIATE),
                (Draft::authority("intermediate", "root", &key(INTERMEDIATE)), ROOT),
            ],
            anchors: vec![root()],
            at: NOW,
            options: PathOptions::default(),
            revocation: Revocation::NONE,
        }
    }

    /// The number of verified certificates, or the broken rule and where.
    pub(super) fn verify(&self, crypto: &dyn Crypto) -> Result<usize, (PathRule, usize)> {
        let path: Vec<_> = self.path.iter().map(signed).collect();
        let path: Vec<_> = path.iter().map(|der| Certificate::parse(der).unwrap()).collect();
        let anchors: Vec<_> = self.anchors.iter().map(anchor).collect();
        let context = PathContext { at: self.at, options: self.options, revocation: &self.revocation };
        verify_path(&path, &anchors, &context, crypto)
            .map(|verified| verified.length())
            .map_err(|error| (error.rule(), error.at()))
    }
}

fn root() -> Signed {
    (Draft::authority("root", "root", &key(ROOT)), ROOT)
}

fn signed((draft, signer): &Signed) -> Vec<u8> {
    if draft.algorithm == algorithm(ObjectIdentifier::ECDSA_WITH_SHA1, &[]) {
        draft.sign_sha1(&key(*signer))
    } else {
        draft.sign(&key(*signer))
    }
}

fn anchor(root: &Signed) -> TrustAnchor {
    TrustAnchor::from_certificate(&signed(root)).unwrap()
}

/// One change to a good path, and what becomes of it.
pub(super) struct Case {
    pub(super) name: &'static str,
    pub(super) change: fn(&mut Scene),
    pub(super) expect: Result<usize, (PathRule, usize)>,
}

#[track_caller]
pub(super) fn check(cases: &[Case]) {
    for case in cases {
        let mut scene = Scene::new();
        (case.change)(&mut scene);
        assert_eq!(scene.verify(&RUST_CRYPTO), case.expect, "{}", case.name);
    }
}

pub(super) fn set_extensions(scene: &mut Scene, index: usize, extensions: Vec<Vec<u8>>) {
    scene.path[index].0.extensions = extensions;
}

/// basicConstraints that say CA=FALSE.
pub(super) fn no_authority() -> Vec<u8> {
    critical(ObjectIdentifier::BASIC_CONSTRAINTS, &sequence(&[]))
}

/// Puts authorities between the intermediate and the root, each of another name and key.
fn lengthen(scene: &mut Scene, authorities: u8) {
    let names = ["a", "b", "c", "d", "e", "f", "g"];
    for (number, subject) in (10..).zip(&names[..usize::from(authorities)]) {
        let last = scene.path.last_mut().unwrap();
        last.0.issuer = name(subject);
        last.1 = number;
        scene.path.push((Draft::authority(subject, "root", &key(number)), ROOT));
    }
}

#[test]
fn accepts_and_refuses_where_a_path_ends() {
    check(&[
        Case { name: "accepts_a_path_below_an_anchor", change: |_| {}, expect: Ok(2) },
        Case {
            name: "accepts_a_leaf_below_an_anchor",
            change: |scene| {
                scene.path.truncate(1);
                scene.path[0].0.issuer = name("root");
                scene.path[0].1 = ROOT;
            },
            expect: Ok(1),
        },
        Case {
            name: "refuses_no_certificate",
            change: |scene| scene.path.clear(),
            expect: Err((PathRule::Empty, 0)),
        },
        Case {
            name: "refuses_no_anchor",
            change: |scene| scene.anchors.clear(),
            expect: Err((PathRule::NoAnchor, 1)),
        },
        Case {
            name: "accepts_an_intermediate_as_anchor_and_leaves_the_rest_alone",
            change: |scene| {
                scene.anchors = vec![scene.path[1].clone()];
                scene.path.push((Draft::new("unrelated", "nobody", &key(OTHER)), OTHER));
            },
            expect: Ok(1),
        },
    ]);
}

// attack: x509-root-included
#[test]
fn accepts_the_root_of_an_anchor_and_refuses_any_other() {
    check(&[
        Case { name: "accepts_the_root_itself", change: |scene| scene.path.push(root()), expect: Ok(2) },
        Case {
            name: "accepts_another_edition_of_the_root",
            change: |scene| {
                let mut edition = root();
                edition.0.serial_number = element(INTEGER, &[&[99]]);
                edition.0.not_after = utc_time("250201000000Z");
                edition.0.extensions.clear();
                scene.path.push(edition);
            },
            expect: Ok(2),
        },
        Case {
            name: "refuses_a_root_of_the_same_name_and_another_key",
            change: |scene| {
                scene.path[1].1 = OTHER;
                scene.path.push((Draft::authority("root", "root", &key(OTHER)), OTHER));
            },
            expect: Err((PathRule::Signature, 2)),
        },
        Case {
            name: "refuses_a_root_of_another_name",
            change: |scene| {
                scene.path[1].0.issuer = name("evil");
                scene.path[1].1 = OTHER;
                scene.path.push((Draft::authority("evil", "evil", &key(OTHER)), OTHER));
            },
            expect: Err((PathRule::NoAnchor, 2)),
        },
        Case {
            name: "refuses_a_root_of_the_same_key_and_another_name",
            change: |scene| {
                scene.path[1].0.issuer = name("evil");
                scene.path.push((Draft::authority("evil", "evil", &key(ROOT)), ROOT));
            },
            expect: Err((PathRule::NoAnchor, 2)),
        },
        Case {
            name: "refuses_a_path_that_the_sent_anchor_did_not_sign",
            change: |scene| {
                scene.path[1].1 = OTHER;
                scene.path.push(root());
            },
            expect: Err((PathRule::Signature, 1)),
        },
    ]);
}

// attack: x509-leaf-as-anchor
#[test]
fn accepts_a_leaf_as_anchor_byte_for_byte() {
    check(&[
        Case {
            name: "accepts_the_leaf_itself",
            change: |scene| {
                scene.path.truncate(1);
                scene.anchors = scene.path.clone();
            },
            expect: Ok(0),
        },
        Case {
            name: "accepts_the_leaf_itself_whatever_follows",
            change: |scene| scene.anchors = vec![scene.path[0].clone()],
            expect: Ok(0),
        },
        Case {
            name: "refuses_another_certificate_of_the_same_name_and_key",
            change: |scene| {
                scene.path.truncate(1);
                scene.anchors = scene.path.clone();
                scene.path[0].0.serial_number = element(INTEGER, &[&[99]]);
            },
            expect: Err((PathRule::NoAnchor, 0)),
        },
    ]);
}

// attack: x509-self-signed-untrusted
#[test]
fn refuses_a_self_signed_leaf_that_is_no_anchor() {
    check(&[
        Case {
            name: "refuses_an_unknown_name",
            change: |scene| scene.path = vec![(Draft::authority("leaf", "leaf", &key(LEAF)), LEAF)],
            expect: Err((PathRule::NoAnchor, 0)),
        },
        Case {
            name: "refuses_the_name_of_an_anchor",
            change: |scene| scene.path = vec![(Draft::authority("root", "root", &key(LEAF)), LEAF)],
            expect: Err((PathRule::Signature, 0)),
        },
    ]);
}

// attack: x509-anchor-same-name
#[test]
fn accepts_the_right_one_of_several_anchors_of_one_name() {
    check(&[
        Case {
            name: "refuses_the_same_name_with_another_key",
            change: |scene| scene.anchors = vec![(Draft::authority("root", "root", &key(OTHER)), OTHER)],
            expect: Err((PathRule::Signature, 1)),
        },
        Case {
            name: "accepts_the_second_of_two",
            change: |scene| scene.anchors.insert(0, (Draft::authority("root", "root", &key(OTHER)), OTHER)),
            expect: Ok(2),
        },
        Case {
            name: "accepts_the_first_of_two",
            change: |scene| scene.anchors.push((Draft::authority("root", "root", &key(OTHER)), OTHER)),
            expect: Ok(2),
        },
    ]);
}

#[test]
fn accepts_anchors_that_are_no_authorities() {
    check(&[
        Case {
            name: "accepts_version_1",
            change: |scene| {
                scene.anchors[0].0.version.clear();
                scene.anchors[0].0.extensions.clear();
            },
            expect: Ok(2),
        },
        Case {
            name: "accepts_an_unknown_critical_extension_and_no_authority",
            change: |scene| scene.anchors[0].0.extensions = vec![critical(UNKNOWN, &[]), no_authority()],
            expect: Ok(2),
        },
        Case {
            name: "accepts_a_signature_by_somebody_else",
            change: |scene| scene.anchors[0].1 = OTHER,
            expect: Ok(2),
        },
        Case {
            name: "accepts_a_signature_with_sha1",
            change: |scene| {
                let sha1 = algorithm(ObjectIdentifier::ECDSA_WITH_SHA1, &[]);
                scene.anchors[0].0 = scene.anchors[0].0.clone().with_algorithm(sha1);
            },
            expect: Ok(2),
        },
    ]);
}

// attack: x509-expired
#[test]
fn accepts_both_ends_of_the_validity_and_refuses_a_second_beyond() {
    /// 2025-01-01 and 2027-01-01.
    const ENDS: (i64, i64) = (1_735_689_600, 1_798_761_600);
    fn narrow(scene: &mut Scene, index: usize) {
        // The others are valid long before and after.
        for (draft, _) in &mut scene.path {
            draft.not_before = generalized_time("19000101000000Z");
            draft.not_after = generalized_time("99991231235959Z");
        }
        scene.path[index].0.not_before = utc_time("250101000000Z");
        scene.path[index].0.not_after = utc_time("270101000000Z");
    }
    for index in 0..2 {
        let mut scene = Scene::new();
        narrow(&mut scene, index);
        for (at, expected) in [
            (ENDS.0, Ok(2)),
            (ENDS.1, Ok(2)),
            (ENDS.0 - 1, Err((PathRule::NotYetValid, index))),
            (ENDS.1 + 1, Err((PathRule::Expired, index))),
            (i64::MIN, Err((PathRule::NotYetValid, 0))),
            (i64::MAX, Err((PathRule::Expired, 0))),
        ] {
            scene.at = at;
            assert_eq!(scene.verify(&RUST_CRYPTO), expected, "certificate {index} at {at}");
        }
    }
}

// attack: x509-time-2050
#[test]
fn accepts_a_time_beyond_2106() {
    let mut scene = Scene::new();
    for (draft, _) in &mut scene.path {
        draft.not_after = generalized_time("99991231235959Z");
    }
    scene.at = 253_402_300_799;
    assert_eq!(scene.verify(&RUST_CRYPTO), Ok(2));
    scene.at += 1;
    assert_eq!(scene.verify(&RUST_CRYPTO), Err((PathRule::Expired, 0)));
}

#[test]
fn accepts_an_expired_anchor_unless_an_option_demands_more() {
    fn expire(scene: &mut Scene) {
        scene.anchors[0].0.not_after = utc_time("250201000000Z");
    }
    fn demand(scene: &mut Scene) {
        scene.options = scene.options.check_anchor_validity();
    }
    check(&[
        Case { name: "accepts_by_default", change: expire, expect: Ok(2) },
        Case { name: "accepts_a_valid_one", change: demand, expect: Ok(2) },
        Case {
            name: "refuses_an_expired_one",
            change: |scene| {
                expire(scene);
                demand(scene);
            },
            expect: Err((PathRule::AnchorValidity, 1)),
        },
        Case {
            name: "accepts_another_edition_that_is_valid",
            change: |scene| {
                scene.anchors.insert(0, root());
                expire(scene);
                demand(scene);
            },
            expect: Ok(2),
        },
        Case {
            name: "accepts_an_expired_leaf_as_anchor",
            change: |scene| {
                scene.path[0].0.not_after = utc_time("250201000000Z");
                scene.anchors = vec![scene.path[0].clone()];
            },
            expect: Ok(0),
        },
        Case {
            name: "refuses_an_expired_leaf_as_anchor",
            change: |scene| {
                scene.path[0].0.not_after = utc_time("250201000000Z");
                scene.anchors = vec![scene.path[0].clone()];
                demand(scene);
            },
            expect: Err((PathRule::AnchorValidity, 0)),
        },
    ]);
}

// attack: x509-order
// attack: x509-issuer-mismatch
#[test]
fn refuses_certificates_that_do_not_follow_each_other() {
    check(&[
        Case {
            name: "refuses_the_reverse_order",
            change: |scene| scene.path.reverse(),
            expect: Err((PathRule::IssuerName, 0)),
        },
        Case {
            name: "refuses_an_unrelated_certificate_in_the_middle",
            change: |scene| {
                scene.path.insert(1, (Draft::authority("unrelated", "root", &key(OTHER)), ROOT));
            },
            expect: Err((PathRule::IssuerName, 0)),
        },
        Case {
            name: "refuses_an_unrelated_certificate_at_the_end",
            change: |scene| scene.path.push((Draft::authority("unrelated", "root", &key(OTHER)), ROOT)),
            expect: Err((PathRule::IssuerName, 1)),
        },
        Case {
            name: "refuses_an_issuer_name_that_differs_though_the_key_signed",
            change: |scene| scene.path[0].0.issuer = name("Intermediate"),
            expect: Err((PathRule::IssuerName, 0)),
        },
        Case {
            name: "refuses_an_anchor_name_that_differs_though_the_key_signed",
            change: |scene| scene.path[1].0.issuer = name("Root"),
            expect: Err((PathRule::NoAnchor, 1)),
        },
        Case {
            name: "refuses_an_empty_issuer_name",
            change: |scene| {
                scene.path[0].0.issuer = sequence(&[]);
                scene.path[1].0.subject = sequence(&[]);
            },
            expect: Err((PathRule::EmptyIssuerName, 0)),
        },
        Case {
            name: "accepts_an_empty_subject_of_the_leaf",
            change: |scene| scene.path[0].0.subject = sequence(&[]),
            expect: Ok(2),
        },
    ]);
}

#[test]
fn refuses_a_signature_of_another_key() {
    check(&[
        Case {
            name: "refuses_at_the_leaf",
            change: |scene| scene.path[0].1 = OTHER,
            expect: Err((PathRule::Signature, 0)),
        },
        Case {
            name: "refuses_at_the_intermediate",
            change: |scene| scene.path[1].1 = OTHER,
            expect: Err((PathRule::Signature, 1)),
        },
        Case {
            name: "refuses_a_leaf_that_signed_itself",
            change: |scene| scene.path[0].1 = LEAF,
            expect: Err((PathRule::Signature, 0)),
        },
        Case {
            name: "refuses_a_scheme_that_the_key_does_not_have",
            change: |scene| {
                let ed25519 = algorithm(ObjectIdentifier::ED25519, &[]);
                scene.path[0].0 = scene.path[0].0.clone().with_algorithm(ed25519);
            },
            expect: Err((PathRule::Signature, 0)),
        },
    ]);
}

#[test]
fn refuses_a_changed_byte_of_what_is_signed() {
    let scene = Scene::new();
    let [leaf, intermediate] = [signed(&scene.path[0]), signed(&scene.path[1])];
    let anchors = [anchor(&root())];
    let verify = |leaf: &[u8]| {
        let path = [Certificate::parse(leaf).unwrap(), Certificate::parse(&intermediate).unwrap()];
        verify_path(&path, &anchors, &at_time(NOW), &RUST_CRYPTO).map(|path| path.length())
    };
    assert_eq!(verify(&leaf), Ok(2));
    let mut changed = leaf;
    let serial_number = element(INTEGER, &[&[1]]);
    let at = changed.windows(3).position(|bytes| bytes == serial_number).unwrap();
    changed[at + 2] = 2;
    assert_eq!(verify(&changed).map_err(|error| error.rule()), Err(PathRule::Signature));
}

// attack: x509-sig-bit-string
#[test]
fn accepts_a_signature_whose_unused_bits_are_miscounted() {
    check(&[Case {
        name: "accepts_a_count_of_one",
        change: |scene| scene.path[0].0.unused_bits = 1,
        expect: Ok(2),
    }]);
}

// attack: x509-intermediate-not-ca
#[test]
fn refuses_an_issuer_that_may_not_sign_certificates() {
    check(&[
        Case {
            name: "refuses_version_1",
            change: |scene| {
                scene.path[1].0.version.clear();
                scene.path[1].0.extensions.clear();
            },
            expect: Err((PathRule::IssuerVersion, 1)),
        },
        Case {
            name: "refuses_no_basic_constraints",
            change: |scene| set_extensions(scene, 1, vec![key_usage(CERTIFICATE_SIGNING)]),
            expect: Err((PathRule::NotAuthority, 1)),
        },
        Case {
            name: "refuses_basic_constraints_without_authority",
            change: |scene| set_extensions(scene, 1, vec![no_authority(), key_usage(CERTIFICATE_SIGNING)]),
            expect: Err((PathRule::NotAuthority, 1)),
        },
        Case {
            name: "refuses_key_usage_without_certificate_signing",
            change: |scene| set_extensions(scene, 1, vec![authority(None), key_usage(DIGITAL_SIGNATURE)]),
            expect: Err((PathRule::KeyUsage, 1)),
        },
        Case {
            name: "accepts_no_key_usage",
            change: |scene| set_extensions(scene, 1, vec![authority(None)]),
            expect: Ok(2),
        },
        Case {
            name: "accepts_basic_constraints_that_are_not_critical",
            change: |scene| {
                let value = sequence(&[&element(BOOLEAN, &[&[1]])]);
                set_extensions(scene, 1, vec![extension(ObjectIdentifier::BASIC_CONSTRAINTS, &value)]);
            },
            expect: Ok(2),
        },
        Case {
            name: "accepts_a_leaf_that_outlives_its_issuer",
            change: |scene| scene.path[0].0.not_after = utc_time("490101000000Z"),
            expect: Ok(2),
        },
        Case {
            name: "accepts_an_authority_as_leaf",
            change: |scene| set_extensions(scene, 0, vec![authority(None)]),
            expect: Ok(2),
        },
        Case {
            name: "refuses_a_certificate_below_a_leaf",
            change: |scene| {
                scene.path.insert(0, (Draft::new("forged", "leaf", &key(OTHER)), LEAF));
            },
            expect: Err((PathRule::NotAuthority, 1)),
        },
    ]);
    let mut scene = Scene::new();
    set_extensions(&mut scene, 1, vec![extension(ObjectIdentifier::BASIC_CONSTRAINTS, &[])]);
    let Err((PathRule::Certificate(error), 1)) = scene.verify(&RUST_CRYPTO) else { panic!("accepted") };
    assert_eq!((error.part(), error.kind()), (Part::BasicConstraints, ErrorKind::Malformed));
}

// attack: x509-pathlen
#[test]
fn refuses_more_authorities_than_an_issuer_allows() {
    check(&[
        Case {
            name: "accepts_none_below_a_limit_of_zero",
            change: |scene| set_extensions(scene, 1, vec![authority(Some(0))]),
            expect: Ok(2),
        },
        Case {
            name: "refuses_one_below_a_limit_of_zero",
            change: |scene| {
                lengthen(scene, 1);
                set_extensions(scene, 2, vec![authority(Some(0))]);
            },
            expect: Err((PathRule::PathLength, 2)),
        },
        Case {
            name: "accepts_one_below_a_limit_of_one",
            change: |scene| {
                lengthen(scene, 1);
                set_extensions(scene, 2, vec![authority(Some(1))]);
            },
            expect: Ok(3),
        },
        Case {
            name: "refuses_two_below_a_limit_of_one",
            change: |scene| {
                lengthen(scene, 2);
                set_extensions(scene, 3, vec![authority(Some(1))]);
            },
            expect: Err((PathRule::PathLength, 3)),
        },
        Case {
            name: "accepts_one_below_a_limit_of_zero_that_is_self_issued",
            change: |scene| {
                // The intermediate with a new key, signed with the old one.
                let mut old = Draft::authority("intermediate", "root", &key(OTHER));
                old.extensions = vec![authority(Some(0))];
                scene.path[1].0.issuer = name("intermediate");
                scene.path[1].1 = OTHER;
                scene.path.push((old, ROOT));
            },
            expect: Ok(3),
        },
    ]);
}

/// nameConstraints with one permitted subtree.
fn permitted(tag: u8, name: &[u8]) -> Vec<u8> {
    sequence(&[&element(0xA0, &[&sequence(&[&element(tag, &[name])])])])
}

/// nameConstraints with one excluded subtree.
fn excluded(tag: u8, name: &[u8]) -> Vec<u8> {
    sequence(&[&element(0xA1, &[&sequence(&[&element(tag, &[name])])])])
}

const RFC822_NAME: u8 = 0x81;
const DNS_NAME: u8 = 0x82;
const DIRECTORY_NAME: u8 = 0xA4;

fn constrain(scene: &mut Scene, constraints: &[u8]) {
    let constraints = critical(ObjectIdentifier::NAME_CONSTRAINTS, constraints);
    set_extensions(scene, 1, vec![authority(None), constraints]);
}

fn alternative_name(tag: u8, name: &[u8]) -> Vec<u8> {
    extension(ObjectIdentifier::SUBJECT_ALTERNATIVE_NAME, &sequence(&[&element(tag, &[name])]))
}

// attack: x509-name-constraints
#[test]
fn accepts_constraints_on_names_that_are_not_there_and_refuses_others() {
    check(&[
        Case {
            // As an Android attestation authority of Sony has them.
            name: "accepts_constraints_on_types_that_the_leaf_does_not_have",
            change: |scene| constrain(scene, &permitted(DNS_NAME, b"invalid")),
            expect: Ok(2),
        },
        Case {
            name: "refuses_permitted_names_of_a_type_that_the_leaf_has",
            change: |scene| {
                constrain(scene, &permitted(DNS_NAME, b"invalid"));
                set_extensions(scene, 0, vec![alternative_name(DNS_NAME, b"example.org")]);
            },
            expect: Err((PathRule::NameConstraints, 1)),
        },
        Case {
            name: "refuses_excluded_names_of_a_type_that_the_leaf_has",
            change: |scene| {
                constrain(scene, &excluded(RFC822_NAME, b"invalid"));
                set_extensions(scene, 0, vec![alternative_name(RFC822_NAME, b"a@example.org")]);
            },
            expect: Err((PathRule::NameConstraints, 1)),
        },
        Case {
            name: "refuses_a_type_that_is_constrained_twice",
            change: |scene| {
                let tree = sequence(&[&element(DNS_NAME, &[b"invalid"])]);
                constrain(scene, &sequence(&[&element(0xA0, &[&tree, &tree])]));
                set_extensions(scene, 0, vec![alternative_name(DNS_NAME, b"example.org")]);
            },
            expect: Err((PathRule::NameConstraints, 1)),
        },
        Case {
            name: "refuses_constraints_on_mail_addresses_with_one_in_the_subject",
            change: |scene| {
                constrain(scene, &permitted(RFC822_NAME, b"invalid"));
                let kind = super::draft::identifier(ObjectIdentifier::EMAIL_ADDRESS);
                let attribute = sequence(&[&kind, &element(22, &[b"a@example.org"])]);
                scene.path[0].0.subject = sequence(&[&element(SET, &[&attribute])]);
            },
            expect: Err((PathRule::NameConstraints, 1)),
        },
        Case {
            name: "refuses_constraints_on_directory_names_with_a_subject",
            change: |scene| constrain(scene, &permitted(DIRECTORY_NAME, &name("leaf"))),
            expect: Err((PathRule::NameConstraints, 1)),
        },
        Case {
            name: "accepts_constraints_on_directory_names_without_a_subject",
            change: |scene| {
                constrain(scene, &permitted(DIRECTORY_NAME, &name("leaf")));
                scene.path[0].0.subject = sequence(&[]);
            },
            expect: Ok(2),
        },
        Case {
            name: "refuses_constraints_on_a_type_that_cannot_be_told",
            change: |scene| constrain(scene, &permitted(0x8F, b"?")),
            expect: Err((PathRule::NameConstraints, 1)),
        },
    ]);
    let mut scene = Scene::new();
    constrain(&mut scene, &[OCTET_STRING, 0]);
    let Err((PathRule::Certificate(error), 1)) = scene.verify(&RUST_CRYPTO) else { panic!("accepted") };
    assert_eq!((error.part(), error.kind()), (Part::NameConstraints, ErrorKind::Malformed));
}

/// Constraints of each type meet names of that type alone.
#[test]
fn refuses_names_of_every_type_that_is_constrained_and_accepts_the_others() {
    let number = super::draft::identifier(UNKNOWN);
    let other_name = [number.clone(), element(0xA0, &[&element(INTEGER, &[&[1]])])].concat();
    let types: [(u8, &[u8]); 8] = [
        (0xA0, &other_name),
        (RFC822_NAME, b"a@example.org"),
        (DNS_NAME, b"example.org"),
        (0xA3, &number),
        (0xA5, &number),
        (0x86, b"https://example.org"),
        (0x87, &[192, 0, 2, 1]),
        (0x88, UNKNOWN.contents()),
    ];
    for (constrained, constraint) in types {
        for (present, value) in types {
            let mut scene = Scene::new();
            // A subject would be a directory name.
            scene.path[0].0.subject = sequence(&[]);
            constrain(&mut scene, &permitted(constrained, constraint));
            set_extensions(&mut scene, 0, vec![alternative_name(present, value)]);
            let expected = if constrained == present { Err((PathRule::NameConstraints, 1)) } else { Ok(2) };
            assert_eq!(scene.verify(&RUST_CRYPTO), expected, "{constrained:#x} and {present:#x}");
        }
    }
}

// attack: x509-critical-unknown
#[test]
fn refuses_critical_extensions_that_are_not_known() {
    check(&[
        Case {
            name: "refuses_at_the_leaf",
            change: |scene| set_extensions(scene, 0, vec![critical(UNKNOWN, &[])]),
            expect: Err((PathRule::CriticalExtension, 0)),
        },
        Case {
            name: "refuses_at_the_intermediate",
            change: |scene| set_extensions(scene, 1, vec![authority(None), critical(UNKNOWN, &[])]),
            expect: Err((PathRule::CriticalExtension, 1)),
        },
        Case {
            name: "accepts_one_that_is_not_critical",
            change: |scene| set_extensions(scene, 0, vec![extension(UNKNOWN, &[])]),
            expect: Ok(2),
        },
        Case {
            // As every attestation key of Microsoft has it.
            name: "accepts_critical_policies",
            change: |scene| {
                set_extensions(scene, 0, vec![critical(ObjectIdentifier::CERTIFICATE_POLICIES, &[])]);
            },
            expect: Ok(2),
        },
        Case {
            name: "refuses_a_critical_aaguid",
            change: |scene| set_extensions(scene, 0, vec![critical(ObjectIdentifier::FIDO_AAGUID, &[])]),
            expect: Err((PathRule::CriticalExtension, 0)),
        },
    ]);
}

// attack: x509-weak-signature
#[test]
fn refuses_sha1_unless_an_option_accepts_it() {
    fn weaken(scene: &mut Scene, index: usize) {
        let sha1 = algorithm(ObjectIdentifier::ECDSA_WITH_SHA1, &[]);
        scene.path[index].0 = scene.path[index].0.clone().with_algorithm(sha1);
    }
    check(&[
        Case {
            name: "refuses_at_the_leaf",
            change: |scene| weaken(scene, 0),
            expect: Err((PathRule::WeakSignature, 0)),
        },
        Case {
            name: "refuses_at_the_intermediate",
            change: |scene| weaken(scene, 1),
            expect: Err((PathRule::WeakSignature, 1)),
        },
        Case {
            name: "accepts_with_the_option",
            change: |scene| {
                weaken(scene, 0);
                scene.options = scene.options.accept_sha1_signatures();
            },
            expect: Ok(2),
        },
    ]);
}

/// Passes everything on, and counts the signatures.
#[derive(Debug)]
struct Counting(AtomicUsize);

impl Crypto for Counting {
    fn sha256(&self, parts: &[&[u8]]) -> [u8; 32] {
        RUST_CRYPTO.sha256(parts)
    }

    fn digest(&self, hash: countersign_cose::Hash, parts: &[&[u8]]) -> countersign_cose::Digest {
        RUST_CRYPTO.digest(hash, parts)
    }

    fn check_key(&self, key: &PublicKey<'_>) -> Result<(), InvalidKey> {
        RUST_CRYPTO.check_key(key)
    }

    fn verify(
        &self,
        scheme: SignatureScheme,
        key: &PublicKey<'_>,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        self.0.fetch_add(1, Ordering::Relaxed);
        RUST_CRYPTO.verify(scheme, key, message, signature)
    }

    fn prepare(
        &self,
        scheme: SignatureScheme,
        key: &PublicKey<'_>,
    ) -> Result<Box<dyn PreparedKey>, InvalidKey> {
        RUST_CRYPTO.prepare(scheme, key)
    }
}

// attack: x509-build-bomb
#[test]
fn refuses_long_paths_and_verifies_each_signature_once() {
    let mut scene = Scene::new();
    lengthen(&mut scene, 6);
    assert_eq!(scene.path.len(), MAX_CHAIN_LENGTH);
    let counting = Counting(AtomicUsize::new(0));
    assert_eq!(scene.verify(&counting), Ok(MAX_CHAIN_LENGTH));
    assert_eq!(counting.0.into_inner(), MAX_CHAIN_LENGTH);

    // Authorities of one name with all keys certifying each other: the first pair that was not sent in order ends it.
    let mut scene = Scene::new();
    scene.path = (10..18)
        .map(|number| (Draft::authority("same", "same", &key(number)), 27_u8.saturating_sub(number)))
        .collect();
    let counting = Counting(AtomicUsize::new(0));
    assert_eq!(scene.verify(&counting), Err((PathRule::Signature, 0)));
    assert_eq!(counting.0.into_inner(), 1);

    let mut scene = Scene::new();
    lengthen(&mut scene, 7);
    let counting = Counting(AtomicUsize::new(0));
    assert_eq!(scene.verify(&counting), Err((PathRule::TooLong, MAX_CHAIN_LENGTH)));
    assert_eq!(counting.0.into_inner(), 0);
}

#[test]
fn refuses_an_issuer_whose_key_cannot_be_read() {
    let mut scene = Scene::new();
    scene.path[1].0.key_info = sequence(&[]);
    let Err((PathRule::Certificate(error), 1)) = scene.verify(&RUST_CRYPTO) else { panic!("accepted") };
    assert_eq!(error.part(), Part::PublicKey);
    let (draft, signer) = &scene.path[1];
    assert_eq!(TrustAnchor::from_certificate(&draft.sign(&key(*signer))), Err(error));
}

#[test]
fn accepts_borrowed_anchors_and_names_the_one_that_holds() {
    let scene = Scene::new();
    let path: Vec<_> = scene.path.iter().map(signed).collect();
    let path: Vec<_> = path.iter().map(|der| Certificate::parse(der).unwrap()).collect();
    let [other, right] = [anchor(&(Draft::authority("b", "b", &key(OTHER)), OTHER)), anchor(&root())];
    let anchors = [&other, &right];
    let verified = verify_path(&path, &anchors, &at_time(NOW), &RUST_CRYPTO).unwrap();
    assert_eq!(verified.anchor(), &right);
    assert_eq!(verified.anchor().certificate(), signed(&root()));
    assert_eq!(format!("{verified:?}"), format!("VerifiedPath {{ anchor: {right:?}, length: 2 }}"));
}

#[test]
fn accepts_errors_as_one_line() {
    let mut scene = Scene::new();
    scene.anchors.clear();
    let path = signed(&scene.path[0]);
    let path = [Certificate::parse(&path).unwrap()];
    let none: [TrustAnchor; 0] = [];
    let error: PathError = verify_path(&path, &none, &at_time(NOW), &RUST_CRYPTO).unwrap_err();
    assert_eq!(error.to_string(), "certificate 0 of the path: no trust anchor is its issuer");
}

#[test]
fn accepts_an_issuer_by_its_name_and_key_and_nobody_else() {
    let leaf = signed(&(Draft::new("leaf", "intermediate", &key(LEAF)), INTERMEDIATE));
    let leaf = Certificate::parse(&leaf).unwrap();
    let is_issuer = |name: &str, number: u8| {
        let issuer = signed(&(Draft::authority(name, "root", &key(number)), ROOT));
        leaf.is_issued_by(&Certificate::parse(&issuer).unwrap(), &RUST_CRYPTO)
    };
    assert!(is_issuer("intermediate", INTERMEDIATE));
    assert!(!is_issuer("intermediate", OTHER) && !is_issuer("another", INTERMEDIATE));
    assert!(!leaf.is_issued_by(&leaf, &RUST_CRYPTO));
}
