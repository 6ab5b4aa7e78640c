//! Where trust anchors come from, and what they are looked up by.

use alloc::vec::Vec;
use core::fmt;

use countersign_cose::{Crypto, Hash};
use countersign_wire::Aaguid;
use countersign_x509::{Certificate, Revocation, TrustAnchor};

use crate::error::Cause;
use crate::formats::Format;
use crate::statement::VerifiedStatement;

/// Bytes of a key identifier: a SHA-1 hash.
const KEY_IDENTIFIER_BYTES: usize = 20;

/// What trust anchors are looked up by: the format of a statement, the model that its signature covers, and the key that
/// it is signed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Model {
    format: Format,
    aaguid: Option<Aaguid>,
    key_identifier: Option<[u8; KEY_IDENTIFIER_BYTES]>,
}

impl Model {
    /// A model: the format of its statement and its AAGUID. In `fido-u2f` it has none, whatever is given: the signature
    /// covers no AAGUID, so that whoever passes the statement on could claim any.
    #[must_use]
    pub const fn new(format: Format, aaguid: Aaguid) -> Self {
        let aaguid = if matches!(format, Format::FidoU2f) { None } else { Some(aaguid) };
        Self { format, aaguid, key_identifier: None }
    }

    /// The model of a verified statement that claims an AAGUID.
    #[must_use]
    pub fn of(statement: &VerifiedStatement<'_>, claimed: Aaguid, crypto: &dyn Crypto) -> Self {
        let leaf = statement.trust_path().first();
        Self {
            key_identifier: leaf.and_then(|leaf| key_identifier(leaf, crypto)),
            ..Self::new(statement.format(), claimed)
        }
    }

    /// The format of the statement.
    #[must_use]
    pub const fn format(&self) -> Format {
        self.format
    }

    /// The AAGUID that the authenticator claims and its signature covers; none in `fido-u2f`.
    #[must_use]
    pub const fn aaguid(&self) -> Option<Aaguid> {
        self.aaguid
    }

    /// The key identifier of the attestation certificate, by method 1 of RFC 5280 §4.2.1.2, as FIDO metadata lists it for
    /// models that have no AAGUID; none without a certificate.
    #[must_use]
    pub const fn key_identifier(&self) -> Option<[u8; KEY_IDENTIFIER_BYTES]> {
        self.key_identifier
    }
}

fn key_identifier(leaf: &Certificate<'_>, crypto: &dyn Crypto) -> Option<[u8; KEY_IDENTIFIER_BYTES]> {
    let bytes = leaf.public_key_bytes().ok()?;
    crypto.digest(Hash::Sha1, &[bytes]).as_bytes().try_into().ok()
}

/// What a source of trust anchors has for one statement.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a statement may be vouched for, or it is kept out")]
pub enum AnchorsFor<'s> {
    /// These may vouch for it. Of a model that nothing is known of there are none, which is no reason to keep it out.
    List(Vec<&'s TrustAnchor>),
    /// Something is known of its model that keeps it out, whatever a policy accepts beside trusted attestation: the model is
    /// known to be broken, for instance.
    Refused,
}

