//! Text as Go reads and writes it: quoted strings, numbers, durations, sizes, JSON, ids in hexadecimal.

mod duration;
mod id;
mod json;
mod number;
mod quote;
mod size;
mod unquote;

pub(crate) use duration::{duration, go_duration, lifetime, ttl, ttl_option};
pub(crate) use id::{LeaseId, lease_id, member_id};
pub(crate) use json::{Base64, append, base64, go_escaped};
pub(crate) use number::{boolean, count, integer};
pub(crate) use quote::quote;
pub(crate) use size::si_bytes;
pub(crate) use unquote::literal;
