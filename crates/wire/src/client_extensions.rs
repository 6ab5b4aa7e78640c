//! Client extension outputs: what the browser says about extensions. None of it is signed, so none of it decides a
//! ceremony, but that `appid` tells which hash to compare.
//!
//! # Source
//! [§9.4](https://www.w3.org/TR/webauthn-3/#sctn-client-extension-processing),
//! [§10.1](https://www.w3.org/TR/webauthn-3/#sctn-defined-client-extensions)

use serde::de::MapAccess;

use crate::json::{self, Member, Members, Object, Scalar, Slot};

/// One client extension output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[expect(clippy::exhaustive_enums, reason = "an output is there, is broken, or is not there")]
pub enum Output<T> {
    /// The client gave none.
    #[default]
    Absent,
    /// The client gave something of the wrong type. It is noted and never a reason to refuse.
    Malformed,
    /// What the client gave.
    Value(T),
}

/// Client extension outputs, typed. Results of `prf` and the content of large blobs are secrets of the page: that they
/// came is kept, what they were is not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClientExtensionOutputs {
    appid: Output<bool>,
    appid_exclude: Output<bool>,
    cred_props: Output<CredProps>,
    prf: Output<Prf>,
    large_blob: Output<LargeBlob>,
    cred_blob: Output<bool>,
    get_cred_blob: Output<()>,
    unknown: usize,
}

/// `credProps`: properties of the credential as the client knows them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct CredProps {
    resident_key: Option<bool>,
}

impl CredProps {
    /// `rk`: whether the credential is discoverable. `None` means that the client does not know, which is not false.
    #[must_use]
    pub const fn resident_key(&self) -> Option<bool> {
        self.resident_key
    }
}

/// `prf`: pseudo-random function.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Prf {
    enabled: Option<bool>,
    results: bool,
}

impl Prf {
    /// `enabled`, which registration has and authentication has not.
    #[must_use]
    pub const fn enabled(&self) -> Option<bool> {
        self.enabled
    }

    /// Whether the page sent results, which it had better keep.
    #[must_use]
    pub const fn has_results(&self) -> bool {
        self.results
    }
}

/// `largeBlob`: storage beside the credential.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct LargeBlob {
    supported: Option<bool>,
    written: Option<bool>,
    blob: bool,
}

impl LargeBlob {
    /// `supported`, which registration has.
    #[must_use]
    pub const fn supported(&self) -> Option<bool> {
        self.supported
    }

    /// `written`, after a write.
    #[must_use]
    pub const fn written(&self) -> Option<bool> {
        self.written
    }

    /// Whether the page sent the blob that it read.
    #[must_use]
    pub const fn has_blob(&self) -> bool {
        self.blob
    }
}

impl ClientExtensionOutputs {
    /// `appid`: whether the authenticator used the AppID in place of the RP ID.
    #[must_use]
    pub const fn appid(&self) -> Output<bool> {
        self.appid
    }

    /// `appidExclude`: whether the client acted on it.
    #[must_use]
    pub const fn appid_exclude(&self) -> Output<bool> {
        self.appid_exclude
    }

    /// `credProps`.
    #[must_use]
    pub const fn cred_props(&self) -> Output<CredProps> {
        self.cred_props
    }

    /// `prf`.
    #[must_use]
    pub const fn prf(&self) -> Output<Prf> {
        self.prf
    }

    /// `largeBlob`.
    #[must_use]
    pub const fn large_blob(&self) -> Output<LargeBlob> {
        self.large_blob
    }

    /// `credBlob`: whether the blob was stored.
    #[must_use]
    pub const fn cred_blob(&self) -> Output<bool> {
        self.cred_blob
    }

    /// `getCredBlob`: whether the client gave a blob. The blob itself is in the authenticator's output, which is signed.
    #[must_use]
    pub const fn get_cred_blob(&self) -> Output<()> {
        self.get_cred_blob
    }

    /// How many outputs there were of extensions that are not known here.
    #[must_use]
    pub const fn unknown(&self) -> usize {
        self.unknown
    }
}

