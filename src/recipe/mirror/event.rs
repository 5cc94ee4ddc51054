//! The events of a mirror.

use crate::etcd::CallError;
use crate::failure::{Failure, Kind};
use crate::recipe::batches::KeyConflict;
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
        /// The number of keys that were deleted because the source lacks them.
        pruned: u64,
        revision: i64,
    },
    Lost {
        side: Side,
        cause: String,
    },
    Regained {
        side: Side,
    },
    /// A key that the source lacks was changed meanwhile, and is kept.
    NotPruned(KeyConflict),
    /// The changes from this revision on were compacted; all keys are copied again.
    Compacted(i64),
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
        self.of(fault.into())
    }

    /// Names the side in a failure.
    pub(super) fn of(self, failure: Failure) -> Failure {
        let failure = failure.reworded(|text| format!("{self}: {text}"));
        // The original hints are about the options of the source.
        match (self, failure.kind()) {
            (Self::Destination, Kind::Unreachable) => failure.hint(UNREACHABLE),
            (Self::Destination, Kind::Denied) => failure.hint(DENIED),
            _ => failure,
        }
    }
}
