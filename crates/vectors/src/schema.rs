//! `countersign-vector/1`: one ceremony as it was recorded, with what was asked and what is expected of a verifier.
//!
//! Members of the document that this version does not know are ignored: what describes a vector may grow. Inside a
//! section they are refused, because they were meant to change the verdict.

use countersign::{
    Aaguid, AttestationConveyance, BackupEligibility, Creation, Rs1Credentials, StatementPolicy, TpmPolicy,
    TrustAnchor, UnixTime, UserHandle, UserVerification,
};

use crate::error::{Error, Place, Problem};
use crate::members::{Member, Members};
use crate::rfc3339;

/// The name of the schema, as it stands in `schema`.
pub const VECTOR_SCHEMA: &str = "countersign-vector/1";

/// The handle of a recorded user whose handle is not known.
const UNKNOWN_USER: &[u8] = b"recorded user";

/// A recorded ceremony. Nothing of it has been judged.
#[derive(Clone, Debug)]
pub struct Vector {
    pub(crate) id: String,
    pub(crate) relying_party: RecordedRelyingParty,
    pub(crate) challenge: Vec<u8>,
    pub(crate) user_verification: UserVerification,
    pub(crate) extensions: Vec<String>,
    pub(crate) app_id: Option<String>,
    pub(crate) rs1: Rs1Credentials,
    pub(crate) statement_policy: StatementPolicy,
    pub(crate) ceremony: Ceremony,
    /// Stands for a user whose handle was not recorded.
    pub(crate) unknown_user: UserHandle,
    /// The JSON of the response, in the text that was recorded.
    pub(crate) response: String,
    pub(crate) expectation: Option<Expectation>,
}

#[derive(Clone, Debug)]
pub(crate) struct RecordedRelyingParty {
    pub(crate) id: String,
    pub(crate) origins: Vec<String>,
    pub(crate) top_origins: Vec<String>,
    pub(crate) allow_cross_origin: bool,
}

#[derive(Clone, Debug)]
pub(crate) enum Ceremony {
    Registration(Registration),
    Authentication(Authentication),
}

#[derive(Clone, Debug)]
pub(crate) struct Registration {
    pub(crate) algorithms: Vec<i64>,
    pub(crate) creation: Creation,
    pub(crate) conveyance: AttestationConveyance,
    /// Absent, trust is not assessed unless it is required.
    pub(crate) trust_anchors: Option<Vec<TrustAnchor>>,
    pub(crate) require_trusted: bool,
    /// Absent, no certificate is judged.
    pub(crate) at: Option<UnixTime>,
}

impl Registration {
    /// When the registration is judged. Without certificates one moment is as good as another.
    pub(crate) fn moment(&self) -> UnixTime {
        self.at.unwrap_or(UnixTime::from_seconds(0))
    }
}

#[derive(Clone, Debug)]
pub(crate) struct Authentication {
    /// Absent, the ceremony asked for a discoverable credential.
    pub(crate) allow_credentials: Option<Vec<Vec<u8>>>,
    /// The user who was identified beforehand, where that is known.
    pub(crate) user_handle: Option<UserHandle>,
    /// Absent, the store knows no such credential.
    pub(crate) credential: Option<StoredCredential>,
}

#[derive(Clone, Debug)]
pub(crate) struct StoredCredential {
    pub(crate) id: Vec<u8>,
    pub(crate) public_key: Vec<u8>,
    pub(crate) sign_count: u32,
    pub(crate) user_handle: Option<UserHandle>,
    pub(crate) backup_eligibility: BackupEligibility,
    pub(crate) backup_state: bool,
    pub(crate) user_verification_initialized: bool,
}

/// What a vector expects of a verifier. What is absent is not compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expectation {
    pub(crate) accept: bool,
    pub(crate) step: Option<String>,
    pub(crate) format: Option<String>,
    pub(crate) attestation_type: Option<String>,
    pub(crate) trusted: Option<bool>,
    pub(crate) algorithm: Option<i64>,
    pub(crate) aaguid: Option<Aaguid>,
    pub(crate) flags: ExpectedFlags,
    pub(crate) sign_count: Option<u32>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ExpectedFlags {
    pub(crate) user_present: Option<bool>,
    pub(crate) user_verified: Option<bool>,
    pub(crate) backup_eligible: Option<bool>,
    pub(crate) backup_state: Option<bool>,
}

