//! Another reader of certificates, of which nothing is in ours: what both read is the same.

use der::{Decode, Encode};
use x509_cert::certificate::{CertificateInner, Raw};
use x509_cert::der;

use super::draft::{CERTIFICATE_SIGNING, Draft, authority, key, key_usage, name};
use super::vectors::{certificates, shared_vectors};
use crate::{Certificate, Version};

type Theirs = CertificateInner<Raw>;

/// A certificate as both read it, part by part.
fn assert_same(ours: &Certificate<'_>, theirs: &Theirs, source: &str) {
    let fields = theirs.tbs_certificate();
    let version = match ours.version() {
        Version::V1 => x509_cert::Version::V1,
        Version::V2 => x509_cert::Version::V2,
        Version::V3 => x509_cert::Version::V3,
    };
    assert_eq!(fields.version(), version, "{source}");
    assert_eq!(fields.serial_number().as_bytes(), ours.serial_number(), "{source}");
    assert_eq!(fields.issuer().to_der().unwrap(), ours.issuer().encoded(), "{source}");
    assert_eq!(fields.subject().to_der().unwrap(), ours.subject().encoded(), "{source}");
    assert_eq!(seconds(&fields.validity().not_before), ours.validity().not_before(), "{source}");
    assert_eq!(seconds(&fields.validity().not_after), ours.validity().not_after(), "{source}");
    assert_eq!(fields.subject_public_key_info().to_der().unwrap(), ours.public_key_info(), "{source}");
    assert_eq!(theirs.signature().raw_bytes(), ours.signature(), "{source}");
    let theirs = fields.extensions().map(Vec::as_slice).unwrap_or_default().iter();
    let theirs = theirs.map(|found| (found.extn_id.as_bytes(), found.critical, found.extn_value.as_bytes()));
    let found = ours.extensions().iter();
    let ours = found.map(|found| (found.identifier().contents(), found.is_critical(), found.value()));
    assert_eq!(theirs.collect::<Vec<_>>(), ours.collect::<Vec<_>>(), "{source}");
}

fn seconds(time: &x509_cert::time::Time) -> i64 {
    time.to_unix_duration().as_secs().try_into().unwrap()
}

#[test]
fn accepts_the_certificates_of_the_vectors_as_another_reader_does() {
    let Some(vectors) = shared_vectors() else { return };
    let mut refused = Vec::new();
    let all = certificates(&vectors);
    for (der, source) in &all {
        match Theirs::from_der(der) {
            Ok(theirs) => assert_same(&Certificate::parse(der).unwrap(), &theirs, source),
            Err(error) => refused.push(format!("{source}: {error}")),
        }
    }
    println!("{} certificates, of which the other reader refuses {refused:?}", all.len());
    assert_eq!(refused, Vec::<String>::new());
}

// attack: x509-der
#[test]
fn accepts_no_changed_byte_that_another_reader_takes_for_something_else() {
    let mut draft = Draft::authority("authority", "root", &key(1));
    draft.extensions = vec![authority(Some(1)), key_usage(CERTIFICATE_SIGNING)];
    draft.subject = name("authority");
    let good = draft.sign(&key(2));
    let mut agreed = 0;
    for at in 0..good.len() {
        for change in [0x01, 0x02, 0x04, 0x08, 0x10, 0x20, 0x40, 0x80, 0xFF] {
            let mut changed = good.clone();
            changed[at] ^= change;
            if let (Ok(ours), Ok(theirs)) = (Certificate::parse(&changed), Theirs::from_der(&changed)) {
                assert_same(&ours, &theirs, &format!("byte {at} xor {change:#04x}"));
                agreed += 1;
            }
        }
    }
    println!("{agreed} of {} changed certificates are read by both", good.len() * 9);
    assert!(agreed > 1000, "{agreed}");
}
