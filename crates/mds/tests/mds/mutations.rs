//! A hundred ways to spoil a blob that is accepted, and one verdict.

use std::collections::BTreeMap;

use serde_json::Value;

use super::support::{Scene, hmac_sha256, replace_header, replace_signature};
use countersign_mds::LastAccepted;

/// A blob with one bit of one byte flipped, if it is still text.
fn flip(text: &str, at: usize, bit: u8) -> Option<String> {
    let mut bytes = text.as_bytes().to_vec();
    bytes[at] ^= 1 << bit;
    String::from_utf8(bytes).ok()
}

#[test]
fn refuses_a_hundred_mutations() {
    let entries = (0..40)
        .map(|at| serde_json::json!({ "aaguid": format!("{at:032x}"), "statusReports": [] }))
        .collect();
    let scene = Scene { last: Some(LastAccepted::new(6, [0; 32])), ..Scene::with_entries(entries) };
    let blob = scene.text();
    assert!(scene.judge(&blob, &mut ()).is_ok());
    let mut mutants: Vec<(String, String)> = Vec::new();
    // Bits all over the blob: header, payload and signature, and the last character, of which not all bits count.
    for step in 0..64 {
        let at = if step == 63 { blob.len() - 1 } else { step * blob.len() / 63 };
        let bit = u8::try_from(step % 7).unwrap();
        mutants.push((format!("bit {bit} of byte {at}"), flip(&blob, at, bit).unwrap()));
    }
    for step in 0..16 {
        let length = step * blob.len() / 16;
        mutants.push((format!("{length} bytes"), blob.get(..length).unwrap().to_owned()));
    }
    mutants.push(("the last byte is missing".into(), blob.get(..blob.len() - 1).unwrap().to_owned()));
    for appended in ["\n", " ", "=", ".", "AAAA", "\0"] {
        mutants.push((format!("with {appended:?} behind it"), format!("{blob}{appended}")));
    }
    mutants.push(("with a line end before it".into(), format!("\n{blob}")));
    for algorithm in ["none", "None", "HS256", "HS512", "RS256", "ES384", "EdDSA", ""] {
        let renamed = replace_header(&blob, |header| {
            header.insert("alg".into(), algorithm.into());
        });
        mutants.push((format!("alg {algorithm:?}"), renamed.clone()));
        let hmac = |signed: &[u8]| hmac_sha256(&scene.signer.public_key_info(), signed).to_vec();
        mutants.push((format!("alg {algorithm:?} and an HMAC"), replace_signature(&renamed, hmac)));
    }
    let swapped = replace_header(&blob, |header| {
        header["x5c"].as_array_mut().unwrap().reverse();
    });
    mutants.push(("swapped certificates".into(), swapped));
    for certificates in 0..2 {
        let fewer = replace_header(&blob, |header| {
            header["x5c"].as_array_mut().unwrap().truncate(certificates);
        });
        mutants.push((format!("{certificates} certificates"), fewer));
    }
    let without = replace_header(&blob, |header| {
        header.remove("x5c");
    });
    mutants.push(("without certificates".into(), without));
    for number in [0, 5, 6] {
        mutants.push((format!("no {number}"), scene.clone().member("no", number).text()));
    }
    let renumbered = scene.clone().member("no", 8).text();
    let other: Vec<&str> = renumbered.split('.').collect();
    let parts: Vec<&str> = blob.split('.').collect();
    mutants.push(("the payload of another blob".into(), [parts[0], other[1], parts[2]].join(".")));
    mutants.push(("the signature of another blob".into(), [parts[0], parts[1], other[2]].join(".")));
    mutants.push(("parts in another order".into(), [parts[1], parts[0], parts[2]].join(".")));
    let critical = replace_header(&blob, |header| {
        header.insert("crit".into(), Value::Array(vec!["exp".into()]));
    });
    mutants.push(("crit".into(), critical));

    let mut steps: BTreeMap<&str, usize> = BTreeMap::new();
    for (name, mutant) in &mutants {
        assert!(*mutant != blob, "{name} changes nothing");
        match scene.judge(mutant, &mut ()) {
            Ok(_) => panic!("accepted: {name}"),
            Err(error) => *steps.entry(error.step().id()).or_default() += 1,
        }
    }
    println!("{} mutations refused: {steps:?}", mutants.len());
    assert!(mutants.len() >= 100 && steps.len() >= 5, "{}: {steps:?}", mutants.len());
}
