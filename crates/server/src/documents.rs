//! The well-known documents of a relying party: the library makes them at start, from the lines that ceremonies accept.

use std::sync::Arc;

use axum::Router;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use countersign::well_known::{
    APP_SITE_ASSOCIATION_PATH, ASSET_LINKS_PATH, CONTENT_TYPE, PASSKEY_ENDPOINTS_PATH, WEBAUTHN_PATH,
};

use crate::answer::{Answer, Failure};
use crate::session::Visitor;
use crate::site::Site;

/// The documents of a relying party, as they are served. What has nothing to say is not there.
#[derive(Debug)]
pub(crate) struct Documents {
    pub(crate) related_origins: Option<String>,
    pub(crate) asset_links: Option<String>,
    pub(crate) app_site_association: Option<String>,
    pub(crate) passkey_endpoints: Option<String>,
}

pub(crate) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route(WEBAUTHN_PATH, get(|visitor: Visitor| async move { found(visitor.party.documents().related_origins.as_ref()) }))
        .route(ASSET_LINKS_PATH, get(|visitor: Visitor| async move { found(visitor.party.documents().asset_links.as_ref()) }))
        .route(
            APP_SITE_ASSOCIATION_PATH,
            get(|visitor: Visitor| async move { found(visitor.party.documents().app_site_association.as_ref()) }),
        )
        .route(
            PASSKEY_ENDPOINTS_PATH,
            get(|visitor: Visitor| async move { found(visitor.party.documents().passkey_endpoints.as_ref()) }),
        )
}

fn found(document: Option<&String>) -> Answer<Response> {
    let document = document.cloned().ok_or(Failure::Unknown)?;
    let headers = [(header::CONTENT_TYPE, CONTENT_TYPE), (header::CACHE_CONTROL, "public, max-age=300")];
    Ok((headers, document).into_response())
}
