//! Tells the lies of `test-vectors/lies/` again to a relying party whose challenge has 16 bytes, for libraries that have no
//! other challenges: `cargo run -p countersign-vectors --example lies_of_16_bytes -- FOLDER`.

#[expect(dead_code, reason = "what has a challenge of its own is made here in `making`")]
#[path = "../making/mod.rs"]
mod base;
#[path = "../make_lies/catalogue.rs"]
mod catalogue;
mod making;
#[path = "../making/test_vector.rs"]
mod test_vector;

use std::path::PathBuf;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let folder = env::args_os().nth(1).ok_or_else(|| io::Error::other("which folder?"))?;
    let folder = PathBuf::from(folder);
    fs::create_dir_all(&folder)?;
    for vector in catalogue::vectors() {
        fs::write(folder.join(vector.file_name()), vector.text())?;
    }
    Ok(())
}
