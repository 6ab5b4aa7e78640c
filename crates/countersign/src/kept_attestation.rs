//! An attestation that a record keeps, judged again later: with a new time, and with anchors that are known now.
//!
//! # Source
//! [§7.1 steps 13, 14 and 21 to 24](https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential)

use countersign_attestation::{
    self as attestation, Attested, DecodedBytes, EnterpriseAttestation, Evidence, Refusal as _, Steps, Trace,
    Trust,
};
use countersign_wire::AttestationObject;

use crate::credential_record::CredentialRecord;
use crate::error::{Cause, Error};
use crate::policy::TrustedAttestation;
use crate::registration::{Judging, assess, supported_format, well_formed};
use crate::relying_party::RelyingParty;
use crate::results::Attestation;
use crate::steps;
use crate::stored::StoredError;
use crate::time::UnixTime;

/// What the caller knows when an attestation that a record keeps is judged again.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::exhaustive_structs, reason = "a caller names every part, so that none is forgotten")]
pub struct KeptAttestationFacts<'f> {
    /// The time: judges certificates.
    pub now: UnixTime,
    /// When the credential was registered: judges statements that have a time of their own, as those of SafetyNet.
    pub registered: UnixTime,
    /// Whether enterprise attestation was asked for at registration.
    pub enterprise: EnterpriseAttestation,
    /// Whether the ceremony demanded trusted attestation, whatever the policy accepts.
    pub demanded: TrustedAttestation,
    /// Whether and how attestation is judged.
    pub trust: Trust<'f>,
}

impl CredentialRecord {
    /// Verifies the attestation that the record keeps, and judges it again.
    ///
    /// Success proves what it proved at registration, as of now: that the statement is one for this credential at this
    /// relying party, and who vouches for it. It proves nothing of the challenge, which was used up.
    ///
    /// # Errors
    /// `c.state` if nothing is kept, or an object for another credential or key; else 7.1.13, 7.1.14, 7.1.21, 7.1.22 or
    /// 7.1.24, as at registration.
    ///
    /// # Source
    /// [§7.1 steps 13, 14 and 21 to 24](https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential)
    pub fn verify_attestation(
        &self,
        relying_party: &RelyingParty,
        facts: &KeptAttestationFacts<'_>,
    ) -> Result<Attestation, Error> {
        self.verify_attestation_traced(relying_party, facts, &mut ())
    }

    /// As [`CredentialRecord::verify_attestation`], and tells `trace` of every step.
    ///
    /// # Errors
    /// The first step that refused.
    pub fn verify_attestation_traced<T: Trace>(
        &self,
        relying_party: &RelyingParty,
        facts: &KeptAttestationFacts<'_>,
        trace: &mut T,
    ) -> Result<Attestation, Error> {
        let crypto = relying_party.crypto();
        let mut steps = Steps::new(trace);
        let (object, client_data) = self.kept()?;
        let hash = crypto.sha256(&[client_data]);
        // §7.1 step 13
        let object = well_formed(AttestationObject::parse(object), crypto);
        let object = steps.obtain(&steps::REG_13_OBJECT, object)?;
        let credential = object.credential();
        self.require_own(&object)?;
        // §7.1 step 14
        let is_here = object.authenticator_data().rp_id_hash() == relying_party.id_hash();
        steps.require(&steps::REG_14_RP_ID, is_here, || {
            let got = if is_here { "equal" } else { "the hash of something else" };
            (Evidence::RpId(relying_party.id().as_str()), Evidence::Word(got))
        })?;
        // §7.1 step 21
        let policy = relying_party.statement_policy();
        let format = supported_format(&object, policy, &mut steps)?;
        // §7.1 step 22
        let decoded = DecodedBytes::default();
        let attested = Attested {
            object: &object,
            statement: object.statement(),
            client_data_hash: &hash,
            enterprise: facts.enterprise,
            policy,
            at: facts.registered.seconds(),
            decoded: &decoded,
        };
        let statement = steps.procedure(&steps::REG_22_STATEMENT, |trace| {
            attestation::verify(format, &attested, crypto, trace)
        })?;
        // §7.1 steps 23 and 24
        let judging = Judging { trust: facts.trust, demanded: facts.demanded, at: facts.now, crypto };
        let assessment = assess(&statement, credential.aaguid(), &judging, &mut steps)?;
        Ok(Attestation::new(&statement, assessment, credential.aaguid()))
    }

    /// The attestation object and the client data.
    fn kept(&self) -> Result<(&[u8], &[u8]), Error> {
        let object = self.attestation_object().ok_or(StoredError::Member("attestationObject"));
        let data = self.attestation_client_data().ok_or(StoredError::Member("attestationClientDataJSON"));
        let kept = object.and_then(|object| data.map(|data| (object, data)));
        // c.state
        kept.map_err(|error| Error::refused(&steps::STATE, error.into()))
    }

    /// What is kept is the registration of this credential: a record is as good as the store that it comes from.
    fn require_own(&self, object: &AttestationObject<'_>) -> Result<(), Error> {
        let credential = object.credential();
        if credential.credential_id() == self.id() && credential.public_key().encoded() == self.public_key() {
            return Ok(());
        }
        // c.state
        Err(Error::refused(&steps::STATE, Cause::Stored(StoredError::Member("attestationObject"))))
    }
}
