//! §7.2 step 21: the signature, over what arrived, under the key of the record.

use countersign::{
    AuthenticationFacts, AuthenticationResponse, Challenge, Crypto, Lookup, PendingIdentified, RUST_CRYPTO,
    RelyingParty, RequestOptions, UnixTime,
};
use countersign_wire::base64url;
use serde_json::json;

use super::*;
use crate::support::{
    CHALLENGE, Ceremony as _, NOW, ORIGIN, PURPOSE, RP_ID, Registered, Registering, SESSION, Setting,
    Verdict, path,
};

/// A registration with a key of RS1.
pub(super) fn with_rs1(ceremony: Registering) -> Registering {
    ceremony
        .options(|options| options.algorithms(&[Algorithm::Rs1]).rs1_credentials(Rs1Credentials::AcceptSha1))
        .answer(|answer| answer.algorithm(countersign_authenticator::Algorithm::Rs1))
}

/// The order of P-256.
///
/// # Source
/// [SP 800-186 §3.2.1.3](https://doi.org/10.6028/NIST.SP.800-186)
const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6, 0xfa,
    0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

/// The two numbers of an ECDSA signature on P-256, in 32 bytes each.
fn numbers(signature: &[u8]) -> [[u8; 32]; 2] {
    let [0x30, _, 0x02, length, rest @ ..] = signature else { panic!("no DER") };
    let (r, rest) = rest.split_at(usize::from(*length));
    let [0x02, _, s @ ..] = rest else { panic!("no DER") };
    [r, s].map(|number| {
        let mut padded = [0; 32];
        for (digit, read) in padded.iter_mut().rev().zip(number.iter().rev()) {
            *digit = *read;
        }
        padded
    })
}

/// The numbers as DER.
fn der(numbers: [[u8; 32]; 2]) -> Vec<u8> {
    let integers: Vec<u8> = numbers
        .iter()
        .flat_map(|number| {
            let digits: Vec<u8> = number.iter().copied().skip_while(|digit| *digit == 0).collect();
            let sign = (digits[0] >= 0x80).then_some(0);
            let digits: Vec<u8> = sign.into_iter().chain(digits).collect();
            [vec![0x02, u8::try_from(digits.len()).unwrap()], digits].concat()
        })
        .collect();
    [vec![0x30, u8::try_from(integers.len()).unwrap()], integers].concat()
}

/// The signature with the other of the two possible `s`.
fn other_s(signature: Vec<u8>) -> Vec<u8> {
    let [r, s] = numbers(&signature);
    let mut other = [0; 32];
    let mut borrow = false;
    for ((digit, from), subtracted) in other.iter_mut().zip(ORDER).zip(s).rev() {
        let (difference, below) = from.overflowing_sub(subtracted);
        let (difference, below_again) = difference.overflowing_sub(u8::from(borrow));
        (*digit, borrow) = (difference, below || below_again);
    }
    der([r, other])
}

/// The signature with the higher of the two possible `s`.
fn high_s(signature: Vec<u8>) -> Vec<u8> {
    let other = other_s(signature.clone());
    if numbers(&signature)[1] > numbers(&other)[1] { signature } else { other }
}

