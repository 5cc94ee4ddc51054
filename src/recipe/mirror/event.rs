//! The events of a mirror.

use crate::etcd::CallError;
use crate::failure::{Failure, Kind};
use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Source,
    Destination,
}

#[derive(Debug)]
pub(crate) enum MirrorEvent {
    /// `total` puts and deletes have been written, including those of the source's `revision`.
    Mirrored {
        total: u64,
        revision: i64,
    },
    Lost {
        side: Side,
        cause: String,
    },
    Regained {
        side: Side,
    },
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Source => "source",
            Self::Destination => "destination",
        })
    }
}

const UNREACHABLE: &str =
    "is etcd running there? for TLS use --dest-cacert, --dest-cert and --dest-key";
const DENIED: &str = "authenticate with --dest-user and --dest-password";

impl Side {
    pub(super) fn failure(self, fault: CallError) -> Failure {
        let failure = Failure::from(fault).reworded(|text| format!("{self}: {text}"));
        // The original hints are about the options of the source.
        match (self, failure.kind()) {
            (Self::Destination, Kind::Unreachable) => failure.hint(UNREACHABLE),
            (Self::Destination, Kind::Denied) => failure.hint(DENIED),
            _ => failure,
        }
    }
}
