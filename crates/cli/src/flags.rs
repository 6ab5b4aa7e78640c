//! The flags of authenticator data, in words.

use countersign::Flags;

/// The flags that are set, by the names of the specification.
pub(crate) fn flags(flags: Flags) -> String {
    let names = [
        ("up", flags.user_present()),
        ("uv", flags.user_verified()),
        ("be", flags.backup_eligible()),
        ("bs", flags.backup_state()),
        ("at", flags.attested_credential_data()),
        ("ed", flags.extension_data()),
    ];
    let set: Vec<_> = names.into_iter().filter(|(_, is_set)| *is_set).map(|(name, _)| name).collect();
    if set.is_empty() { "none".to_owned() } else { set.join(" ") }
}
