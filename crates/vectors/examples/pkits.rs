//! Runs the tests of NIST PKITS that `test-vectors/pkits.txt` lists.
//!
//! ```sh
//! cargo run -p countersign-vectors --example pkits -- FOLDER   # the folder that has certs/ and crls/
//! ```
//!
//! Prints what goes otherwise than expected, and last `N passed, N failed`; exits with 1 if anything does. A difference
//! that is listed with its reason passes, and fails once it is none.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs, io};

use countersign_cose::RUST_CRYPTO;
use countersign_x509::{
    Certificate, PathContext, PathOptions, Revocation, RevocationList, TrustAnchor, verify_path,
};

/// 2025-06-01T00:00:00Z: within the validity of all certificates that should be valid, 2010 to 2030.
const AT: i64 = 1_748_736_000;

type Problem = Box<dyn core::error::Error>;

/// A line of the list.
struct Expected<'l> {
    number: &'l str,
    /// Where an invalid path is broken, and by which rule; none for a valid one.
    broken: Option<&'l str>,
    /// The leaf and its issuers.
    path: Vec<&'l str>,
    /// Why we decide otherwise, if we do.
    difference: Option<&'l str>,
}

impl<'l> Expected<'l> {
    fn read(line: &'l str) -> Option<Self> {
        let (line, difference) = match line.split_once(" | ") {
            Some((line, reason)) => (line, Some(reason)),
            None => (line, None),
        };
        let mut words = line.split(' ');
        let number = words.next()?;
        let broken = match words.next()? {
            "valid" => None,
            "invalid" => Some(words.next()?),
            _ => return None,
        };
        Some(Self { number, broken, path: words.collect(), difference })
    }
}

/// Where a path is broken and by which rule, as in `1/Signature`; none if it is valid.
fn broken(
    folder: &Path,
    path: &[&str],
    anchor: &TrustAnchor,
    revocation: &Revocation,
) -> Result<Option<String>, Problem> {
    let file = |name: &&str| fs::read(folder.join("certs").join(format!("{name}.crt")));
    let path: Vec<Vec<u8>> = path.iter().map(file).collect::<Result<_, _>>()?;
    let path: Vec<_> = path.iter().map(|der| Certificate::parse(der)).collect::<Result<_, _>>()?;
    let context = PathContext { at: AT, options: PathOptions::default(), revocation };
    let error = verify_path(&path, &[anchor], &context, &RUST_CRYPTO).err();
    Ok(error.map(|error| {
        // The name of the rule alone: what is wrong in a part of a certificate stands behind it.
        let rule = format!("{:?}", error.rule());
        format!("{}/{}", error.at(), rule.split('(').next().unwrap_or_default())
    }))
}

/// Every list that can be read: those that cannot are those that a test is about.
fn lists(folder: &Path) -> Result<Revocation, Problem> {
    let mut revocation = Revocation::NONE.demand_status();
    let files: Vec<PathBuf> = fs::read_dir(folder.join("crls"))?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()?;
    for file in files {
        if let Ok(list) = RevocationList::parse(&fs::read(file)?) {
            revocation = revocation.with_list(list);
        }
    }
    Ok(revocation)
}

fn run(folder: &Path, output: &mut dyn Write) -> Result<bool, Problem> {
    let list =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors/pkits.txt"))?;
    let anchor = fs::read(folder.join("certs/TrustAnchorRootCertificate.crt"))?;
    let (anchor, revocation) = (TrustAnchor::from_certificate(&anchor)?, lists(folder)?);
    let (mut passed, mut failed) = (0_u32, 0_u32);
    for line in list.lines().filter(|line| !line.starts_with('#')) {
        let Some(test) = Expected::read(line) else { return Err(format!("not a line: {line}").into()) };
        let found = broken(folder, &test.path, &anchor, &revocation)?;
        let (expected, found) = (test.broken.unwrap_or("valid"), found.as_deref().unwrap_or("valid"));
        match (expected == found, test.difference) {
            (true, None) => passed = passed.saturating_add(1),
            (false, Some(reason)) => {
                writeln!(output, "{} differs on purpose, {found}: {reason}", test.number)?;
                passed = passed.saturating_add(1);
            }
            (true, Some(_)) => {
                writeln!(output, "{} differs no longer, take the reason off the list", test.number)?;
                failed = failed.saturating_add(1);
            }
            (false, None) => {
                writeln!(output, "{}: expected {expected}, found {found}", test.number)?;
                failed = failed.saturating_add(1);
            }
        }
    }
    writeln!(output, "{passed} passed, {failed} failed")?;
    Ok(failed == 0)
}

fn main() -> ExitCode {
    let Some(folder) = env::args_os().nth(1).map(PathBuf::from) else {
        return ExitCode::from(2);
    };
    match run(&folder, &mut io::stdout()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => {
            let _ = writeln!(io::stderr(), "{}: {problem}", folder.display());
            ExitCode::from(2)
        }
    }
}
