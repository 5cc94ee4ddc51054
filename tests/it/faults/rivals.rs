//! Several want one lock or semaphore, while its holders and the cluster suffer all that can be.

use super::cluster::Cluster;
use super::history::{Span, history, never_more_than, nobody_overlaps, number};
use super::subject::{Actor, Subject};
use crate::support::eventually;
use nix::sys::signal::Signal;
use std::thread::sleep;
use std::time::Duration;

/// With time enough for a command to end on a busy machine.
static LOCK: Subject = Subject {
    name: "contest",
    words: "lock job --ttl=4 --grace=1s",
    prefix: "job/",
    heals: false,
    rivals: 4,
};

static SEMAPHORE: Subject = Subject {
    name: "semaphore",
    words: "lock pool --max=2 --ttl=4 --grace=1s",
    prefix: "pool/",
    heals: false,
    rivals: 5,
};

struct Contest {
    subject: &'static Subject,
    cluster: Cluster,
    actors: Vec<Actor>,
}

/// The holder that came last, and its token.
#[derive(Debug, Clone, Copy)]
struct Holder {
    actor: usize,
    token: u64,
}

impl Contest {
    fn begin(subject: &'static Subject) -> (Self, Holder) {
        let cluster = Cluster::start();
        let actor = |number: usize| Actor::start(&cluster, subject, &number.to_string());
        let actors = (0..subject.rivals).map(actor).collect();
        let mut contest = Self { subject, cluster, actors };
        let first = contest.passes_on(0);
        (contest, first)
    }

    /// Waits until the command of a later holder has begun.
    fn passes_on(&mut self, token: u64) -> Holder {
        let mut next = None;
        eventually("there is another holder", || {
            self.revive();
            next = self.holder().filter(|holder| holder.token > token);
            next.is_some()
        });
        next.unwrap()
    }

    fn holder(&self) -> Option<Holder> {
        let keys = self.cluster.keys(self.subject.prefix);
        let queued: Vec<_> = keys.iter().map(|kv| number(kv, "create_revision")).collect();
        let spans = history(&self.cluster, self.subject.name);
        let span = spans.iter().rfind(|span| queued.contains(&span.token))?;
        Some(Holder { actor: span.name.parse().unwrap(), token: span.token })
    }

    /// Restarts actors that were killed, or that lost the lock or their place in the queue.
    fn revive(&mut self) {
        for actor in &mut self.actors {
            if let Some(ended) = actor.revive(&self.cluster) {
                assert!(ended.was_killed() || ended.is_loss(), "{ended:?}");
            }
        }
    }

    fn signal(&self, holder: Holder, signal: Signal) {
        self.actors[holder.actor].live.signal(signal);
    }

    /// Ends everything, and returns the history.
    fn end(self) -> Vec<Span> {
        let Self { subject, cluster, actors } = self;
        actors.iter().for_each(|actor| actor.live.signal(Signal::SIGTERM));
        actors.into_iter().for_each(|actor| drop(actor.live.end()));
        let history = history(&cluster, subject.name);
        eventually("nothing is left", || cluster.leases().is_empty());
        history
    }

    /// Freezes and kills holders and members, one after the other.
    fn suffer(&mut self, frozen: Holder) {
        self.signal(frozen, Signal::SIGSTOP);
        let killed = self.passes_on(frozen.token);
        self.signal(frozen, Signal::SIGCONT);
        self.signal(killed, Signal::SIGKILL);
        let frozen = self.passes_on(killed.token);
        let [leader, ..] = self.cluster.roles();
        self.cluster.kill(&[leader]);
        self.signal(frozen, Signal::SIGSTOP);
        let cut_off = self.passes_on(frozen.token);
        self.signal(frozen, Signal::SIGCONT);
        self.cluster.recover();
        let [leader, follower, _] = self.cluster.roles();
        self.cluster.kill(&[leader, follower]);
        sleep(Duration::from_millis(4500));
        self.cluster.recover();
        self.passes_on(cut_off.token);
    }
}

#[test]
fn lock_holders_never_overlap() {
    let (mut contest, first) = Contest::begin(&LOCK);
    contest.suffer(first);
    let history = contest.end();
    assert!(history.len() >= 5, "{history:?}");
    nobody_overlaps(&history);
}

#[test]
fn semaphore_never_has_more_holders_than_its_limit() {
    let (mut contest, first) = Contest::begin(&SEMAPHORE);
    contest.suffer(first);
    // Now a frozen member, at which some may be waiting.
    let killed = contest.passes_on(0);
    let [_, follower, _] = contest.cluster.roles();
    contest.cluster.pause(&[follower]);
    contest.signal(killed, Signal::SIGKILL);
    contest.passes_on(killed.token);
    contest.cluster.recover();
    let history = contest.end();
    assert!(history.len() >= 7, "{history:?}");
    never_more_than(2, &history);
}
