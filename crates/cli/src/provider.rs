//! The crypto providers that the command was built with.

use core::fmt::Write as _;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use clap::ValueEnum;
use countersign::{Algorithm, Crypto, RUST_CRYPTO};

/// What computes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Provider {
    /// RustCrypto, pure Rust.
    #[cfg_attr(not(feature = "graviola"), default)]
    Rustcrypto,
    /// Graviola: proven assembly of s2n-bignum.
    #[cfg(feature = "graviola")]
    #[default]
    Graviola,
    /// AWS-LC.
    #[cfg(feature = "aws-lc-rs")]
    AwsLcRs,
}

impl Provider {
    pub(crate) const fn crypto(self) -> &'static dyn Crypto {
        match self {
            Self::Rustcrypto => &RUST_CRYPTO,
            #[cfg(feature = "graviola")]
            Self::Graviola => &countersign::GRAVIOLA,
            #[cfg(feature = "aws-lc-rs")]
            Self::AwsLcRs => &countersign::AWS_LC_RS,
        }
    }

    /// Its name among the arguments.
    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

/// The version in one line.
#[cfg(feature = "graviola")]
pub(crate) const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (--provider graviola)");
#[cfg(not(feature = "graviola"))]
pub(crate) const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), " (--provider rustcrypto)");

/// The version, and which library computes what on this machine for each provider.
pub(crate) static LONG_VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut text = VERSION.to_owned();
    for provider in Provider::value_variants() {
        let default = if *provider == Provider::default() { " (default)" } else { "" };
        // To write to a string does not fail.
        let _ = write!(text, "\n--provider {}{default}", provider.name());
        let mut libraries: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for algorithm in Algorithm::ALL {
            libraries.entry(provider.crypto().library(algorithm)).or_default().push(algorithm.name());
        }
        for (library, algorithms) in libraries {
            let _ = write!(text, "\n  {library}: {}", algorithms.join(" "));
        }
    }
    text
});
