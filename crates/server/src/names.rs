//! Names that people give: to accounts, to themselves, to passkeys.
//!
//! # Source
//! [RFC 8265](https://www.rfc-editor.org/rfc/rfc8265), [RFC 8266](https://www.rfc-editor.org/rfc/rfc8266),
//! [WebAuthn §6.4](https://www.w3.org/TR/webauthn-3/#sctn-strings)

use unicode_normalization::UnicodeNormalization as _;

use crate::answer::Failure;

/// Longest name in bytes of UTF-8: authenticators may cut beyond 64.
///
/// # Source
/// [WebAuthn §6.4.1](https://www.w3.org/TR/webauthn-3/#sctn-strings-truncation)
pub(crate) const MAX_NAME_BYTES: usize = 64;

/// The name of an account, as written, and as it is compared: composed, in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AccountName {
    pub(crate) written: String,
    pub(crate) key: String,
}

/// The name of an account: no spaces, nothing invisible.
pub(crate) fn account_name(text: &str) -> Result<AccountName, Failure> {
    let written = bounded(text)?;
    // RFC 8265 §3.3: width and case mapped, composed. Compatibility forms fold, so that look-alikes of one letter are one.
    let key: String = written.nfkc().flat_map(char::to_lowercase).nfc().collect();
    // Folding makes a space of some marks.
    let is_plain = !written
        .chars()
        .chain(key.chars())
        .any(|character| character.is_whitespace() || is_invisible(character));
    if is_plain { Ok(AccountName { written, key }) } else { Err(Failure::BadName) }
}

/// A name that is shown: of a person or of a passkey. What joins or varies the letters and pictures beside it may be in it.
pub(crate) fn shown_name(text: &str) -> Result<String, Failure> {
    let name = bounded(text)?;
    let mut is_after_letter = false;
    for character in name.chars() {
        let is_joiner = matches!(character, ZERO_WIDTH_NON_JOINER | ZERO_WIDTH_JOINER);
        let is_variation = matches!(character, TEXT_STYLE | EMOJI_STYLE);
        if is_joiner || is_variation {
            if !is_after_letter {
                return Err(Failure::BadName);
            }
            // A picture may be varied and then joined to another.
            is_after_letter = is_variation;
        } else if is_invisible(character) {
            return Err(Failure::BadName);
        } else {
            is_after_letter = !character.is_whitespace();
        }
    }
    if name.ends_with([ZERO_WIDTH_NON_JOINER, ZERO_WIDTH_JOINER]) { Err(Failure::BadName) } else { Ok(name) }
}

/// A text of somebody else's as it is shown: without what cannot be seen, and cut where it is too long.
pub(crate) fn foreign_text(text: &str, characters: usize) -> String {
    let mut visible = text.chars().filter(|character| !is_invisible(*character));
    let mut shown: String = visible.by_ref().take(characters).collect();
    if visible.next().is_some() {
        shown.push('…');
    }
    shown.trim().to_owned()
}

/// Persian and other scripts write with the one, pictures of several are joined by the other.
const ZERO_WIDTH_NON_JOINER: char = '\u{200c}';
const ZERO_WIDTH_JOINER: char = '\u{200d}';
/// How the picture before it is drawn.
const TEXT_STYLE: char = '\u{fe0e}';
const EMOJI_STYLE: char = '\u{fe0f}';

/// Composed, trimmed, 1 to [`MAX_NAME_BYTES`] bytes.
fn bounded(text: &str) -> Result<String, Failure> {
    if text.len() > MAX_NAME_BYTES.saturating_mul(4) {
        return Err(Failure::BadName);
    }
    let name: String = text.trim().nfc().collect();
    if (1..=MAX_NAME_BYTES).contains(&name.len()) { Ok(name) } else { Err(Failure::BadName) }
}

/// Controls, marks of direction, joiners, separators of lines, noncharacters.
fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{2800}'
                | '\u{3164}'
                | '\u{fdd0}'..='\u{fdef}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{ffff}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_names_of_many_scripts_and_compares_them_without_case() {
        for (text, key) in [
            ("Alice", "alice"),
            ("Ünal", "ünal"),
            ("U\u{308}nal", "ünal"),
            ("Ａlice", "alice"),
            ("李雷", "李雷"),
        ] {
            assert_eq!(account_name(text).unwrap().key, key);
        }
        assert_eq!(account_name(" bob@example.com ").unwrap().written, "bob@example.com");
        for text in
            ["Blue key ring", "\u{2764}\u{fe0f} key", "\u{2764}\u{fe0f}\u{200d}\u{1f525}", "می\u{200c}خواهم"]
        {
            assert_eq!(shown_name(text).unwrap(), text);
        }
    }

    // attack: srv-name-bidi
    #[test]
    fn refuses_names_that_are_empty_too_long_or_not_what_they_look_like() {
        let long = "x".repeat(MAX_NAME_BYTES);
        assert!(account_name(&long).is_ok());
        let longer = "x".repeat(MAX_NAME_BYTES + 1);
        for text in [
            "",
            "  ",
            "a b",
            &longer,
            "a\nb",
            "a\u{202e}b",
            "a\u{200b}b",
            "\u{feff}",
            "a\u{0}",
            "alice\u{fe0f}",
            "alice\u{2800}",
            "\u{a8}",
        ] {
            assert!(matches!(account_name(text), Err(Failure::BadName)), "{text:?}");
        }
        let joiners = [
            "\u{200d}a",
            "a\u{200d}",
            "a\u{200d}\u{200d}b",
            "a \u{200c}b",
            "\u{fe0f}",
            "a\u{fe0f}\u{fe0e}\u{200c}",
        ];
        for text in
            ["a\u{2066}b", "line\u{2028}break", "tag\u{e0041}", "a\u{200b}b"].into_iter().chain(joiners)
        {
            assert!(matches!(shown_name(text), Err(Failure::BadName)), "{text:?}");
        }
    }

    #[test]
    fn accepts_texts_of_others_without_what_cannot_be_seen_and_cut_where_they_are_long() {
        assert_eq!(foreign_text(" a\u{202e}b\n\u{200b}c ", 10), "abc");
        assert_eq!((foreign_text("äöü", 3), foreign_text("äöü", 2)), ("äöü".into(), "äö…".into()));
        assert_eq!(foreign_text("\u{0}\u{7f}", 5), "");
    }
}