impl Vector {
    /// Reads a vector.
    ///
    /// # Errors
    /// The place that is not JSON or not of the schema, and what was expected there.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let mut members = Members::read("", text)?;
        let schema = members.require("schema", VECTOR_SCHEMA)?;
        if schema.text()? != VECTOR_SCHEMA {
            return Err(schema.unexpected(VECTOR_SCHEMA));
        }
        let id = members.require("id", "a string")?.text()?.to_owned();
        let relying_party = relying_party(&mut members)?;
        let mut options =
            members.section("options")?.ok_or_else(|| members.missing("options", "an object"))?;
        let challenge = options.require("challenge", "base64url")?.bytes()?;
        let user_verification = user_verification(&mut options)?;
        let (extensions, app_id) = extensions(&mut options)?;
        let ceremony = members.require("ceremony", CEREMONIES)?;
        let is_registration =
            ceremony.choice(&[("registration", true), ("authentication", false)], CEREMONIES)?;
        let ceremony = if is_registration {
            Ceremony::Registration(registration(&mut members, &mut options)?)
        } else {
            Ceremony::Authentication(authentication(&mut members, &mut options)?)
        };
        options.finish(
            "challenge, user_verification, extensions, and algorithms and user_presence, or allow_credentials",
        )?;
        let (rs1, statement_policy) = policy(&mut members)?;
        let vector = Self {
            id,
            relying_party,
            challenge,
            user_verification,
            extensions,
            app_id,
            rs1,
            statement_policy,
            ceremony,
            unknown_user: UserHandle::new(UNKNOWN_USER).map_err(|_| {
                Error::new(Place::Document, Problem::Unexpected { expected: "a user handle" })
            })?,
            response: response(&mut members)?,
            expectation: expectation(&mut members)?,
        };
        members.ignore_rest()?;
        Ok(vector)
    }

    /// Its unique name.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The RP ID.
    #[must_use]
    pub fn rp_id(&self) -> &str {
        &self.relying_party.id
    }

    /// `registration` or `authentication`.
    #[must_use]
    pub const fn ceremony(&self) -> &'static str {
        match self.ceremony {
            Ceremony::Registration(_) => "registration",
            Ceremony::Authentication(_) => "authentication",
        }
    }

    /// When certificates are judged, if the vector says so.
    #[must_use]
    pub const fn recorded_at(&self) -> Option<UnixTime> {
        match &self.ceremony {
            Ceremony::Registration(registration) => registration.at,
            Ceremony::Authentication(_) => None,
        }
    }

    /// The JSON of the response, in the text that was recorded.
    #[must_use]
    pub fn response(&self) -> &str {
        &self.response
    }

    /// What is expected of a verifier, if anything is.
    #[must_use]
    pub const fn expectation(&self) -> Option<&Expectation> {
        self.expectation.as_ref()
    }
}

impl Expectation {
    /// Whether the ceremony should be accepted.
    #[must_use]
    pub const fn is_accept(&self) -> bool {
        self.accept
    }

    /// The step that should refuse, if one is named.
    #[must_use]
    pub fn step(&self) -> Option<&str> {
        self.step.as_deref()
    }

    /// The attestation statement format, if it is named.
    #[must_use]
    pub fn format(&self) -> Option<&str> {
        self.format.as_deref()
    }
}

const CEREMONIES: &str = "registration or authentication";

fn relying_party(members: &mut Members<'_>) -> Result<RecordedRelyingParty, Error> {
    let mut section = members.section("rp")?.ok_or_else(|| members.missing("rp", "an object"))?;
    let texts = |member: Member| member.list(|item| item.text().map(str::to_owned));
    let relying_party = RecordedRelyingParty {
        id: section.require("id", "a string")?.text()?.to_owned(),
        origins: texts(section.require("origins", "a list of strings")?)?,
        top_origins: section.take("top_origins")?.map(texts).transpose()?.unwrap_or_default(),
        allow_cross_origin: optional(&mut section, "allow_cross_origin", Member::boolean)?.unwrap_or(false),
    };
    section.finish("id, origins, top_origins and allow_cross_origin")?;
    Ok(relying_party)
}

fn user_verification(options: &mut Members<'_>) -> Result<UserVerification, Error> {
    const EXPECTED: &str = "required, preferred or discouraged";
    let choices = [
        ("required", UserVerification::Required),
        ("preferred", UserVerification::Preferred),
        ("discouraged", UserVerification::Discouraged),
    ];
    options.require("user_verification", EXPECTED)?.choice(&choices, EXPECTED)
}

