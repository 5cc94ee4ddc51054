//! Commands that keep something up in etcd, and how that is seen.

use super::cluster::Cluster;
use super::history::LOGGED;
use crate::support::Outcome;
use crate::support::live::Live;

/// A command that keeps something up.
#[derive(Debug)]
pub struct Subject {
    pub name: &'static str,
    pub words: &'static str,
    /// The owner of the oldest key below it is the holder.
    pub prefix: &'static str,
    /// Whether it recovers from a loss by itself; else the line ends with 10, and is run again.
    pub heals: bool,
    /// Number of contenders.
    pub rivals: usize,
}

pub const SUBJECTS: [Subject; 5] = [
    Subject {
        name: "register",
        words: "service register svc h:1 --ttl=6s",
        prefix: "svc/h:1",
        heals: true,
        rivals: 1,
    },
    Subject {
        name: "session",
        words: "session --ttl=6s --grace=500ms --put=session/key=v",
        prefix: "session/",
        heals: false,
        rivals: 1,
    },
    Subject {
        name: "lock",
        words: "lock job --ttl=6 --grace=500ms",
        prefix: "job/",
        heals: false,
        rivals: 2,
    },
    Subject {
        name: "elect",
        words: "elect lead me --ttl=6 --grace=500ms",
        prefix: "lead/",
        heals: false,
        rivals: 2,
    },
    Subject {
        name: "elect --restart",
        words: "elect reign me --restart --ttl=6 --grace=500ms",
        prefix: "reign/",
        heals: true,
        rivals: 2,
    },
];

/// A contender for a subject.
pub struct Actor {
    pub subject: &'static Subject,
    name: String,
    pub live: Live,
}

impl Actor {
    pub fn start(cluster: &Cluster, subject: &'static Subject, name: &str) -> Self {
        Self { subject, name: name.to_owned(), live: live(cluster, subject, name) }
    }

    /// Starts it again if it has ended; returns how it ended.
    pub fn revive(&mut self, cluster: &Cluster) -> Option<End> {
        if self.live.is_running() {
            return None;
        }
        let again = live(cluster, self.subject, &self.name);
        Some(End(std::mem::replace(&mut self.live, again).end()))
    }
}

/// The end of an actor's process.
#[derive(Debug)]
pub struct End(Outcome);

impl End {
    /// Returns whether the lease was lost: a holder reports that with exit code 10, a waiting contender
    /// may report that etcd is unreachable, or did not answer in time.
    pub fn is_loss(&self) -> bool {
        let Self(Outcome { stderr, code, .. }) = self;
        let waited = !stderr.contains("stopping bash");
        let is_late = *code == 124 && stderr.contains("was not renewed in time");
        *code == 10 || waited && (*code == 2 || is_late)
    }

    pub fn was_killed(&self) -> bool {
        self.0.code == -1
    }
}

fn live(cluster: &Cluster, subject: &Subject, name: &str) -> Live {
    let line = cluster.line(subject.words).args("-- bash -c").arg(LOGGED);
    let line = line.env("ECTL", env!("CARGO_BIN_EXE_ectl"));
    line.env("SUBJECT", subject.name).env("NAME", name).live()
}