pub(super) const CASES: &[Case<Authenticating>] = &[
    Case {
        name: "accepts_the_signature_of_the_credential",
        attack: "",
        shows: &["7.2.21"],
        change: |ceremony| ceremony,
        expect: Accepted,
    },
    Case {
        name: "accepts_the_signature_with_the_other_s",
        attack: "sig-ecdsa-high-s",
        shows: &["7.2.21"],
        change: |ceremony| ceremony.signature(|signature| signature.edit(other_s)),
        expect: Accepted,
    },
    Case {
        name: "accepts_the_signature_with_the_higher_s",
        attack: "sig-ecdsa-high-s",
        shows: &["7.2.21"],
        change: |ceremony| ceremony.signature(|signature| signature.edit(high_s)),
        expect: Accepted,
    },
    Case {
        name: "refuses_the_two_numbers_without_der",
        attack: "sig-ecdsa-raw",
        shows: &[],
        change: |ceremony| ceremony.signature(|signature| signature.edit(|bytes| numbers(&bytes).concat())),
        expect: Refused("7.2.21"),
    },
    Case {
        name: "refuses_a_byte_behind_the_signature",
        attack: "sig-ecdsa-trailing",
        shows: &[],
        change: |ceremony| {
            ceremony.signature(|signature| signature.edit(|bytes| [&bytes[..], &[0]].concat()))
        },
        expect: Refused("7.2.21"),
    },
    Case {
        name: "refuses_zero_and_zero",
        attack: "sig-ecdsa-zero",
        shows: &[],
        change: |ceremony| ceremony.signature(|signature| signature.raw(&[0x30, 6, 2, 1, 0, 2, 1, 0])),
        expect: Refused("7.2.21"),
    },
    Case {
        name: "refuses_a_signature_that_says_nothing",
        attack: "sig-presence-only",
        shows: &[],
        change: |ceremony| ceremony.signature(|signature| signature.raw(&[0x7f; 70])),
        expect: Refused("7.2.21"),
    },
    Case {
        name: "refuses_the_signature_of_another_credential",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.signature(|signature| signature.key(&another_key())),
        expect: Refused("7.2.21"),
    },
    Case {
        name: "refuses_the_signature_of_another_ceremony",
        attack: "cer-replay",
        shows: &[],
        change: |ceremony| ceremony.signature(|signature| signature.client_data_hash(&[7; 32])),
        expect: Refused("7.2.21"),
    },
    Case {
        name: "refuses_a_signature_over_other_authenticator_data",
        attack: "",
        shows: &[],
        change: |ceremony| ceremony.signature(|signature| signature.authenticator_data(&[7; 37])),
        expect: Refused("7.2.21"),
    },
    Case {
        name: "refuses_a_byte_of_the_hash_as_one_of_the_authenticator_data",
        attack: "sig-concat-shift",
        shows: &[],
        change: |ceremony| {
            // The same bytes were signed, one of them counted to the authenticator data.
            ceremony.response(|response| {
                response.edit(|mut response| {
                    let text = response["response"]["authenticatorData"].as_str().unwrap();
                    let field = countersign_wire::Field::AuthenticatorData;
                    let data = base64url::decode(text, field, 1 << 16).unwrap();
                    let text = response["response"]["clientDataJSON"].as_str().unwrap();
                    let client_data = base64url::decode(text, field, 1 << 16).unwrap();
                    let first = RUST_CRYPTO.sha256(&[&client_data])[0];
                    let longer = base64url::encode(&[&data[..], &[first]].concat());
                    response["response"]["authenticatorData"] = longer.into();
                    response
                })
            })
        },
        expect: Refused("7.2.15/6.1.r4"),
    },
    Case {
        name: "refuses_a_key_that_became_one_of_another_algorithm",
        attack: "cose-key-swap",
        shows: &[],
        change: |ceremony| {
            ceremony.record(|credential| {
                let key = SigningKey::from_seed(countersign_authenticator::Algorithm::EdDsa, b"swapped");
                let public_key = Item::Map(key.cose_key()).to_bytes().leak();
                ImportedCredential { public_key, ..credential }
            })
        },
        expect: Refused("7.2.21"),
    },
    Case {
        name: "refuses_a_key_of_an_unknown_algorithm",
        attack: "cose-key-swap",
        shows: &[],
        change: |ceremony| {
            ceremony.record(|credential| {
                let entries = [(1, Item::Unsigned(2)), (3, Item::from(-65_000_i64))];
                let key = Item::map(entries.map(|(label, value)| (Item::Unsigned(label), value)));
                ImportedCredential { public_key: key.to_bytes().leak(), ..credential }
            })
        },
        expect: Refused("7.2.21"),
    },
    Case {
        name: "refuses_a_key_off_its_curve",
        attack: "",
        shows: &[],
        change: |ceremony| {
            ceremony.record(|credential| {
                let public_key = last_bit_flipped(credential.public_key.to_vec()).leak();
                ImportedCredential { public_key, ..credential }
            })
        },
        expect: Refused("7.2.21"),
    },
    Case {
        name: "refuses_pss_under_a_key_of_rs256",
        attack: "cose-pss-unrestricted sig-rsa-primitive",
        shows: &[],
        change: |ceremony| {
            ceremony
                .registration(|ceremony| {
                    ceremony
                        .options(|options| options.algorithms(&[Algorithm::Rs256]))
                        .answer(|answer| answer.algorithm(countersign_authenticator::Algorithm::Rs256))
                })
                .signature(|signature| {
                    signature
                        .change_key(|key| key.with_algorithm(countersign_authenticator::Algorithm::Ps256))
                })
        },
        expect: Refused("7.2.21"),
    },
    Case {
        name: "refuses_sha_384_under_a_key_of_es256",
        attack: "sig-prehash-confusion",
        shows: &[],
        change: |ceremony| {
            ceremony.signature(|signature| {
                signature.change_key(|key| key.with_algorithm(countersign_authenticator::Algorithm::Es384))
            })
        },
        expect: Refused("7.2.21"),
    },
];

