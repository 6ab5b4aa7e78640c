//! A row of a table of lies.

use super::{Lie, Occasion};
use crate::algorithm::Algorithm;
use crate::attestation_object::AttestationObject;
use crate::authentication::AuthenticationBuilder;
use crate::authenticator_data::AuthenticatorData;
use crate::client_data::ClientData;
use crate::registration::RegistrationBuilder;
use crate::response::Response;
use crate::signature::Signature;
use crate::statement::{Attestation, Statement};

/// A lie: how it is told, and where it is refused.
pub(super) struct Row {
    pub(super) lie: Lie,
    pub(super) change: Change,
    pub(super) at: At,
}

/// The layer of a ceremony that a lie is told in.
#[derive(Clone, Copy)]
pub(super) enum Change {
    ClientData(fn(ClientData) -> ClientData),
    AuthenticatorData(fn(AuthenticatorData) -> AuthenticatorData),
    Statement(fn(Statement) -> Statement),
    /// The signature of a statement, or of an authentication.
    Signature(fn(Signature) -> Signature),
    AttestationObject(fn(AttestationObject) -> AttestationObject),
    Response(fn(Response) -> Response),
    Registration(fn(RegistrationBuilder) -> RegistrationBuilder),
    Authentication(fn(AuthenticationBuilder) -> AuthenticationBuilder),
}

/// The steps that refuse a lie; an empty id where it cannot be told.
#[derive(Clone, Copy)]
pub(super) struct At {
    registration: &'static str,
    authentication: &'static str,
    /// Attestations of which another step refuses it than of most.
    formats: &'static [(Attestation, &'static str)],
    /// Algorithms of which another step refuses it than of most.
    algorithms: &'static [(Algorithm, &'static str)],
    /// Algorithms of which it cannot be told.
    untold: &'static [Algorithm],
    /// Where another step refuses it of some algorithms on some occasions, or none.
    of_both: fn(Occasion, Algorithm) -> Option<&'static str>,
}

impl At {
    const NOWHERE: Self = Self {
        registration: "",
        authentication: "",
        formats: &[],
        algorithms: &[],
        untold: &[],
        of_both: |_, _| None,
    };

    /// In a registration of any format at the first, in an authentication at the second.
    pub(super) const fn both(registration: &'static str, authentication: &'static str) -> Self {
        Self { registration, authentication, ..Self::NOWHERE }
    }

    /// In a registration of any format alone.
    pub(super) const fn registration(step: &'static str) -> Self {
        Self::both(step, "")
    }

    /// In an authentication alone.
    pub(super) const fn authentication(step: &'static str) -> Self {
        Self::both("", step)
    }

    /// In registrations of these formats alone.
    pub(super) const fn formats(formats: &'static [(Attestation, &'static str)]) -> Self {
        Self { formats, ..Self::NOWHERE }
    }

    /// The same, but for these formats.
    pub(super) const fn except(self, formats: &'static [(Attestation, &'static str)]) -> Self {
        Self { formats, ..self }
    }

    /// The same, and in an authentication.
    pub(super) const fn and_authentication(self, step: &'static str) -> Self {
        Self { authentication: step, ..self }
    }

    /// The same, but for these algorithms.
    pub(super) const fn by_algorithm(self, algorithms: &'static [(Algorithm, &'static str)]) -> Self {
        Self { algorithms, ..self }
    }

    /// The same, but not of keys of these algorithms.
    pub(super) const fn without(self, untold: &'static [Algorithm]) -> Self {
        Self { untold, ..self }
    }

    /// The same, but for what the function says of an occasion and an algorithm.
    pub(super) const fn unless(self, of_both: fn(Occasion, Algorithm) -> Option<&'static str>) -> Self {
        Self { of_both, ..self }
    }

    /// The step of a format, if it is another than that of most.
    fn of_format(&self, attestation: Attestation) -> Option<&'static str> {
        self.formats.iter().find_map(|(format, step)| (*format == attestation).then_some(*step))
    }
}

impl Row {
    /// The step that refuses the lie.
    pub(super) fn step(&self, occasion: Occasion, algorithm: Algorithm) -> Option<&'static str> {
        if self.at.untold.contains(&algorithm) {
            return None;
        }
        let by_both = (self.at.of_both)(occasion, algorithm);
        let step = by_both.unwrap_or_else(|| self.usual_step(occasion, algorithm));
        (!step.is_empty()).then_some(step)
    }

    /// The step by format or by algorithm.
    fn usual_step(&self, occasion: Occasion, algorithm: Algorithm) -> &'static str {
        match occasion {
            Occasion::Authentication => self.at.authentication,
            Occasion::Registration(attestation) => {
                let by_algorithm =
                    self.at.algorithms.iter().find_map(|(of, step)| (*of == algorithm).then_some(*step));
                let by_format = self.at.of_format(attestation).or_else(|| self.step_of_part(attestation));
                by_format.or(by_algorithm).unwrap_or(self.at.registration)
            }
        }
    }

    /// The step of a compound statement whose first part tells the lie.
    fn step_of_part(&self, attestation: Attestation) -> Option<&'static str> {
        if attestation != Attestation::Compound || !self.is_about_statement() {
            return None;
        }
        self.at.of_format(Attestation::PackedBasic).map(|step| {
            // A part that does not verify is refused as a part; who is trusted is judged behind that.
            if step.starts_with("8.") { "8.9.v1" } else { step }
        })
    }

    const fn is_about_statement(&self) -> bool {
        matches!(self.change, Change::Statement(_) | Change::Signature(_))
    }

    pub(super) fn tell_in_registration(&self, builder: RegistrationBuilder) -> RegistrationBuilder {
        let attestation = builder.current_attestation();
        let is_of_part = attestation == Attestation::Compound && self.at.of_format(attestation).is_none();
        match self.change {
            Change::ClientData(change) => builder.client_data(change),
            Change::AuthenticatorData(change) => builder.authenticator_data(change),
            Change::Statement(change) if is_of_part => builder.statement(move |all| all.part(0, change)),
            Change::Statement(change) => builder.statement(change),
            Change::Signature(change) if is_of_part => {
                builder.statement(move |all| all.part(0, move |part| part.signature(change)))
            }
            Change::Signature(change) => builder.statement(move |statement| statement.signature(change)),
            Change::AttestationObject(change) => builder.attestation_object(change),
            Change::Response(change) => builder.response(change),
            Change::Registration(change) => change(builder),
            Change::Authentication(_) => builder,
        }
    }

    pub(super) fn tell_in_authentication(&self, builder: AuthenticationBuilder) -> AuthenticationBuilder {
        match self.change {
            Change::ClientData(change) => builder.client_data(change),
            Change::AuthenticatorData(change) => builder.authenticator_data(change),
            Change::Signature(change) => builder.signature(change),
            Change::Response(change) => builder.response(change),
            Change::Authentication(change) => change(builder),
            Change::Statement(_) | Change::AttestationObject(_) | Change::Registration(_) => builder,
        }
    }
}
