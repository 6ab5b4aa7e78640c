//! Fills the corpus: `seeds CORPUS FOLDER...` takes what stands in the vectors of the folders apart, into a folder of `CORPUS`
//! for each target. What no vector holds is made.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use countersign::{
    CreationOptions, CredentialRecord, Crypto as _, RUST_CRYPTO, RequestOptions, User, UserVerification,
};
use countersign_authenticator::{Algorithm, Attestation};
use countersign_benches::ACCEPTING;
use countersign_cbor::MapOrder;
use countersign_fuzz::metadata;
use countersign_fuzz::scene::{self, BINDING};
use countersign_wire::{AttestationObject, AuthenticatorData};
use countersign_x509::Certificate;
use serde_json::{Value as Json, json};

/// Longest seed, in bytes: the longest input that targets are given.
const MAX_SEED_BYTES: usize = 16 * 1024;
/// Longest file that is read. Longer ones are suites of signatures and lists of metadata.
const MAX_FILE_BYTES: u64 = 1024 * 1024;

const STATEMENTS: [&str; 8] =
    ["packed", "tpm", "android-key", "android-safetynet", "fido-u2f", "none", "apple", "compound"];

struct Corpus {
    folder: PathBuf,
    count: usize,
}

impl Corpus {
    /// Adds a seed, under a name that the same bytes have each time.
    fn add(&mut self, target: &str, bytes: &[u8]) {
        if bytes.len() > MAX_SEED_BYTES {
            return;
        }
        let folder = self.folder.join(target);
        fs::create_dir_all(&folder).expect("a folder to write to");
        let name: String =
            RUST_CRYPTO.sha256(&[bytes]).iter().take(10).map(|byte| format!("{byte:02x}")).collect();
        let path = folder.join(format!("seed-{name}"));
        if !path.exists() {
            fs::write(path, bytes).expect("a file to write");
            self.count += 1;
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(bytes) = URL_SAFE_NO_PAD.decode(text).ok().filter(|bytes| !bytes.is_empty()) {
            self.certificate(&bytes);
        }
        for (label, target) in [("CERTIFICATE", "certificate"), ("X509 CRL", "revocation_list")] {
            for der in objects(label, text) {
                if target == "certificate" {
                    self.certificate(&der);
                    self.add("inspect", &der);
                } else {
                    self.add(target, &der);
                }
            }
        }
    }

    fn certificate(&mut self, der: &[u8]) {
        let Ok(certificate) = Certificate::parse(der) else { return };
        self.add("certificate", der);
        for extension in certificate.extensions() {
            if extension.identifier().to_string() == "1.3.6.1.4.1.11129.2.1.17" {
                self.add("key_description", extension.value());
            }
        }
    }

    /// Whatever stands in a document: responses, certificates, CBOR.
    fn document(&mut self, value: &Json) {
        match value {
            Json::String(text) => self.text(text),
            Json::Array(items) => items.iter().for_each(|item| self.document(item)),
            Json::Object(members) => {
                if members.get("response").is_some_and(|inner| inner.get("clientDataJSON").is_some()) {
                    self.response(value);
                }
                if let Some(bytes) = members.get("hex").and_then(Json::as_str).and_then(hex) {
                    self.add("cbor", &bytes);
                }
                members.values().for_each(|member| self.document(member));
            }
            Json::Null | Json::Bool(_) | Json::Number(_) => {}
        }
    }

    fn response(&mut self, response: &Json) {
        let bytes = |name: &str| {
            let text = response.get("response")?.get(name)?.as_str()?;
            URL_SAFE_NO_PAD.decode(text).ok()
        };
        let text = response.to_string();
        self.add("inspect", text.as_bytes());
        let client_data = bytes("clientDataJSON").unwrap_or_default();
        self.add("client_data", &client_data);
        if let Some(object) = bytes("attestationObject") {
            self.add("registration_response", text.as_bytes());
            self.object(&object, &client_data);
        } else {
            self.add("authentication_response", text.as_bytes());
        }
        if let Some(data) = bytes("authenticatorData") {
            self.authenticator_data(&data);
        }
    }

    fn object(&mut self, object: &[u8], client_data: &[u8]) {
        self.add("attestation_object", object);
        self.add("cbor", object);
        self.add("inspect", object);
        let Ok(parsed) = AttestationObject::parse(object) else { return };
        self.authenticator_data(parsed.authenticator_data().bytes());
        let format = parsed.format();
        if STATEMENTS.contains(&format) {
            let target = format!("statement_{}", format.replace('-', "_"));
            self.add(&target, &[object, &RUST_CRYPTO.sha256(&[client_data])].concat());
        }
        let Ok(statement) = parsed.statement().map() else { return };
        for entry in statement {
            let Ok((key, value)) = entry else { return };
            match (key.text(), value.bytes(), value.array()) {
                (Ok("certInfo" | "pubArea"), Ok(bytes), _) => self.add("tpm", bytes),
                (Ok("x5c"), _, Ok(array)) => {
                    array
                        .flatten()
                        .filter_map(|item| item.bytes().ok())
                        .for_each(|der| self.certificate(der));
                }
                _ => {}
            }
        }
    }

    fn authenticator_data(&mut self, data: &[u8]) {
        self.add("authenticator_data", data);
        let Ok(parsed) = AuthenticatorData::parse(data) else { return };
        if let Some(attested) = parsed.attested() {
            self.add("cose_key", attested.public_key().encoded());
        }
        if let Some(extensions) = parsed.extensions() {
            self.add("cbor", extensions.encoded());
        }
    }

    fn record(&mut self, bytes: &[u8]) {
        // The targets put the checksum at the end themselves.
        let Ok(record) = CredentialRecord::from_bytes(bytes) else { return };
        self.add("record", bytes.split_last_chunk::<4>().expect("a checksum").0);
        self.add("record_json", record.to_json().as_bytes());
        self.add("inspect", bytes);
        self.add("cose_key", record.public_key());
    }

    fn walk(&mut self, folder: &Path) {
        let mut entries: Vec<_> = fs::read_dir(folder).expect("a folder of vectors").flatten().collect();
        entries.sort_by_key(fs::DirEntry::path);
        for entry in entries {
            let path = entry.path();
            // The ceremonies tell the lies themselves.
            if path.is_dir() && path.file_name().is_some_and(|name| name != "lies") {
                self.walk(&path);
            } else if path.extension().is_some_and(|extension| extension == "jwt") {
                self.blob(&fs::read(path).expect("a blob"));
            } else if path.is_file()
                && entry.metadata().is_ok_and(|metadata| metadata.len() <= MAX_FILE_BYTES)
            {
                self.file(&path);
            }
        }
    }

    fn file(&mut self, path: &Path) {
        let bytes = fs::read(path).expect("a file of vectors");
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("json") => {
                if let Ok(document) = serde_json::from_slice(&bytes) {
                    self.document(&document);
                }
            }
            Some("pem") => self.text(&String::from_utf8_lossy(&bytes)),
            Some("bin") => self.record(&bytes),
            _ => {}
        }
    }

