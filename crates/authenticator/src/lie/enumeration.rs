//! The list of lies: each with its name, and what is wrong in one sentence.

/// The enumeration, with the name and the description of each lie beside it.
macro_rules! lies {
    ($($variant:ident $name:literal $description:literal,)*) => {
        /// One thing that is wrong with a ceremony, while everything else is right.
        ///
        /// [`Client::lying`](crate::Client::lying) tells it to a page;
        /// [`RegistrationBuilder::lying`](crate::RegistrationBuilder::lying) and
        /// [`AuthenticationBuilder::lying`](crate::AuthenticationBuilder::lying) in a ceremony that is built by hand.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum Lie {
            $(#[doc = $description] $variant,)*
        }

        impl Lie {
            /// Every lie.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name in kebab case, for files and reports.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// What is wrong, in one sentence.
            #[must_use]
            pub const fn description(self) -> &'static str {
                match self {
                    $(Self::$variant => $description,)*
                }
            }
        }
    };
}

lies! {
    IdIsNotRawId "id-is-not-raw-id"
        "`id` is that of another credential than `rawId`.",
    RawIdIsNotId "raw-id-is-not-id"
        "`rawId` is that of another credential than `id`.",
    IdIsNotAttested "id-is-not-attested"
        "`id` and `rawId` are those of another credential than the attested one.",
    CredentialType "credential-type"
        "The type of the credential is not `public-key`.",
    ClientDataMissing "client-data-missing"
        "There is no client data.",
    ClientDataNotBase64url "client-data-not-base64url"
        "The client data is base64url with padding.",
    AttestationObjectMissing "attestation-object-missing"
        "There is no attestation object.",
    AttestationObjectEmpty "attestation-object-empty"
        "The attestation object has no bytes.",
    AuthenticatorDataMissing "authenticator-data-missing"
        "There is no authenticator data.",
    AssertionSignatureMissing "assertion-signature-missing"
        "There is no signature.",
    ExtensionResultsNoObject "extension-results-no-object"
        "The client extension results are a list.",
    ClientDataNotUtf8 "client-data-not-utf8"
        "The client data has a byte that no text in UTF-8 has.",
    ClientDataCut "client-data-cut"
        "The client data ends too early.",
    ClientDataInArray "client-data-in-array"
        "The client data is an array with the object in it.",
    ClientDataTrailing "client-data-trailing"
        "A second object follows the client data.",
    ClientDataMemberTwice "client-data-member-twice"
        "`origin` stands in the client data twice.",
    TypeOfTheOtherCeremony "type-of-the-other-ceremony"
        "The client data is of the other ceremony.",
    TypeInAnotherCase "type-in-another-case"
        "`type` has another case.",
    TypeOfU2f "type-of-u2f"
        "`type` is that of a U2F ceremony.",
    TypeMissing "type-missing"
        "There is no `type`.",
    TypeInArray "type-in-array"
        "`type` is an array with the right text in it.",
    ChallengeOther "challenge-other"
        "The challenge is another one.",
    ChallengeMissing "challenge-missing"
        "There is no challenge.",
    ChallengeNull "challenge-null"
        "The challenge is null.",
    ChallengeEmpty "challenge-empty"
        "The challenge is empty.",
    ChallengePadded "challenge-padded"
        "The challenge has padding.",
    ChallengeSpaced "challenge-spaced"
        "White space follows the challenge.",
    ChallengeCut "challenge-cut"
        "The challenge is a prefix of the right one.",
    ChallengeLonger "challenge-longer"
        "The right challenge goes on.",
    OriginOther "origin-other"
        "The origin is that of another site.",
    OriginSubdomain "origin-subdomain"
        "The origin is a subdomain.",
    OriginLonger "origin-longer"
        "The origin goes on to another domain.",
    OriginEndsAlike "origin-ends-alike"
        "The origin is a longer name with the right one at its end.",
    OriginHttp "origin-http"
        "The origin is not secure.",
    OriginPort "origin-port"
        "The origin has another port.",
    OriginDefaultPort "origin-default-port"
        "The origin has the default port written out.",
    OriginInUpperCase "origin-in-upper-case"
        "The origin is in upper case.",
    OriginTrailingDot "origin-trailing-dot"
        "A dot follows the origin.",
    OriginTrailingSlash "origin-trailing-slash"
        "A slash follows the origin.",
    OriginUserInformation "origin-user-information"
        "The origin has the right name in place of user information.",
    OriginOpaque "origin-opaque"
        "The origin is the opaque one.",
    OriginNull "origin-null"
        "The origin is null.",
    OriginMissing "origin-missing"
        "There is no origin.",
    OriginOfAndroidApplication "origin-of-android-application"
        "The origin is that of an Android application.",
    CrossOrigin "cross-origin"
        "The ceremony took place in a foreign frame.",
    CrossOriginText "cross-origin-text"
        "`crossOrigin` is text.",
    TopOrigin "top-origin"
        "`topOrigin` is there, and no foreign frame.",
    TopOriginNumber "top-origin-number"
        "`topOrigin` is a number.",
    RpIdOther "rp-id-other"
        "The RP ID hash is that of another RP ID.",
    RpIdHashOfZeros "rp-id-hash-of-zeros"
        "The RP ID hash is of zeros.",
    UserAbsent "user-absent"
        "Nobody was present.",
    UserUnverified "user-unverified"
        "The user was not verified.",
    BackedUpNotEligible "backed-up-not-eligible"
        "The credential is backed up, and not eligible for that.",
    AuthenticatorDataShort "authenticator-data-short"
        "The authenticator data ends within its fixed part.",
    AuthenticatorDataTrailing "authenticator-data-trailing"
        "A byte follows the authenticator data.",
    ExtensionFlagAlone "extension-flag-alone"
        "The flag ED is set, and nothing follows.",
    ExtensionsWithoutFlag "extensions-without-flag"
        "Extension outputs follow, and the flag ED is clear.",
    ExtensionsNoMap "extensions-no-map"
        "The extension outputs are an array.",
    ExtensionIdentifierNumber "extension-identifier-number"
        "The identifier of an extension is a number.",
    ExtensionIdentifierLong "extension-identifier-long"
        "The identifier of an extension has 33 characters.",
    ExtensionsUnsorted "extensions-unsorted"
        "The extension outputs are out of order.",
    ExtensionTwice "extension-twice"
        "An extension output stands there twice.",
    AttestedDataMissing "attested-data-missing"
        "There is no attested credential data.",
    AttestedFlagClear "attested-flag-clear"
        "There is attested credential data, and the flag AT is clear.",
    AttestedFlagAlone "attested-flag-alone"
        "The flag AT is set, and nothing follows.",
    CredentialIdEmpty "credential-id-empty"
        "The credential id has no bytes.",
    CredentialIdLong "credential-id-long"
        "The credential id has 1,024 bytes.",
    CredentialIdBeyond "credential-id-beyond"
        "The credential id is longer than the data.",
    BackupEligibilityGained "backup-eligibility-gained"
        "The credential is eligible for backup, and was not when it was registered.",
    CounterStill "counter-still"
        "The signature counter stands still.",
    CounterBack "counter-back"
        "The signature counter went back.",
    CounterZero "counter-zero"
        "The signature counter began anew.",
    AlgorithmNotOffered "algorithm-not-offered"
        "The credential key is of an algorithm that was not offered.",
    AlgorithmUnknown "algorithm-unknown"
        "The algorithm of the credential key is one that nobody knows.",
    KeyWithoutType "key-without-type"
        "The credential key has no type.",
    KeyTypeSymmetric "key-type-symmetric"
        "The credential key is symmetric.",
    KeyWithoutAlgorithm "key-without-algorithm"
        "The credential key has no algorithm.",
    KeyAlgorithmText "key-algorithm-text"
        "The algorithm of the credential key is text.",
    KeyWithKeyId "key-with-key-id"
        "The credential key has a key id.",
    KeyWithPrivatePart "key-with-private-part"
        "The credential key has a member that belongs to private keys.",
    KeyWithoutParameter "key-without-parameter"
        "The credential key lacks its curve, modulus or public bytes.",
    KeyParameterNumber "key-parameter-number"
        "A member of the credential key that has to be bytes is a number.",
    KeyCompressed "key-compressed"
        "The point of the credential key is compressed.",
    KeyOffCurve "key-off-curve"
        "The point of the credential key is on no curve.",
    KeyOnAnotherCurve "key-on-another-curve"
        "The credential key names another curve than that of its algorithm.",
    KeyCoordinateShort "key-coordinate-short"
        "The first coordinate of the credential key lacks a byte.",
    KeyAlgorithmLong "key-algorithm-long"
        "The label of the algorithm is written longer than needed.",
    KeyUnsorted "key-unsorted"
        "The members of the credential key are out of order.",
    KeyMemberTwice "key-member-twice"
        "The algorithm stands in the credential key twice.",
    KeyNoMap "key-no-map"
        "An array stands in the place of the credential key.",
    ObjectTrailing "object-trailing"
        "A byte follows the attestation object.",
    ObjectCut "object-cut"
        "The attestation object ends too early.",
    ObjectIndefinite "object-indefinite"
        "The attestation object is of indefinite length.",
    ObjectTagged "object-tagged"
        "The attestation object has a tag.",
    ObjectLongCount "object-long-count"
        "The count of the members is written longer than needed.",
    ObjectMemberTwice "object-member-twice"
        "`fmt` stands in the attestation object twice.",
    ObjectDeep "object-deep"
        "The attestation object is nested too deeply.",
    ObjectFloat "object-float"
        "The attestation object has a floating-point number in it.",
    ObjectNotUtf8 "object-not-utf8"
        "A text of the attestation object is not UTF-8.",
    ObjectNoMap "object-no-map"
        "The attestation object is an array.",
    ObjectWithoutFormat "object-without-format"
        "There is no `fmt`.",
    ObjectWithoutStatement "object-without-statement"
        "There is no `attStmt`.",
    ObjectWithoutData "object-without-data"
        "There is no `authData`.",
    ObjectFurtherMember "object-further-member"
        "The attestation object has a fourth member.",
    ObjectFormatNumber "object-format-number"
        "`fmt` is a number.",
    ObjectStatementNull "object-statement-null"
        "`attStmt` is null.",
    ObjectDataText "object-data-text"
        "`authData` is text.",
    FormatUnknown "format-unknown"
        "The format is one that nobody knows.",
    FormatInUpperCase "format-in-upper-case"
        "The format is in upper case.",
    FormatSpaced "format-spaced"
        "A space follows the format.",
    FormatEmpty "format-empty"
        "The format is empty.",
    FormatLong "format-long"
        "The format has 33 characters.",
    FormatNone "format-none"
        "The format is `none`, and the statement another's.",
    FurtherMember "further-member"
        "The statement has a member that its format does not have.",
    StatementNoMap "statement-no-map"
        "The statement is an empty array.",
    StatementSignatureMissing "statement-signature-missing"
        "The statement has no signature.",
    StatementSignatureText "statement-signature-text"
        "The signature of the statement is text.",
    StatementAlgorithmMissing "statement-algorithm-missing"
        "The statement has no algorithm.",
    StatementAlgorithmText "statement-algorithm-text"
        "The algorithm of the statement is text.",
    StatementAlgorithmUnknown "statement-algorithm-unknown"
        "The algorithm of the statement is one that nobody knows.",
    StatementAlgorithmOfAnotherKey "statement-algorithm-of-another-key"
        "The algorithm of the statement is one of another kind of key.",
    CertificatesMissing "certificates-missing"
        "The statement has no certificates.",
    CertificatesEmpty "certificates-empty"
        "The list of certificates is empty.",
    CertificatesNull "certificates-null"
        "The list of certificates is null.",
    CertificatesNoList "certificates-no-list"
        "A certificate stands in the place of the list.",
    CertificatesMany "certificates-many"
        "There are nine certificates, more than Countersign reads.",
    CertificateNoCertificate "certificate-no-certificate"
        "The certificate is none.",
    StatementMemberTwice "statement-member-twice"
        "A member stands in the statement twice.",
    SignatureByAnother "signature-by-another"
        "Another key signed.",
    SignatureBitFlipped "signature-bit-flipped"
        "A bit of the signature is flipped.",
    SignatureEmpty "signature-empty"
        "The signature has no bytes.",
    SignatureCut "signature-cut"
        "The signature ends too early.",
    SignatureTrailing "signature-trailing"
        "A byte follows the signature.",
    SignatureOverOtherClientData "signature-over-other-client-data"
        "The signature is over other client data.",
    SignatureOverOtherData "signature-over-other-data"
        "The signature is over other authenticator data.",
    SignatureByAnotherScheme "signature-by-another-scheme"
        "The signature is by another hash function or another padding.",
    SignatureOfBareNumbers "signature-of-bare-numbers"
        "The signature is two bare numbers in place of DER.",
    SignatureOfPaddedNumbers "signature-of-padded-numbers"
        "The numbers of the signature have more zeros than DER allows.",
    SignatureInOctetString "signature-in-octet-string"
        "The signature is wrapped in an OCTET STRING.",
    CertificateCut "certificate-cut"
        "The certificate ends too early.",
    CertificateTrailing "certificate-trailing"
        "A byte follows the certificate.",
    CertificateExtensionTwice "certificate-extension-twice"
        "An extension stands in the certificate twice.",
    CertificateOfAnotherKey "certificate-of-another-key"
        "The certificate is for another key.",
    CertificateIsAuthority "certificate-is-authority"
        "The certificate is one of an authority.",
    CertificateVersion1 "certificate-version1"
        "The certificate has version 1.",
    CertificateOfAnotherModel "certificate-of-another-model"
        "The certificate names another AAGUID.",
    CertificateAaguidShort "certificate-aaguid-short"
        "The AAGUID in the certificate has 15 bytes.",
    CertificateAlgorithmsDiffer "certificate-algorithms-differ"
        "The certificate names another signature algorithm outside than inside.",
    SubjectEmpty "subject-empty"
        "The subject is empty.",
    SubjectWithoutCountry "subject-without-country"
        "The subject has no country.",
    SubjectCountryLong "subject-country-long"
        "The country of the subject has three letters.",
    SubjectWithoutOrganization "subject-without-organization"
        "The subject has no organization.",
    SubjectUnitOther "subject-unit-other"
        "The unit of the subject is not the fixed text.",
    SubjectWithoutCommonName "subject-without-common-name"
        "The subject has no common name.",
    BasicConstraintsMissing "basic-constraints-missing"
        "The certificate has no basic constraints.",
    AaguidExtensionCritical "aaguid-extension-critical"
        "The AAGUID extension is critical.",
    AaguidWrappedOnce "aaguid-wrapped-once"
        "The AAGUID is wrapped once in place of twice.",
    FirmwareVersionCritical "firmware-version-critical"
        "The firmware version is critical.",
    FirmwareVersionNegative "firmware-version-negative"
        "The firmware version is negative.",
    SerialNumberUnasked "serial-number-unasked"
        "The certificate names one device, and nobody asked for enterprise attestation.",
    TpmVersion "tpm-version"
        "The version is that of older TPMs.",
    TpmCertInfoMissing "tpm-cert-info-missing"
        "There is no `certInfo`.",
    TpmPubAreaMissing "tpm-pub-area-missing"
        "There is no `pubArea`.",
    TpmPubAreaOfAnotherKey "tpm-pub-area-of-another-key"
        "The public area is that of another key.",
    TpmPubAreaTrailing "tpm-pub-area-trailing"
        "A byte follows the public area.",
    TpmPubAreaCut "tpm-pub-area-cut"
        "The public area ends too early.",
    TpmCertInfoTrailing "tpm-cert-info-trailing"
        "A byte follows what the TPM says.",
    TpmCertInfoCut "tpm-cert-info-cut"
        "What the TPM says ends too early.",
    TpmMagic "tpm-magic"
        "What is signed does not come from within a TPM.",
    TpmQuote "tpm-quote"
        "The TPM made a quote, and certified no key.",
    TpmExtraDataOther "tpm-extra-data-other"
        "The TPM certified the key for another registration.",
    TpmExtraDataEmpty "tpm-extra-data-empty"
        "The TPM certified the key for no registration.",
    TpmNameOther "tpm-name-other"
        "The TPM certified another key.",
    TpmNameWithoutHash "tpm-name-without-hash"
        "The key has no hash function for its name.",
    TpmSubject "tpm-subject"
        "The certificate of the TPM has a subject.",
    TpmNameMissing "tpm-name-missing"
        "The certificate does not name the TPM.",
    TpmModelMissing "tpm-model-missing"
        "The name of the TPM has no model.",
    TpmManufacturerUnknown "tpm-manufacturer-unknown"
        "Nobody has registered the manufacturer of the TPM.",
    TpmPurposeMissing "tpm-purpose-missing"
        "The certificate is not for keys that certify for a TPM.",
    TpmPurposeOther "tpm-purpose-other"
        "The certificate is for endorsement keys.",
    TpmCurveUnknown "tpm-curve-unknown"
        "The public area is of a curve that nobody knows.",
    AndroidDescriptionMissing "android-description-missing"
        "The certificate does not describe its key.",
    AndroidDescriptionCut "android-description-cut"
        "The description of the key ends too early.",
    AndroidDescriptionFieldMissing "android-description-field-missing"
        "The description of the key lacks its last field.",
    AndroidDescriptionTrailing "android-description-trailing"
        "A byte follows the description of the key.",
    AndroidTagTwice "android-tag-twice"
        "A tag stands on a list twice.",
    AndroidIssuerDescribesKey "android-issuer-describes-key"
        "The certificate of the issuer describes its key, as one does that an application had attested.",
    AndroidKeyOther "android-key-other"
        "The certificate is for another key of the device, which signed.",
    AndroidChallengeOther "android-challenge-other"
        "The key was attested for another registration.",
    AndroidAllApplicationsHardware "android-all-applications-hardware"
        "The secure hardware lets all applications use the key.",
    AndroidAllApplicationsSoftware "android-all-applications-software"
        "Android lets all applications use the key.",
    AndroidOriginImported "android-origin-imported"
        "The key was imported.",
    AndroidOriginMissing "android-origin-missing"
        "The secure hardware does not say where the key was made.",
    AndroidOriginSoftware "android-origin-software"
        "Android says where the key was made, and not the secure hardware.",
    AndroidPurposeMissing "android-purpose-missing"
        "The secure hardware does not say what the key is for.",
    AndroidPurposeEncryption "android-purpose-encryption"
        "The key is for encryption.",
    AndroidPurposeFurther "android-purpose-further"
        "The key is for more than signing.",
    AndroidPurposeSoftware "android-purpose-software"
        "Android says what the key is for, and not the secure hardware.",
    SafetyNetVersionMissing "safety-net-version-missing"
        "There is no `ver`.",
    SafetyNetResponseMissing "safety-net-response-missing"
        "There is no `response`.",
    SafetyNetResponseText "safety-net-response-text"
        "`response` is text.",
    SafetyNetJwsCut "safety-net-jws-cut"
        "The JWS has two parts.",
    SafetyNetJwsFourParts "safety-net-jws-four-parts"
        "The JWS has four parts.",
    SafetyNetAlgorithmNone "safety-net-algorithm-none"
        "The JWS says that it is not signed, and is not.",
    SafetyNetAlgorithmSymmetric "safety-net-algorithm-symmetric"
        "The JWS has a code under the public key in the place of a signature.",
    SafetyNetCritical "safety-net-critical"
        "The header of the JWS has a list of what has to be understood.",
    SafetyNetNonceOther "safety-net-nonce-other"
        "The nonce is that of another registration.",
    SafetyNetNonceMissing "safety-net-nonce-missing"
        "There is no nonce.",
    SafetyNetProfileMismatch "safety-net-profile-mismatch"
        "The device matches no profile that passed the compatibility tests.",
    SafetyNetProfileMissing "safety-net-profile-missing"
        "The answer does not say whether the device matches a profile.",
    SafetyNetTimeMissing "safety-net-time-missing"
        "The answer has no time.",
    SafetyNetOld "safety-net-old"
        "The answer is a day old.",
    SafetyNetAhead "safety-net-ahead"
        "The answer is a day ahead.",
    SafetyNetHostOther "safety-net-host-other"
        "The certificate is for another host.",
    SafetyNetWithoutCertificates "safety-net-without-certificates"
        "The JWS has no certificates.",
    SafetyNetPayloadNoJson "safety-net-payload-no-json"
        "The payload of the JWS is not JSON.",
    U2fSignedAsPacked "u2f-signed-as-packed"
        "The statement signs what `packed` does.",
    U2fReservedByte "u2f-reserved-byte"
        "The reserved byte is not zero.",
    U2fCredentialIdOther "u2f-credential-id-other"
        "The statement is about another credential id.",
    U2fCertificateOnAnotherCurve "u2f-certificate-on-another-curve"
        "The key of the certificate is on P-384.",
    U2fTwoCertificates "u2f-two-certificates"
        "There are two certificates.",
    AppleNonceOther "apple-nonce-other"
        "The nonce is that of another registration.",
    AppleNonceMissing "apple-nonce-missing"
        "The certificate has no nonce.",
    AppleNonceTrailing "apple-nonce-trailing"
        "A byte follows the nonce.",
    AppleNonceBare "apple-nonce-bare"
        "The nonce stands in the extension without its wrapping.",
    CompoundOfNone "compound-of-none"
        "There is no statement in it.",
    CompoundOfOne "compound-of-one"
        "There is one statement in it.",
    CompoundOfNine "compound-of-nine"
        "There are nine statements in it, more than Countersign reads.",
    CompoundNested "compound-nested"
        "One of the statements is a compound one.",
    CompoundPartWithoutFormat "compound-part-without-format"
        "One of the statements has no format.",
    CompoundPartNoMap "compound-part-no-map"
        "One of the statements is text.",
    CompoundPartUnknown "compound-part-unknown"
        "One of the statements is of a format that nobody knows.",
    CompoundSecondBroken "compound-second-broken"
        "The second statement is signed by another key.",
    AuthorityUntrusted "authority-untrusted"
        "An authority that nobody trusts issued the certificate.",
    AuthorityUntrustedWithRoot "authority-untrusted-with-root"
        "The same, and its root was sent along.",
    CertificateExpired "certificate-expired"
        "The certificate has expired.",
    CertificateNotYetValid "certificate-not-yet-valid"
        "The certificate is not yet valid.",
    CertificateSignatureBroken "certificate-signature-broken"
        "The signature of the certificate is broken.",
    CertificateSaysSha1 "certificate-says-sha1"
        "The certificate says that it is signed with SHA-1, and is signed with SHA-256.",
    CertificateIssuerOther "certificate-issuer-other"
        "The certificate names another issuer.",
    CertificateCriticalExtension "certificate-critical-extension"
        "The certificate has a critical extension that nobody knows.",
    IntermediateMissing "intermediate-missing"
        "The certificate of the intermediate was not sent.",
    IntermediateExpired "intermediate-expired"
        "The certificate of the intermediate has expired.",
    IntermediateNoAuthority "intermediate-no-authority"
        "The intermediate is no authority.",
    IntermediateMaySignNoCertificates "intermediate-may-sign-no-certificates"
        "The intermediate may sign no certificates.",
    IntermediateVersion1 "intermediate-version1"
        "The intermediate has version 1.",
    IntermediateSignatureBroken "intermediate-signature-broken"
        "The signature of the intermediate is broken.",
    IntermediateNamesForbidden "intermediate-names-forbidden"
        "The intermediate may certify the names below another organization alone.",
    IntermediateNotYetValid "intermediate-not-yet-valid"
        "The certificate of the intermediate is not yet valid.",
    CredentialNotListed "credential-not-listed"
        "The credential is none of those that were listed.",
    UserHandleOther "user-handle-other"
        "The user handle is that of somebody else.",
}
