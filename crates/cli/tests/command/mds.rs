//! `mds`: blobs that a test authority signs, and those that the service published.

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use countersign_authenticator::{MetadataBlob, TestAuthority, revocation_list};
use countersign_mds::named_signer;
use countersign_x509::Certificate;
use serde_json::{Value, json};

use crate::run::{Run, assert_golden, run, run_with, scratch, shared};

/// When the blobs of these tests are judged.
pub(crate) const AT: &str = "2026-01-01T00:00:00Z";

pub(crate) const HOST: &str = "mds.countersign.example";
const ICON: &[u8] = b"\x89PNG\r\n\x1a\n";

pub(crate) const GOOD: &str = "00000000-0000-0000-0000-000000000001";
const BROKEN: &str = "00000000-0000-0000-0000-000000000002";
const KEYS: [&str; 2] =
    ["1111111111111111111111111111111111111111", "2222222222222222222222222222222222222222"];
const AAID: &str = "096E#0001";

/// What could move a cursor, look like other letters, or begin a line.
const HOSTILE: &str = "\u{1b}[2J\u{202e}\n\u{7f}+ 00000000";

pub(crate) fn authority() -> TestAuthority {
    TestAuthority::from_seed(b"metadata of the command")
}

/// The root of the authority.
pub(crate) fn write_root(folder: &Path) -> String {
    let text = STANDARD.encode(authority().root());
    let text = format!("-----BEGIN CERTIFICATE-----\n{text}\n-----END CERTIFICATE-----\n");
    write(folder, "root.pem", text.as_bytes())
}

pub(crate) fn write(folder: &Path, name: &str, bytes: &[u8]) -> String {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path.to_str().unwrap().to_owned()
}

/// An entry of a model of FIDO2, with these reports of status and day.
pub(crate) fn entry(aaguid: &str, description: &str, root: &[u8], reports: &[(&str, &str)]) -> Value {
    let report = |(status, day): &(&str, &str)| json!({ "status": status, "effectiveDate": day });
    json!({
        "aaguid": aaguid,
        "metadataStatement": {
            "aaguid": aaguid,
            "description": description,
            "authenticatorVersion": 2,
            "protocolFamily": "fido2",
            "upv": [{ "major": 1, "minor": 0 }],
            "authenticationAlgorithms": ["secp256r1_ecdsa_sha256_raw"],
            "publicKeyAlgAndEncodings": ["cose"],
            "attestationTypes": ["basic_full"],
            "userVerificationDetails": [[
                { "userVerificationMethod": "passcode_internal" },
                { "userVerificationMethod": "presence_internal" },
            ]],
            "keyProtection": ["hardware"],
            "attestationRootCertificates": [STANDARD.encode(root)],
            "icon": format!("data:image/png;base64,{}", STANDARD.encode(ICON)),
        },
        "statusReports": reports.iter().map(report).collect::<Vec<_>>(),
        "timeOfLastStatusChange": "2025-06-01",
    })
}

fn old() -> MetadataBlob {
    let root = authority().root();
    let mut u2f = entry(GOOD, "A key of U2F", &root, &[("FIDO_CERTIFIED_L1", "2025-01-01")]);
    let members = u2f.as_object_mut().unwrap();
    members.remove("aaguid");
    members.insert("attestationCertificateKeyIdentifiers".to_owned(), json!(KEYS));
    members["metadataStatement"]["protocolFamily"] = "u2f".into();
    members["metadataStatement"].as_object_mut().unwrap().remove("aaguid");
    members["metadataStatement"].as_object_mut().unwrap().remove("icon");
    MetadataBlob::new(&authority(), HOST)
        .number(7)
        .next_update("2026-02-01")
        .entry(entry(GOOD, "A good model", &root, &[("FIDO_CERTIFIED_L1", "2025-01-01")]))
        .entry(entry(
            BROKEN,
            "A broken model",
            &root,
            &[
                ("FIDO_CERTIFIED_L2", "2024-01-01"),
                ("USER_VERIFICATION_BYPASS", "2025-01-01"),
                ("UPDATE_AVAILABLE", "2025-06-01"),
            ],
        ))
        .entry(u2f)
        .entry(json!({ "aaid": AAID, "statusReports": [{ "status": "SOMETHING_NEW" }], "colour": 7 }))
}

