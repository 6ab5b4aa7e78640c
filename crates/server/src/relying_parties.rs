//! The relying parties that a server is, from a TOML file: the RP ID, the origins that are accepted and the documents that say
//! so all come from the same lines.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use countersign::well_known::{
    AndroidApp, AppleApp, MAX_RELATED_LABELS, PasskeyEndpoints, app_site_association, asset_links,
    related_origins,
};
use countersign::{
    Algorithm, AttestationConveyance, ConfigurationError, CrossOrigin, Origin, RelyingParty, ResidentKey,
    UserVerification, WebOrigin,
};
use serde::Deserialize;

use crate::cryptography::CRYPTO;
use crate::documents::Documents;
use crate::extensions::Extensions;
use crate::metadata::{Demand, DemandError, MetadataLines, Settings, StatusLines, TrustedAttestation};

mod error;

pub use error::RelyingPartiesError;

/// Relying parties in one file: a few brands, not a hosting service.
const MAX_RELYING_PARTIES: usize = 64;

/// The port that an origin of the scheme `http` does not name.
const HTTP_PORT: u16 = 80;

/// One relying party as it stands in the file.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(crate) struct Lines {
    id: String,
    name: String,
    origins: Vec<String>,
    #[serde(default)]
    related_origins: Vec<String>,
    #[serde(default)]
    android_apps: Vec<AndroidLines>,
    /// Team and bundle identifiers.
    #[serde(default)]
    apple_apps: Vec<String>,
    /// Pages that may hold this server's page in a frame.
    #[serde(default)]
    top_origins: Vec<String>,
    #[serde(default)]
    attestation: Attestation,
    #[serde(default)]
    trusted_attestation: TrustedAttestation,
    /// By the names that metadata has for them.
    denied_statuses: Option<Vec<String>>,
    accepted_statuses: Option<Vec<String>>,
    minimum_certification: Option<String>,
    #[serde(default)]
    user_verification: Verification,
    #[serde(default)]
    resident_key: Residence,
    #[serde(default)]
    algorithms: Vec<String>,
    #[serde(default)]
    extensions: Vec<Extension>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct AndroidLines {
    package: String,
    /// SHA-256 fingerprints, as tools write them: `00:11:…`.
    certificates: Vec<String>,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Attestation {
    #[default]
    None,
    Indirect,
    Direct,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Verification {
    #[default]
    Required,
    Preferred,
    Discouraged,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Residence {
    #[default]
    Required,
    Preferred,
    Discouraged,
}

/// An extension for what only the page uses: no output of it comes to the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Extension {
    /// A secret of the passkey for the page.
    Prf,
    /// Bytes beside the passkey, which the page reads.
    LargeBlob,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct File {
    relying_party: Vec<Lines>,
    metadata: Option<MetadataLines>,
}

/// One relying party, ready for ceremonies.
#[derive(Debug)]
pub(crate) struct Party {
    relying_party: RelyingParty,
    /// Whether every origin is HTTPS, so that cookies can demand it.
    is_secure: bool,
    attestation: AttestationConveyance,
    demand: Demand,
    user_verification: UserVerification,
    resident_key: ResidentKey,
    algorithms: Vec<Algorithm>,
    extensions: Extensions,
    documents: Documents,
    warnings: Vec<String>,
}

impl Party {
    fn new(lines: &Lines) -> Result<Self, RelyingPartiesError> {
        if lines.origins.is_empty() {
            return Err(RelyingPartiesError::NoWebOrigin(lines.id.clone()));
        }
        let is_https = |origin: &String| origin.starts_with("https://");
        let is_secure = lines.origins.iter().all(is_https);
        if !is_secure && lines.origins.iter().any(is_https) {
            return Err(RelyingPartiesError::MixedSchemes(lines.id.clone()));
        }
        let wrong = |cause| RelyingPartiesError::Configuration { id: lines.id.clone(), cause };
        let android_apps = lines.android_apps().map_err(wrong)?;
        let relying_party = lines.relying_party(&android_apps).map_err(wrong)?;
        let (documents, warnings) = lines.documents(&relying_party, &android_apps).map_err(wrong)?;
        let algorithm = |name: &String| {
            Algorithm::ALL
                .iter()
                .copied()
                .find(|algorithm| algorithm.name().eq_ignore_ascii_case(name))
                .ok_or_else(|| RelyingPartiesError::Algorithm { id: lines.id.clone(), name: name.clone() })
        };
        Ok(Self {
            is_secure,
            attestation: lines.attestation.conveyance(),
            demand: lines.demand()?,
            user_verification: match lines.user_verification {
                Verification::Required => UserVerification::Required,
                Verification::Preferred => UserVerification::Preferred,
                Verification::Discouraged => UserVerification::Discouraged,
            },
            resident_key: match lines.resident_key {
                Residence::Required => ResidentKey::Required,
                Residence::Preferred => ResidentKey::Preferred,
                Residence::Discouraged => ResidentKey::Discouraged,
            },
            algorithms: lines.algorithms.iter().map(algorithm).collect::<Result<_, _>>()?,
            extensions: Extensions::new(&lines.extensions, &lines.id).map_err(wrong)?,
            relying_party,
            documents,
            warnings,
        })
    }

    pub(crate) const fn documents(&self) -> &Documents {
        &self.documents
    }

    pub(crate) const fn relying_party(&self) -> &RelyingParty {
        &self.relying_party
    }

    pub(crate) fn id(&self) -> &str {
        self.relying_party.id().as_str()
    }

    pub(crate) const fn is_secure(&self) -> bool {
        self.is_secure
    }

    pub(crate) const fn attestation(&self) -> AttestationConveyance {
        self.attestation
    }

    /// What is demanded of attestation.
    pub(crate) const fn demand(&self) -> &Demand {
        &self.demand
    }

    pub(crate) const fn user_verification(&self) -> UserVerification {
        self.user_verification
    }

    pub(crate) const fn resident_key(&self) -> ResidentKey {
        self.resident_key
    }

    /// The algorithms that are offered; empty for the library's choice.
    pub(crate) fn algorithms(&self) -> &[Algorithm] {
        &self.algorithms
    }

    /// The extensions that are asked for.
    pub(crate) const fn extensions(&self) -> &Extensions {
        &self.extensions
    }

    /// Whether a page of this origin may call: exactly one of the web origins that ceremonies accept.
    pub(crate) fn accepts(&self, origin: &str) -> bool {
        self.relying_party
            .origins()
            .iter()
            .any(|accepted| matches!(accepted, Origin::Web(web) if web.as_str() == origin))
    }

    /// The hosts, with ports where they are not the scheme's, under which the page is served.
    fn authorities(&self) -> impl Iterator<Item = &str> {
        self.relying_party
            .origins()
            .iter()
            .filter_map(|origin| if let Origin::Web(web) = origin { authority(web) } else { None })
    }
}

/// What stands in the header `Host` of a request to an origin.
fn authority(origin: &WebOrigin) -> Option<&str> {
    origin.as_str().split_once("://").map(|(_, authority)| authority)
}

impl Attestation {
    const fn conveyance(self) -> AttestationConveyance {
        match self {
            Self::None => AttestationConveyance::None,
            Self::Indirect => AttestationConveyance::Indirect,
            Self::Direct => AttestationConveyance::Direct,
        }
    }
}

impl Lines {
    fn demand(&self) -> Result<Demand, RelyingPartiesError> {
        let statuses = StatusLines {
            denied: self.denied_statuses.as_deref(),
            accepted: self.accepted_statuses.as_deref(),
            minimum: self.minimum_certification.as_deref(),
        };
        Demand::new(self.trusted_attestation, self.attestation.conveyance(), &statuses)
            .map_err(|cause| RelyingPartiesError::Demand { id: self.id.clone(), cause })
    }

    fn android_apps(&self) -> Result<Vec<AndroidApp>, ConfigurationError> {
        let app = |lines: &AndroidLines| {
            let certificates = lines.certificates.iter().map(|text| AndroidApp::fingerprint(text));
            AndroidApp::new(&lines.package, &certificates.collect::<Result<Vec<_>, _>>()?)
        };
        self.android_apps.iter().map(app).collect()
    }

    fn relying_party(&self, android_apps: &[AndroidApp]) -> Result<RelyingParty, ConfigurationError> {
        let mut builder = RelyingParty::builder(&self.id, &self.name)?;
        for origin in &self.origins {
            builder = builder.origin(origin)?;
        }
        for origin in &self.related_origins {
            builder = builder.related_origin(origin)?;
        }
        for app in android_apps {
            builder = builder.android_app(app)?;
        }
        for origin in &self.top_origins {
            builder = builder.top_origin(origin)?.cross_origin(CrossOrigin::Allowed);
        }
        builder.build(CRYPTO)
    }

    /// The documents, and what an operator should know about them.
    fn documents(
        &self,
        relying_party: &RelyingParty,
        android_apps: &[AndroidApp],
    ) -> Result<(Documents, Vec<String>), ConfigurationError> {
        let related = related_origins(relying_party);
        let mut warnings = Vec::new();
        if related.is_beyond_clients() {
            warnings.push(format!(
                "relying party {:?}: related origins of {} labels; browsers need to look at {MAX_RELATED_LABELS}",
                self.id,
                related.labels()
            ));
        }
        let is_served = self.origins.contains(&format!("https://{}", self.id));
        let has_documents =
            !(self.related_origins.is_empty() && self.android_apps.is_empty() && self.apple_apps.is_empty());
        if has_documents && !is_served {
            warnings.push(format!(
                "relying party {:?}: browsers and apps look for its documents at https://{}, which is not in `origins`",
                self.id, self.id
            ));
        }
        let apple_apps =
            self.apple_apps.iter().map(|text| AppleApp::new(text)).collect::<Result<Vec<_>, _>>()?;
        let page = self.origins.first().filter(|origin| origin.starts_with("https://"));
        let endpoints = page.map(|origin| {
            let page = format!("{origin}/");
            PasskeyEndpoints::new(relying_party, &page, &page)
        });
        let documents = Documents {
            related_origins: (!self.related_origins.is_empty()).then(|| related.json()),
            asset_links: if android_apps.is_empty() { None } else { Some(asset_links(android_apps)?) },
            app_site_association: if apple_apps.is_empty() {
                None
            } else {
                Some(app_site_association(&apple_apps)?)
            },
            passkey_endpoints: endpoints.transpose()?.map(|endpoints| endpoints.json()),
        };
        Ok((documents, warnings))
    }
}

/// All relying parties, found by the host that a request is for: a host that is in the configuration, or none.
#[derive(Debug)]
pub struct RelyingParties {
    by_authority: HashMap<String, Arc<Party>>,
    first_origin: String,
    metadata: Option<Settings>,
}

impl RelyingParties {
    /// Reads the text of a TOML file.
    ///
    /// # Errors
    /// [`RelyingPartiesError`].
    pub fn from_toml(text: &str) -> Result<Self, RelyingPartiesError> {
        let file: File = toml::from_str(text).map_err(RelyingPartiesError::Toml)?;
        let metadata = file.metadata.map(Settings::try_from).transpose();
        Self::new(&file.relying_party, metadata.map_err(RelyingPartiesError::Metadata)?)
    }

    /// The one for trying it out: `http://localhost` with this port.
    ///
    /// # Errors
    /// [`RelyingPartiesError`].
    pub fn localhost(port: u16) -> Result<Self, RelyingPartiesError> {
        let port = if port == HTTP_PORT { String::new() } else { format!(":{port}") };
        let text = format!(
            "[[relying-party]]\nid = \"localhost\"\nname = \"Countersign\"\norigins = [\"http://localhost{port}\"]\n"
        );
        Self::from_toml(&text)
    }

    fn new(lines: &[Lines], metadata: Option<Settings>) -> Result<Self, RelyingPartiesError> {
        if lines.is_empty() || lines.len() > MAX_RELYING_PARTIES {
            return Err(RelyingPartiesError::Count);
        }
        let mut by_authority = HashMap::new();
        let mut ids = HashSet::new();
        for lines in lines {
            if !ids.insert(lines.id.as_str()) {
                return Err(RelyingPartiesError::SharedId(lines.id.clone()));
            }
            let party = Arc::new(Party::new(lines)?);
            if party.demand().is_required() && metadata.is_none() {
                let cause = DemandError::NoMetadata;
                return Err(RelyingPartiesError::Demand { id: lines.id.clone(), cause });
            }
            for authority in party.authorities() {
                if by_authority.insert(authority.to_owned(), Arc::clone(&party)).is_some() {
                    return Err(RelyingPartiesError::SharedHost(authority.to_owned()));
                }
            }
        }
        let first_origin = lines.first().and_then(|lines| lines.origins.first()).cloned().unwrap_or_default();
        Ok(Self { by_authority, first_origin, metadata })
    }

    /// What an operator should know about the configuration.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings: Vec<String> =
            self.by_authority.values().flat_map(|party| party.warnings.iter().cloned()).collect();
        let asks = |party: &Arc<Party>| party.attestation() != AttestationConveyance::None;
        if self.metadata.is_some() && !self.by_authority.values().any(asks) {
            warnings.push("[metadata] is of no use: no relying party asks for `attestation`".to_owned());
        }
        warnings.sort_unstable();
        warnings.dedup();
        warnings
    }

    /// Where metadata comes from, if there is any.
    pub(crate) const fn metadata(&self) -> Option<&Settings> {
        self.metadata.as_ref()
    }

    /// Whether every origin is HTTPS.
    #[must_use]
    pub fn are_secure(&self) -> bool {
        self.by_authority.values().all(|party| party.is_secure())
    }

    /// What to open in a browser.
    #[must_use]
    pub fn first_origin(&self) -> &str {
        &self.first_origin
    }

    /// The relying party that is served under this host.
    pub(crate) fn of(&self, authority: &str) -> Option<&Arc<Party>> {
        self.by_authority.get(authority)
    }
}
