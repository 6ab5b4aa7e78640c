//! What the adapters in Rust have in common: the protocol of `drive.py`.

use std::fmt::Debug;
use std::io::{self, BufRead as _, Write as _};
use std::panic::{self, AssertUnwindSafe};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

/// What a library says of a ceremony.
#[derive(Debug)]
pub enum Verdict {
    /// It accepts.
    Accept,
    /// It refuses, and says so.
    Reject(String),
    /// It cannot be told what the ceremony is about.
    Unknown(String),
}

/// The verdict of a result.
pub fn verdict<Value, Error: Debug>(result: Result<Value, Error>) -> Verdict {
    match result {
        Ok(_) => Verdict::Accept,
        Err(error) => Verdict::Reject(format!("{error:?}")),
    }
}

/// Bytes of a vector. Vectors are checked by their own tests.
///
/// # Errors
///
/// What is not base64url is unknown.
pub fn bytes(value: &Value) -> Result<Vec<u8>, Verdict> {
    let text = value.as_str().unwrap_or_default();
    URL_SAFE_NO_PAD.decode(text).map_err(|error| Verdict::Unknown(format!("not base64url: {error}")))
}

/// Answers each ceremony. A panic is a crash of the library.
///
/// # Errors
///
/// Input, output, or a question that is no JSON.
pub fn serve(judge: impl Fn(&Value) -> Result<Verdict, Verdict>) -> io::Result<()> {
    // The message goes into the answer.
    panic::set_hook(Box::new(|_| {}));
    for line in io::stdin().lock().lines() {
        let question: Value = serde_json::from_str(&line?)?;
        let judged = panic::catch_unwind(AssertUnwindSafe(|| judge(&question["vector"])));
        let (verdict, reason) = match judged.map(|judged| judged.unwrap_or_else(|early| early)) {
            Ok(Verdict::Accept) => ("accept", String::new()),
            Ok(Verdict::Reject(reason)) => ("reject", reason),
            Ok(Verdict::Unknown(reason)) => ("unknown", reason),
            Err(panic) => ("crash", message(&*panic)),
        };
        let answer = json!({ "id": question["id"], "verdict": verdict, "reason": reason });
        let mut output = io::stdout().lock();
        writeln!(output, "{answer}")?;
        output.flush()?;
    }
    Ok(())
}

fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
    format!("panic: {}", text.unwrap_or("no word"))
}
