//! What computes: the fastest that the server was built with.

use countersign::Crypto;

/// The provider of all relying parties: AWS-LC where it was built in, because whoever asked for it wants it; else graviola,
/// which leaves to RustCrypto what it or the processor lacks; else RustCrypto.
#[cfg(feature = "aws-lc-rs")]
pub(crate) static CRYPTO: &dyn Crypto = &countersign::AWS_LC_RS;
#[cfg(all(feature = "graviola", not(feature = "aws-lc-rs")))]
pub(crate) static CRYPTO: &dyn Crypto = &countersign::GRAVIOLA;
#[cfg(not(any(feature = "graviola", feature = "aws-lc-rs")))]
pub(crate) static CRYPTO: &dyn Crypto = &countersign::RUST_CRYPTO;

/// The libraries that compute signatures on this machine, each with its algorithms, in one line.
#[must_use]
pub fn libraries() -> String {
    let mut libraries: Vec<(&str, Vec<&str>)> = Vec::new();
    for algorithm in countersign::Algorithm::ALL {
        let library = CRYPTO.library(algorithm);
        match libraries.iter_mut().find(|(name, _)| *name == library) {
            Some((_, algorithms)) => algorithms.push(algorithm.name()),
            None => libraries.push((library, [algorithm.name()].to_vec())),
        }
    }
    let lines: Vec<_> =
        libraries.iter().map(|(name, algorithms)| format!("{name}: {}", algorithms.join(" "))).collect();
    lines.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_every_algorithm_by_some_library() {
        let text = libraries();
        let mut named: Vec<&str> =
            text.split("; ").flat_map(|library| library.split_once(": ").unwrap().1.split(' ')).collect();
        let mut all = countersign::Algorithm::ALL.map(countersign::Algorithm::name).to_vec();
        named.sort_unstable();
        all.sort_unstable();
        assert_eq!(named, all);
    }
}
