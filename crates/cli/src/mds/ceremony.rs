//! Metadata beside a ceremony: `verify` and `explain` with `--mds`.

use countersign::Crypto;
use countersign_mds::MetadataSet;
use countersign_vectors::{JudgedMetadata, Judgement, Vector, judge_with_metadata};

use super::blob::{Moment, judge_at};
use crate::arguments::{BlobArguments, CeremonyMetadata};
use crate::output::Failure;

/// Judges a ceremony, with metadata if there is any.
pub(crate) fn judge(
    vector: &Vector,
    arguments: &CeremonyMetadata,
    crypto: &'static dyn Crypto,
) -> Result<Judgement, Failure> {
    let Some(path) = &arguments.mds else { return Ok(countersign_vectors::judge(vector, crypto)) };
    let of_blob = BlobArguments {
        root: arguments.mds_root.clone(),
        host: arguments.mds_host.clone(),
        ..BlobArguments::default()
    };
    let judged = judge_at(path, Moment { at: arguments.mds_at, option: "--mds-at" }, &of_blob)?;
    let (refusal, hint) = (judged.refusal(), judged.hint().unwrap_or_default());
    let blob =
        judged.outcome.map_err(|_| Failure::Input(format!("{}: {refusal}. {hint}", path.display())))?;
    let set = MetadataSet::new().with_blob(blob);
    let no_moment = "the ceremony does not say when it was recorded: give a time with --at";
    let at = arguments.at.or_else(|| vector.recorded_at());
    let with_metadata = at.map(|at| judge_with_metadata(vector, &JudgedMetadata { set: &set, at }, crypto));
    match with_metadata {
        Some(Some(judgement)) => Ok(judgement),
        _ if vector.ceremony() == "authentication" => {
            Err(Failure::Input("--mds: expected a registration, got an authentication".to_owned()))
        }
        Some(None) | None => Err(Failure::Input(no_moment.to_owned())),
    }
}
