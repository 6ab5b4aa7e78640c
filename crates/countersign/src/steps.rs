//! The steps of section 7, of the rules inside a parse, and our own, by their ids.
//!
//! This is the table that `docs/spec-coverage.md` is written from, and that a test walks to demand rows for each step.
//!
//! # Source
//! [§7.1](https://www.w3.org/TR/webauthn-3/#sctn-registering-a-new-credential),
//! [§7.2](https://www.w3.org/TR/webauthn-3/#sctn-verifying-assertion)

use countersign_attestation::{Duty, Step, steps as attestation};

pub use countersign_attestation::steps::{
    ANDROID_KEY, ANDROID_SAFETYNET, APPLE, COMPOUND, COMPOUND_PART, FIDO_U2F, FORMATS, NONE, PACKED, TPM,
};

/// §7.1.1
pub static REG_1_OPTIONS: Step = Step::new(
    "registration.options",
    "7.1.1",
    Duty::Before,
    "Creation options are set up for the ceremony",
    "",
);

/// §7.1.2
pub static REG_2_CREATE: Step = Step::new(
    "registration.create",
    "7.1.2",
    Duty::Caller,
    "The page runs create() with the options and sends what comes back",
    "",
);

/// §7.1.3
pub static REG_3_RESPONSE: Step = Step::new(
    "registration.response",
    "7.1.3",
    Duty::Library,
    "The response is an attestation response",
    "Send the JSON of PublicKeyCredential.toJSON() as it is; an answer to a sign-in does not belong here.",
);

/// §7.1.4
pub static REG_4_EXTENSIONS: Step = Step::new(
    "registration.client-extensions",
    "7.1.4",
    Duty::Library,
    "The client extension results are there",
    "Send clientExtensionResults, be it empty; toJSON() has it, hand-written serialisation forgets it.",
);

/// §7.1.5
pub static REG_5_TEXT: Step =
    Step::new("registration.client-data-text", "7.1.5", Duty::Library, "The client data is UTF-8", "");

/// §7.1.6
pub static REG_6_JSON: Step = Step::new(
    "registration.client-data-json",
    "7.1.6",
    Duty::Library,
    "The client data is one JSON object without repeated members",
    "",
);

/// §7.1.7
pub static REG_7_TYPE: Step = Step::new(
    "registration.type",
    "7.1.7",
    Duty::Library,
    "type is webauthn.create",
    "The answer is to another kind of ceremony. Look at which endpoint the page sends it to.",
);

/// §7.1.8
pub static REG_8_CHALLENGE: Step = Step::new(
    "registration.challenge",
    "7.1.8",
    Duty::Library,
    "challenge is the one that was issued",
    "The answer belongs to other options: an older page, a second tab, or a challenge that was stored in \
     another form.",
);

/// §7.1.9
pub static REG_9_ORIGIN: Step = Step::new(
    "registration.origin",
    "7.1.9",
    Duty::Library,
    "origin is one that is accepted",
    "The page was served from another origin than the one configured. Add it if it is yours. Usual causes: a \
     proxy that changes host or scheme, www against the bare domain, http against https, a port.",
);

/// §7.1.10
pub static REG_10_CROSS_ORIGIN: Step = Step::new(
    "registration.cross-origin",
    "7.1.10",
    Duty::Library,
    "The ceremony ran in a foreign frame only if that is accepted",
    "Allow cross-origin use, and name the pages that may embed you, if that is intended.",
);

/// §7.1.11
pub static REG_11_TOP_ORIGIN: Step = Step::new(
    "registration.top-origin",
    "7.1.11",
    Duty::Library,
    "topOrigin, where it is there, is a string",
    "",
);

/// §7.1.11.1
pub static REG_11_1_EMBEDDED: Step = Step::new(
    "registration.top-origin.embedded",
    "7.1.11.1",
    Duty::Library,
    "A topOrigin comes with crossOrigin, and only where foreign frames are accepted",
    "Allow cross-origin use, and name the pages that may embed you, if that is intended.",
);

/// §7.1.11.2
pub static REG_11_2_ACCEPTED: Step = Step::new(
    "registration.top-origin.accepted",
    "7.1.11.2",
    Duty::Library,
    "topOrigin is a page that may embed this site",
    "Add the page to the top origins if it may embed you.",
);