/// The blob that comes after it.
fn new() -> MetadataBlob {
    let root = authority().root();
    let another = TestAuthority::from_seed(b"another").root();
    let mut good = entry(
        GOOD,
        "A better model",
        &another,
        &[("FIDO_CERTIFIED_L1", "2025-01-01"), ("REVOKED", "2025-12-01")],
    );
    good["metadataStatement"]["authenticatorVersion"] = 3.into();
    good["metadataStatement"].as_object_mut().unwrap().remove("icon");
    let mut keys = entry(GOOD, "A key of U2F", &root, &[("FIDO_CERTIFIED_L1", "2025-01-01")]);
    keys.as_object_mut().unwrap().remove("aaguid");
    keys["attestationCertificateKeyIdentifiers"] = json!([KEYS[1], KEYS[0]]);
    keys["metadataStatement"] = old_statement(2);
    MetadataBlob::new(&authority(), HOST)
        .number(8)
        .next_update("2026-03-01")
        .entry(entry("00000000-0000-0000-0000-000000000003", "A new model", &root, &[]))
        .entry(keys)
        .entry(good)
        .entry(json!({ "statusReports": [] }))
}

/// The statement of an entry of the old blob.
fn old_statement(place: usize) -> Value {
    let blob = old().build();
    let payload = blob.split('.').nth(1).unwrap();
    let payload = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(payload).unwrap();
    let payload: Value = serde_json::from_slice(&payload).unwrap();
    payload["entries"][place]["metadataStatement"].clone()
}

/// A blob in a file, and its root in another.
struct Files {
    folder: PathBuf,
    blob: String,
    root: String,
}

fn files(name: &str, blob: &MetadataBlob) -> Files {
    let folder = scratch(name);
    let path = write(&folder, "blob.jwt", blob.build().as_bytes());
    Files { root: write_root(&folder), blob: path, folder }
}

impl Files {
    fn run(&self, command: &str, more: &[&str]) -> Run {
        let host: &[&str] = if more.contains(&"--host") { &[] } else { &["--host", HOST] };
        run(&[&["mds", command, &self.blob], more, host, &["--root", &self.root, "--at", AT]].concat())
    }
}

fn parsed(done: &Run) -> Value {
    serde_json::from_str(&done.output).unwrap()
}

#[test]
fn accepts_a_blob_and_says_what_it_holds() {
    let files = files("mds-verify", &old());
    let done = files.run("verify", &[]);
    assert_eq!((done.code, done.errors.as_str()), (0, ""));
    assert_golden("mds-verify.txt", &done.output);
    let done = files.run("verify", &["--format", "json", "--host", "MDS.countersign.example"]);
    let document = parsed(&done);
    assert_eq!((done.code, &document["verdict"], &document["step"]), (0, &"accept".into(), &Value::Null));
    assert_eq!(
        document["blob"]["entries"],
        json!({ "total": 4, "fido2": 2, "u2f": 1, "uaf": 1, "unidentified": 0 })
    );
    assert_eq!(document["blob"]["ignored"][0]["entry"], 3);
    assert_eq!(document["blob"]["ignored"][0]["identifiers"], json!([AAID]));
    // DER, standard input with a line end, a day, and the day of the next update.
    let root = write(&files.folder, "root.der", &authority().root());
    let blob = [&std::fs::read(&files.blob).unwrap()[..], b"\r\n"].concat();
    let done =
        run_with(&["mds", "verify", "-", "--root", &root, "--host", HOST, "--at", "2026-02-01"], &blob);
    assert_eq!(done.code, 0);
    assert!(done.output.contains("  next update       2026-02-01, refresh is due at 2026-02-01T00:00:00Z\n"));
}

