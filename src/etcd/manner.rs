//! What a request needs, and what may be done with it when no answer comes.

/// How a request is handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Manner {
    /// Sending it twice does no harm.
    pub(super) repeatable: bool,
    /// A member without a leader cannot serve it.
    pub(super) needs_leader: bool,
}

impl Manner {
    /// A read of what the cluster has agreed on.
    pub(super) const READ: Self = Self { repeatable: true, needs_leader: true };

    /// A read of what one member has.
    pub(super) const LOCAL_READ: Self = Self { repeatable: true, needs_leader: false };

    /// Returns whether a second member is asked too when the first is slow.
    pub(super) fn is_hedged(self) -> bool {
        self.repeatable && self.needs_leader
    }
}
