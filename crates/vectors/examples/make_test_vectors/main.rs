//! Writes the vectors of `test-vectors/` anew: `cargo run -p countersign-vectors --example make_test_vectors`.

mod catalogue;
#[path = "../making/mod.rs"]
mod making;
#[path = "../making/test_vector.rs"]
mod test_vector;

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

fn main() -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors");
    let vectors = catalogue::vectors();
    for vector in &vectors {
        fs::write(folder.join(vector.file_name()), vector.text())?;
    }
    writeln!(io::stdout(), "{} vectors written to {}", vectors.len(), folder.display())
}