/// §7.1.12
pub static REG_12_HASH: Step = Step::new(
    "registration.client-data-hash",
    "7.1.12",
    Duty::Output,
    "The hash is taken over the client data as it arrived",
    "",
);

/// §7.1.13
pub static REG_13_OBJECT: Step = Step::new(
    "registration.attestation-object",
    "7.1.13",
    Duty::Library,
    "The attestation object, the authenticator data and the credential public key are well formed",
    "The authenticator or something between it and the server changed the bytes; the rule behind the slash \
     says which part is malformed.",
);

/// §7.1.14
pub static REG_14_RP_ID: Step = Step::new(
    "registration.rp-id",
    "7.1.14",
    Duty::Library,
    "The RP ID hash is that of the RP ID",
    "The credential was made for another RP ID. Compare rp.id in the options with the configuration.",
);

/// §7.1.15
pub static REG_15_PRESENCE: Step = Step::new(
    "registration.user-presence",
    "7.1.15",
    Duty::Library,
    "The user was present, unless creation was conditional",
    "",
);

/// §7.1.16
pub static REG_16_VERIFICATION: Step = Step::new(
    "registration.user-verification",
    "7.1.16",
    Duty::Library,
    "The user was verified, where that is required",
    "The authenticator did not ask for PIN or biometry. Ask for user verification in the options, or require \
     less.",
);

/// §7.1.17
pub static REG_17_BACKUP: Step = Step::new(
    "registration.backup",
    "7.1.17",
    Duty::Library,
    "A credential that is not eligible for backup is not backed up",
    "",
);

/// §7.1.18
pub static REG_18_ELIGIBILITY: Step = Step::new(
    "registration.backup-eligibility",
    "7.1.18",
    Duty::Library,
    "Backup eligibility is what the policy wants",
    "The policy decides on synced and device-bound credentials; this one is of the other kind.",
);

/// §7.1.19
pub static REG_19_STATE: Step = Step::new(
    "registration.backup-state",
    "7.1.19",
    Duty::Library,
    "The backup state is what the policy wants",
    "The policy wants a credential that is backed up already.",
);

/// §7.1.20
pub static REG_20_ALGORITHM: Step = Step::new(
    "registration.algorithm",
    "7.1.20",
    Duty::Library,
    "The algorithm of the key is one that was offered",
    "The authenticator chose an algorithm that the options did not list, or the policy does not accept it.",
);

/// §7.1.21
pub static REG_21_FORMAT: Step = Step::new(
    "registration.format",
    "7.1.21",
    Duty::Library,
    "The attestation statement format is supported",
    "Ask for attestation none, if the statement is not needed.",
);

/// §7.1.22
pub static REG_22_STATEMENT: Step = Step::new(
    "registration.statement",
    "7.1.22",
    Duty::Contains("8."),
    "The attestation statement is valid by the procedure of its format",
    "",
);

/// §7.1.23
pub static REG_23_ANCHORS: Step = Step::new(
    "registration.trust-anchors",
    "7.1.23",
    Duty::Output,
    "The trust anchors are those for the format and the model",
    "",
);

/// §7.1.24
pub static REG_24_TRUST: Step = Step::new(
    "registration.trust",
    "7.1.24",
    Duty::Contains("7.1.24."),
    "The attestation is as trustworthy as the policy demands",
    "",
);

/// §7.1.25
pub static REG_25_ID_LENGTH: Step = Step::new(
    "registration.credential-id-length",
    "7.1.25",
    Duty::Library,
    "The credential id has at most 1023 bytes",
    "",
);

/// §7.1.26
pub static REG_26_NEW: Step = Step::new(
    "registration.credential-id-new",
    "7.1.26",
    Duty::Library,
    "No user has the credential id already",
    "The authenticator was registered before. List the user's credentials in excludeCredentials, and let the \
     store's unique key have the last word.",
);

/// §7.1.27
pub static REG_27_RECORD: Step = Step::new(
    "registration.record",
    "7.1.27",
    Duty::Output,
    "The credential record is made of what was verified",
    "",
);

