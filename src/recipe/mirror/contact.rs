//! Whether one side of a mirror can be reached, and what is done until it can.

use super::Witness;
use crate::etcd::{CallError, Refusal};
use crate::failure::{Failure, Kind};
use std::fmt;
use std::time::Duration;
use tokio::time::sleep;

/// The pause between two tries; it doubles from the one to the other.
const FIRST_PAUSE: Duration = Duration::from_millis(25);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// The two clusters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    Source,
    Destination,
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
    "is etcd running there? for TLS there are --dest-cacert, --dest-cert and --dest-key";
const DENIED: &str = "--dest-user and --dest-password say who we are there";

impl Side {
    /// A failure that names its side.
    pub(crate) fn failure(self, fault: CallError) -> Failure {
        let failure = Failure::from(fault).reworded(|text| format!("{self}: {text}"));
        // What else is advised is about the options of the source.
        match (self, failure.kind()) {
            (Self::Destination, Kind::Unreachable) => failure.hint(UNREACHABLE),
            (Self::Destination, Kind::Denied) => failure.hint(DENIED),
            _ => failure,
        }
    }
}

/// What is known about one side.
#[derive(Debug)]
pub(crate) struct Connectivity {
    side: Side,
    /// It has answered once: only then is it worth waiting for.
    proven: bool,
    lost: bool,
    pause: Duration,
}

impl Connectivity {
    pub(crate) fn new(side: Side) -> Self {
        Self { side, proven: false, lost: false, pause: FIRST_PAUSE }
    }

    /// It has done what was asked.
    pub(crate) fn is_there(&mut self, witness: &dyn Witness) {
        self.proven = true;
        self.pause = FIRST_PAUSE;
        if std::mem::take(&mut self.lost) {
            witness.regained(self.side);
        }
    }

    pub(crate) fn is_lost(&mut self, fault: &CallError, witness: &dyn Witness) {
        if !std::mem::replace(&mut self.lost, true) {
            witness.lost(self.side, &fault.text());
        }
    }

    /// Waits a little before another try; fails if that would be the same again, or the first.
    pub(crate) async fn retry(
        &mut self,
        fault: CallError,
        witness: &dyn Witness,
    ) -> Result<(), Failure> {
        if !self.proven || !may_pass(&fault) {
            return Err(self.side.failure(fault));
        }
        self.is_lost(&fault, witness);
        sleep(self.pause).await;
        self.pause = LONGEST_PAUSE.min(self.pause * 2);
        Ok(())
    }
}

/// Returns whether the same may succeed later.
pub(crate) fn may_pass(fault: &CallError) -> bool {
    fault.is_out_of_contact()
        || fault.kind() == Kind::Deadline
        || fault.refusal() == Some(Refusal::TooManyRequests)
}