impl<'de> Members<'de> for ClientExtensionOutputs {
    fn member<A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<Member, A::Error> {
        match name {
            "appid" => fill(&mut self.appid, map, flag),
            "appidExclude" => fill(&mut self.appid_exclude, map, flag),
            "credProps" => fill(&mut self.cred_props, map, |value| output(value, CredPropsMembers::typed)),
            "prf" => fill(&mut self.prf, map, |value| output(value, PrfMembers::typed)),
            "largeBlob" => fill(&mut self.large_blob, map, |value| output(value, LargeBlobMembers::typed)),
            "credBlob" => fill(&mut self.cred_blob, map, flag),
            "getCredBlob" => fill(&mut self.get_cred_blob, map, presence),
            _ => {
                self.unknown = self.unknown.saturating_add(1);
                Ok(Member::Unknown)
            }
        }
    }
}

/// Reads the next value and keeps what it says, if nothing was said before.
fn fill<'de, A: MapAccess<'de>, S: Slot<'de> + Default, T>(
    output: &mut Output<T>,
    map: &mut A,
    typed: impl FnOnce(&S) -> Output<T>,
) -> Result<Member, A::Error> {
    if !matches!(output, Output::Absent) {
        return Ok(Member::Duplicate);
    }
    let mut value = S::default();
    let member = json::fill(&mut value, map)?;
    *output = typed(&value);
    Ok(member)
}

const fn flag(value: &Scalar<'_>) -> Output<bool> {
    match value {
        Scalar::Boolean(value) => Output::Value(*value),
        Scalar::Absent => Output::Absent,
        Scalar::String(_) | Scalar::Other(_) => Output::Malformed,
    }
}

const fn presence(value: &Scalar<'_>) -> Output<()> {
    match value {
        Scalar::String(_) => Output::Value(()),
        Scalar::Absent => Output::Absent,
        Scalar::Boolean(_) | Scalar::Other(_) => Output::Malformed,
    }
}

fn output<M, T>(object: &Object<M>, typed: impl FnOnce(&M) -> Option<T>) -> Output<T> {
    match object {
        Object::Members(members) => typed(members).map_or(Output::Malformed, Output::Value),
        Object::Absent => Output::Absent,
        Object::Malformed(_) => Output::Malformed,
    }
}

/// A member that is a boolean or is not there; nothing for another type.
const fn optional(value: &Scalar<'_>) -> Option<Option<bool>> {
    match value {
        Scalar::Boolean(value) => Some(Some(*value)),
        Scalar::Absent => Some(None),
        Scalar::String(_) | Scalar::Other(_) => None,
    }
}

#[derive(Default)]
struct CredPropsMembers<'de> {
    rk: Scalar<'de>,
}

impl CredPropsMembers<'_> {
    fn typed(&self) -> Option<CredProps> {
        Some(CredProps { resident_key: optional(&self.rk)? })
    }
}

impl<'de> Members<'de> for CredPropsMembers<'de> {
    fn member<A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<Member, A::Error> {
        match name {
            "rk" => json::fill(&mut self.rk, map),
            _ => Ok(Member::Unknown),
        }
    }
}

#[derive(Default)]
struct PrfMembers<'de> {
    enabled: Scalar<'de>,
    results: Scalar<'de>,
}

impl PrfMembers<'_> {
    fn typed(&self) -> Option<Prf> {
        Some(Prf { enabled: optional(&self.enabled)?, results: !self.results.is_absent_or_null() })
    }
}

impl<'de> Members<'de> for PrfMembers<'de> {
    fn member<A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<Member, A::Error> {
        match name {
            "enabled" => json::fill(&mut self.enabled, map),
            "results" => json::fill(&mut self.results, map),
            _ => Ok(Member::Unknown),
        }
    }
}

#[derive(Default)]
struct LargeBlobMembers<'de> {
    supported: Scalar<'de>,
    written: Scalar<'de>,
    blob: Scalar<'de>,
}

impl LargeBlobMembers<'_> {
    fn typed(&self) -> Option<LargeBlob> {
        Some(LargeBlob {
            supported: optional(&self.supported)?,
            written: optional(&self.written)?,
            blob: !self.blob.is_absent_or_null(),
        })
    }
}

impl<'de> Members<'de> for LargeBlobMembers<'de> {
    fn member<A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<Member, A::Error> {
        match name {
            "supported" => json::fill(&mut self.supported, map),
            "written" => json::fill(&mut self.written, map),
            "blob" => json::fill(&mut self.blob, map),
            _ => Ok(Member::Unknown),
        }
    }
}