/// §7.1.28
pub static REG_28_EXTENSIONS: Step = Step::new(
    "registration.extensions",
    "7.1.28",
    Duty::Output,
    "Extension outputs that nobody asked for, and missing ones, are noted and no more",
    "",
);

/// §7.1.29
pub static REG_29_DONE: Step = Step::new(
    "registration.done",
    "7.1.29",
    Duty::Output,
    "Only a registration whose every step held yields a record",
    "",
);

/// §7.1.29.r1
pub static REG_29_R1_REVOCATION: Step = Step::new(
    "registration.revocation",
    "7.1.29.r1",
    Duty::Caller,
    "The application has revocation status for intermediate certificates",
    "",
);

/// §7.1.29.r2
pub static REG_29_R2_CHAIN: Step = Step::new(
    "registration.chain-completion",
    "7.1.29.r2",
    Duty::Caller,
    "The application can complete a chain of which the client sent a part",
    "",
);

/// §7.2.1
pub static AUTH_1_OPTIONS: Step = Step::new(
    "authentication.options",
    "7.2.1",
    Duty::Before,
    "Request options are set up for the ceremony",
    "",
);

/// §7.2.2
pub static AUTH_2_GET: Step = Step::new(
    "authentication.get",
    "7.2.2",
    Duty::Caller,
    "The page runs get() with the options and sends what comes back",
    "",
);

/// §7.2.3
pub static AUTH_3_RESPONSE: Step = Step::new(
    "authentication.response",
    "7.2.3",
    Duty::Library,
    "The response is an assertion response",
    "Send the JSON of PublicKeyCredential.toJSON() as it is; an answer to a registration does not belong \
     here.",
);

/// §7.2.4
pub static AUTH_4_EXTENSIONS: Step = Step::new(
    "authentication.client-extensions",
    "7.2.4",
    Duty::Library,
    "The client extension results are there",
    "Send clientExtensionResults, be it empty; toJSON() has it, hand-written serialisation forgets it.",
);

/// §7.2.5
pub static AUTH_5_ALLOWED: Step = Step::new(
    "authentication.allowed",
    "7.2.5",
    Duty::Library,
    "The credential is one of those that were listed",
    "The user answered with a credential that the options did not list.",
);

/// §7.2.6
pub static AUTH_6_USER: Step = Step::new(
    "authentication.user",
    "7.2.6",
    Duty::Contains("7.2.6."),
    "The user and the credential record are found, and belong together",
    "",
);

/// §7.2.6.a
pub static AUTH_6A_IDENTIFIED: Step = Step::new(
    "authentication.identified",
    "7.2.6.a",
    Duty::Contains("7.2.6.a."),
    "The user was known before: the record is in that account",
    "",
);

/// §7.2.6.a.1
pub static AUTH_6A1_ACCOUNT: Step = Step::new(
    "authentication.identified.account",
    "7.2.6.a.1",
    Duty::Library,
    "The account of the identified user holds this credential",
    "The credential is unknown, or it is another user's. A page can tell the authenticator with \
     signalUnknownCredential.",
);

/// §7.2.6.a.2
pub static AUTH_6A2_HANDLE: Step = Step::new(
    "authentication.identified.user-handle",
    "7.2.6.a.2",
    Duty::Library,
    "A user handle, if there is one, is that of the identified user",
    "The authenticator holds this credential for another account. User handles may have been encoded twice.",
);

/// §7.2.6.b
pub static AUTH_6B_DISCOVERED: Step = Step::new(
    "authentication.discovered",
    "7.2.6.b",
    Duty::Contains("7.2.6.b."),
    "The user was not known before: the response names the account",
    "",
);

/// §7.2.6.b.1
pub static AUTH_6B1_HANDLE: Step = Step::new(
    "authentication.discovered.user-handle",
    "7.2.6.b.1",
    Duty::Library,
    "There is a user handle",
    "The credential is not a discoverable one. Identify the user first, or register it with resident key \
     required.",
);

/// §7.2.6.b.2
pub static AUTH_6B2_ACCOUNT: Step = Step::new(
    "authentication.discovered.account",
    "7.2.6.b.2",
    Duty::Library,
    "The account that the user handle names holds this credential",
    "The credential is unknown, or it is another user's. A page can tell the authenticator with \
     signalUnknownCredential.",
);

