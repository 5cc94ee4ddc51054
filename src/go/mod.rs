//! Text in Go's notation: quoted strings, numbers, durations, sizes, JSON, URLs, hexadecimal ids.

mod duration;
mod id;
mod json;
mod number;
mod parse_duration;
mod quote;
mod size;
mod unquote;
mod url;
mod url_escape;

pub(crate) use duration::{duration, go_duration, lifetime, ttl, ttl_option};
pub(crate) use id::{LeaseId, lease_id, member_id};
pub(crate) use json::{Base64, Object, append, go_escaped, object, objects};
pub(crate) use number::{
    boolean, count, exit_code, integer, parse_int, parse_uint, revision, unsigned,
};
pub(crate) use parse_duration::parse_duration;
pub(crate) use quote::quote;
pub(crate) use size::si_bytes;
pub(crate) use unquote::literal;
pub(crate) use url::Url;
