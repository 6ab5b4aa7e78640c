//! What registrations and authentications have in common: the relying party, the browser's session, the store, the time.

use countersign::{Binding, ConfigurationError, RUST_CRYPTO, RelyingParty, RelyingPartyBuilder, UnixTime};

/// The RP ID of the truthful ceremony.
pub(crate) const RP_ID: &str = "example.org";
/// The origin of its page.
pub(crate) const ORIGIN: &str = "https://example.org";
/// Its challenge.
pub(crate) const CHALLENGE: &[u8] = b"\xfbchallenge: 32 bytes, no text \xff\xfe!";
/// Its user handle.
pub(crate) const HANDLE: &[u8] = b"\xc3handle of alice";
/// The session that it begins in.
pub(crate) const SESSION: &[u8] = b"\xd5 of alice, at noon";
/// What it begins for.
pub(crate) const PURPOSE: &str = "sign-in";
/// When it begins: in September 2026.
pub(crate) const NOW: i64 = 1_790_000_000;

type RelyingPartyChange =
    Box<dyn FnOnce(RelyingPartyBuilder) -> Result<RelyingPartyBuilder, ConfigurationError>>;

type BytesChange = Box<dyn FnOnce(Vec<u8>) -> Vec<u8>>;

/// The relying party, the browser's session, the store, the time.
pub(crate) struct Setting {
    pub(crate) rp_id: String,
    /// The origin of the page, which the relying party accepts.
    pub(crate) origin: String,
    pub(crate) challenge: Vec<u8>,
    /// What is known when the answer arrives.
    pub(crate) session: Vec<u8>,
    pub(crate) purpose: String,
    pub(crate) now: i64,
    relying_party: Vec<RelyingPartyChange>,
    answered_at: Option<(String, String)>,
    stored: Vec<BytesChange>,
}

impl Default for Setting {
    fn default() -> Self {
        Self {
            rp_id: RP_ID.into(),
            origin: ORIGIN.into(),
            challenge: CHALLENGE.to_vec(),
            session: SESSION.to_vec(),
            purpose: PURPOSE.into(),
            now: NOW,
            relying_party: Vec::new(),
            answered_at: None,
            stored: Vec::new(),
        }
    }
}

impl Setting {
    /// What the ceremony is bound to when it begins.
    pub(crate) const fn binding() -> Binding<'static> {
        Binding { session: SESSION, purpose: PURPOSE, now: UnixTime::from_seconds(NOW) }
    }

    /// The relying party.
    pub(crate) fn relying_party(&mut self) -> Result<RelyingParty, ConfigurationError> {
        let builder = RelyingParty::builder(&self.rp_id, "Example")?.origin(&self.origin)?;
        self.relying_party.drain(..).try_fold(builder, |builder, change| change(builder))?.build(&RUST_CRYPTO)
    }

    /// The relying party that the answer arrives at, if it is another one.
    pub(crate) fn answered_at(&self) -> Option<RelyingParty> {
        let (rp_id, origin) = self.answered_at.as_ref()?;
        let builder = RelyingParty::builder(rp_id, "Another").unwrap().origin(origin).unwrap();
        Some(builder.build(&RUST_CRYPTO).unwrap())
    }

    /// What the store gives for what was stored.
    pub(crate) fn taken_out(&mut self, stored: Vec<u8>) -> Vec<u8> {
        self.stored.drain(..).fold(stored, |stored, change| change(stored))
    }
}

/// Changes of the setting.
pub(crate) trait Set: Sized {
    /// The setting.
    fn setting(&mut self) -> &mut Setting;

    /// Another relying party, with the origin of its page.
    fn site(mut self, rp_id: &str, origin: &str) -> Self {
        self.setting().rp_id = rp_id.into();
        self.setting().origin = origin.into();
        self
    }

    /// Changes the configuration of the relying party.
    fn relying_party(
        mut self,
        change: impl FnOnce(RelyingPartyBuilder) -> Result<RelyingPartyBuilder, ConfigurationError> + 'static,
    ) -> Self {
        self.setting().relying_party.push(Box::new(change));
        self
    }

    /// The answer arrives at another relying party.
    fn answered_at(mut self, rp_id: &str, origin: &str) -> Self {
        self.setting().answered_at = Some((rp_id.into(), origin.into()));
        self
    }

    /// Another challenge is issued.
    fn challenge(mut self, challenge: &[u8]) -> Self {
        self.setting().challenge = challenge.to_vec();
        self
    }

    /// The answer arrives in another session.
    fn session(mut self, session: &[u8]) -> Self {
        self.setting().session = session.to_vec();
        self
    }

    /// The answer is taken for something else.
    fn purpose(mut self, purpose: &str) -> Self {
        self.setting().purpose = purpose.into();
        self
    }

    /// The answer arrives so many seconds after the ceremony began.
    fn after_seconds(mut self, seconds: i64) -> Self {
        self.setting().now = NOW.checked_add(seconds).unwrap();
        self
    }

    /// The store gives other bytes than it was given.
    fn stored(mut self, change: impl FnOnce(Vec<u8>) -> Vec<u8> + 'static) -> Self {
        self.setting().stored.push(Box::new(change));
        self
    }
}