/// The names of the extensions that were asked for, and the AppID if it was one of them.
fn extensions(options: &mut Members<'_>) -> Result<(Vec<String>, Option<String>), Error> {
    let Some(extensions) = options.take("extensions")? else { return Ok((Vec::new(), None)) };
    let inputs = extensions.value().as_object().ok_or_else(|| extensions.unexpected("an object"))?;
    let app_id = match inputs.get("appid") {
        None => None,
        Some(app_id) => {
            Some(app_id.as_str().ok_or_else(|| extensions.unexpected("a string under appid"))?.to_owned())
        }
    };
    Ok((inputs.keys().cloned().collect(), app_id))
}

fn registration(members: &mut Members<'_>, options: &mut Members<'_>) -> Result<Registration, Error> {
    const PRESENCE: &str = "required or optional";
    const CONVEYANCE: &str = "none, indirect, direct or enterprise";
    const TIME: &str = "a time such as 2024-08-01T00:00:00Z";
    let algorithms = options.require("algorithms", "a list of COSE algorithms")?.list(Member::integer)?;
    let creation = match options.take("user_presence")? {
        None => Creation::Modal,
        Some(presence) => {
            let choices = [("required", Creation::Modal), ("optional", Creation::Conditional)];
            presence.choice(&choices, PRESENCE)?
        }
    };
    let mut registration = Registration {
        algorithms,
        creation,
        conveyance: AttestationConveyance::None,
        trust_anchors: None,
        require_trusted: false,
        at: None,
    };
    let Some(mut section) = members.section("attestation")? else { return Ok(registration) };
    if let Some(conveyance) = section.take("conveyance")? {
        let choices = [
            ("none", AttestationConveyance::None),
            ("indirect", AttestationConveyance::Indirect),
            ("direct", AttestationConveyance::Direct),
            ("enterprise", AttestationConveyance::Enterprise),
        ];
        registration.conveyance = conveyance.choice(&choices, CONVEYANCE)?;
    }
    if let Some(anchors) = section.take("trust_anchors")? {
        registration.trust_anchors = Some(anchors.list(trust_anchor)?);
    }
    registration.require_trusted =
        optional(&mut section, "require_trusted", Member::boolean)?.unwrap_or(false);
    match section.take("at")? {
        Some(at) => {
            registration.at = Some(rfc3339::parse(at.text()?).ok_or_else(|| at.unexpected(TIME))?);
        }
        // Certificates are judged at a moment, and no other would be that of the recording.
        None if registration.trust_anchors.is_some() || registration.require_trusted => {
            return Err(section.missing("at", TIME));
        }
        None => {}
    }
    section.finish("conveyance, trust_anchors, require_trusted and at")?;
    Ok(registration)
}

/// The text of the response. What stands in the object is the library's business.
fn response(members: &mut Members<'_>) -> Result<String, Error> {
    const EXPECTED: &str = "an object";
    let text = members.take_text("response")?.ok_or_else(|| members.missing("response", EXPECTED))?;
    if text.starts_with('{') {
        return Ok(text.to_owned());
    }
    let place = Place::Member { section: "", name: "response", index: None };
    Err(Error::new(place, Problem::Unexpected { expected: EXPECTED }))
}

fn trust_anchor(member: &Member) -> Result<TrustAnchor, Error> {
    TrustAnchor::from_certificate(&member.bytes()?)
        .map_err(|_| member.unexpected("a certificate in DER that can be a trust anchor"))
}

fn authentication(members: &mut Members<'_>, options: &mut Members<'_>) -> Result<Authentication, Error> {
    // Presence is always required here: the member is allowed so that both ceremonies can be written alike.
    if let Some(presence) = options.take("user_presence")? {
        presence.choice(&[("required", ())], "required: an authentication has no other")?;
    }
    Ok(Authentication {
        allow_credentials: options
            .take("allow_credentials")?
            .map(|allowed| allowed.list(Member::bytes))
            .transpose()?,
        user_handle: optional(members, "user_handle", user_handle)?,
        credential: stored_credential(members)?,
    })
}

