//! The client data: what the browser says it did, as JSON that the authenticator signed the hash of.
//!
//! # Source
//! [§5.8.1](https://www.w3.org/TR/webauthn-3/#dictionary-client-data)

use serde::de::MapAccess;

use crate::error::{Error, ErrorKind, Field};
use crate::json::{self, Member, Members, Scalar, Slot as _};

/// Longest client data in bytes. Browsers send two or three hundred; long challenges, origins and members of tomorrow
/// fit many times over.
pub const MAX_CLIENT_DATA_BYTES: usize = 16 * 1024;

/// The members of client data that a ceremony looks at.
///
/// A member of the wrong type is an error where it is asked for, so that the step that needs it refuses. Unknown
/// members and any order are fine; a member that stands twice is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientData<'a> {
    members: KnownMembers<'a>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct KnownMembers<'a> {
    ceremony_type: Scalar<'a>,
    challenge: Scalar<'a>,
    origin: Scalar<'a>,
    cross_origin: Scalar<'a>,
    top_origin: Scalar<'a>,
}

impl<'de> Members<'de> for KnownMembers<'de> {
    fn member<A: MapAccess<'de>>(&mut self, name: &str, map: &mut A) -> Result<Member, A::Error> {
        match name {
            "type" => json::fill(&mut self.ceremony_type, map),
            "challenge" => json::fill(&mut self.challenge, map),
            "origin" => json::fill(&mut self.origin, map),
            "crossOrigin" => json::fill(&mut self.cross_origin, map),
            "topOrigin" => json::fill(&mut self.top_origin, map),
            _ => Ok(Member::Unknown),
        }
    }
}

impl<'a> ClientData<'a> {
    /// The text of client data: UTF-8, without the byte order mark that may stand in front. The hash is taken over the
    /// bytes with the mark.
    ///
    /// # Errors
    /// [`ErrorKind::NotUtf8`] with the place of the first bad byte; [`ErrorKind::TooLong`] beyond
    /// [`MAX_CLIENT_DATA_BYTES`].
    ///
    /// # Source
    /// [§7.1 step 5, §7.2 step 8](https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential)
    pub fn text(bytes: &'a [u8]) -> Result<&'a str, Error> {
        if bytes.len() > MAX_CLIENT_DATA_BYTES {
            return Err(Error::new(
                Field::ClientDataJson,
                ErrorKind::TooLong { most: MAX_CLIENT_DATA_BYTES },
            ));
        }
        let text = core::str::from_utf8(bytes).map_err(|error| {
            Error::new(Field::ClientDataJson, ErrorKind::NotUtf8 { at: error.valid_up_to() })
        })?;
        Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
    }

    /// Reads the text as one JSON object.
    ///
    /// # Errors
    /// [`ErrorKind::Json`] for bad syntax, [`ErrorKind::WrongType`] for JSON that is no object,
    /// [`ErrorKind::DuplicateMember`].
    ///
    /// # Source
    /// [§7.1 step 6, §7.2 step 9](https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential)
    pub fn from_json(text: &'a str) -> Result<Self, Error> {
        json::read(text, Field::ClientDataJson).map(|members| Self { members })
    }

    /// `type`: `webauthn.create` or `webauthn.get`.
    ///
    /// # Errors
    /// If it is missing or not a string.
    pub fn ceremony_type(&self) -> Result<&str, Error> {
        self.members.ceremony_type.string(Field::ClientDataType)
    }

    /// `challenge`: the base64url text, not decoded, as texts are what a ceremony compares.
    ///
    /// # Errors
    /// If it is missing or not a string.
    pub fn challenge(&self) -> Result<&str, Error> {
        self.members.challenge.string(Field::Challenge)
    }

    /// `origin`.
    ///
    /// # Errors
    /// If it is missing or not a string.
    pub fn origin(&self) -> Result<&str, Error> {
        self.members.origin.string(Field::Origin)
    }

    /// `crossOrigin`; older clients leave it out and mean false.
    ///
    /// # Errors
    /// If it is there and not a boolean.
    pub fn cross_origin(&self) -> Result<bool, Error> {
        if self.members.cross_origin.is_absent() {
            return Ok(false);
        }
        self.members.cross_origin.boolean(Field::CrossOrigin)
    }

    /// `topOrigin`, if it is there.
    ///
    /// # Errors
    /// If it is there and not a string.
    pub fn top_origin(&self) -> Result<Option<&str>, Error> {
        if self.members.top_origin.is_absent() {
            return Ok(None);
        }
        self.members.top_origin.string(Field::TopOrigin).map(Some)
    }
}
