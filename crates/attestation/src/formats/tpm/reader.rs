//! Reads numbers and buffers one after the other, big-endian, as a TPM writes them.

use crate::formats::tpm::algorithm::TpmAlgorithm;
use crate::formats::tpm::error::{Error, ErrorKind};

/// Cannot overrun, and names the field at fault.
#[derive(Clone)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub(super) const fn new(input: &'a [u8]) -> Self {
        Self { rest: input, at: 0 }
    }

    fn array<const N: usize>(&mut self, field: &'static str) -> Result<[u8; N], Error> {
        let truncated = Error::new(field, ErrorKind::Truncated { at: self.at });
        let (array, rest) = self.rest.split_first_chunk::<N>().ok_or(truncated)?;
        self.rest = rest;
        self.at = self.at.saturating_add(N);
        Ok(*array)
    }

    pub(super) fn u16(&mut self, field: &'static str) -> Result<u16, Error> {
        self.array(field).map(u16::from_be_bytes)
    }

    pub(super) fn u32(&mut self, field: &'static str) -> Result<u32, Error> {
        self.array(field).map(u32::from_be_bytes)
    }

    pub(super) fn u64(&mut self, field: &'static str) -> Result<u64, Error> {
        self.array(field).map(u64::from_be_bytes)
    }

    pub(super) fn u8(&mut self, field: &'static str) -> Result<u8, Error> {
        self.array(field).map(u8::from_be_bytes)
    }

    /// `TPM2B_…`: a size of two bytes, and so many bytes, which may be none.
    pub(super) fn buffer(&mut self, field: &'static str, most: u16) -> Result<&'a [u8], Error> {
        let at = self.at;
        let bytes = self.u16(field)?;
        if bytes > most {
            return Err(Error::new(field, ErrorKind::TooLong { bytes, at }));
        }
        let length = usize::from(bytes);
        let truncated = Error::new(field, ErrorKind::Truncated { at });
        let (buffer, rest) = self.rest.split_at_checked(length).ok_or(truncated)?;
        self.rest = rest;
        self.at = self.at.saturating_add(length);
        Ok(buffer)
    }

    /// An algorithm that may stand in this field.
    pub(super) fn algorithm(
        &mut self,
        field: &'static str,
        known: &[TpmAlgorithm],
    ) -> Result<TpmAlgorithm, Error> {
        let at = self.at;
        let number = self.u16(field)?;
        let algorithm = TpmAlgorithm::new(number);
        let unknown = Error::new(field, ErrorKind::Algorithm { number, at });
        if known.contains(&algorithm) { Ok(algorithm) } else { Err(unknown) }
    }

    /// The same, where the null algorithm may stand too, and means that there is none.
    pub(super) fn algorithm_or_null(
        &mut self,
        field: &'static str,
        known: &[TpmAlgorithm],
    ) -> Result<Option<TpmAlgorithm>, Error> {
        let mut ahead = self.clone();
        if ahead.u16(field)? == TpmAlgorithm::NULL.number() {
            *self = ahead;
            return Ok(None);
        }
        self.algorithm(field, known).map(Some)
    }

    pub(super) const fn at(&self) -> usize {
        self.at
    }

    /// Nothing may follow.
    pub(super) const fn finish(self, structure: &'static str) -> Result<(), Error> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(Error::new(structure, ErrorKind::TrailingBytes { at: self.at }))
        }
    }
}