fn stored_credential(members: &mut Members<'_>) -> Result<Option<StoredCredential>, Error> {
    let Some(mut section) = members.section("credential")? else { return Ok(None) };
    let eligibility = section.take("backup_eligible")?.filter(|member| !member.value().is_null());
    let credential = StoredCredential {
        id: section.require("id", "base64url")?.bytes()?,
        public_key: section.require("public_key", "a COSE_Key in base64url")?.bytes()?,
        sign_count: section.require("sign_count", "a number")?.unsigned_32()?,
        user_handle: optional(&mut section, "user_handle", user_handle)?,
        backup_eligibility: match eligibility {
            None => BackupEligibility::Unknown,
            Some(eligible) => eligible.boolean()?.into(),
        },
        backup_state: optional(&mut section, "backup_state", Member::boolean)?.unwrap_or(false),
        user_verification_initialized: optional(&mut section, "uv_initialized", Member::boolean)?
            .unwrap_or(false),
    };
    section.finish(
        "id, public_key, sign_count, user_handle, backup_eligible, backup_state and uv_initialized",
    )?;
    Ok(Some(credential))
}

fn user_handle(member: &Member) -> Result<UserHandle, Error> {
    UserHandle::new(&member.bytes()?).map_err(|_| member.unexpected("1 to 64 bytes"))
}

/// The relaxations.
fn policy(members: &mut Members<'_>) -> Result<(Rs1Credentials, StatementPolicy), Error> {
    let strict = (Rs1Credentials::Refused, StatementPolicy::default());
    let Some(mut section) = members.section("policy")? else { return Ok(strict) };
    let mut accepts =
        |name| optional(&mut section, name, Member::boolean).map(|accepts| accepts.unwrap_or(false));
    let accepts_manufacturers = accepts("accept_unregistered_tpm_manufacturer")?;
    let accepts_rs1 = accepts("accept_rs1_credential")?;
    section.finish("accept_unregistered_tpm_manufacturer and accept_rs1_credential")?;
    let tpm = TpmPolicy::default();
    let tpm = if accepts_manufacturers { tpm.accept_unregistered_manufacturers() } else { tpm };
    let rs1 = if accepts_rs1 { Rs1Credentials::AcceptSha1 } else { Rs1Credentials::Refused };
    Ok((rs1, StatementPolicy::default().with_tpm(tpm)))
}

fn expectation(members: &mut Members<'_>) -> Result<Option<Expectation>, Error> {
    const VERDICTS: &str = "accept or reject";
    let Some(mut section) = members.section("expect")? else { return Ok(None) };
    let text = |member: &Member| member.text().map(str::to_owned);
    let expectation = Expectation {
        accept: section
            .require("verdict", VERDICTS)?
            .choice(&[("accept", true), ("reject", false)], VERDICTS)?,
        step: optional(&mut section, "step", text)?,
        format: optional(&mut section, "format", text)?,
        attestation_type: optional(&mut section, "attestation_type", text)?,
        trusted: optional(&mut section, "trusted", Member::boolean)?,
        algorithm: optional(&mut section, "algorithm", Member::integer)?,
        aaguid: optional(&mut section, "aaguid", aaguid)?,
        flags: expected_flags(&mut section)?,
        sign_count: optional(&mut section, "sign_count", Member::unsigned_32)?,
    };
    section.finish(
        "verdict, step, format, attestation_type, trusted, algorithm, aaguid, flags and sign_count",
    )?;
    Ok(Some(expectation))
}

fn expected_flags(expect: &mut Members<'_>) -> Result<ExpectedFlags, Error> {
    let Some(mut section) = expect.section("flags")? else { return Ok(ExpectedFlags::default()) };
    let flags = ExpectedFlags {
        user_present: optional(&mut section, "up", Member::boolean)?,
        user_verified: optional(&mut section, "uv", Member::boolean)?,
        backup_eligible: optional(&mut section, "be", Member::boolean)?,
        backup_state: optional(&mut section, "bs", Member::boolean)?,
    };
    section.finish("up, uv, be and bs")?;
    Ok(flags)
}

/// An AAGUID as 32 hexadecimal digits, divided by hyphens where a UUID has them.
fn aaguid(member: &Member) -> Result<Aaguid, Error> {
    const EXPECTED: &str = "a UUID";
    let text = member.text()?;
    let digits: String = text.split('-').collect();
    let bytes = crate::hex::decode(&digits).and_then(|bytes| <[u8; 16]>::try_from(bytes).ok());
    let aaguid = Aaguid::new(bytes.ok_or_else(|| member.unexpected(EXPECTED))?);
    if aaguid.to_string().eq_ignore_ascii_case(text) { Ok(aaguid) } else { Err(member.unexpected(EXPECTED)) }
}

/// A member that may be absent.
fn optional<T>(
    section: &mut Members<'_>,
    name: &'static str,
    read: impl FnOnce(&Member) -> Result<T, Error>,
) -> Result<Option<T>, Error> {
    section.take(name)?.map(|member| read(&member)).transpose()
}
