//! Blobs as the service publishes them, blobs that a test authority signs, and what becomes of both.

mod blobs;
mod mutations;
mod published;
mod support;