#[test]
fn refuses_a_blob_at_its_step_with_what_was_expected_and_got() {
    let files = files("mds-refused", &old());
    let (blob, root) = (files.blob.as_str(), files.root.as_str());
    let cut = write(&files.folder, "cut.jwt", old().build().trim_end_matches(|last| last != '.').as_bytes());
    let lines = write(&files.folder, "lines.jwt", format!("{}\n\n", old().build()).as_bytes());
    let page = write(&files.folder, "page.html", b"<html>Not found</html>\n");
    let path = |text: &str| format!("mds.blob.path (mds-blob-path): {text}");
    let time = "The certificate of the claimed signer is valid from 2020-01-01T00:00:00Z to 2040-01-01T00:00:00Z: --at TIME judges the blob then.";
    for (arguments, step, line, hint) in [
        (
            vec![blob, "--root", root, "--host", HOST, "--at", "2019-12-31"],
            "mds-blob-path",
            path("certificate 0 of the path: not yet valid, got 2019-12-31T00:00:00Z"),
            time,
        ),
        (
            vec![blob, "--root", root, "--host", HOST, "--at", "2040-01-01T00:00:01Z"],
            "mds-blob-path",
            path("certificate 0 of the path: expired, got 2040-01-01T00:00:01Z"),
            time,
        ),
        (
            vec![blob, "--at", AT],
            "mds-blob-path",
            path("certificate 1 of the path: no trust anchor is its issuer, got 2026-01-01T00:00:00Z"),
            "Check the time",
        ),
        // Another time is of no use under another root.
        (vec![blob, "--at", "2019-12-31"], "mds-blob-path", path(""), "Check the time"),
        (
            vec![blob, "--root", root, "--host", "mds.example", "--at", AT],
            "mds-blob-host",
            "mds.blob.host (mds-blob-host): expected mds.example, got somebody else".to_owned(),
            "Under a public root",
        ),
        (
            vec![cut.as_str(), "--root", root, "--host", HOST, "--at", AT],
            "mds-blob-signature",
            "mds.blob.signature (mds-blob-signature): ".to_owned(),
            "The file was changed or cut.",
        ),
        (
            vec![lines.as_str(), "--root", root, "--host", HOST, "--at", AT],
            "mds-blob-signature",
            "mds.blob.signature (mds-blob-signature): the signature of the JWS is not base64url".to_owned(),
            "The file was changed or cut.",
        ),
        (
            vec![page.as_str(), "--root", root, "--host", HOST, "--at", AT],
            "mds-blob-form",
            "mds.blob.form (mds-blob-form): ".to_owned(),
            "Check that the file is complete",
        ),
    ] {
        let done = run(&[&["mds", "verify"], &arguments[..]].concat());
        assert_eq!((done.code, done.errors.as_str()), (1, ""), "{arguments:?}");
        assert!(done.lines()[0].ends_with(&format!("REFUSED at {step}")), "{}", done.output);
        let done = run(&[&["mds", "verify", "--format", "json"], &arguments[..]].concat());
        assert_eq!((done.code, &parsed(&done)["step"]), (1, &step.into()));
        for command in [&["list"][..], &["show", "--force", "--icon", "never.png"]] {
            let model: &[&str] = if command[0] == "show" { &[GOOD] } else { &[] };
            let done = run(&[&["mds"], command, &arguments[..], model].concat());
            let lines = done.lines();
            assert_eq!((done.code, lines.len(), done.errors.as_str()), (1, 2, ""), "{arguments:?}");
            assert!(lines[0].starts_with(&format!("refused: {}: {line}", arguments[0])), "{}", lines[0]);
            assert!(lines[1].starts_with(hint), "{}", lines[1]);
        }
    }
    assert!(!Path::new("never.png").exists());
}

#[test]
fn refuses_a_blob_that_is_not_newer_than_the_last_one() {
    let files = files("mds-newer", &old());
    for (number, code, why) in [
        ("6", 0, ""),
        ("7", 1, "the number is not above that of --newer-than"),
        ("8", 1, "no 7 is older than no 8"),
    ] {
        let done = files.run("verify", &["--newer-than", number, "--format", "json"]);
        let document = parsed(&done);
        let step = if code == 0 { Value::Null } else { "mds-blob-number".into() };
        assert_eq!((done.code, &document["step"]), (code, &step), "{number}");
        assert_eq!(document["cause"].as_str().unwrap_or_default(), why);
        // Whoever is refused is the signer by its own words alone.
        let (named, nobody) =
            if code == 0 { ("signer", "claimed_signer") } else { ("claimed_signer", "signer") };
        assert_eq!((&document[named]["name"], &document[nobody]), (&HOST.into(), &Value::Null));
    }
}

#[test]
fn refuses_roots_without_a_word_on_whom_the_signer_is() {
    let files = files("mds-host", &old());
    let verify = |host: &[&str]| {
        run(&[&["mds", "verify", &files.blob, "--root", &files.root, "--at", AT], host].concat())
    };
    let done = verify(&[]);
    assert_eq!((done.code, done.errors.contains("--host <HOST>")), (2, true), "{}", done.errors);
    assert_eq!((verify(&["--host", HOST]).code, verify(&["--host", "any"]).code), (0, 0));
    assert_eq!(verify(&["--host", "other.example"]).code, 1);
}

