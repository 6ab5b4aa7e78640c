//! How long it takes to load a blob, and how much memory: `cargo run --release -p countersign-mds --example load -- BLOB TIME`.
//!
//! Verifies a blob of the production service at a time in seconds since 1970 UTC, some times in a row, and prints the
//! fastest and the median run, the same for the roots of all entries, and what the process took beside the file itself.
#![expect(clippy::print_stdout, reason = "it is what the example is for")]

use core::error::Error;
use core::time::Duration;
use std::env::args;
use std::time::Instant;

use countersign_cose::RUST_CRYPTO;
use countersign_mds::{Blob, BlobContext, BlobVerifier, RevocationCheck, Source};

const RUNS: usize = 21;

/// The most memory that the process has had so far, in KiB, where the system tells.
fn peak_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

fn times(
    mut run: impl FnMut() -> Result<(), Box<dyn Error>>,
) -> Result<(Duration, Duration), Box<dyn Error>> {
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let start = Instant::now();
        run()?;
        times.push(start.elapsed());
    }
    times.sort();
    Ok((times.first().copied().unwrap_or_default(), times.get(RUNS / 2).copied().unwrap_or_default()))
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = args().skip(1);
    let (Some(path), Some(at)) = (arguments.next(), arguments.next()) else {
        return Err("usage: load BLOB SECONDS".into());
    };
    let bytes = std::fs::read(path)?;
    let verifier = BlobVerifier::production()?;
    let context =
        BlobContext { at: at.parse()?, revocation: RevocationCheck::Off, source: Source::File, last: None };
    let load = || -> Result<Blob, Box<dyn Error>> { Ok(verifier.verify(&bytes, &context, &RUST_CRYPTO)?) };

    let before = peak_kib();
    let blob = load()?;
    let after = peak_kib();
    println!("{blob:?}, from {} bytes", bytes.len());
    let (fastest, median) = times(|| load().map(drop))?;
    println!("load: fastest {fastest:.1?}, median {median:.1?}");

    let (fastest, median) = times(|| {
        let blob = load()?;
        let roots: usize = blob.entries().map(|entry| entry.roots().len()).sum();
        if roots == 0 { Err("no roots".into()) } else { Ok(()) }
    })?;
    println!("load, with all roots: fastest {fastest:.1?}, median {median:.1?}");
    let start = Instant::now();
    let ignored = blob.ignored().len();
    println!("report: {ignored} ignored, in {:.1?}", start.elapsed());
    if let Some((before, after)) = before.zip(after) {
        let grown = after.saturating_sub(before).saturating_mul(1024);
        let size = u64::try_from(bytes.len())?;
        println!(
            "memory: peak grew by {grown} bytes, {}% of the blob",
            grown.saturating_mul(100).checked_div(size).unwrap_or_default()
        );
    }
    Ok(())
}
