//! `android-key`: the format of Android devices, whose secure hardware certifies the credential key.
//!
//! ```text
//! attStmt = { alg: int, sig: bytes, x5c: [ credCert: bytes, * (caCert: bytes) ] }
//! ```
//!
//! The first certificate is for the credential key, and describes it: where it was made, where it is kept, and what it may
//! do. Of the description, what the secure hardware enforces is evidence; what Android itself says holds for an honest
//! Android.
//!
//! # Source
//! [§8.4](https://www.w3.org/TR/webauthn-3/#sctn-android-key-attestation),
//! [Key attestation](https://source.android.com/docs/security/features/keystore/attestation)

use alloc::vec::Vec;

use countersign_cbor::Value;
use countersign_cose::{AlgorithmIdentifier, Crypto};
use countersign_x509::{
    AuthorizationList, AuthorizationTag, Authorizations, Certificate, KeyDescription, ObjectIdentifier,
    SecurityLevel,
};

use crate::android_key::AndroidKeyDetails;
use crate::error::{Cause, Error};
use crate::formats::{
    AttestationType, Attested, Format, algorithm_identifier, at_leaf, certificates, evidence, fitting_scheme,
};
use crate::procedure::{Evidence, Steps, Trace};
use crate::statement::{StatementDetails, StatementNote, VerifiedStatement};
use crate::steps;

/// The origin of a key that was generated where it is kept.
const GENERATED: u64 = 0;

/// The purpose of a key that signs.
const SIGN: u64 = 2;

/// What is demanded of `android-key` statements. By default the secure hardware says that the key was generated there and
/// is for signing alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AndroidKeyPolicy {
    lists: Lists,
    purposes: Purposes,
    hardware: Hardware,
    order: Order,
}

/// Whose word counts for origin and purpose.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Lists {
    #[default]
    HardwareEnforced,
    Union,
}

/// What else a key may be for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Purposes {
    #[default]
    SignAlone,
    SignAmongOthers,
}

/// Where description and key have to be. Either may be anywhere, as far as origin and purpose are enforced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Hardware {
    #[default]
    Any,
    TrustedEnvironment,
    StrongBox,
}

/// In which order the tags of a list may stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Order {
    #[default]
    Any,
    Ascending,
}

impl AndroidKeyPolicy {
    /// Accepts origin and purpose also where Android itself says them, and not the secure hardware: a device whose Android
    /// is in other hands can say what it likes.
    #[must_use]
    pub const fn accept_software_enforced(self) -> Self {
        Self { lists: Lists::Union, ..self }
    }

    /// Accepts keys that may do more than sign.
    #[must_use]
    pub const fn accept_further_purposes(self) -> Self {
        Self { purposes: Purposes::SignAmongOthers, ..self }
    }

    /// Demands that the key and its description are in a trusted execution environment or in StrongBox.
    #[must_use]
    pub const fn demand_trusted_environment(self) -> Self {
        Self { hardware: Hardware::TrustedEnvironment, ..self }
    }

    /// Demands that the key and its description are in StrongBox, a chip of its own.
    #[must_use]
    pub const fn demand_strong_box(self) -> Self {
        Self { hardware: Hardware::StrongBox, ..self }
    }

    /// Demands that the tags of the lists are in ascending order, as the schema has them. By default another order is
    /// accepted and noted: it changes nothing of what they say.
    #[must_use]
    pub const fn demand_ascending_tags(self) -> Self {
        Self { order: Order::Ascending, ..self }
    }

    /// The lists whose word counts.
    fn lists<'d, 'a>(self, both: &'d Authorizations<'a>) -> Vec<&'d AuthorizationList<'a>> {
        match self.lists {
            Lists::HardwareEnforced => Vec::from([both.hardware_enforced()]),
            Lists::Union => Vec::from([both.hardware_enforced(), both.software_enforced()]),
        }
    }

