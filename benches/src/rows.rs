//! The table of what is measured: operations, and who carries each out.

use countersign::{AWS_LC_RS, MAX_LISTED_CREDENTIALS};
use countersign_authenticator::Algorithm;
use countersign_benches_harness::Row;

use crate::authentication::{AuthenticationCase, AuthenticationKind};
use crate::ceremonies::{Ceremony, growing, usual};
use crate::registration::RegistrationCase;
use crate::{ACCEPTING, CHALLENGE, PROVIDERS, floor, name, parse};

/// Algorithms whose bare verification is measured, beside those of whole authentications.
const BARE_ALONE: [Algorithm; 2] = [Algorithm::Es384, Algorithm::MlDsa65];

/// Every row, the candidates of an operation one after the other.
#[must_use]
pub fn rows() -> Vec<Row> {
    let whole = usual().into_iter().flat_map(|(operation, ceremony)| match ceremony {
        Ceremony::Authentication(kind) => authentication(&operation, &kind),
        Ceremony::Registration(kind) => {
            let case = |crypto| RegistrationCase::of(crypto, &kind, &CHALLENGE);
            let mut rows = Vec::new();
            for (provider, crypto) in PROVIDERS {
                rows.push(Row::new(
                    &operation,
                    format!("bare {provider}"),
                    case(crypto).bare().asked(crypto),
                ));
                rows.push(Row::new(&operation, format!("countersign {provider}"), case(crypto)));
            }
            rows.push(Row::new(&operation, "without signature", case(&ACCEPTING)));
            rows.push(Row::new(&operation, "parse", parse::registration(case(&ACCEPTING).json().into())));
            rows
        }
    });
    let bare = BARE_ALONE.into_iter().flat_map(|algorithm| {
        let operation = format!("authentication {}", name(algorithm));
        PROVIDERS.map(|(provider, crypto)| {
            let case = AuthenticationCase::new(crypto, &AuthenticationKind::usual(algorithm));
            Row::new(&operation, format!("bare {provider}"), case.bare().asked(crypto))
        })
    });
    let growing = growing().into_iter().flat_map(|(operation, ceremony)| {
        [("countersign AWS_LC_RS", &AWS_LC_RS as &dyn countersign::Crypto), ("without signature", &ACCEPTING)]
            .map(|(candidate, crypto)| match ceremony {
                Ceremony::Authentication(AuthenticationKind { listed: Some(listed), .. })
                    if listed > MAX_LISTED_CREDENTIALS =>
                {
                    Row {
                        operation: operation.clone(),
                        candidate: candidate.into(),
                        measured: Err(format!("lists at most {MAX_LISTED_CREDENTIALS}")),
                    }
                }
                Ceremony::Authentication(kind) => {
                    Row::new(&operation, candidate, AuthenticationCase::new(crypto, &kind))
                }
                Ceremony::Registration(kind) => {
                    Row::new(&operation, candidate, RegistrationCase::of(crypto, &kind, &CHALLENGE))
                }
            })
    });
    whole.chain(bare).chain(growing).collect()
}

fn authentication(operation: &str, kind: &AuthenticationKind) -> Vec<Row> {
    let case = |crypto| AuthenticationCase::new(crypto, kind);
    let mut rows = Vec::new();
    for (provider, crypto) in PROVIDERS {
        rows.push(Row::new(operation, format!("bare {provider}"), case(crypto).bare().asked(crypto)));
        rows.push(Row::new(operation, format!("countersign {provider}"), case(crypto)));
        rows.push(Row::new(operation, format!("prepared {provider}"), case(crypto).bare().prepared(crypto)));
        rows.push(Row::new(operation, format!("countersign {provider}, key parsed"), case(crypto).parsed()));
    }
    rows.extend(floor::rows(operation, kind.algorithm));
    rows.push(Row::new(operation, "without signature", case(&ACCEPTING)));
    rows.push(Row::new(operation, "without signature, key parsed", case(&ACCEPTING).parsed()));
    rows.push(Row::new(operation, "parse", parse::authentication(case(&ACCEPTING).json().into())));
    rows
}
