//! The time that a grant or a renewal gives a lease.

use crate::clock::Moment;
use std::time::Duration;

/// An answer may take this part of the TTL without the next renewal coming earlier for it.
const LATENCY_SHARE: u32 = 12;

/// The time that a grant or a renewal has given the lease.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Grant {
    /// When it was *sent*: etcd has renewed the lease no earlier, so that it lives until `sent` + `ttl`
    /// at least. When its answer came says nothing.
    pub(crate) sent: Moment,
    /// As etcd granted it, which may be other than what was asked for.
    pub(crate) ttl: Duration,
}

impl Grant {
    pub(crate) fn expiry(self) -> Moment {
        self.sent.after(self.ttl)
    }

    pub(crate) fn left(self) -> Duration {
        self.expiry().left()
    }

    /// When to renew it: a third of the TTL after it was answered at `answered`, as etcd's Go client
    /// does, so that two more renewals can fail. An answer that took long does not put it off by more
    /// than a share of the TTL, as the expiry counts from `sent`.
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
    fn renewed_a_third_of_the_ttl_after_the_answer() {
        let sent = Moment::now();
        let after = |millis| sent.after(Duration::from_millis(millis));
        let grant = Grant { sent, ttl: Duration::from_secs(12) };
        assert_eq!(grant.expiry(), after(12_000));
        for (answered, due) in [(0, 4000), (500, 4500), (1000, 5000), (3000, 5000)] {
            assert_eq!(grant.due(after(answered)), after(due), "answered after {answered} ms");
        }
    }
}
