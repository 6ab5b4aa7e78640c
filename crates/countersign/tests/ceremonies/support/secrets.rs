//! What must not stand in any text: challenges, handles, keys, signatures, credential ids.

use countersign_wire::base64url;

/// Bytes that no text may hold, in whatever form bytes are usually written.
#[derive(Default)]
pub(crate) struct Secrets(Vec<(&'static str, Vec<u8>)>);

/// As many bytes as are looked for: enough that they stand nowhere by chance.
const LOOKED_FOR: usize = 9;

impl Secrets {
    /// Adds bytes, unless they are so few that they may stand somewhere by chance.
    pub(crate) fn add(&mut self, name: &'static str, bytes: &[u8]) {
        if bytes.len() >= LOOKED_FOR {
            self.0.push((name, bytes.to_vec()));
        }
    }

    /// Refuses texts that hold any of the bytes.
    pub(crate) fn check(&self, texts: &[String]) -> Result<(), String> {
        for (name, bytes) in &self.0 {
            let forms = forms(&bytes[..LOOKED_FOR]);
            if let Some(text) =
                texts.iter().find(|text| forms.iter().any(|form| text.contains(form.as_str())))
            {
                return Err(format!("the {name} stands in: {text}"));
            }
        }
        Ok(())
    }
}

/// Base64url, hex in both cases, a list of decimal numbers, and text.
fn forms(bytes: &[u8]) -> Vec<String> {
    let join =
        |format: fn(&u8) -> String, between: &str| bytes.iter().map(format).collect::<Vec<_>>().join(between);
    let mut forms = vec![
        base64url::encode(bytes),
        join(|byte| format!("{byte:02x}"), ""),
        join(|byte| format!("{byte:02X}"), ""),
        join(|byte| format!("{byte}"), ", "),
        join(|byte| format!("{byte:02x}"), ", "),
    ];
    forms.extend(core::str::from_utf8(bytes).map(str::to_owned));
    forms
}

#[test]
fn refuses_texts_that_hold_a_secret() {
    let mut secrets = Secrets::default();
    secrets.add("challenge", b"a challenge of some bytes");
    let hex = b"a challen".map(|byte| format!("{byte:02x}")).concat();
    for text in ["YSBjaGFsbGVuZ2U", "97, 32, 99, 104, 97, 108, 108, 101, 110", "a challenge", &hex] {
        let texts = ["nothing".to_owned(), format!("got {text}.")];
        assert!(secrets.check(&texts).is_err_and(|wrong| wrong.starts_with("the challenge stands in")));
    }
    assert_eq!(secrets.check(&["a chal".to_owned()]), Ok(()));
}
