//! Writes the vectors of `test-vectors/lies/` anew: `cargo run -p countersign-vectors --example make_lies`.

mod catalogue;
#[path = "../making/mod.rs"]
mod making;
#[path = "../making/test_vector.rs"]
mod test_vector;

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

fn main() -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors/lies");
    let vectors = catalogue::vectors();
    fs::create_dir_all(&folder)?;
    for vector in &vectors {
        fs::write(folder.join(vector.file_name()), vector.text())?;
    }
    writeln!(io::stdout(), "{} vectors written to {}", vectors.len(), folder.display())
}
