//! What the options for Android keys accept, and what they never do.

use super::chain::{Case, LEAF, OTHER, ROOT, Scene, check, no_authority, set_extensions};
use super::draft::{DIGITAL_SIGNATURE, Draft, authority, extension, key, key_usage, name, utc_time};
use crate::{ObjectIdentifier, PathRule};

/// A time at which the leaf and the intermediate have expired.
const LATER: i64 = 1_900_000_000;
/// A time at which they are not valid yet.
const EARLIER: i64 = 1_700_000_000;

fn expire(scene: &mut Scene, index: usize) {
    scene.path[index].0.not_after = utc_time("250201000000Z");
}

/// The issuer of the leaf as phones of Sony have it.
fn factory_issuer(scene: &mut Scene) {
    set_extensions(scene, 1, vec![no_authority(), key_usage(DIGITAL_SIGNATURE)]);
}

#[test]
fn accepts_an_android_leaf_whatever_its_validity() {
    check(&[
        Case {
            name: "refuses_an_expired_leaf_of_other_attestation",
            change: |scene| expire(scene, 0),
            expect: Err((PathRule::Expired, 0)),
        },
        Case {
            name: "accepts_an_expired_leaf_of_android",
            change: |scene| {
                expire(scene, 0);
                scene.options = scene.options.for_android_key();
            },
            expect: Ok(2),
        },
        Case {
            name: "refuses_an_expired_leaf_under_options_that_are_no_longer_of_android",
            change: |scene| {
                expire(scene, 0);
                scene.options = scene.options.for_android_key().for_attestation();
            },
            expect: Err((PathRule::Expired, 0)),
        },
        Case {
            name: "accepts_a_leaf_of_android_from_the_future",
            change: |scene| {
                scene.path[0].0.not_before = utc_time("260601000000Z");
                scene.options = scene.options.for_android_key();
            },
            expect: Ok(2),
        },
        Case {
            name: "refuses_an_expired_issuer_of_android",
            change: |scene| {
                expire(scene, 1);
                scene.options = scene.options.for_android_key();
            },
            expect: Err((PathRule::Expired, 1)),
        },
    ]);
}

#[test]
fn accepts_chains_of_android_factories_by_option_alone() {
    check(&[
        Case {
            name: "accepts_an_expired_issuer_by_option",
            change: |scene| {
                expire(scene, 1);
                scene.options = scene.options.accept_android_factory_chains();
            },
            expect: Ok(2),
        },
        Case {
            name: "accepts_a_path_long_after_it_expired_by_option",
            change: |scene| {
                scene.at = LATER;
                scene.options = scene.options.accept_android_factory_chains().for_android_key();
            },
            expect: Ok(2),
        },
        Case {
            name: "refuses_an_issuer_from_the_future_even_so",
            change: |scene| {
                scene.at = EARLIER;
                scene.options = scene.options.accept_android_factory_chains();
            },
            expect: Err((PathRule::NotYetValid, 1)),
        },
    ]);
}

#[test]
fn accepts_issuers_of_android_factories_by_option_alone() {
    check(&[
        Case {
            name: "refuses_an_issuer_that_is_no_authority_without_the_option",
            change: |scene| {
                factory_issuer(scene);
                scene.options = scene.options.for_android_key();
            },
            expect: Err((PathRule::NotAuthority, 1)),
        },
        Case {
            name: "accepts_an_issuer_that_is_no_authority_by_option",
            change: |scene| {
                factory_issuer(scene);
                scene.options = scene.options.accept_android_factory_chains();
            },
            expect: Ok(2),
        },
        Case {
            name: "refuses_an_issuer_of_another_version_even_so",
            change: |scene| {
                factory_issuer(scene);
                scene.path[1].0.version = Vec::new();
                scene.options = scene.options.accept_android_factory_chains();
            },
            expect: Err((PathRule::IssuerVersion, 1)),
        },
        Case {
            name: "refuses_an_issuer_without_key_usage_even_so",
            change: |scene| {
                set_extensions(scene, 1, vec![no_authority()]);
                scene.options = scene.options.accept_android_factory_chains();
            },
            expect: Err((PathRule::NotAuthority, 1)),
        },
        Case {
            name: "refuses_an_authority_that_may_not_sign_certificates_even_so",
            change: |scene| {
                set_extensions(scene, 1, vec![authority(None), key_usage(DIGITAL_SIGNATURE)]);
                scene.options = scene.options.accept_android_factory_chains();
            },
            expect: Err((PathRule::KeyUsage, 1)),
        },
        Case {
            name: "refuses_a_second_issuer_that_is_no_authority_even_so",
            change: |scene| {
                factory_issuer(scene);
                scene.path[1].0.issuer = name("above");
                scene.path[1].1 = OTHER;
                let mut above = Draft::new("above", "root", &key(OTHER));
                above.extensions = vec![no_authority(), key_usage(DIGITAL_SIGNATURE)];
                scene.path.push((above, ROOT));
                scene.options = scene.options.accept_android_factory_chains();
            },
            expect: Err((PathRule::NotAuthority, 2)),
        },
        Case {
            name: "refuses_a_signature_of_another_key_even_so",
            change: |scene| {
                scene.path[0].1 = OTHER;
                scene.options = scene.options.accept_android_factory_chains();
            },
            expect: Err((PathRule::Signature, 0)),
        },
    ]);
}

#[test]
fn refuses_to_take_a_chain_provisioned_over_the_network_for_one_of_a_factory() {
    let provisioned = || extension(ObjectIdentifier::ANDROID_PROVISIONING_INFORMATION, &[0xA0]);
    let mut scene = Scene::new();
    expire(&mut scene, 1);
    scene.options = scene.options.accept_android_factory_chains();
    assert_eq!(scene.verify(&countersign_cose::RUST_CRYPTO), Ok(2));
    set_extensions(&mut scene, 1, vec![authority(None), provisioned()]);
    assert_eq!(scene.verify(&countersign_cose::RUST_CRYPTO), Err((PathRule::Expired, 1)));
    // Nor is an issuer excused that is no authority.
    let mut scene = Scene::new();
    scene.options = scene.options.accept_android_factory_chains();
    set_extensions(&mut scene, 1, vec![no_authority(), key_usage(DIGITAL_SIGNATURE), provisioned()]);
    assert_eq!(scene.verify(&countersign_cose::RUST_CRYPTO), Err((PathRule::NotAuthority, 1)));
}

// attack: ak-chain-extension
#[test]
fn refuses_a_certificate_below_an_attested_key_with_every_option() {
    let mut scene = Scene::new();
    // The leaf, which describes a key that an application holds, issues one more certificate.
    let described = extension(ObjectIdentifier::ANDROID_KEY_DESCRIPTION, &[0x30, 0]);
    set_extensions(&mut scene, 0, vec![no_authority(), key_usage(DIGITAL_SIGNATURE), described]);
    let below = Draft::new("below", "leaf", &key(OTHER));
    scene.path.insert(0, (below, LEAF));
    scene.options = scene.options.accept_android_factory_chains();
    assert_eq!(scene.verify(&countersign_cose::RUST_CRYPTO), Err((PathRule::NotAuthority, 1)));
    // It is the description that stops it: the same certificate without one passes for a factory's.
    scene.path[1].0.extensions.pop();
    assert_eq!(scene.verify(&countersign_cose::RUST_CRYPTO), Ok(3));
}