#[test]
fn refuses_in_words_for_people() {
    let files = files("mds-refused-words", &old());
    let done =
        run(&["mds", "verify", &files.blob, "--root", &files.root, "--host", HOST, "--at", "2041-01-01"]);
    assert_eq!(done.code, 1);
    assert_golden("mds-verify-refused.txt", &done.output);
}

#[test]
fn refuses_roots_lists_and_files_that_cannot_be_used() {
    let files = files("mds-unusable", &old());
    let text = write(&files.folder, "text.pem", b"no certificate");
    for (arguments, problem) in [
        (vec!["no/such/blob"], "no/such/blob: "),
        (vec![&*files.blob, "--root", "no/such/root", "--host", HOST], "no/such/root: "),
        (
            vec![&*files.blob, "--root", &text, "--host", HOST],
            &format!("{text}: expected CERTIFICATE in PEM or DER\n"),
        ),
        (vec![&*files.blob, "--crl", &text], &format!("{text}: expected X509 CRL in PEM or DER\n")),
    ] {
        let done = run(&[&["mds", "verify"], &arguments[..]].concat());
        assert_eq!((done.code, done.output.as_str()), (2, ""), "{arguments:?}");
        assert!(done.errors.starts_with(&format!("countersign: {problem}")), "{}", done.errors);
    }
    for time in ["yesterday", "2026-02-30", "2026-01-01T00:00:00+01:00", ""] {
        let done = run(&["mds", "verify", &files.blob, "--at", time]);
        assert_eq!((done.code, done.errors.contains("or a day")), (2, true), "{}", done.errors);
    }
}

#[test]
fn accepts_and_refuses_by_revocation_lists() {
    let files = files("mds-revocation", &old());
    let blob = std::fs::read(&files.blob).unwrap();
    let leaf = named_signer(&blob).unwrap();
    let leaf = Certificate::parse(&leaf).unwrap();
    let authority = authority();
    let intermediate = authority.intermediate_builder().build();
    let intermediate = Certificate::parse(&intermediate).unwrap();
    let year = (1_750_000_000, 1_780_000_000);
    let list = |issuer: &[u8], key, revoked: &[Vec<u8>]| revocation_list(issuer, key, revoked, year);
    let issuer = intermediate.subject().encoded();
    let naming = list(issuer, authority.intermediate_key(), &[leaf.serial_number().to_vec()]);
    let naming = write(&files.folder, "naming.crl", &naming);
    let of_others = STANDARD.encode(list(issuer, authority.intermediate_key(), &[vec![9, 9]]));
    let of_others = format!("-----BEGIN X509 CRL-----\n{of_others}\n-----END X509 CRL-----\n");
    let of_others = write(&files.folder, "others.pem", of_others.as_bytes());
    let of_root = list(intermediate.issuer().encoded(), authority.root_key(), &[]);
    let of_root = write(&files.folder, "root.crl", &of_root);
    let step = |arguments: &[&str]| {
        let done = files.run("verify", &[&["--format", "json"], arguments].concat());
        let document = parsed(&done);
        let steps = document["steps"].as_array().unwrap();
        let revocation = steps.iter().find(|step| step["step"] == "mds-blob-revocation").unwrap();
        (done.code, revocation["outcome"].as_str().unwrap().to_owned())
    };
    let (accepted, refused) = ((0, "passed".to_owned()), (1, "refused".to_owned()));
    assert_eq!(step(&[]), (0, "not applicable".to_owned()));
    assert_eq!(step(&["--crl", &naming]), refused);
    assert_eq!(step(&["--revocation", "off"]), (0, "not applicable".to_owned()));
    let done = files.run("verify", &["--crl", &naming, "--revocation", "off"]);
    let problem = "countersign: --crl: nothing is looked up with --revocation off\n";
    assert_eq!((done.code, done.output.as_str(), done.errors.as_str()), (2, "", problem));
    assert_eq!(step(&["--crl", &of_others]), accepted);
    assert_eq!(step(&["--revocation", "as-given"]), accepted);
    assert_eq!(step(&["--revocation", "strict"]), refused);
    assert_eq!(step(&["--revocation", "strict", "--crl", &of_others]), refused);
    assert_eq!(step(&["--revocation", "strict", "--crl", &of_others, "--crl", &of_root]), accepted);
}

