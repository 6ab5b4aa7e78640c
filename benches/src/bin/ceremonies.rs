//! Writes the measured ceremonies as JSON, for relying parties that are not in this program: `ceremonies BYTES`, the length
//! of their challenge.

use std::env;
use std::process::ExitCode;

fn main() -> ExitCode {
    let length = env::args().nth(1).and_then(|length| length.parse().ok());
    let Some(length) = length.filter(|length| (16..=32).contains(length)) else {
        eprintln!("ceremonies BYTES: 16 to 32");
        return ExitCode::FAILURE;
    };
    println!("{}", countersign_benches::ceremonies(length));
    ExitCode::SUCCESS
}
