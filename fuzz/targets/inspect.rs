//! `countersign inspect`: hostile bytes as every kind of thing that it knows, and as what it takes them for. The command is no
//! library, so its modules are taken in as source.
#![no_main]

use std::io::Write as _;

use countersign_fuzz::bounds::bounded;

#[path = "../../crates/cli/src"]
#[expect(dead_code, reason = "the command uses more of its modules than this target does")]
mod command {
    pub(crate) mod clock;
    pub(crate) mod flags;
    pub(crate) mod input;
    pub(crate) mod inspect;
    pub(crate) mod output;
}

use command::inspect::Kind;
use command::{clock, flags, input, inspect, output};

/// Most bytes that are shown for a byte of input: a character that could move the cursor is ten of ours, and a name stands
/// before each value.
const SHOWN_BYTES_PER_INPUT_BYTE: usize = 64;
/// Most bytes that are shown of next to nothing.
const SHOWN_BYTES: usize = 16 * 1024;

// What is shown is printable, bounded, and the same each time.
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    assert!(bytes.len() <= input::MAX_INPUT_BYTES);
    for kind in core::iter::once(None).chain(Kind::ALL.map(Some)) {
        bounded(bytes.len(), || match inspect::inspect(kind, bytes) {
            Ok(page) => {
                let mut shown = Vec::new();
                page.print(&mut shown).and_then(|()| shown.flush()).expect("memory takes what is written");
                let most = SHOWN_BYTES + SHOWN_BYTES_PER_INPUT_BYTE * bytes.len();
                assert!(shown.len() <= most, "{} bytes shown", shown.len());
                let is_printable = |byte: &u8| byte.is_ascii_graphic() || matches!(byte, b' ' | b'\n');
                assert!(shown.iter().all(is_printable), "{}", String::from_utf8_lossy(&shown).escape_debug());
            }
            Err(problem) => assert!(!output::shown(&problem).is_empty()),
        });
    }
});