#[test]
fn accepts_and_lists_entries_by_status() {
    let files = files("mds-list", &old());
    let done = files.run("list", &[]);
    assert_eq!((done.code, done.errors.as_str()), (0, ""));
    assert_golden("mds-list.txt", &done.output);
    for (statuses, descriptions) in [
        (&["USER_VERIFICATION_BYPASS"][..], &["A broken model"][..]),
        (&["update_available"], &["A broken model"]),
        (&["FIDO_CERTIFIED_L1", "SOMETHING_NEW"], &["A good model", "A key of U2F", ""]),
        // Said once, and not what it is now.
        (&["FIDO_CERTIFIED_L2"], &[]),
        (&["REVOKED"], &[]),
    ] {
        let asked: Vec<_> = statuses.iter().flat_map(|status| ["--status", status]).collect();
        let done = files.run("list", &[&asked[..], &["--format", "json"]].concat());
        let lines = done.lines();
        let found: Vec<Value> = lines.iter().map(|line| serde_json::from_str(line).unwrap()).collect();
        let found: Vec<_> = found.iter().map(|line| line["description"].as_str().unwrap()).collect();
        assert_eq!((done.code, found.as_slice()), (0, descriptions), "{statuses:?}");
        let done = files.run("list", &asked);
        assert_eq!(done.closing(), format!("{} of 4 entries", descriptions.len()));
    }
    let done = files.run("list", &["--format", "json"]);
    let line: Value = serde_json::from_str(done.lines()[1]).unwrap();
    let expected = json!({
        "identifiers": [BROKEN], "protocol": "fido2", "status": ["UPDATE_AVAILABLE", "USER_VERIFICATION_BYPASS"],
        "description": "A broken model", "changed": "2025-06-01",
    });
    assert_eq!(line, expected);
}

#[test]
fn refuses_a_status_that_nobody_knows_with_those_that_are_known() {
    let files = files("mds-status", &old());
    let done = files.run("list", &["--status", "REVOKED", "--status", "BROKEN"]);
    assert_eq!((done.code, done.output.as_str()), (2, ""));
    let start = "countersign: --status: BROKEN is no status, and nothing in the blob says so; known are NOT_FIDO_CERTIFIED, ";
    assert!(done.errors.starts_with(start) && done.errors.contains(", REVOKED, "), "{}", done.errors);
}

#[test]
fn accepts_and_shows_a_model_by_each_of_its_identifiers() {
    let files = files("mds-show", &old());
    let done = files.run("show", &[BROKEN]);
    assert_eq!((done.code, done.errors.as_str()), (0, ""));
    assert_golden("mds-show.txt", &done.output);
    let undashed = GOOD.replace('-', "");
    for (identifier, description) in [
        (GOOD, "A good model"),
        (&undashed, "A good model"),
        (KEYS[0], "A key of U2F"),
        (KEYS[1], "A key of U2F"),
        ("096e#0001", ""),
    ] {
        let done = files.run("show", &[identifier, "--format", "json"]);
        let document = parsed(&done);
        let found = document["entries"][0]["description"].as_str().unwrap_or_default();
        assert_eq!((done.code, document["entries"].as_array().unwrap().len(), found), (0, 1, description));
    }
    let done = files.run("show", &["096e#0001"]);
    assert!(done.output.ends_with("odd: colour: a member that is not known\nodd: statusReports[0].status: a value that is not known\n"), "{}", done.output);
    let done = files.run("show", &[BROKEN, "--format", "json"]);
    let entry = &parsed(&done)["entries"][0];
    assert_eq!(entry["kept_out_by_default"], true);
    assert_eq!(entry["reasons"], json!(["USER_VERIFICATION_BYPASS since 2025-01-01"]));
    assert_eq!(entry["status_reports"].as_array().unwrap().len(), 3);
    assert_eq!(entry["roots"][0]["not_after"], "2040-01-01T00:00:00Z");
}

