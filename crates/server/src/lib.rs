//! The reference FIDO2 server of Countersign.
