//! Changes of a list of bytes.

use arbitrary::Arbitrary;

/// One change. Places count modulo the length, so that every one of them is somewhere.
#[derive(Arbitrary, Clone, Debug)]
pub enum Edit {
    /// Flips bits of a byte.
    Flip { at: u16, bits: u8 },
    /// Sets a byte.
    Set { at: u16, byte: u8 },
    /// Puts bytes in.
    Insert { at: u16, bytes: Vec<u8> },
    /// Takes bytes out.
    Remove { at: u16, count: u8 },
    /// Puts bytes in that stand elsewhere.
    Copy { from: u16, count: u8, to: u16 },
    /// Ends there.
    Cut { at: u16 },
}

/// The bytes with the changes made, one after the other.
#[must_use]
pub fn edited(bytes: &[u8], edits: &[Edit]) -> Vec<u8> {
    edits.iter().fold(bytes.to_vec(), apply)
}

fn apply(mut bytes: Vec<u8>, edit: &Edit) -> Vec<u8> {
    let length = bytes.len();
    let place = |at: u16| usize::from(at) % length.saturating_add(1);
    let end = |from: usize, count: u8| from.saturating_add(usize::from(count)).min(length);
    match edit {
        Edit::Flip { at, bits } => {
            if let Some(byte) = bytes.get_mut(place(*at)) {
                *byte ^= bits;
            }
        }
        Edit::Set { at, byte } => {
            if let Some(found) = bytes.get_mut(place(*at)) {
                *found = *byte;
            }
        }
        Edit::Insert { at, bytes: inserted } => {
            let at = place(*at);
            bytes.splice(at..at, inserted.iter().copied());
        }
        Edit::Remove { at, count } => {
            let at = place(*at);
            bytes.drain(at..end(at, *count));
        }
        Edit::Copy { from, count, to } => {
            let (from, to) = (place(*from), place(*to));
            let copied = bytes[from..end(from, *count)].to_vec();
            bytes.splice(to..to, copied);
        }
        Edit::Cut { at } => bytes.truncate(place(*at)),
    }
    bytes
}