#[test]
fn refuses_to_show_a_model_that_is_not_there_or_none() {
    let files = files("mds-nobody", &old());
    let nobody = "00000000-0000-0000-0000-0000000000ff";
    let done = files.run("show", &[nobody]);
    assert_eq!((done.code, done.output.as_str()), (1, format!("no 7 has no entry of {nobody}\n").as_str()));
    let done = files.run("show", &[nobody, "--format", "json"]);
    assert_eq!((done.code, parsed(&done)), (1, json!({ "number": 7, "entries": [] })));
    for identifier in ["yubikey", "", &"1".repeat(39), "0000000000000000000000000000000g", "\u{1b}[2J"] {
        let done = files.run("show", &[identifier]);
        assert_eq!((done.code, done.output.as_str()), (2, ""), "{identifier}");
        assert!(
            done.errors.contains("expected an AAGUID") && !done.errors.contains('\u{1b}'),
            "{}",
            done.errors
        );
    }
}

#[test]
fn accepts_several_entries_of_one_model_with_a_word() {
    let root = authority().root();
    let entry = |description| entry(GOOD, description, &root, &[]);
    let blob = MetadataBlob::new(&authority(), HOST).entry(entry("One")).entry(entry("Another"));
    let done = files("mds-several", &blob).run("show", &[GOOD]);
    let said = "odd: several entries have this identifier, so that none counts\n";
    assert_eq!((done.code, done.output.matches(said).count()), (0, 2), "{}", done.output);
}

#[test]
fn accepts_several_entries_and_says_whose_icon_was_written() {
    let root = authority().root();
    let mut without = entry(GOOD, "None", &root, &[]);
    without["metadataStatement"].as_object_mut().unwrap().remove("icon");
    let blob = MetadataBlob::new(&authority(), HOST)
        .entry(without)
        .entry(entry(GOOD, "One", &root, &[]))
        .entry(entry(GOOD, "Another", &root, &[]));
    let files = files("mds-several-icons", &blob);
    let icon = files.folder.join("icon.png");
    let done = files.run("show", &[GOOD, "--format", "json", "--icon", icon.to_str().unwrap()]);
    let document = parsed(&done);
    let icons: Vec<_> = document["entries"].as_array().unwrap().iter().map(|entry| &entry["icon"]).collect();
    let picture = format!("image/png, {} bytes", ICON.len());
    let written = format!("{picture}, written to {}", icon.display());
    assert_eq!((done.code, icons), (0, vec![&Value::Null, &written.into(), &picture.into()]));
    assert_eq!(std::fs::read(&icon).unwrap(), ICON);
}

#[test]
fn accepts_and_writes_an_icon_and_overwrites_nothing_unasked() {
    let files = files("mds-icon", &old());
    let icon = files.folder.join("icon.png");
    let path = icon.to_str().unwrap();
    let done = files.run("show", &[GOOD, "--icon", path]);
    let line = format!("  icon                     image/png, {} bytes, written to {path}", ICON.len());
    assert_eq!((done.code, std::fs::read(&icon).unwrap().as_slice()), (0, ICON));
    assert!(done.lines().contains(&line.as_str()), "{}", done.output);
    std::fs::write(&icon, "mine").unwrap();
    let done = files.run("show", &[GOOD, "--icon", path]);
    let problem = format!("countersign: {path}: it is there already; --force overwrites it\n");
    assert_eq!((done.code, done.output.as_str(), done.errors), (2, "", problem));
    assert_eq!(std::fs::read(&icon).unwrap(), b"mine");
    assert_eq!(files.run("show", &[GOOD, "--icon", path, "--force"]).code, 0);
    assert_eq!(std::fs::read(&icon).unwrap(), ICON);
    let done = files.run("show", &[GOOD, "--icon", "-"]);
    let problem = "countersign: --icon: expected the name of a file, got -\n";
    assert_eq!((done.code, done.output.as_str(), done.errors.as_str()), (2, "", problem));
    assert!(!Path::new("-").exists());
    let none = files.folder.join("none.png");
    let done = files.run("show", &[KEYS[0], "--icon", none.to_str().unwrap()]);
    assert_eq!((done.code, none.exists()), (2, false));
    assert!(done.errors.ends_with("none.png: the entry has no icon that can be read\n"), "{}", done.errors);
}