/// A ceremony that can be answered again and again, as no application should.
struct Answerable {
    relying_party: RelyingParty,
    registered: Registered,
    stored: Vec<u8>,
}

impl Answerable {
    fn new() -> Self {
        Self::with(&RUST_CRYPTO)
    }

    fn with(crypto: &'static dyn Crypto) -> Self {
        let builder = RelyingParty::builder(RP_ID, "Example").unwrap().origin(ORIGIN).unwrap();
        let relying_party = builder.build(crypto).unwrap();
        let Verdict::Accepted(registered) = Registering::truthful().run().verdict else {
            panic!("the registration is refused")
        };
        let record = registered.registration.record();
        let options = RequestOptions::new(&relying_party, Challenge::new(CHALLENGE).unwrap());
        let begun = options.begin_identified(record.user_handle(), [record], &Setting::binding());
        let stored = begun.unwrap().1.into_stored();
        Self { relying_party, registered: *registered, stored }
    }

    /// Where an answer of these parts is refused, if it is.
    fn refusal(&self, client_data: &[u8], authenticator_data: &[u8], signature: &[u8]) -> Option<String> {
        let record = self.registered.registration.record();
        let id = base64url::encode(record.id());
        let json = json!({
            "id": id,
            "rawId": id,
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {
                "clientDataJSON": base64url::encode(client_data),
                "authenticatorData": base64url::encode(authenticator_data),
                "signature": base64url::encode(signature),
            },
        });
        let response = AuthenticationResponse::from_json(&json.to_string()).unwrap();
        let facts = AuthenticationFacts {
            now: UnixTime::from_seconds(NOW),
            session: SESSION,
            purpose: PURPOSE,
            record: Lookup::Found(record),
        };
        let pending = PendingIdentified::from_stored(&self.stored).unwrap();
        pending.verify(&self.relying_party, &response, &facts).err().map(|error| path(&error))
    }
}

/// The bytes with one bit flipped, for each bit: the place of the byte and of the bit in it, and the changed bytes.
fn flipped(bytes: &[u8]) -> impl Iterator<Item = ((usize, u32), Vec<u8>)> {
    let bits = (0..bytes.len()).flat_map(|place| (0..8).map(move |bit| (place, bit)));
    bits.map(|(place, bit)| {
        let mut changed = bytes.to_vec();
        changed[place] ^= 1 << bit;
        ((place, bit), changed)
    })
}

// attack: sig-bit-flip
#[test]
fn refuses_every_flipped_bit() {
    let ceremony = Answerable::new();
    let made = ceremony.registered.made.credential().authenticate(CHALLENGE, ORIGIN).build();
    let (client_data, data, signature) =
        (made.client_data_json(), made.authenticator_data(), made.signature());
    assert_eq!(ceremony.refusal(client_data, data, signature), None);
    for (bit, signature) in flipped(signature) {
        assert_eq!(ceremony.refusal(client_data, data, &signature).as_deref(), Some("7.2.21"), "{bit:?}");
    }
    for (bit, data) in flipped(data) {
        let refused = ceremony.refusal(client_data, &data, signature);
        let expected = match bit {
            (0..32, _) => "7.2.15",
            (32, 0) => "7.2.16",
            (32, 2) => "7.2.17",
            (32, 3) => "7.2.19.2",
            (32, 4) => "7.2.18",
            (32, 6) => "7.2.15/6.5.1.r1",
            (32, 7) => "7.2.15/6.1.f",
            // The reserved bits and the counter are signed and mean nothing here.
            _ => "7.2.21",
        };
        assert_eq!(refused.as_deref(), Some(expected), "{bit:?}");
    }
    let mut reached = std::collections::BTreeSet::new();
    for (bit, client_data) in flipped(client_data) {
        let refused =
            ceremony.refusal(&client_data, data, signature).unwrap_or_else(|| panic!("bit {bit:?}"));
        assert!(["7.2.8", "7.2.9", "7.2.10", "7.2.11", "7.2.12", "7.2.13", "7.2.21"].contains(&&*refused));
        reached.insert(refused);
    }
    assert!(reached.contains("7.2.21") && reached.contains("7.2.12"), "{reached:?}");
}