/// Where trust anchors come from: a list, or metadata.
pub trait TrustAnchorSource: fmt::Debug {
    /// The anchors that may vouch for this statement, which is of this model, and no others; or that it is refused. A source
    /// that asks another one passes its refusals on.
    ///
    /// Of a compound statement it is asked for the whole, whose anchors vouch for nothing, and for each statement inside.
    fn anchors_for(&self, model: &Model, statement: &VerifiedStatement<'_>) -> AnchorsFor<'_>;

    /// Whether an anchor, one of those that [`TrustAnchorSource::anchors_for`] gives for the model, is here for this model,
    /// and not only for a whole format. In `android-key`, `android-safetynet` and `tpm` only such an anchor vouches for the AAGUID:
    /// see [`Vouched::aaguid`](crate::Vouched::aaguid). None is by default.
    fn is_for_model(&self, anchor: &TrustAnchor, model: &Model) -> bool {
        let _ = (anchor, model);
        false
    }

    /// What is known of revoked certificates; nothing by default.
    fn revocation(&self) -> &Revocation {
        static NONE: Revocation = Revocation::NONE;
        &NONE
    }
}

/// A list of trust anchors, each for all models, for one format, or for one model, and what is known of revoked
/// certificates.
#[derive(Clone, Debug, Default)]
pub struct TrustAnchors {
    entries: Vec<(Scope, TrustAnchor)>,
    revocation: Revocation,
}

/// What an anchor may vouch for.
#[derive(Clone, Copy, Debug)]
enum Scope {
    Everything,
    Format(Format),
    Model(Model),
    U2fKey([u8; KEY_IDENTIFIER_BYTES]),
}

impl Scope {
    fn contains(&self, model: &Model) -> bool {
        match self {
            Self::Everything => true,
            Self::Format(format) => *format == model.format,
            // A model without an AAGUID is none that could be told from others.
            Self::Model(own) => {
                own.format == model.format && own.aaguid.is_some() && own.aaguid == model.aaguid
            }
            Self::U2fKey(identifier) => {
                model.format == Format::FidoU2f && model.key_identifier == Some(*identifier)
            }
        }
    }
}

impl TrustAnchors {
    /// An empty list, which vouches for nobody.
    #[must_use]
    pub const fn new() -> Self {
        Self { entries: Vec::new(), revocation: Revocation::NONE }
    }

    /// Adds an anchor for every format and model: whoever has a certificate under it may claim any model.
    #[must_use]
    pub fn with(self, anchor: TrustAnchor) -> Self {
        self.add(Scope::Everything, anchor)
    }

    /// Adds an anchor for statements of one format: whoever has a certificate under it may claim any model, where the
    /// authenticator itself writes the AAGUID; where software on the host does, no model is vouched for.
    #[must_use]
    pub fn with_format(self, format: Format, anchor: TrustAnchor) -> Self {
        self.add(Scope::Format(format), anchor)
    }

    /// Adds an anchor for one model in statements of one format: the way to tie an anchor to what it may vouch for.
    ///
    /// Where software on the host writes the AAGUID (`android-key`, `android-safetynet`, and `tpm` but for certificates that
    /// name it), whoever has a certificate under the anchor may claim this model: Google's roots are under every phone. In
    /// `fido-u2f`, where models have no AAGUID, it vouches for nobody: see [`TrustAnchors::with_key_identifier`].
    #[must_use]
    pub fn with_model(self, model: Model, anchor: TrustAnchor) -> Self {
        self.add(Scope::Model(model), anchor)
    }

    /// Adds an anchor for `fido-u2f` statements whose attestation certificate has this key identifier: FIDO metadata lists
    /// them for each model as `attestationCertificateKeyIdentifiers`.
    #[must_use]
    pub fn with_key_identifier(self, identifier: [u8; 20], anchor: TrustAnchor) -> Self {
        self.add(Scope::U2fKey(identifier), anchor)
    }

    /// Sets what is known of revoked certificates.
    #[must_use]
    pub fn with_revocation(self, revocation: Revocation) -> Self {
        Self { revocation, ..self }
    }

    /// The anchors that may vouch for a model.
    pub(crate) fn of_model(&self, model: &Model) -> Vec<&TrustAnchor> {
        let fitting = self.entries.iter().filter(|(scope, _)| scope.contains(model));
        fitting.map(|(_, anchor)| anchor).collect()
    }

