//! Writes the vectors of `test-vectors/w3c-l3/` anew: `cargo run -p countersign-vectors --example make_w3c_vectors`.

mod catalogue;
#[path = "../making/test_vector.rs"]
mod test_vector;

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

fn main() -> io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../test-vectors/w3c-l3");
    fs::create_dir_all(&folder)?;
    let made = catalogue::make();
    for vector in &made.vectors {
        fs::write(folder.join(vector.file_name()), vector.text())?;
    }
    let (vectors, derived) = (made.vectors.len(), made.derived.len());
    writeln!(io::stdout(), "{vectors} vectors of {derived} derived values written to {}", folder.display())
}
