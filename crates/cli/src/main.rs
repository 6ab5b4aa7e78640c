//! The command `countersign`: verifies and explains recorded WebAuthn ceremonies, decodes what authenticators send, reads
//! FIDO metadata, and runs test vectors.

mod arguments;
mod clock;
mod explain;
mod flags;
mod input;
mod inspect;
mod mds;
mod output;
mod provider;
mod vectors;
mod verify;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser as _};

use crate::arguments::{Arguments, Command};
use crate::output::{Failure, Output, Status};

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help that cannot be written has nobody to tell so.
            let _ = error.print();
            return if error.use_stderr() { Status::Unusable } else { Status::Accepted }.into();
        }
    };
    let mut output = Output::new(io::stdout().lock());
    let status = run(&arguments.command, &mut output);
    let status = status.and_then(|status| output.flush().map(|()| status).map_err(Failure::Output));
    match status {
        Ok(status) => status.into(),
        Err(failure) => {
            output::complain(&failure);
            Status::Unusable.into()
        }
    }
}

fn run(command: &Command, output: &mut dyn Write) -> Result<Status, Failure> {
    match command {
        Command::Verify { file, metadata, provider } => verify::run(file, metadata, *provider, output),
        Command::Explain { file, metadata, format, provider } => {
            explain::run(file, metadata, *format, *provider, output)
        }
        Command::Inspect { kind, file } => inspect::run(kind.as_deref(), file, output),
        Command::Mds(command) => mds::run(command, output),
        Command::Vectors { paths, format, provider } => {
            vectors::run(paths, *format, provider.crypto(), output)
        }
        Command::Completions { shell } => {
            clap_complete::generate(*shell, &mut Arguments::command(), "countersign", output);
            Ok(Status::Accepted)
        }
    }
}