#[test]
fn accepts_and_compares_two_blobs() {
    let files = files("mds-diff", &old());
    let later = write(&files.folder, "new.jwt", new().build().as_bytes());
    let done = files.run("diff", &[&later]);
    assert_eq!((done.code, done.errors.as_str()), (0, ""));
    assert_golden("mds-diff.txt", &done.output);
    let document = parsed(&files.run("diff", &[&later, "--format", "json"]));
    assert_eq!((&document["old"]["number"], &document["new"]["number"]), (&json!(7), &json!(8)));
    assert_eq!(document["added"][0]["description"], "A new model");
    assert_eq!(
        document["changed"][0]["changes"][0],
        json!({ "what": "status", "removed": [], "added": ["REVOKED 2025-12-01"] })
    );
    assert_eq!((&document["unchanged"], &document["not_compared"]), (&json!(1), &json!(1)));
    let same = files.run("diff", &[&files.blob]);
    let update = "no 7 (next update 2026-02-01)";
    let lines = [
        format!("{update} to {update}"),
        "note: the second blob is no later one than the first".to_owned(),
        "0 added, 0 removed, 0 changed, 4 unchanged".to_owned(),
    ];
    assert_eq!((same.code, same.lines()), (0, lines.iter().map(String::as_str).collect()));
}

#[test]
fn refuses_to_compare_what_does_not_verify() {
    let expired = old().validity(1_577_836_800, 1_735_689_600).build();
    let files = files("mds-diff-refused", &new());
    let old = write(&files.folder, "old.jwt", expired.as_bytes());
    let (new, root) = (&files.blob, &files.root);
    let compare =
        |more: &[&str]| run(&[&["mds", "diff", &old, new, "--root", root, "--host", HOST], more].concat());
    let done = compare(&["--at", AT]);
    let hint = "The certificate of the claimed signer is valid from 2020-01-01T00:00:00Z to 2025-01-01T00:00:00Z: --old-at TIME judges the blob then.";
    assert_eq!((done.code, done.lines().len(), done.lines()[1]), (1, 2, hint));
    assert!(done.lines()[0].starts_with(&format!("refused: {old}: mds.blob.path (mds-blob-path): ")));
    assert_eq!(compare(&["--at", AT, "--old-at", "2024-12-31"]).code, 0);
    let done = compare(&["--at", "2050-01-01", "--format", "json"]);
    let refused: Vec<Value> = done.lines().iter().map(|line| serde_json::from_str(line).unwrap()).collect();
    let files: Vec<_> = refused.iter().map(|line| line["file"].as_str().unwrap()).collect();
    assert_eq!((done.code, files), (1, vec![old.as_str(), new.as_str()]));
}

#[test]
fn accepts_hostile_texts_without_control_characters() {
    let root = authority().root();
    let mut hostile = entry(GOOD, HOSTILE, &root, &[(HOSTILE, "2025-01-01")]);
    hostile[HOSTILE] = 7.into();
    hostile["metadataStatement"]["attachmentHint"] = json!([HOSTILE]);
    hostile["metadataStatement"]["icon"] = format!("data:{HOSTILE};base64,AAAA").into();
    hostile["rogueListURL"] = HOSTILE.into();
    let mut other = entry(GOOD, &"x".repeat(300), &root, &[]);
    other.as_object_mut().unwrap().remove("aaguid");
    other["aaid"] = format!("{HOSTILE}#").into();
    let blob = MetadataBlob::new(&authority(), HOST).entry(hostile.clone()).entry(other);
    hostile["metadataStatement"]["description"] = "harmless".into();
    let files = files("mds-hostile", &blob);
    let harmless = MetadataBlob::new(&authority(), HOST).number(2).entry(hostile).build();
    let harmless = write(&files.folder, "harmless.jwt", harmless.as_bytes());
    for (command, more) in
        [("verify", &[][..]), ("list", &[]), ("show", &[GOOD]), ("diff", &[harmless.as_str()])]
    {
        for format in ["text", "json"] {
            let done = files.run(command, &[more, &["--format", format]].concat());
            assert_eq!((done.code, done.errors.as_str()), (0, ""), "{command}");
            let is_bad = |character: &char| {
                !(character.is_ascii_graphic() || matches!(character, ' ' | '\n' | '·' | '…'))
            };
            assert_eq!(done.output.chars().find(is_bad), None, "{command} {format}: {}", done.output);
            assert!(
                !done.lines().iter().any(|line| line.starts_with("+ 00000000")),
                "{command}: {}",
                done.output
            );
        }
    }
    let done = files.run("list", &[]);
    assert!(done.lines()[0].contains("\\u{1b}[2J\\u{202e}\\u{a}\\u{7f}+ 00000000"), "{}", done.output);
    assert!(done.lines()[1].ends_with(&format!("{}…", "x".repeat(200))), "{}", done.output);
    let done = files.run("list", &["--format", "json"]);
    let line: Value = serde_json::from_str(done.lines()[0]).unwrap();
    assert_eq!(line["description"], HOSTILE);
    // The second column begins at the same place, also behind a name that was cut.
    let root = authority().root();
    let mut long = entry(GOOD, "Long", &root, &[]);
    long.as_object_mut().unwrap().remove("aaguid");
    long["aaid"] = format!("{}#", "x".repeat(300)).into();
    let blob = MetadataBlob::new(&authority(), HOST).entry(long).entry(entry(GOOD, "Short", &root, &[]));
    let done = self::files("mds-columns", &blob).run("list", &[]);
    let column = |line: &str, word: &str| line.split_once(word).unwrap().0.chars().count();
    let columns = (column(done.lines()[0], "uaf  "), column(done.lines()[1], "fido2"));
    assert_eq!(columns, (203, 203), "{}", done.output);
}

