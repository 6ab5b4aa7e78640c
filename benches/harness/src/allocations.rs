//! What is allocated: printed as lines of words with tabs between them.

use crate::Row;

/// How often something allocated, and how many bytes.
#[derive(Clone, Copy, Debug)]
pub struct Allocations {
    /// How often.
    pub count: u64,
    /// How many bytes.
    pub bytes: u64,
}

/// Prints allocations of every row, and why a candidate cannot carry an operation out.
///
/// Who counts is an argument: it takes the allocator's place, which must not happen where time is measured.
pub fn allocations(rows: &[Row], count: impl Fn(&mut dyn FnMut()) -> Allocations) {
    for Row { operation, candidate, measured } in rows {
        let measured = match measured {
            Ok(measured) => measured,
            Err(reason) => {
                println!("refused\t{operation}\t{candidate}\t{reason}");
                continue;
            }
        };
        // What is allocated once and kept is not of the operation.
        measured.once()();
        let mut once = Some(measured.once());
        let Allocations { count, bytes } = count(&mut || once.take().into_iter().for_each(|once| once()));
        println!("allocations\t{operation}\t{candidate}\t{count}\t{bytes}");
    }
}