/// §7.2.7
pub static AUTH_7_PARTS: Step = Step::new(
    "authentication.parts",
    "7.2.7",
    Duty::Library,
    "Client data, authenticator data and signature are there",
    "",
);

/// §7.2.8
pub static AUTH_8_TEXT: Step =
    Step::new("authentication.client-data-text", "7.2.8", Duty::Library, "The client data is UTF-8", "");

/// §7.2.9
pub static AUTH_9_JSON: Step = Step::new(
    "authentication.client-data-json",
    "7.2.9",
    Duty::Library,
    "The client data is one JSON object without repeated members",
    "",
);

/// §7.2.10
pub static AUTH_10_TYPE: Step = Step::new(
    "authentication.type",
    "7.2.10",
    Duty::Library,
    "type is webauthn.get",
    "The answer is to another kind of ceremony. Look at which endpoint the page sends it to.",
);

/// §7.2.11
pub static AUTH_11_CHALLENGE: Step = Step::new(
    "authentication.challenge",
    "7.2.11",
    Duty::Library,
    "challenge is the one that was issued",
    "The answer belongs to other options: an older page, a second tab, or a challenge that was stored in \
     another form.",
);

/// §7.2.12
pub static AUTH_12_ORIGIN: Step = Step::new(
    "authentication.origin",
    "7.2.12",
    Duty::Library,
    "origin is one that is accepted",
    "The page was served from another origin than the one configured. Add it if it is yours. Usual causes: a \
     proxy that changes host or scheme, www against the bare domain, http against https, a port.",
);

/// §7.2.13
pub static AUTH_13_CROSS_ORIGIN: Step = Step::new(
    "authentication.cross-origin",
    "7.2.13",
    Duty::Library,
    "The ceremony ran in a foreign frame only if that is accepted",
    "Allow cross-origin use, and name the pages that may embed you, if that is intended.",
);

/// §7.2.14
pub static AUTH_14_TOP_ORIGIN: Step = Step::new(
    "authentication.top-origin",
    "7.2.14",
    Duty::Library,
    "topOrigin, where it is there, is a string",
    "",
);

/// §7.2.14.1
pub static AUTH_14_1_EMBEDDED: Step = Step::new(
    "authentication.top-origin.embedded",
    "7.2.14.1",
    Duty::Library,
    "A topOrigin comes with crossOrigin, and only where foreign frames are accepted",
    "Allow cross-origin use, and name the pages that may embed you, if that is intended.",
);

/// §7.2.14.2
pub static AUTH_14_2_ACCEPTED: Step = Step::new(
    "authentication.top-origin.accepted",
    "7.2.14.2",
    Duty::Library,
    "topOrigin is a page that may embed this site",
    "Add the page to the top origins if it may embed you.",
);

/// §7.2.15
pub static AUTH_15_RP_ID: Step = Step::new(
    "authentication.rp-id",
    "7.2.15",
    Duty::Library,
    "The authenticator data is well formed, and its RP ID hash is that of the RP ID, or of the AppID where \
     the ceremony asked and the client says so",
    "The credential was made for another RP ID. U2F credentials need the appid extension in the options.",
);

/// §7.2.16
pub static AUTH_16_PRESENCE: Step =
    Step::new("authentication.user-presence", "7.2.16", Duty::Library, "The user was present", "");

/// §7.2.17
pub static AUTH_17_VERIFICATION: Step = Step::new(
    "authentication.user-verification",
    "7.2.17",
    Duty::Library,
    "The user was verified, where that is required",
    "The authenticator did not ask for PIN or biometry. Ask for user verification in the options, or require \
     less.",
);

/// §7.2.18
pub static AUTH_18_BACKUP: Step = Step::new(
    "authentication.backup",
    "7.2.18",
    Duty::Library,
    "A credential that is not eligible for backup is not backed up",
    "",
);

/// §7.2.19
pub static AUTH_19_RECORD: Step = Step::new(
    "authentication.backup-record",
    "7.2.19",
    Duty::Contains("7.2.19."),
    "Backup eligibility and state are compared with the record",
    "",
);