#[test]
fn accepts_what_the_service_published_within_its_chain_and_refuses_it_outside() {
    let Some(folder) = shared("mds") else { return };
    let index = std::fs::read(folder.join("index.json")).unwrap();
    let index: Vec<Value> = serde_json::from_slice(&index).unwrap();
    for entry in &index {
        let text = |member: &str| entry[member].as_str().unwrap();
        let path = |member: &str| folder.join(text(member)).to_str().unwrap().to_owned();
        let (blob, root, at) = (path("file"), path("root"), text("at"));
        // Production's roots are built in.
        let of_root = if text("file").starts_with("fido-") {
            vec![]
        } else {
            vec!["--root", root.as_str(), "--host", "any"]
        };
        let verify = |at: &str, format: &str| {
            run(&[&["mds", "verify", &blob, "--at", at, "--format", format], &of_root[..]].concat())
        };
        let done = verify(at, "json");
        let found = &parsed(&done)["blob"];
        assert_eq!((done.code, &found["number"]), (0, &entry["expect"]["no"]), "{blob}");
        assert_eq!(found["next_update"], entry["expect"]["next_update"]);
        assert_eq!(found["entries"]["total"], entry["expect"]["entries"]);
        for at in ["2010-01-01", "2035-01-01"] {
            assert_eq!(verify(at, "text").code, 1, "{blob}");
        }
        let done = run(&[&["mds", "list", &blob, "--at", at], &of_root[..]].concat());
        let total = &entry["expect"]["entries"];
        assert_eq!((done.code, done.closing()), (0, format!("{total} of {total} entries").as_str()));
    }
    // Without a time it is now, which is behind all of them.
    let blob = folder.join("fido-mds3-no31.jwt");
    let done = run(&["mds", "verify", blob.to_str().unwrap()]);
    assert_eq!((done.code, done.lines()[0].ends_with("REFUSED at mds-blob-path")), (1, true));
    let done = run(&["vectors", folder.to_str().unwrap()]);
    assert_eq!((done.code, done.output.as_str()), (0, "16 passed, 0 failed, 0 skipped\n"));
}

#[test]
fn accepts_and_compares_what_the_service_published() {
    let Some(folder) = shared("mds") else { return };
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let (old, new) = (path("fido-mds3-no20.jwt"), path("fido-mds3-no31.jwt"));
    let done = run(&["mds", "diff", &old, &new, "--at", "2023-09-15", "--old-at", "2022-10-15"]);
    assert_eq!((done.code, done.errors.as_str()), (0, ""));
    // What is not added was there: 174 = 48 + n, 127 = 1 + n.
    let closing = done.closing().split(", ").map(|part| part.split_once(' ').unwrap());
    let counts: Vec<(usize, &str)> = closing.map(|(count, what)| (count.parse().unwrap(), what)).collect();
    let [(added, "added"), (removed, "removed"), (changed, "changed"), (unchanged, "unchanged")] = counts[..]
    else {
        panic!("{}", done.closing())
    };
    assert_eq!((added + changed + unchanged, removed + changed + unchanged), (174, 127));
    let signs = |sign: &str| done.lines().iter().filter(|line| line.starts_with(sign)).count();
    assert_eq!((signs("+ "), signs("- "), signs("~ ")), (added, removed, changed));
}
