//! The times at which a lease expires and has to be renewed.

use crate::clock::Moment;
use std::time::Duration;

/// The part of the TTL that an answer may take without making the next renewal earlier.
const LATENCY_SHARE: u32 = 12;

#[derive(Debug, Clone, Copy)]
pub(crate) struct Grant {
    /// The time at which the request was *sent*: etcd renewed the lease no earlier, so that it lives until
    /// `sent` + `ttl` at least. The time of the answer proves nothing.
    pub(crate) sent: Moment,
    /// As etcd granted it, which may differ from the request.
    pub(crate) ttl: Duration,
}

impl Grant {
    pub(crate) fn expiry(self) -> Moment {
        self.sent.after(self.ttl)
    }

    pub(crate) fn left(self) -> Duration {
        self.expiry().left()
    }

    /// Returns when to renew: a third of the TTL after the answer, as etcd's Go client does, so that two
    /// more renewals can fail. A late answer delays that by a share of the TTL at most, as the expiry
    /// counts from `sent`.
    pub(crate) fn due(self, answered: Moment) -> Moment {
        let latest = self.sent.after(self.ttl / LATENCY_SHARE);
        answered.min(latest).after(self.ttl / 3)
    }
}

#[cfg(test)]
mod tests {
    use super::Grant;
    use crate::clock::Moment;
    use std::time::Duration;

    #[test]
    fn renewal_is_due_a_third_of_the_ttl_after_the_answer() {
        let sent = Moment::now();
        let after = |millis| sent.after(Duration::from_millis(millis));
        let grant = Grant { sent, ttl: Duration::from_secs(12) };
        assert_eq!(grant.expiry(), after(12_000));
        for (answered, due) in [(0, 4000), (500, 4500), (1000, 5000), (3000, 5000)] {
            assert_eq!(grant.due(after(answered)), after(due), "answered after {answered} ms");
        }
    }
}
