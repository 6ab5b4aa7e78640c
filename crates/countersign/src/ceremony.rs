//! What all pending ceremonies have: what was asked, of whom, until when.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use countersign_attestation::{Evidence, Steps, Trace};
use countersign_cbor::Item;
use countersign_wire::{ClientData, Flags};

use crate::binding::{Binding, Challenge};
use crate::configuration::ConfigurationError;
use crate::credential_record::Backup;
use crate::error::{Cause, Error};
use crate::policy::UserVerification;
use crate::relying_party::{CrossOrigin, RelyingParty};
use crate::steps;
use crate::stored::{Choice as _, Fields, StoredError};
use crate::time::{CLOCK_SKEW_SECONDS, UnixTime};

/// Shortest time that a user is given, in seconds.
///
/// # Source
/// [§15.1](https://www.w3.org/TR/webauthn-3/#sctn-timeout-recommended-range)
pub const MIN_TIMEOUT_SECONDS: u32 = 300;

/// Longest time that a user is given, in seconds.
pub const MAX_TIMEOUT_SECONDS: u32 = 600;

/// Most credentials in a list of options, and so the most that one user can have: let nobody register more.
pub const MAX_LISTED_CREDENTIALS: usize = 64;

/// Most names of extensions that are remembered as asked for.
const MAX_REQUESTED: usize = 32;

/// The part of a pending ceremony that is the same for all kinds. `Debug` does not show the session.
pub(crate) struct Ceremony {
    pub(crate) rp_id: String,
    pub(crate) challenge: Challenge,
    pub(crate) expires: UnixTime,
    /// SHA-256 of the session: a store of ceremonies is no list of sessions.
    pub(crate) session_hash: [u8; 32],
    pub(crate) purpose: String,
    /// The only origin that is accepted, where the ceremony was narrowed to the one that it began on.
    pub(crate) origin: Option<String>,
    pub(crate) user_verification: UserVerification,
    pub(crate) requested: Vec<String>,
}

/// What a ceremony is made of, beside its binding.
pub(crate) struct Terms<'a> {
    pub(crate) relying_party: &'a RelyingParty,
    pub(crate) challenge: Challenge,
    pub(crate) timeout_seconds: u32,
    pub(crate) origin: Option<String>,
    pub(crate) user_verification: UserVerification,
    pub(crate) requested: Vec<String>,
}

impl Ceremony {
    pub(crate) fn begin(terms: Terms<'_>, binding: &Binding<'_>) -> Result<Self, ConfigurationError> {
        binding.check()?;
        if !(MIN_TIMEOUT_SECONDS..=MAX_TIMEOUT_SECONDS).contains(&terms.timeout_seconds) {
            return Err(ConfigurationError::Timeout);
        }
        if terms.origin.as_ref().is_some_and(|origin| !terms.relying_party.accepts_origin(origin)) {
            return Err(ConfigurationError::UnknownOrigin);
        }
        Ok(Self {
            rp_id: terms.relying_party.id().as_str().into(),
            challenge: terms.challenge,
            expires: binding.now.plus_seconds(i64::from(terms.timeout_seconds)),
            session_hash: terms.relying_party.crypto().sha256(&[binding.session]),
            purpose: binding.purpose.into(),
            origin: terms.origin,
            user_verification: terms.user_verification,
            requested: terms.requested,
        })
    }

    /// When the ceremony ends, whether it was completed or not.
    pub(crate) const fn expires(&self) -> UnixTime {
        self.expires
    }

    /// The steps that are ours: the right relying party, in time, in the same session, for the same purpose.
    pub(crate) fn require_binding<T: Trace>(
        &self,
        relying_party: &RelyingParty,
        binding: &Binding<'_>,
        steps: &mut Steps<'_, T, Error>,
    ) -> Result<(), Error> {
        let nothing = || (Evidence::Nothing, Evidence::Nothing);
        // c.relying-party
        let rp_id = relying_party.id().as_str();
        steps.require(&steps::RELYING_PARTY, self.rp_id == rp_id, || {
            (Evidence::RpId(&self.rp_id), Evidence::RpId(rp_id))
        })?;
        // c.expired
        let last = self.expires.plus_seconds(CLOCK_SKEW_SECONDS);
        steps.require(&steps::EXPIRED, binding.now <= last, || {
            (Evidence::Time(self.expires.seconds()), Evidence::Time(binding.now.seconds()))
        })?;
        // c.session
        let session_hash = relying_party.crypto().sha256(&[binding.session]);
        steps.require(&steps::SESSION, self.session_hash == session_hash, nothing)?;
        // c.purpose
        steps.require(&steps::PURPOSE, self.purpose == binding.purpose, || {
            (Evidence::Identifier(&self.purpose), Evidence::Identifier(binding.purpose))
        })
    }

    /// Whether the origin of the client data is accepted, here and in this ceremony.
    pub(crate) fn accepts_origin(
        &self,
        data: &ClientData<'_>,
        relying_party: &RelyingParty,
    ) -> Result<(), Cause> {
        let origin = data.origin()?;
        let narrowed = self.origin.as_ref().is_none_or(|only| only == origin);
        holds(narrowed && relying_party.accepts_origin(origin))
    }

    /// The origins that are accepted, for a trace.
    pub(crate) fn expected_origins<'e>(&'e self, relying_party: &'e RelyingParty) -> Evidence<'e> {
        match &self.origin {
            Some(only) => Evidence::Origin(only),
            None => Evidence::Origins(relying_party.origins().iter().map(|origin| origin.as_str()).collect()),
        }
    }

