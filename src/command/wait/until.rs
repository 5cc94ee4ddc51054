//! Conditions to wait for.

use crate::etcd::Range;
use crate::etcd::proto::KeyValue;
use crate::failure::Failure;
use crate::go::{integer, quote};
use crate::input::{self, excerpt};
use crate::recipe::{RangeState, naming};
use clap::Args;
use std::ffi::OsString;

/// The options for conditions, which exclude one another.
#[derive(Debug, Args)]
pub(super) struct WaitConditions {
    /// Wait until the key exists (default)
    #[arg(long)]
    exists: bool,
    /// Wait until the key does not exist
    #[arg(long)]
    absent: bool,
    /// Wait until the key has this value
    #[arg(long)]
    value: Option<OsString>,
    /// Wait until the key is put or deleted
    #[arg(long)]
    changed: bool,
    /// Wait until at least N keys exist [default with --service: 1]
    #[arg(long, value_name = "N", value_parser = integer)]
    count: Option<i64>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Until {
    Exists,
    Absent,
    Value(Vec<u8>),
    Changed,
    Count(usize),
    /// At least this many keys are endpoints.
    Endpoints(usize),
}

impl WaitConditions {
    /// Returns the condition for a key, or for the keys with a prefix. The default is that one exists.
    pub(super) fn of_keys(&self, prefix: bool) -> Result<Until, Failure> {
        match self.only()?.unwrap_or(Until::Exists) {
            Until::Count(_) if !prefix => {
                Err(Failure::usage("--count needs --prefix or --service"))
            }
            Until::Value(_) if prefix => {
                Err(Failure::usage("--value cannot be combined with --prefix"))
            }
            until => Ok(until),
        }
    }

    pub(super) fn of_endpoints(&self) -> Result<Until, Failure> {
        match self.only()? {
            None => Ok(Until::Endpoints(1)),
            Some(Until::Count(count)) => Ok(Until::Endpoints(count)),
            Some(_) => Err(Failure::usage("with --service the only condition is --count")),
        }
    }

    fn only(&self) -> Result<Option<Until>, Failure> {
        let count = self.count.map(|count| match usize::try_from(count) {
            Ok(count @ 1..) => Ok(Until::Count(count)),
            _ => Err(Failure::usage("--count must be at least 1; to wait for none use --absent")),
        });
        let given = [
            self.exists.then_some(Until::Exists),
            self.absent.then_some(Until::Absent),
            self.value.as_deref().map(|value| Until::Value(input::bytes(value))),
            self.changed.then_some(Until::Changed),
            count.transpose()?,
        ];
        let mut given = given.into_iter().flatten();
        match (given.next(), given.next()) {
            (until, None) => Ok(until),
            _ => Err(Failure::usage("specify one condition")
                .hint("--exists, --absent, --value V, --changed, or --count N with --prefix")),
        }
    }
}

impl Until {
    /// Returns the matching keys if the condition holds, else the state in words.
    pub(super) fn evaluate(
        &self,
        keys: &RangeState,
        range: &Range,
        is_first: bool,
    ) -> Result<Vec<KeyValue>, String> {
        let found: Vec<_> = keys.kvs.values().filter(|kv| self.counts(kv)).collect();
        let holds = match self {
            Self::Exists => !found.is_empty(),
            Self::Absent => found.is_empty(),
            Self::Value(value) => found.iter().any(|kv| kv.value == *value),
            Self::Changed => !is_first,
            Self::Count(count) | Self::Endpoints(count) => found.len() >= *count,
        };
        if holds {
            return Ok(found.into_iter().cloned().collect());
        }
        Err(match (found.as_slice(), range.end.is_empty()) {
            ([], true) => "it does not exist".to_owned(),
            ([kv, ..], true) => {
                format!("it has the value {}", excerpt(quote(&kv.value).as_bytes()))
            }
            ([], false) => "there are none".to_owned(),
            ([_], false) => "there is 1".to_owned(),
            (found, false) => format!("there are {}", found.len()),
        })
    }

    pub(super) fn in_words(&self, range: &Range) -> String {
        match self {
            Self::Exists => format!("{range} to exist"),
            Self::Absent => format!("{range} to be gone"),
            Self::Value(value) => {
                let value = quote(value);
                format!("{range} to have the value {}", excerpt(value.as_bytes()))
            }
            Self::Changed => format!("{range} to change"),
            Self::Count(count) => {
                let keys = range.to_string();
                format!("{count} or more {}", keys.strip_prefix("all ").unwrap_or(&keys))
            }
            Self::Endpoints(count) => {
                let service = range.key.strip_suffix(b"/").unwrap_or(&range.key);
                format!("{count} or more endpoints of service {}", quote(service))
            }
        }
    }

    fn counts(&self, kv: &KeyValue) -> bool {
        !matches!(self, Self::Endpoints(_)) || address(kv).is_some()
    }
}

/// Returns the address of an endpoint; `None` if the key is not an endpoint.
pub(super) fn address(kv: &KeyValue) -> Option<String> {
    let record = naming::ServiceRecord::decode(&kv.value).ok()?;
    Some(record.address).filter(|address| !address.is_empty())
}
