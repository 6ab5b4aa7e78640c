//! The bytes that an input may stand for.

use base64::Engine as _;
use base64::alphabet::{Alphabet, STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use countersign_vectors::hex;
use serde_json::Value;

/// One way to read an input.
#[derive(Debug)]
pub(crate) struct Candidate {
    pub(crate) encoding: &'static str,
    pub(crate) bytes: Vec<u8>,
    pub(crate) odd: Vec<&'static str>,
}

const PEM_BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const PEM_END: &str = "-----END CERTIFICATE-----";

/// Every way to read an input, the likeliest first: hexadecimal digits are base64 too, but hardly by chance.
pub(crate) fn candidates(input: &[u8]) -> Vec<Candidate> {
    let mut candidates = Vec::new();
    let mut add = |encoding, bytes: Option<Vec<u8>>, odd: Vec<&'static str>| {
        let bytes = bytes.filter(|bytes| !bytes.is_empty());
        candidates.extend(bytes.map(|bytes| Candidate { encoding, bytes, odd }));
    };
    if let Ok(text) = core::str::from_utf8(input) {
        let text = text.trim();
        if is_object(text) {
            add("JSON", Some(text.as_bytes().to_vec()), Vec::new());
        }
        if let Some((_, rest)) = text.split_once(PEM_BEGIN) {
            let (body, rest) = rest.split_once(PEM_END).unwrap_or((rest, ""));
            let more = rest.contains(PEM_BEGIN);
            let odd = if more { vec!["more certificates follow, which are not shown"] } else { Vec::new() };
            add("PEM", base64(body, &STANDARD), odd);
        }
        let text = text.trim_matches('"');
        let digits: String = text.chars().filter(|digit| !digit.is_whitespace() && *digit != ':').collect();
        add("hex", hex::decode(&digits), Vec::new());
        add("base64url", base64(text, &URL_SAFE), padding(text));
        add("base64", base64(text, &STANDARD), vec!["base64 in place of base64url, as WebAuthn has it"]);
    }
    add("binary", Some(input.to_vec()), Vec::new());
    candidates
}

/// Whether a text begins as a JSON object does, and nothing else that can be inspected.
fn is_object(text: &str) -> bool {
    without_mark(text).trim_start().starts_with('{')
}

fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// Where an input that should be a JSON object is none.
pub(crate) fn json_problem(input: &[u8]) -> Option<String> {
    let text = core::str::from_utf8(input).ok().filter(|text| is_object(text))?;
    let error = serde_json::from_str::<Value>(without_mark(text)).err()?;
    Some(format!("line {}, column {}: expected JSON", error.line(), error.column().max(1)))
}

fn base64(text: &str, alphabet: &Alphabet) -> Option<Vec<u8>> {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let text: String = text.chars().filter(|character| !character.is_whitespace()).collect();
    GeneralPurpose::new(alphabet, config).decode(text).ok()
}

fn padding(text: &str) -> Vec<&'static str> {
    if text.ends_with('=') { vec!["padding, which the base64url of WebAuthn has not"] } else { Vec::new() }
}
