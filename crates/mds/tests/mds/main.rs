//! Blobs as the service publishes them, blobs that a test authority signs, and what becomes of both.
#![cfg(test)]

mod blobs;
mod entries;
mod mutations;
mod published;
mod recorded;
mod support;
mod trust;