#[test]
fn refuses_authenticator_data_that_is_cut_or_longer() {
    let ceremony = Answerable::new();
    let credential = ceremony.registered.made.credential();
    for length in 1..37 {
        let made = credential.authenticate(CHALLENGE, ORIGIN);
        let made =
            made.authenticator_data(move |data| data.edit(move |bytes| bytes[..length].to_vec())).build();
        let refused = ceremony.refusal(made.client_data_json(), made.authenticator_data(), made.signature());
        assert_eq!(refused.as_deref(), Some("7.2.15/6.1.r1"), "{length}");
    }
    for byte in 0..=u8::MAX {
        let made = credential.authenticate(CHALLENGE, ORIGIN);
        let made = made.authenticator_data(move |data| data.trailing(&[byte])).build();
        let refused = ceremony.refusal(made.client_data_json(), made.authenticator_data(), made.signature());
        // An empty map could be extension outputs, if a flag announced them.
        let expected = if byte == 0xa0 { "7.2.15/6.1.f" } else { "7.2.15/6.1.r4" };
        assert_eq!(refused.as_deref(), Some(expected), "{byte}");
    }
}

/// Counts the signatures that are verified.
#[derive(Debug)]
struct Counting;

static VERIFIED: core::sync::atomic::AtomicUsize = core::sync::atomic::AtomicUsize::new(0);

impl Crypto for Counting {
    fn sha256(&self, parts: &[&[u8]]) -> [u8; 32] {
        RUST_CRYPTO.sha256(parts)
    }

    fn digest(&self, hash: countersign_cose::Hash, parts: &[&[u8]]) -> countersign_cose::Digest {
        RUST_CRYPTO.digest(hash, parts)
    }

    fn check_key(&self, key: &countersign_cose::PublicKey<'_>) -> Result<(), countersign_cose::InvalidKey> {
        RUST_CRYPTO.check_key(key)
    }

    fn verify(
        &self,
        scheme: countersign_cose::SignatureScheme,
        key: &countersign_cose::PublicKey<'_>,
        message: &[&[u8]],
        signature: &[u8],
    ) -> Result<(), countersign_cose::InvalidSignature> {
        VERIFIED.fetch_add(1, core::sync::atomic::Ordering::SeqCst);
        RUST_CRYPTO.verify(scheme, key, message, signature)
    }

    fn prepare(
        &self,
        scheme: countersign_cose::SignatureScheme,
        key: &countersign_cose::PublicKey<'_>,
    ) -> Result<Box<dyn countersign_cose::PreparedKey>, countersign_cose::InvalidKey> {
        RUST_CRYPTO.prepare(scheme, key)
    }
}

// attack: dos-verify-flood
#[test]
fn refuses_what_was_not_asked_before_a_signature_is_verified() {
    let ceremony = Answerable::with(&Counting);
    let credential = ceremony.registered.made.credential();
    let attempts: [fn(_) -> _; 4] = [
        |data: countersign_authenticator::ClientData| data.challenge(b"a challenge of the attacker's"),
        |data| data.origin("https://attacker.test"),
        |data| data.ceremony("webauthn.create"),
        |data| data.raw(b"{"),
    ];
    for attempt in attempts {
        let made = credential.authenticate(CHALLENGE, ORIGIN).client_data(attempt).build();
        let refused = ceremony.refusal(made.client_data_json(), made.authenticator_data(), made.signature());
        assert!(refused.is_some_and(|step| step != "7.2.21"));
    }
    assert_eq!(VERIFIED.load(core::sync::atomic::Ordering::SeqCst), 0);
    let made = credential.authenticate(CHALLENGE, ORIGIN).build();
    assert_eq!(ceremony.refusal(made.client_data_json(), made.authenticator_data(), made.signature()), None);
    assert_eq!(VERIFIED.load(core::sync::atomic::Ordering::SeqCst), 1);
}
