//! The rules of the house that can be read off the source: which module may use which, one meaning for
//! each name, plain English, links that lead somewhere.

#![allow(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on has failed"
)]

mod language;
mod layers;
mod links;
mod names;
mod sizes;
mod source;