    /// §8.4.v5: the lists can be read, and are in the order that is demanded.
    fn authorizations<'a>(self, description: &KeyDescription<'a>) -> Result<Authorizations<'a>, Cause> {
        let both = description.authorizations().map_err(at_leaf)?;
        if self.order == Order::Any || is_ascending(&both) {
            Ok(both)
        } else {
            Err(Cause::AuthorizationOrder)
        }
    }

    fn accepts_purposes(self, purposes: &[u64]) -> bool {
        purposes.contains(&SIGN)
            && (self.purposes == Purposes::SignAmongOthers || purposes.iter().all(|purpose| *purpose == SIGN))
    }

    fn accepts_level(self, level: SecurityLevel) -> bool {
        match self.hardware {
            Hardware::Any => true,
            Hardware::TrustedEnvironment => {
                matches!(level, SecurityLevel::TrustedEnvironment | SecurityLevel::StrongBox)
            }
            Hardware::StrongBox => level == SecurityLevel::StrongBox,
        }
    }
}

/// A statement by its syntax.
struct Statement<'a> {
    algorithm: AlgorithmIdentifier,
    signature: &'a [u8],
    certificates: Vec<Certificate<'a>>,
}

impl<'a> Statement<'a> {
    /// §8.4.v1
    fn parse(statement: Value<'a>) -> Result<Self, Cause> {
        let (mut algorithm, mut signature, mut x5c) = (None, None, None);
        for member in statement.map()? {
            let (name, value) = member?;
            match name.text()? {
                "alg" => algorithm = Some(algorithm_identifier(value)?),
                "sig" => signature = Some(value.bytes()?),
                "x5c" => x5c = Some(certificates(value)?),
                _ => return Err(Cause::UnknownMember),
            }
        }
        Ok(Self {
            algorithm: algorithm.ok_or(Cause::Missing("alg"))?,
            signature: signature.ok_or(Cause::Missing("sig"))?,
            certificates: x5c.ok_or(Cause::Missing("x5c"))?,
        })
    }

    fn leaf(&self) -> Result<&Certificate<'a>, Cause> {
        self.certificates.first().ok_or(Cause::CertificateCount(0))
    }

    /// §8.4.v2
    fn verify(&self, message: &[&[u8]], crypto: &dyn Crypto) -> Result<(), Cause> {
        let key = self.leaf()?.public_key().map_err(at_leaf)?;
        crypto.verify(fitting_scheme(self.algorithm, &key)?, &key, message, self.signature)?;
        Ok(())
    }

    /// §8.4.1.r1
    fn description(&self) -> Result<KeyDescription<'a>, Cause> {
        let is_described = |certificate: &Certificate<'_>| {
            certificate.extension(ObjectIdentifier::ANDROID_KEY_DESCRIPTION).is_some()
        };
        if self.certificates.iter().skip(1).any(is_described) {
            return Err(Cause::Rule);
        }
        self.leaf()?.key_description().map_err(at_leaf)?.ok_or(Cause::Rule)
    }
}

pub(super) fn verify<'a, T: Trace>(
    attested: &Attested<'_, 'a>,
    crypto: &dyn Crypto,
    trace: &mut T,
) -> Result<VerifiedStatement<'a>, Error> {
    let mut steps: Steps<'_, T, Error> = Steps::new(trace);
    // §8.4.v1
    let statement = steps.obtain(&steps::ANDROID_KEY_SYNTAX, Statement::parse(attested.statement))?;
    // §8.4.v2
    let verified = statement.verify(&attested.message(), crypto);
    steps.obtain(&steps::ANDROID_KEY_SIGNATURE, verified)?;
    // §8.4.v3
    let same = attested.require_credential_key(statement.leaf());
    let is_same = same.is_ok();
    steps.examine(&steps::ANDROID_KEY_KEY, same, || evidence("the credential key", is_same))?;
    // §8.4.1.r1
    let description = steps.obtain(&steps::ANDROID_KEY_DESCRIPTION, statement.description())?;
    // §8.4.v4
    let is_challenge = description.attestation_challenge() == attested.client_data_hash;
    steps.require(&steps::ANDROID_KEY_CHALLENGE, is_challenge, || {
        evidence("the hash of the client data", is_challenge)
    })?;
    let policy = attested.policy.android_key();
    // §8.4.v5
    let authorizations =
        steps.obtain(&steps::ANDROID_KEY_AUTHORIZATIONS, policy.authorizations(&description))?;
    let levels = [description.attestation_security_level(), description.key_mint_security_level()];
    judge(&authorizations, levels, policy, &mut steps)?;
    // §8.4.v6
    let result = VerifiedStatement::new(
        Format::AndroidKey,
        AttestationType::Basic,
        attested.algorithm(),
        statement.certificates,
    )
    .with_details(StatementDetails::AndroidKey(AndroidKeyDetails::new(&description, &authorizations)))
    .note_if(!is_ascending(&authorizations), StatementNote::AuthorizationOrder);
    Ok(steps.make(&steps::ANDROID_KEY_RESULT, result))
}

