//! The locks and elections that clients contend for.

use crate::etcd::proto::KeyValue;
use crate::recipe::ContenderInfo;
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
        let info = match self.kind {
            HeldKind::Lock => ContenderInfo::read(&kv.value),
            // A proposal is any text.
            HeldKind::Leadership => None,
        };
        let is_proposal = self.kind == HeldKind::Leadership;
        Place { noun: self.kind.noun(), prefix: self.prefix(), kv, info, is_proposal, left: None }
    }

    /// Describes the holders: the first one, and the number of others.
    pub(super) fn held_by(&self, first: impl fmt::Display, holders: usize) -> String {
        let more = match holders.saturating_sub(1) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        format!("{} {first}{more}", self.kind.held_by())
    }
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind.noun(), String::from_utf8_lossy(&self.name))
    }
}