    pub(crate) fn fields(&self) -> Vec<(u8, Item)> {
        let origin = self.origin.as_ref().map_or(Item::Null, |origin| Item::from(origin.as_str()));
        Vec::from([
            (1, Item::from(self.rp_id.as_str())),
            (2, Item::from(self.challenge.as_base64url())),
            (3, Item::from(self.expires.seconds())),
            (4, Item::bytes(&self.session_hash)),
            (5, Item::from(self.purpose.as_str())),
            (6, origin),
            (7, self.user_verification.item()),
            (8, Item::array(self.requested.iter().map(|name| Item::from(name.as_str())))),
        ])
    }

    pub(crate) fn from_fields(fields: &mut Fields<'_>) -> Result<Self, StoredError> {
        let ceremony = Self {
            rp_id: fields.text(1)?,
            challenge: Challenge::stored(fields.take(2)?.text()?).ok_or(StoredError::Value(2))?,
            expires: UnixTime::from_seconds(fields.integer(3)?),
            session_hash: fields.take(4)?.bytes()?.try_into().map_err(|_| StoredError::Value(4))?,
            purpose: fields.text(5)?,
            origin: fields.nullable(6)?.map(|origin| origin.text()).transpose()?.map(String::from),
            user_verification: fields.choice(7)?,
            requested: fields.list(8, |name| Ok(name.text()?.into()))?,
        };
        if ceremony.requested.len() > MAX_REQUESTED { Err(StoredError::Value(8)) } else { Ok(ceremony) }
    }
}

impl fmt::Debug for Ceremony {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Ceremony")
            .field("rp_id", &self.rp_id)
            .field("expires", &self.expires)
            .field("purpose", &self.purpose)
            .field("origin", &self.origin)
            .field("user_verification", &self.user_verification)
            .field("requested", &self.requested)
            .finish_non_exhaustive()
    }
}

/// A rule as the outcome of a step.
pub(crate) const fn holds(holds: bool) -> Result<(), Cause> {
    if holds { Ok(()) } else { Err(Cause::Rule) }
}

/// Whether the type of the client data is that of the ceremony.
pub(crate) fn has_type(data: &ClientData<'_>, expected: &str) -> Result<(), Cause> {
    holds(data.ceremony_type()? == expected)
}

/// Whether the challenge of the client data is the one that was issued.
pub(crate) fn has_challenge(data: &ClientData<'_>, issued: &Challenge) -> Result<(), Cause> {
    holds(issued.is(data.challenge()?))
}

/// Whether a ceremony inside a frame, if it was one, is accepted.
pub(crate) fn accepts_frame(data: &ClientData<'_>, relying_party: &RelyingParty) -> Result<(), Cause> {
    let is_framed = data.cross_origin()?;
    holds(match relying_party.cross_origin() {
        CrossOrigin::Refused => !is_framed,
        // A top origin of the wrong type is refused by the next step.
        CrossOrigin::Allowed => !is_framed || !matches!(data.top_origin(), Ok(None)),
        CrossOrigin::AllowedWithoutTopOrigin => true,
    })
}

/// Whether a top origin comes where frames are accepted, and with crossOrigin.
pub(crate) fn accepts_embedding(data: &ClientData<'_>, relying_party: &RelyingParty) -> Result<(), Cause> {
    holds(data.cross_origin()? && relying_party.cross_origin() != CrossOrigin::Refused)
}

/// Evidence of a member of the client data.
pub(crate) fn shown<'e>(
    member: Result<&'e str, countersign_wire::Error>,
    evidence: impl FnOnce(&'e str) -> Evidence<'e>,
) -> Evidence<'e> {
    member.map_or(Evidence::Word("missing or not a string"), evidence)
}

/// Evidence of a challenge: whether it was equal, and no more.
pub(crate) fn challenge_evidence<'e>(
    data: &ClientData<'_>,
    issued: &Challenge,
) -> (Evidence<'e>, Evidence<'e>) {
    let got = match data.challenge() {
        Ok(challenge) if issued.is(challenge) => "equal",
        Ok(_) => "different",
        Err(_) => "missing or not a string",
    };
    (Evidence::Word("equal"), Evidence::Word(got))
}

/// Evidence of crossOrigin.
pub(crate) fn cross_origin_evidence<'e>(
    data: &ClientData<'_>,
    relying_party: &RelyingParty,
) -> (Evidence<'e>, Evidence<'e>) {
    let expected = match relying_party.cross_origin() {
        CrossOrigin::Refused => "no foreign frame",
        CrossOrigin::Allowed => "no foreign frame, or a page that the client names",
        CrossOrigin::AllowedWithoutTopOrigin => "any page or frame",
    };
    let got = match data.cross_origin() {
        Ok(true) => "a foreign frame",
        Ok(false) => "no foreign frame",
        Err(_) => "not a boolean",
    };
    (Evidence::Word(expected), Evidence::Word(got))
}

/// Evidence of the flags of backup.
pub(crate) fn backup_evidence<'e>(flags: Flags) -> (Evidence<'e>, Evidence<'e>) {
    let got = Backup::from_flags(flags).map_or("BS without BE", Backup::name);
    (Evidence::Word("BS only with BE"), Evidence::Word(got))
}

/// The pages that may embed, for a trace.
pub(crate) fn top_origins(relying_party: &RelyingParty) -> Evidence<'_> {
    Evidence::Origins(relying_party.top_origins().iter().map(|origin| origin.as_str()).collect())
}