    /// A blob of metadata, and each of its entries without pictures.
    fn blob(&mut self, blob: &[u8]) {
        self.add("metadata_blob", blob);
        let payload =
            blob.split(|byte| *byte == b'.').nth(1).and_then(|part| URL_SAFE_NO_PAD.decode(part).ok());
        let payload: Json = serde_json::from_slice(&payload.expect("a payload")).expect("JSON");
        let entries = payload.get("entries").and_then(Json::as_array).expect("entries");
        for entry in entries {
            let mut entry = entry.clone();
            let statement = entry.get_mut("metadataStatement").and_then(Json::as_object_mut);
            statement.and_then(|members| members.remove("icon"));
            self.entry(&entry);
        }
    }

    fn entry(&mut self, entry: &Json) {
        let payload = json!({ "no": 7, "nextUpdate": "2026-11-01", "entries": [entry] });
        self.add("metadata_payload", payload.to_string().as_bytes());
    }

    /// Blobs of which the test authority's root, its intermediate and an address are said to be the signer.
    fn made_blobs(&mut self) {
        let payload = br#"{"no":7,"nextUpdate":"2026-11-01","entries":[{"aaguid":"00000000-0000-0000-0000-000000000001","statusReports":[{"status":"REVOKED"},{"status":"UPDATE_AVAILABLE","effectiveDate":"2026-01-01","authenticatorVersion":3}]}]}"#;
        self.add("metadata_payload", payload);
        self.add("metadata_blob", &metadata::blob_of(payload));
        let authority = scene::authenticator().authority().clone();
        let chain =
            [authority.intermediate_builder().build(), authority.root()].map(|der| STANDARD.encode(der));
        for header in [
            json!({ "alg": "ES256", "typ": "JWT", "x5c": chain }),
            json!({ "alg": "ES256", "x5u": "https://mds.example/certificates" }),
            json!({ "alg": "HS256", "crit": ["b64"], "x5c": [] }),
        ] {
            self.add("metadata_blob", &metadata::sent(header.to_string().as_bytes(), payload));
        }
        self.add("metadata_payload", br#"{"description":"x","aaguid":"00000000000000000000000000000001","authenticatorGetInfo":{"versions":["FIDO_2_1"]}}"#);
    }

    /// What no vector holds.
    fn made(&mut self) {
        for algorithm in Algorithm::ALL {
            let made = scene::valid_registration(Attestation::None, algorithm);
            self.add("cose_key", made.credential().public_key());
        }
        for attestation in Attestation::ALL {
            let made = scene::valid_registration(attestation, Algorithm::Es256);
            self.object(made.attestation_object(), made.client_data_json());
            self.add("registration_response", made.json().as_bytes());
        }
        let relying_party = scene::relying_party(&ACCEPTING, false);
        let user = User { handle: scene::user_handle(), name: "alice", display_name: "Alice" };
        let (_, pending) = CreationOptions::new(&relying_party, user, scene::challenge())
            .begin(&BINDING)
            .expect("valid options");
        self.pending(pending.into_stored());
        let options = || {
            RequestOptions::new(&relying_party, scene::challenge())
                .user_verification(UserVerification::Preferred)
        };
        let (_, pending) = options().begin_discoverable(&BINDING).expect("valid options");
        self.pending(pending.into_stored());
        let json = fs::read_to_string("../test-vectors/records/full.json").expect("a golden record");
        let record = CredentialRecord::from_json(json.trim()).expect("a golden record");
        let (_, pending) =
            options().begin_identified(record.user_handle(), [&record], &BINDING).expect("valid options");
        self.pending(pending.into_stored());
        let statuses = [
            r#"{"entries":{}}"#,
            r#"{"entries":{"2c8cdddfd5e03bfc":{"status":"REVOKED","reason":"KEY_COMPROMISE","expires":"2025-11-13"},"9":{"status":"SUSPENDED","comment":"x"}}}"#,
        ];
        statuses.iter().for_each(|status| self.add("android_status", status.as_bytes()));
        self.made_blobs();
        let capabilities = [
            r#"{"conditionalCreate":true,"conditionalGet":true,"extension:prf":true,"relatedOrigins":false}"#,
            r#"{"hybridTransport":"yes","signalUnknownCredential":true,"signalUnknownCredential":false}"#,
        ];
        capabilities.iter().for_each(|said| self.add("client_capabilities", said.as_bytes()));
        for number in 0..u8::MAX {
            let bytes = number.to_be_bytes();
            let plan =
                [[number % 9, number / 9 % 8, number, number >> 1].as_slice(), &bytes.repeat(20)].concat();
            for target in [
                "registration",
                "authentication",
                "registration_tampered",
                "authentication_tampered",
                "providers",
            ] {
                self.add(target, &plan);
            }
        }
        let empty = countersign_cbor::Value::decode(&[0xa0], MapOrder::Enforced).expect("an empty map");
        self.add("cbor", empty.value().encoded());
    }

    fn pending(&mut self, stored: Vec<u8>) {
        self.add("pending", stored.split_last_chunk::<4>().expect("a checksum").0);
    }
}

/// The DER of every object of a label in a text of PEM.
fn objects(label: &str, text: &str) -> Vec<Vec<u8>> {
    let (begin, end) = (format!("-----BEGIN {label}-----"), format!("-----END {label}-----"));
    let inside = text.split(&begin).skip(1).filter_map(|rest| Some(rest.split_once(&end)?.0));
    let digits = inside.map(|inside| inside.split_ascii_whitespace().collect::<String>());
    digits.filter_map(|digits| STANDARD.decode(digits).ok()).collect()
}

fn hex(text: &str) -> Option<Vec<u8>> {
    countersign_vectors::hex::decode(text)
}

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
    let Some(folder) = arguments.next() else {
        println!("seeds CORPUS FOLDER...");
        return ExitCode::FAILURE;
    };
    let mut corpus = Corpus { folder, count: 0 };
    arguments.for_each(|folder| corpus.walk(&folder));
    corpus.made();
    println!("{} new seeds", corpus.count);
    ExitCode::SUCCESS
}
