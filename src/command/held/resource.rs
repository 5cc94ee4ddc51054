//! The locks and elections that clients contend for.

use crate::etcd::proto::KeyValue;
use crate::reply::Place;
use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HeldKind {
    Lock,
    Leadership,
}

impl HeldKind {
    pub(super) fn noun(self) -> &'static str {
        match self {
            Self::Lock => "lock",
            Self::Leadership => "election",
        }
    }

    pub(super) fn acquired(self) -> &'static str {
        match self {
            Self::Lock => "acquired",
            Self::Leadership => "won",
        }
    }

    pub(super) fn held_by(self) -> &'static str {
        match self {
            Self::Lock => "held by",
            Self::Leadership => "led by",
        }
    }

    pub(super) fn vacant(self) -> &'static str {
        match self {
            Self::Lock => "is free",
            Self::Leadership => "has no leader",
        }
    }
}

#[derive(Debug)]
pub(crate) struct Resource {
    pub(crate) kind: HeldKind,
    pub(crate) name: Vec<u8>,
}

impl Resource {
    pub(super) fn prefix(&self) -> Vec<u8> {
        [&*self.name, b"/"].concat()
    }

    /// Returns the contender that a key belongs to.
    pub(super) fn place(&self, kv: KeyValue) -> Place {
        Place { noun: self.kind.noun(), prefix: self.prefix(), kv, left: None }
    }

    /// Describes the holder, which has the oldest key.
    pub(super) fn held_by(&self, oldest: KeyValue) -> String {
        format!("{} {}", self.kind.held_by(), self.place(oldest))
    }
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind.noun(), String::from_utf8_lossy(&self.name))
    }
}
