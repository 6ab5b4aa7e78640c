//! Where the vectors are.

use std::path::{Path, PathBuf};

use countersign::Crypto;
use countersign_vectors::folder::files;
use countersign_vectors::{DEVIATIONS, Test};

/// A folder of the shared vectors. Where there is none, says so, and fails if everything has to be there.
pub(crate) fn shared(folder: &str) -> Option<PathBuf> {
    shared_file(&format!("vectors/{folder}"))
}

/// A file or folder beside the shared vectors, under the same conditions.
pub(crate) fn shared_file(path: &str) -> Option<PathBuf> {
    let shared = std::env::var("COUNTERSIGN_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").to_owned());
    let path = Path::new(&shared).join(path);
    if path.exists() {
        return Some(path);
    }
    assert_ne!(std::env::var("COUNTERSIGN_REQUIRE_ALL").as_deref(), Ok("1"), "no {}", path.display());
    println!("SKIPPED: no {}", path.display());
    None
}

/// The vectors that this project made.
pub(crate) fn made() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors")
}

/// The text of one of them.
pub(crate) fn made_text(stem: &str) -> String {
    std::fs::read_to_string(made().join(format!("{stem}.json"))).unwrap()
}

/// Every provider that is built.
const PROVIDERS: &[&dyn Crypto] = &[
    &countersign::RUST_CRYPTO,
    #[cfg(feature = "graviola")]
    &countersign::GRAVIOLA,
    #[cfg(feature = "aws-lc-rs")]
    &countersign::AWS_LC_RS,
];

/// Every test below a folder, with the file that it is in. It is run by every provider, and all judge it alike.
pub(crate) fn run(folder: &Path) -> Vec<(PathBuf, Test)> {
    let mut tests = Vec::new();
    for file in files(folder).unwrap() {
        let run = |crypto: &&'static dyn Crypto| {
            file.run(DEVIATIONS, *crypto).unwrap_or_else(|unusable| panic!("{unusable}"))
        };
        let mut of_providers = PROVIDERS.iter().map(run);
        let found = of_providers.next().unwrap();
        for (others, crypto) in of_providers.zip(PROVIDERS.iter().skip(1)) {
            assert_eq!(found, others, "{crypto:?}");
        }
        tests.extend(found.into_iter().map(|test| (file.path().to_owned(), test)));
    }
    tests
}