/// §7.2.19.1
pub static AUTH_19_1_ELIGIBLE: Step = Step::new(
    "authentication.backup-eligible",
    "7.2.19.1",
    Duty::Library,
    "A credential that was eligible for backup still is",
    "The record says eligible, the authenticator no longer does. A policy can report this in place of \
     refusing.",
);

/// §7.2.19.2
pub static AUTH_19_2_NOT_ELIGIBLE: Step = Step::new(
    "authentication.backup-not-eligible",
    "7.2.19.2",
    Duty::Library,
    "A credential that was not eligible for backup still is not",
    "Some providers upgrade credentials, and imported records may be wrong. A policy can allow the upgrade, \
     and a record may not know the flag.",
);

/// §7.2.19.3
pub static AUTH_19_3_POLICY: Step = Step::new(
    "authentication.backup-policy",
    "7.2.19.3",
    Duty::Library,
    "Backup eligibility and state are what the policy wants",
    "The policy decides on synced and device-bound credentials; this one is of the other kind.",
);

/// §7.2.20
pub static AUTH_20_HASH: Step = Step::new(
    "authentication.client-data-hash",
    "7.2.20",
    Duty::Output,
    "The hash is taken over the client data as it arrived",
    "",
);

/// §7.2.21
pub static AUTH_21_SIGNATURE: Step = Step::new(
    "authentication.signature",
    "7.2.21",
    Duty::Library,
    "The signature verifies under the public key of the record",
    "The response was changed on its way, or the record holds another key.",
);

/// §7.2.22
pub static AUTH_22_COUNTER: Step = Step::new(
    "authentication.sign-count",
    "7.2.22",
    Duty::Contains("7.2.22."),
    "The signature counter is compared with the record",
    "",
);

/// §7.2.22.a
pub static AUTH_22A_GREATER: Step = Step::new(
    "authentication.sign-count.greater",
    "7.2.22.a",
    Duty::Output,
    "A counter that is greater, or zero on both sides, is fine",
    "",
);

/// §7.2.22.b
pub static AUTH_22B_NOT_GREATER: Step = Step::new(
    "authentication.sign-count.not-greater",
    "7.2.22.b",
    Duty::Library,
    "A counter that is not greater hints at a clone, and the policy decides",
    "Two authenticators may share the key, or two sign-ins crossed. A policy can report this in place of \
     refusing.",
);

/// §7.2.23
pub static AUTH_23_EXTENSIONS: Step = Step::new(
    "authentication.extensions",
    "7.2.23",
    Duty::Output,
    "Extension outputs that nobody asked for, and missing ones, are noted and no more",
    "",
);

/// §7.2.24
pub static AUTH_24_UPDATE: Step = Step::new(
    "authentication.update",
    "7.2.24",
    Duty::Output,
    "The changes of the record are made of what was verified",
    "",
);

/// §7.2.24.1
pub static AUTH_24_1_COUNTER: Step = Step::new(
    "authentication.update.sign-count",
    "7.2.24.1",
    Duty::Output,
    "The counter becomes the one received, and never goes back",
    "",
);

/// §7.2.24.2
pub static AUTH_24_2_BACKUP: Step = Step::new(
    "authentication.update.backup-state",
    "7.2.24.2",
    Duty::Output,
    "The backup state becomes the current one",
    "",
);

/// §7.2.24.3
pub static AUTH_24_3_UV: Step = Step::new(
    "authentication.update.user-verification",
    "7.2.24.3",
    Duty::Caller,
    "uvInitialized becomes true only with another factor to authorise it",
    "",
);

/// §7.2.24.r1
pub static AUTH_24_R1_LATER: Step = Step::new(
    "authentication.update.later",
    "7.2.24.r1",
    Duty::Caller,
    "The application stores the changes after its own checks have succeeded",
    "",
);

/// §7.2.25
pub static AUTH_25_DONE: Step = Step::new(
    "authentication.done",
    "7.2.25",
    Duty::Output,
    "Only an authentication whose every step held yields a result",
    "",
);

