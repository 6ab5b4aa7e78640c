//! A metadata service in a test: it signs what a test lets it say, and puts it where a server finds it.

use core::sync::atomic::{AtomicU32, Ordering};
use std::fs;
use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use countersign_authenticator::{
    Algorithm, Authenticator, Extension, Issuer, Name, SigningKey, TestAuthority, der, oid,
};
use serde_json::{Value, json};

/// A folder with the root of the service and a blob. It goes with the service.
pub(crate) struct Service {
    pub(crate) folder: PathBuf,
    authority: TestAuthority,
    signer: SigningKey,
    /// Whom the certificate of the signer is for.
    pub(crate) host: &'static str,
    /// Until when the certificate of the signer is valid.
    pub(crate) signer_until: i64,
}

/// What the service says of a model.
pub(crate) struct Model {
    pub(crate) authenticator: Authenticator,
    pub(crate) description: String,
    pub(crate) statuses: &'static [&'static str],
    /// Whose root vouches for it.
    pub(crate) root: TestAuthority,
    pub(crate) protocol: Protocol,
}

/// What a model is found by.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Protocol {
    Fido2,
    U2f,
}

impl Model {
    /// A certified model with nothing against it.
    pub(crate) fn of(seed: u8) -> Self {
        let authenticator = Authenticator::from_seed(&[seed; 32]);
        let root = authenticator.authority();
        Self {
            authenticator,
            description: "Example Key 5".to_owned(),
            statuses: &["FIDO_CERTIFIED_L1plus"],
            root,
            protocol: Protocol::Fido2,
        }
    }

    fn entry(&self) -> Value {
        let hexadecimal = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let mut aaguid = hexadecimal(self.authenticator.aaguid());
        for dash in [20, 16, 12, 8] {
            aaguid.insert(dash, '-');
        }
        let key = hexadecimal(&self.authenticator.attestation_key().key_identifier());
        let reports = self.statuses.iter().map(|status| json!({ "status": status }));
        let (identity, identifier) = match self.protocol {
            Protocol::Fido2 => ("aaguid", json!(aaguid)),
            Protocol::U2f => ("attestationCertificateKeyIdentifiers", json!(["00".repeat(20), key])),
        };
        json!({
            identity: identifier,
            "metadataStatement": {
                "description": self.description,
                "protocolFamily": "fido2",
                "attestationTypes": ["basic_full"],
                "attestationRootCertificates": [STANDARD.encode(self.root.root())],
            },
            "statusReports": reports.collect::<Vec<_>>(),
        })
    }
}

impl Service {
    pub(crate) fn new() -> Self {
        static FOLDERS: AtomicU32 = AtomicU32::new(0);
        let number = FOLDERS.fetch_add(1, Ordering::SeqCst);
        let folder =
            std::env::temp_dir().join(format!("countersign-metadata-{}-{number}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let authority = TestAuthority::from_seed(b"metadata service");
        fs::write(folder.join("root.der"), authority.root()).unwrap();
        let signer = SigningKey::from_seed(Algorithm::EdDsa, b"signer");
        Self { folder, authority, signer, host: "mds.example", signer_until: 2_000_000_000 }
    }

    /// The certificate of the signer.
    fn signer_certificate(&self) -> Vec<u8> {
        let subject = Name::empty().attribute(oid::COMMON_NAME, der::UTF8_STRING, "metadata signer");
        let leaf = self.authority.certificate_builder(Issuer::Root, subject, &self.signer);
        let leaf = leaf.extension(Extension::end_entity()).extension(Extension::dns_name(self.host));
        leaf.validity(1_577_836_800, self.signer_until).build()
    }

    /// A revocation list of the root, in DER, which names the signer or nobody.
    pub(crate) fn revocation_list(&self, is_revoked: bool, until: i64) -> Vec<u8> {
        let signer = self.signer_certificate();
        let signer = countersign_x509::Certificate::parse(&signer).unwrap();
        self.revocation_list_of(
            if is_revoked { vec![signer.serial_number().to_vec()] } else { Vec::new() },
            until,
        )
    }

    /// One that names four thousand others.
    pub(crate) fn long_revocation_list(&self, until: i64) -> Vec<u8> {
        let serial_numbers = (0..4_000_u32).map(|number| [&[0x40][..], &number.to_be_bytes()].concat());
        let list = self.revocation_list_of(serial_numbers.collect(), until);
        assert!(list.len() > 64 * 1024, "{}", list.len());
        list
    }

    fn revocation_list_of(&self, serial_numbers: Vec<Vec<u8>>, until: i64) -> Vec<u8> {
        let from = 1_577_836_800;
        let signer = self.signer_certificate();
        let signer = countersign_x509::Certificate::parse(&signer).unwrap();
        let named: Vec<_> = serial_numbers
            .iter()
            .map(|number| der::sequence(&[der::element(2, number), der::time(from)]))
            .collect();
        let number = der::octet_string(&der::unsigned(&[7]));
        let number = der::sequence(&[der::object_identifier("2.5.29.20"), number]);
        let key = self.authority.root_key();
        let signed = der::sequence(&[
            der::unsigned(&[1]),
            key.signature_algorithm(),
            signer.issuer().encoded().to_vec(),
            der::time(from),
            der::time(until),
            if named.is_empty() { Vec::new() } else { der::sequence(&named) },
            der::explicit(0, &der::sequence(&[number])),
        ]);
        let signature = key.sign(&signed);
        der::sequence(&[signed, key.signature_algorithm(), der::bit_string(&signature)])
    }

    /// A blob of a number, which announces the next one for a day.
    pub(crate) fn blob(&self, number: u64, next_update: &str, models: &[Model]) -> String {
        let x5c = [STANDARD.encode(self.signer_certificate())];
        let header = json!({ "alg": "EdDSA", "typ": "JWT", "x5c": x5c });
        let entries: Vec<Value> = models.iter().map(Model::entry).collect();
        let payload =
            json!({ "legalHeader": "x", "no": number, "nextUpdate": next_update, "entries": entries });
        let signed = [header, payload].map(|part| URL_SAFE_NO_PAD.encode(part.to_string())).join(".");
        let signature = URL_SAFE_NO_PAD.encode(self.signer.sign(signed.as_bytes()));
        [signed, signature].join(".")
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.folder.join("blob.jwt")
    }

    /// Puts a blob, or something else, into the file.
    pub(crate) fn put(&self, content: &str) {
        let new = self.folder.join("new");
        fs::write(&new, content).unwrap();
        fs::rename(new, self.file()).unwrap();
    }

    /// The lines of a relying party that asks for attestation, with more lines for it, and the table of the service.
    pub(crate) fn lines(&self, of_party: &str, of_service: &str) -> String {
        format!(
            "[[relying-party]]\nid = \"example.org\"\nname = \"Example\"\norigins = [\"https://example.org\"]\n\
             attestation = \"direct\"\n{of_party}\n[metadata]\nroots = [{:?}]\nhost = {:?}\n{of_service}\n",
            self.folder.join("root.der"),
            self.host
        )
    }

    /// The same, with the file.
    pub(crate) fn lines_with_file(&self, of_party: &str) -> String {
        self.lines(of_party, &format!("file = {:?}", self.file()))
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}
