//! The extensions that a relying party asks for.

use countersign::{ConfigurationError, CreationExtensions, LargeBlobSupport, PrfInput, RequestExtensions};
use sha2::{Digest as _, Sha256};

use crate::relying_parties::Extension;

/// What pages of one relying party evaluate `prf` at. It stays the same: what was encrypted under an output is lost without it.
const PRF_PURPOSE: &[u8] = b"countersign-server prf 1";

/// What is asked for beside `credProps`.
#[derive(Debug)]
pub(crate) struct Extensions {
    prf: Option<PrfInput>,
    large_blob: bool,
}

impl Extensions {
    pub(crate) fn new(wanted: &[Extension], rp_id: &str) -> Result<Self, ConfigurationError> {
        let input = Sha256::new().chain_update(PRF_PURPOSE).chain_update([0]).chain_update(rp_id).finalize();
        let prf = wanted.contains(&Extension::Prf).then(|| PrfInput::new(&input)).transpose()?;
        Ok(Self { prf, large_blob: wanted.contains(&Extension::LargeBlob) })
    }

    /// Whether a passkey will have them comes out here.
    pub(crate) fn of_creation(&self) -> CreationExtensions {
        let mut extensions = CreationExtensions::new().cred_props();
        if self.prf.is_some() {
            extensions = extensions.prf(None);
        }
        if self.large_blob {
            extensions = extensions.large_blob(LargeBlobSupport::Preferred);
        }
        extensions
    }

    /// What the page gets out of them comes here.
    pub(crate) fn of_request(&self) -> RequestExtensions {
        let mut extensions = RequestExtensions::new();
        if let Some(input) = &self.prf {
            extensions = extensions.prf(Some(input.clone()), Vec::new());
        }
        if self.large_blob {
            extensions = extensions.large_blob_read();
        }
        extensions
    }
}