/// `c.state`, ours: Level 3 names no step for it.
pub static STATE: Step = Step::new(
    "ceremony.state",
    "c.state",
    Duty::Before,
    "The stored ceremony is whole, of a known version and of this kind",
    "The stored bytes were damaged, cut, made by another version, or belong to another kind of ceremony.",
);

/// `c.relying-party`, ours: Level 3 names no step for it.
pub static RELYING_PARTY: Step = Step::new(
    "ceremony.relying-party",
    "c.relying-party",
    Duty::Library,
    "The ceremony began at this relying party",
    "Two relying parties share a store; look the ceremony up for the one that it began at.",
);

/// `c.expired`, ours: Level 3 names no step for it.
pub static EXPIRED: Step = Step::new(
    "ceremony.expired",
    "c.expired",
    Duty::Library,
    "The ceremony has not expired",
    "The user took longer than the timeout, or clocks differ by more than a minute.",
);

/// `c.session`, ours: Level 3 names no step for it.
pub static SESSION: Step = Step::new(
    "ceremony.session",
    "c.session",
    Duty::Library,
    "The ceremony began in the same session",
    "The answer came from another browser, or the session changed in between.",
);

/// `c.purpose`, ours: Level 3 names no step for it.
pub static PURPOSE: Step = Step::new(
    "ceremony.purpose",
    "c.purpose",
    Duty::Library,
    "The ceremony began for this purpose",
    "The answer was given for something else, such as sign-in in place of a confirmation.",
);

/// `c.response`, ours: Level 3 begins where a browser has parsed the message.
pub static RESPONSE: Step = Step::new(
    "ceremony.response",
    "c.response",
    Duty::Before,
    "The response is the JSON of a credential, with base64url inside, and within bounds",
    "Send the JSON of PublicKeyCredential.toJSON() as it is.",
);

/// `c.response-id`, ours: Level 3 names no step for it.
pub static RESPONSE_ID: Step = Step::new(
    "ceremony.response-id",
    "c.response-id",
    Duty::Library,
    "id, rawId and the attested credential id are the same",
    "The page or something between it and the server changed the id.",
);

/// The steps of a registration, in order; those of its attestation statement format come before `7.1.22`.
pub static REGISTRATION: &[&Step] = &[
    &REG_1_OPTIONS,
    &REG_2_CREATE,
    &STATE,
    &RESPONSE,
    &RELYING_PARTY,
    &EXPIRED,
    &SESSION,
    &PURPOSE,
    &REG_3_RESPONSE,
    &REG_4_EXTENSIONS,
    &REG_5_TEXT,
    &REG_6_JSON,
    &REG_7_TYPE,
    &REG_8_CHALLENGE,
    &REG_9_ORIGIN,
    &REG_10_CROSS_ORIGIN,
    &REG_11_TOP_ORIGIN,
    &REG_11_1_EMBEDDED,
    &REG_11_2_ACCEPTED,
    &REG_12_HASH,
    &REG_13_OBJECT,
    &RESPONSE_ID,
    &REG_14_RP_ID,
    &REG_15_PRESENCE,
    &REG_16_VERIFICATION,
    &REG_17_BACKUP,
    &REG_18_ELIGIBILITY,
    &REG_19_STATE,
    &REG_20_ALGORITHM,
    &REG_21_FORMAT,
    &REG_22_STATEMENT,
    &REG_23_ANCHORS,
    &attestation::TRUST_NONE,
    &attestation::TRUST_SELF,
    &attestation::TRUST_PATH,
    &REG_24_TRUST,
    &REG_25_ID_LENGTH,
    &REG_26_NEW,
    &REG_27_RECORD,
    &REG_28_EXTENSIONS,
    &REG_29_DONE,
    &REG_29_R1_REVOCATION,
    &REG_29_R2_CHAIN,
];

