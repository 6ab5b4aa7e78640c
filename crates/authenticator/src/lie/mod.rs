//! Lies: everything that can be wrong with a ceremony, one thing at a time.
//!
//! Each lie is a row of a table: how it is told, and the step of the specification that refuses it. What else of the
//! ceremony follows from the lie stays consistent with it: signatures hold over the lie, unless the signature is the lie.

use crate::algorithm::Algorithm;
use crate::authentication::AuthenticationBuilder;
use crate::registration::RegistrationBuilder;
use crate::statement::Attestation;

mod android_key;
mod android_safetynet;
mod apple;
mod assertion;
mod attestation_object;
mod authenticator_data;
mod bytes;
mod certificate;
mod client_data;
mod compound;
mod enumeration;
mod fido_u2f;
mod packed;
mod path;
mod public_key;
mod response;
mod row;
mod signature;
mod statement;
mod tpm;

pub use enumeration::Lie;
use row::Row;

/// What a lie is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Subject {
    /// The JSON that a page sends.
    Response,
    /// The client data.
    ClientData,
    /// The authenticator data.
    AuthenticatorData,
    /// The credential public key.
    PublicKey,
    /// The attestation object, and the format that it names.
    AttestationObject,
    /// The members of an attestation statement.
    Statement,
    /// The signature of a statement or of an authentication.
    Signature,
    /// The certificate of a statement, whatever its format.
    Certificate,
    /// The certificate of a `packed` statement.
    Packed,
    /// A `tpm` statement.
    Tpm,
    /// An `android-key` statement.
    AndroidKey,
    /// An `android-safetynet` statement.
    AndroidSafetyNet,
    /// A `fido-u2f` statement.
    FidoU2f,
    /// An `apple` statement.
    Apple,
    /// A `compound` statement.
    Compound,
    /// The path from a certificate to the trust anchor.
    Path,
    /// An authentication alone.
    Assertion,
}

/// The lies by what they are about.
const TABLES: [(Subject, &[Row]); 17] = [
    (Subject::Response, response::ROWS),
    (Subject::ClientData, client_data::ROWS),
    (Subject::AuthenticatorData, authenticator_data::ROWS),
    (Subject::PublicKey, public_key::ROWS),
    (Subject::AttestationObject, attestation_object::ROWS),
    (Subject::Statement, statement::ROWS),
    (Subject::Signature, signature::ROWS),
    (Subject::Certificate, certificate::ROWS),
    (Subject::Packed, packed::ROWS),
    (Subject::Tpm, tpm::ROWS),
    (Subject::AndroidKey, android_key::ROWS),
    (Subject::AndroidSafetyNet, android_safetynet::ROWS),
    (Subject::FidoU2f, fido_u2f::ROWS),
    (Subject::Apple, apple::ROWS),
    (Subject::Compound, compound::ROWS),
    (Subject::Path, path::ROWS),
    (Subject::Assertion, assertion::ROWS),
];

/// When a lie is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "there are two ceremonies")]
pub enum Occasion {
    /// In a registration with this attestation.
    Registration(Attestation),
    /// In an authentication.
    Authentication,
}

impl Lie {
    /// The step of the specification at which a relying party refuses the lie: its id by Web Authentication Level 3, such
    /// as `7.1.9` (§7.1 step 9), `8.2.v2.a` (§8.2, verification procedure) or `c.response-id` for what the specification
    /// numbers no step of. None where the lie cannot be told: a format without a signature cannot lie about it.
    ///
    /// It is the step of a relying party that listed the credential of an identified user, requires user verification
    /// (but of `fido-u2f`, which has none), trusted attestation where there is a certificate, and has stored a signature
    /// counter that is not zero.
    #[must_use]
    pub fn refused_at(self, occasion: Occasion, algorithm: Algorithm) -> Option<&'static str> {
        self.row().and_then(|row| row.step(occasion, algorithm))
    }

    /// What it is about.
    #[must_use]
    pub fn subject(self) -> Subject {
        // Each lie has a row, which a test sees to.
        self.find().map_or(Subject::Response, |(subject, _)| subject)
    }

    /// Tells it in a registration.
    pub(crate) fn tell_in_registration(self, builder: RegistrationBuilder) -> RegistrationBuilder {
        match self.row() {
            Some(row) => row.tell_in_registration(builder),
            None => builder,
        }
    }

    /// Tells it in an authentication.
    pub(crate) fn tell_in_authentication(self, builder: AuthenticationBuilder) -> AuthenticationBuilder {
        match self.row() {
            Some(row) => row.tell_in_authentication(builder),
            None => builder,
        }
    }

    fn row(self) -> Option<&'static Row> {
        self.find().map(|(_, row)| row)
    }

    /// The row of the lie, and the table that it stands in.
    fn find(self) -> Option<(Subject, &'static Row)> {
        let of_table = |(subject, rows): &(Subject, &'static [Row])| {
            Some((*subject, rows.iter().find(|row| row.lie == self)?))
        };
        TABLES.iter().find_map(of_table)
    }
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeSet;

    use super::*;

    #[test]
    fn accepts_one_row_of_every_lie_and_tells_each_somewhere() {
        let rows: usize = TABLES.iter().map(|(_, rows)| rows.len()).sum();
        assert_eq!(rows, Lie::ALL.len());
        let names: BTreeSet<_> = Lie::ALL.iter().map(|lie| lie.name()).collect();
        assert_eq!(names.len(), Lie::ALL.len());
        for lie in Lie::ALL {
            assert!(lie.find().is_some(), "{lie:?} has no row");
            let occasions =
                Attestation::ALL.map(Occasion::Registration).into_iter().chain([Occasion::Authentication]);
            let told = occasions.filter(|occasion| lie.refused_at(*occasion, Algorithm::Es256).is_some());
            assert!(told.count() > 0, "{lie:?} is never told");
        }
    }
}
