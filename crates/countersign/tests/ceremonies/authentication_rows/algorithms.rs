//! §7.2 step 21 by every algorithm.

use super::*;

/// A row for each algorithm: a credential of it is registered, and signs in.
macro_rules! algorithms {
    ($($algorithm:ident),+ $(,)?) => {
        &[$(Case {
            name: concat!("accepts_a_signature_by_", stringify!($algorithm)),
            attack: "",
            shows: &["7.2.21"],
            change: |ceremony| {
                ceremony.registration(|ceremony| {
                    ceremony
                        .options(|options| options.algorithms(&[Algorithm::$algorithm]))
                        .answer(|answer| answer.algorithm(countersign_authenticator::Algorithm::$algorithm))
                })
            },
            expect: Gives(|result| assert_eq!(result.authentication.algorithm(), Algorithm::$algorithm)),
        }),+]
    };
}

pub(super) const CASES: &[Case<Authenticating>] = algorithms![
    Es256, Es384, Es512, Es256k, EdDsa, Esp256, Esp384, Esp512, Ed25519, Ed448, Rs256, Rs384, Rs512, Ps256,
    Ps384, Ps512, MlDsa44, MlDsa65, MlDsa87,
];