/// The steps of an authentication, in order.
pub static AUTHENTICATION: &[&Step] = &[
    &AUTH_1_OPTIONS,
    &AUTH_2_GET,
    &STATE,
    &RESPONSE,
    &RELYING_PARTY,
    &EXPIRED,
    &SESSION,
    &PURPOSE,
    &AUTH_3_RESPONSE,
    &AUTH_4_EXTENSIONS,
    &RESPONSE_ID,
    &AUTH_5_ALLOWED,
    &AUTH_6A1_ACCOUNT,
    &AUTH_6A2_HANDLE,
    &AUTH_6A_IDENTIFIED,
    &AUTH_6B1_HANDLE,
    &AUTH_6B2_ACCOUNT,
    &AUTH_6B_DISCOVERED,
    &AUTH_6_USER,
    &AUTH_7_PARTS,
    &AUTH_8_TEXT,
    &AUTH_9_JSON,
    &AUTH_10_TYPE,
    &AUTH_11_CHALLENGE,
    &AUTH_12_ORIGIN,
    &AUTH_13_CROSS_ORIGIN,
    &AUTH_14_TOP_ORIGIN,
    &AUTH_14_1_EMBEDDED,
    &AUTH_14_2_ACCEPTED,
    &AUTH_15_RP_ID,
    &AUTH_16_PRESENCE,
    &AUTH_17_VERIFICATION,
    &AUTH_18_BACKUP,
    &AUTH_19_1_ELIGIBLE,
    &AUTH_19_2_NOT_ELIGIBLE,
    &AUTH_19_3_POLICY,
    &AUTH_19_RECORD,
    &AUTH_20_HASH,
    &AUTH_21_SIGNATURE,
    &AUTH_22A_GREATER,
    &AUTH_22B_NOT_GREATER,
    &AUTH_22_COUNTER,
    &AUTH_23_EXTENSIONS,
    &AUTH_24_1_COUNTER,
    &AUTH_24_2_BACKUP,
    &AUTH_24_3_UV,
    &AUTH_24_R1_LATER,
    &AUTH_24_UPDATE,
    &AUTH_25_DONE,
];