    fn add(mut self, scope: Scope, anchor: TrustAnchor) -> Self {
        self.entries.push((scope, anchor));
        self
    }
}

impl TrustAnchorSource for TrustAnchors {
    fn anchors_for(&self, model: &Model, _: &VerifiedStatement<'_>) -> AnchorsFor<'_> {
        AnchorsFor::List(self.of_model(model))
    }

    fn is_for_model(&self, anchor: &TrustAnchor, model: &Model) -> bool {
        let is_one = |(scope, own): &(Scope, TrustAnchor)| {
            matches!(scope, Scope::Model(_)) && scope.contains(model) && own == anchor
        };
        self.entries.iter().any(is_one)
    }

    fn revocation(&self) -> &Revocation {
        &self.revocation
    }
}

/// The anchors of one statement, with the model that they were looked up by: it is the one that they can vouch for.
#[derive(Clone, Debug)]
pub struct AnchorsOf<'t> {
    model: Model,
    anchors: AnchorsFor<'t>,
    source: &'t dyn TrustAnchorSource,
    parts: Vec<Self>,
}

impl<'t> AnchorsOf<'t> {
    /// Looks up the anchors of a statement, and of each statement inside a compound one by the format of its own.
    #[must_use]
    pub fn look_up(
        statement: &VerifiedStatement<'_>,
        claimed: Aaguid,
        source: &'t dyn TrustAnchorSource,
        crypto: &dyn Crypto,
    ) -> Self {
        let model = Model::of(statement, claimed, crypto);
        let parts = statement.parts().iter().filter_map(|part| part.outcome().ok());
        Self {
            model,
            anchors: source.anchors_for(&model, statement),
            source,
            parts: parts.map(|part| Self::look_up(part, claimed, source, crypto)).collect(),
        }
    }

    /// The model that they were looked up by.
    #[must_use]
    pub const fn model(&self) -> &Model {
        &self.model
    }

    /// The anchors of the statement itself.
    ///
    /// # Errors
    /// [`Cause::ModelRefused`] where the source keeps it out. What a policy accepts beside trust is what nobody knows.
    pub(super) fn list(&self) -> Result<&[&'t TrustAnchor], Cause> {
        match &self.anchors {
            AnchorsFor::List(list) => Ok(list),
            AnchorsFor::Refused => Err(Cause::ModelRefused),
        }
    }

    /// What is known of revoked certificates.
    #[must_use]
    pub fn revocation(&self) -> &'t Revocation {
        self.source.revocation()
    }

    /// Whether one of them is there for the model, and not only for a whole format.
    pub(super) fn is_for_model(&self, anchor: &TrustAnchor) -> bool {
        self.source.is_for_model(anchor, &self.model)
    }

    /// The anchors of each verified statement inside a compound one, in order; none for other formats.
    #[must_use]
    pub fn parts(&self) -> &[Self] {
        &self.parts
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use countersign_cose::AlgorithmIdentifier;

    use super::*;
    use crate::formats::AttestationType;

    /// A source that says nothing but which anchors there are.
    #[derive(Debug)]
    struct One(TrustAnchor);

    impl TrustAnchorSource for One {
        fn anchors_for(&self, _: &Model, _: &VerifiedStatement<'_>) -> AnchorsFor<'_> {
            AnchorsFor::List(vec![&self.0])
        }
    }

    #[test]
    fn accepts_a_source_that_vouches_for_no_model_and_knows_of_no_revocation_by_default() {
        let anchor = TrustAnchor::from_certificate(include_bytes!("../../roots/apple-webauthn.der")).unwrap();
        let model = Model::new(Format::Tpm, Aaguid::new([7; 16]));
        let source = One(anchor.clone());
        let number = AlgorithmIdentifier::new(-7);
        let statement = VerifiedStatement::new(Format::Tpm, AttestationType::Basic, number, Vec::new());
        assert_eq!(source.anchors_for(&model, &statement), AnchorsFor::List(vec![&anchor]));
        assert!(!source.is_for_model(&anchor, &model));
        let nothing = std::format!("{:?}", Revocation::NONE);
        assert_eq!(std::format!("{:?}", source.revocation()), nothing);
        // A list of the same anchor can say more.
        assert!(TrustAnchors::new().with_model(model, anchor.clone()).is_for_model(&anchor, &model));
    }

    #[test]
    fn accepts_a_model_by_what_it_was_made_of() {
        let model = Model::new(Format::Packed, Aaguid::new([7; 16]));
        assert_eq!((model.format(), model.aaguid()), (Format::Packed, Some(Aaguid::new([7; 16]))));
        assert_eq!(model.key_identifier(), None);
        assert_eq!(Model { key_identifier: Some([9; 20]), ..model }.key_identifier(), Some([9; 20]));
        assert_eq!(Model::new(Format::FidoU2f, Aaguid::new([7; 16])).aaguid(), None);
    }
}
