//! `countersign mds`: the blobs of FIDO's metadata service.

use std::io::Write;

use crate::arguments::MetadataCommand;
use crate::output::{Failure, Status};

mod blob;
pub(crate) mod ceremony;
mod diff;
mod facts;
mod list;
mod model;
mod show;
mod verify;

pub(crate) fn run(command: &MetadataCommand, output: &mut dyn Write) -> Result<Status, Failure> {
    match command {
        MetadataCommand::Verify { blob, newer_than, judged, format } => {
            let conditions = blob::Conditions { at: judged.at, option: "--at", newer_than: *newer_than };
            verify::run(&verify::Verified { blob, conditions }, judged, *format, output)
        }
        MetadataCommand::List { blob, status, judged, format } => {
            list::run(blob, status, judged, *format, output)
        }
        MetadataCommand::Show { blob, model, icon, force, judged, format } => {
            let overwrite = if *force { show::Overwrite::Yes } else { show::Overwrite::No };
            let icon = icon.as_deref().map(|file| show::IconFile { file, overwrite });
            show::run(blob, &show::Shown { model, icon, format: *format }, judged, output)
        }
        MetadataCommand::Diff { old, new, old_at, judged, format } => {
            let earlier = blob::Conditions { at: old_at.or(judged.at), option: "--old-at", newer_than: None };
            diff::run(&diff::Compared { old, earlier, new }, judged, *format, output)
        }
    }
}
