//! Metadata beside a ceremony: `verify` and `explain` with `--mds`.

use countersign_mds::MetadataSet;
use countersign_vectors::{JudgedMetadata, Judgement, Vector, judge_with_metadata};

use super::blob::{Conditions, judge_by};
use crate::arguments::{BlobArguments, CeremonyMetadata};
use crate::output::Failure;
use crate::provider::Provider;

/// Judges a ceremony, with metadata if there is any.
pub(crate) fn judge(
    vector: &Vector,
    arguments: &CeremonyMetadata,
    provider: Provider,
) -> Result<Judgement, Failure> {
    let crypto = provider.crypto();
    let Some(path) = &arguments.mds else { return Ok(countersign_vectors::judge(vector, crypto)) };
    let of_blob = BlobArguments {
        root: arguments.mds_root.clone(),
        host: arguments.mds_host.clone(),
        provider,
        ..BlobArguments::default()
    };
    let judged =
        judge_by(path, Conditions { at: arguments.mds_at, option: "--mds-at", newer_than: None }, &of_blob)?;
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