/// Rules of form: they are checked inside a parse, and stand behind the slash in `7.1.13/6.1.f`.
pub static RULES: &[Step] = &[
    Step::new("cbor.canonical", "2.4.r1", Duty::Library, "CBOR is in CTAP2 canonical form", ""),
    Step::new("cbor.unique-keys", "2.4.r2", Duty::Library, "No map has a key twice", ""),
    Step::new("cose.es256", "5.8.5.1", Duty::Library, "ES256 is on P-256, with an uncompressed point", ""),
    Step::new("cose.esp256", "5.8.5.2", Duty::Library, "ESP256 has an uncompressed point", ""),
    Step::new("cose.es384", "5.8.5.3", Duty::Library, "ES384 is on P-384, with an uncompressed point", ""),
    Step::new("cose.esp384", "5.8.5.4", Duty::Library, "ESP384 has an uncompressed point", ""),
    Step::new("cose.es512", "5.8.5.5", Duty::Library, "ES512 is on P-521, with an uncompressed point", ""),
    Step::new("cose.esp512", "5.8.5.6", Duty::Library, "ESP512 has an uncompressed point", ""),
    Step::new("cose.eddsa", "5.8.5.7", Duty::Library, "EdDSA is on Ed25519", ""),
    Step::new("cose.point", "5.8.5.r1", Duty::Library, "The point of a key is on its curve", ""),
    Step::new(
        "authenticator-data.length",
        "6.1.r1",
        Duty::Library,
        "Authenticator data has at least 37 bytes",
        "",
    ),
    Step::new(
        "authenticator-data.counter",
        "6.1.r2",
        Duty::Output,
        "The counter is an unsigned 32-bit big-endian number",
        "",
    ),
    Step::new(
        "authenticator-data.extensions",
        "6.1.r3",
        Duty::Library,
        "Extension data is one CBOR map with text keys",
        "",
    ),
    Step::new(
        "authenticator-data.complete",
        "6.1.r4",
        Duty::Library,
        "Flags and inner lengths account for every byte",
        "",
    ),
    Step::new(
        "authenticator-data.rp-id-hash",
        "6.1.a",
        Duty::SameAs("7.1.14"),
        "The RP ID hash is SHA-256 over the RP ID",
        "",
    ),
    Step::new("authenticator-data.reserved-bits", "6.1.b", Duty::Output, "Reserved bits have no meaning", ""),
    Step::new(
        "authenticator-data.backup-eligibility",
        "6.1.c",
        Duty::SameAs("7.2.19.1"),
        "Backup eligibility stays as it was at registration",
        "",
    ),
    Step::new(
        "authenticator-data.backup-state",
        "6.1.d",
        Duty::SameAs("7.1.17"),
        "Backup state goes along with backup eligibility",
        "",
    ),
    Step::new(
        "authenticator-data.attested",
        "6.1.e",
        Duty::Library,
        "A registration carries attested credential data",
        "",
    ),
    Step::new(
        "authenticator-data.extension-flag",
        "6.1.f",
        Duty::Library,
        "ED is set exactly when extension data follows",
        "",
    ),
    Step::new(
        "authenticator-data.sign-count",
        "6.1.1.r1",
        Duty::SameAs("7.2.24.1"),
        "The latest counter is kept to compare the next with",
        "",
    ),
    Step::new(
        "authenticator-data.u2f",
        "6.1.2.r1",
        Duty::Output,
        "Signatures of U2F authenticators verify like all others",
        "",
    ),
    Step::new(
        "authenticator-data.backup-flags",
        "6.1.3.r1",
        Duty::SameAs("7.1.17"),
        "Backup state without eligibility is no valid state",
        "",
    ),
    Step::new(
        "authenticator-data.backup-kept",
        "6.1.3.r2",
        Duty::SameAs("7.2.24.2"),
        "The latest backup flags are kept",
        "",
    ),
    Step::new(
        "attested-credential-data.aaguid",
        "6.5.1.r1",
        Duty::Library,
        "The AAGUID of 16 bytes comes first",
        "",
    ),
    Step::new(
        "attested-credential-data.id-length",
        "6.5.1.r2",
        Duty::Library,
        "The length of the credential id is 16 bits big-endian, and not zero",
        "",
    ),
    Step::new(
        "attested-credential-data.id",
        "6.5.1.r3",
        Duty::Library,
        "There are as many bytes of credential id as announced",
        "",
    ),
    Step::new(
        "attested-credential-data.key",
        "6.5.1.r4",
        Duty::Library,
        "The key is a COSE_Key in canonical CBOR",
        "",
    ),
    Step::new("cose.algorithm", "6.5.1.r5", Duty::Library, "The key has alg", ""),
    Step::new(
        "cose.no-optional-parameters",
        "6.5.1.r6",
        Duty::Library,
        "The key has no optional parameter besides alg",
        "",
    ),
    Step::new("cose.algorithm-integer", "6.5.1.r7", Duty::Library, "alg is an integer", ""),
    Step::new(
        "cose.parameters",
        "6.5.1.r8",
        Duty::Library,
        "The key has all parameters of its type, in the proper form",
        "",
    ),
    Step::new(
        "signature.ecdsa",
        "6.5.5.a",
        Duty::SameAs("7.2.21"),
        "ECDSA signatures are DER sequences of two integers",
        "",
    ),
    Step::new(
        "signature.rs256",
        "6.5.5.b",
        Duty::SameAs("7.2.21"),
        "RS256 is PKCS#1 v1.5 with SHA-256, bare",
        "",
    ),
    Step::new("signature.ps256", "6.5.5.c", Duty::SameAs("7.2.21"), "PS256 is PSS with SHA-256, bare", ""),
    Step::new(
        "attestation-object.members",
        "6.5.4.r1",
        Duty::Library,
        "An attestation object has fmt, attStmt and authData, of the proper types",
        "",
    ),
    Step::new(
        "attestation.format.case",
        "8.1.r1",
        Duty::SameAs("7.1.21"),
        "Format identifiers match case-sensitively",
        "",
    ),
    Step::new(
        "attestation.format.identifier",
        "8.1.r2",
        Duty::Library,
        "Format identifiers are at most 32 octets of visible ASCII",
        "",
    ),
    Step::new(
        "extension.identifier",
        "9.1.r2",
        Duty::Library,
        "Extension identifiers are at most 32 octets of visible ASCII",
        "",
    ),
];

/// The rule of form with this id.
#[must_use]
pub fn rule(id: &str) -> Option<&'static Step> {
    RULES.iter().find(|rule| rule.id() == id)
}
