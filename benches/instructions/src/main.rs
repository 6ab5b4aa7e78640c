//! Verifies recorded ceremonies again and again, with a provider that accepts every signature: what is left is the work of the
//! library, and a tool that counts instructions counts the same ones each time.
//!
//! ```sh
//! instructions VECTOR TIMES
//! ```

mod accepting;
mod ceremony;

use std::process::ExitCode;

use crate::ceremony::Ceremony;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let vector = arguments.next();
    let times = arguments.next().and_then(|times| times.parse::<usize>().ok());
    let (Some(vector), Some(times)) = (vector, times) else {
        eprintln!("usage: instructions VECTOR TIMES");
        return ExitCode::FAILURE;
    };
    let ceremony = Ceremony::read(&vector);
    for _ in 0..times {
        ceremony.verify();
    }
    ExitCode::SUCCESS
}
