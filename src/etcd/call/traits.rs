//! The needs of a request, and the ways in which it may be repeated.

use std::time::Duration;

/// The silence of a member after which a read is sent to another one too. A member that is cut off from
/// its peers accepts reads that it cannot answer, until it notices.
pub(crate) const SILENCE: Duration = Duration::from_millis(500);

/// The silence for a read that may take a healthy member long, and that the second member builds again.
const LONG_SILENCE: Duration = Duration::from_secs(2);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CallTraits {
    /// Sending it twice is harmless.
    pub(crate) repeatable: bool,
    /// A member without a leader cannot serve it.
    pub(crate) needs_leader: bool,
    /// A healthy member may need long before its answer begins.
    pub(crate) may_take_long: bool,
}

impl CallTraits {
    /// A read of what the cluster has agreed on.
    pub(crate) const READ: Self =
        Self { repeatable: true, needs_leader: true, may_take_long: false };

    /// A read of one member's state.
    pub(crate) const LOCAL_READ: Self =
        Self { repeatable: true, needs_leader: false, may_take_long: false };

    /// Returns the silence after which another member is asked too; `None` if that is not allowed.
    pub(crate) fn hedged_after(self) -> Option<Duration> {
        let silence = if self.may_take_long { LONG_SILENCE } else { SILENCE };
        (self.repeatable && self.needs_leader).then_some(silence)
    }
}
