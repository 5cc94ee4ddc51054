//! Shorthand for lines on a cluster.

use super::words::Words;
use super::{HANG, Line, Outcome, ectl};
use ectl::sandbox::Etcd;
use std::time::Instant;

pub trait Cluster {
    /// `ectl` on all endpoints, with the words of a line (`"lock a --try"`) or a list of words.
    fn ectl(&self, words: impl Words) -> Line;

    /// Starts a member that was killed, and waits until it serves.
    fn restart(&mut self, member: usize);

    /// Runs `ectl`, and asserts success.
    #[track_caller]
    fn ok(&self, words: impl Words) -> Outcome {
        self.ectl(words).run().succeeds()
    }

    /// Asserts that there are neither keys nor leases.
    #[track_caller]
    fn assert_empty(&self) {
        assert_eq!(self.ok("lease list").text(), "found 0 leases\n");
        assert_eq!(self.ok("get '' --prefix").text(), "");
    }
}

impl Cluster for Etcd {
    fn ectl(&self, words: impl Words) -> Line {
        ectl(&self.endpoints(), words)
    }

    fn restart(&mut self, member: usize) {
        let member = &mut self.members()[member];
        member.restart().expect("cannot start etcd again");
        member.wait_until_ready(Instant::now() + HANG).expect("etcd does not serve again");
    }
}