/// §8.4 verification procedure, the rules of the fifth item.
fn judge<T: Trace>(
    authorizations: &Authorizations<'_>,
    levels: [SecurityLevel; 2],
    policy: AndroidKeyPolicy,
    steps: &mut Steps<'_, T, Error>,
) -> Result<(), Error> {
    let both = [authorizations.software_enforced(), authorizations.hardware_enforced()];
    // §8.4.v5.a
    let is_scoped = !both.iter().any(|list| list.has(AuthorizationTag::ALL_APPLICATIONS));
    steps.require(&steps::ANDROID_KEY_APPLICATIONS, is_scoped, || evidence("not there", is_scoped))?;
    let lists = policy.lists(authorizations);
    // §8.4.v5.b.1: where both lists count and both have an origin, both have to say the same.
    let origins: Vec<u64> = lists.iter().filter_map(|list| list.origin()).collect();
    let is_generated = !origins.is_empty() && origins.iter().all(|origin| *origin == GENERATED);
    steps.require(&steps::ANDROID_KEY_ORIGIN, is_generated, || {
        (Evidence::Number(GENERATED), numbers(&origins))
    })?;
    // §8.4.v5.b.2
    let purposes: Vec<u64> = lists.iter().flat_map(|list| list.purposes()).collect();
    steps.require(&steps::ANDROID_KEY_PURPOSE, policy.accepts_purposes(&purposes), || {
        (Evidence::Number(SIGN), numbers(&purposes))
    })?;
    // §8.4.v5.b
    let is_secure = levels.iter().all(|level| policy.accepts_level(*level));
    steps.require(&steps::ANDROID_KEY_LISTS, is_secure, || {
        (Evidence::Word(demanded(policy)), Evidence::Word(lower_level(levels)))
    })
}

fn is_ascending(both: &Authorizations<'_>) -> bool {
    both.software_enforced().is_ascending() && both.hardware_enforced().is_ascending()
}

/// Evidence of the numbers under a tag, of which there should be one.
fn numbers<'e>(numbers: &[u64]) -> Evidence<'e> {
    match numbers {
        [] => Evidence::Word("none"),
        [number] => Evidence::Number(*number),
        _ => Evidence::Word("several"),
    }
}

const fn demanded(policy: AndroidKeyPolicy) -> &'static str {
    match policy.hardware {
        Hardware::Any => "any security level",
        Hardware::TrustedEnvironment => "trusted environment",
        Hardware::StrongBox => "StrongBox",
    }
}

/// The weaker of the levels of description and key; one that is not known is weaker than any.
fn lower_level(levels: [SecurityLevel; 2]) -> &'static str {
    let names = levels.map(|level| match level {
        SecurityLevel::Software => "software",
        SecurityLevel::TrustedEnvironment => "trusted environment",
        SecurityLevel::StrongBox => "StrongBox",
        SecurityLevel::Unknown(_) | _ => "unknown",
    });
    let weakest_first = ["unknown", "software", "trusted environment"];
    weakest_first.into_iter().find(|name| names.contains(name)).unwrap_or("StrongBox")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_the_weaker_level_as_the_one_to_show() {
        use SecurityLevel::{Software, StrongBox, TrustedEnvironment, Unknown};
        for (levels, word) in [
            ([StrongBox, StrongBox], "StrongBox"),
            ([StrongBox, TrustedEnvironment], "trusted environment"),
            ([TrustedEnvironment, TrustedEnvironment], "trusted environment"),
            ([StrongBox, Software], "software"),
            ([Unknown(9), Software], "unknown"),
            // One that no policy accepts is not shown as what a policy demands.
            ([StrongBox, Unknown(9)], "unknown"),
            ([TrustedEnvironment, Unknown(9)], "unknown"),
        ] {
            assert_eq!(lower_level(levels), word);
            let [one, other] = levels;
            assert_eq!(lower_level([other, one]), word);
        }
    }
}
