//! What an input may cost. Bounds of a whole process stand in `scripts/fuzz.sh`; these hold for each input.

/// Most memory that is held at a time before an input is looked at, in bytes: keys that a provider unpacks, the steps of a
/// trace.
pub const MEMORY_BYTES: u64 = 512 * 1024;

/// Most memory that is held at a time for each byte of an input, in bytes: a list has an entry of a hundred bytes for two
/// bytes of DER, and grows by doubling.
pub const MEMORY_BYTES_PER_INPUT_BYTE: u64 = 256;

/// Most allocations before an input is looked at.
pub const ALLOCATIONS: u64 = 4096;

/// Most allocations for each byte of an input: an element of DER has two bytes, and what is shown of it is a few texts.
pub const ALLOCATIONS_PER_INPUT_BYTE: u64 = 16;

/// Runs what is fuzzed on an input of so many bytes, and fails if it holds more memory, or allocates more often, than an input
/// of that length may make it.
pub fn bounded<T>(length: usize, run: impl FnOnce() -> T) -> T {
    let mut value = None;
    let used = allocation_counter::measure(|| value = Some(run()));
    let length = u64::try_from(length).unwrap_or(u64::MAX);
    let memory = MEMORY_BYTES.saturating_add(MEMORY_BYTES_PER_INPUT_BYTE.saturating_mul(length));
    let allocations = ALLOCATIONS.saturating_add(ALLOCATIONS_PER_INPUT_BYTE.saturating_mul(length));
    assert!(used.bytes_max <= memory, "{} bytes held for an input of {length}", used.bytes_max);
    assert!(used.count_total <= allocations, "{} allocations for an input of {length}", used.count_total);
    value.expect("it was run")
}
