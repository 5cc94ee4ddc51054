//! TLS: configuration, verification of certificates, and errors in words.

pub(crate) mod certificate;
pub(crate) mod config;
pub(crate) mod error;
pub(crate) mod unverified;
pub(crate) mod x509;
