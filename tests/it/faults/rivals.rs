//! Several want one lock, while its holders and the cluster suffer all that can be.

use super::cluster::Cluster;
use super::history::{history, nobody_overlaps, number};
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

struct Contest {
    cluster: Cluster,
    actors: Vec<Actor>,
}

/// The holder of the lock, and its token.
#[derive(Debug, Clone, Copy)]
struct Holder {
    actor: usize,
    token: u64,
}

impl Contest {
    fn begin() -> (Self, Holder) {
        let cluster = Cluster::start();
        let actor = |number: usize| Actor::start(&cluster, &LOCK, &number.to_string());
        let actors = (0..LOCK.rivals).map(actor).collect();
        let mut contest = Self { cluster, actors };
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
        let token = number(self.cluster.keys(LOCK.prefix).first()?, "create_revision");
        let spans = history(&self.cluster, LOCK.name);
        let span = spans.iter().find(|span| span.token == token)?;
        Some(Holder { actor: span.name.parse().unwrap(), token })
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
}

#[test]
fn lock_holders_never_overlap() {
    let (mut contest, frozen) = Contest::begin();
    contest.signal(frozen, Signal::SIGSTOP);
    let killed = contest.passes_on(frozen.token);
    contest.signal(frozen, Signal::SIGCONT);
    contest.signal(killed, Signal::SIGKILL);
    let frozen = contest.passes_on(killed.token);
    let [leader, ..] = contest.cluster.roles();
    contest.cluster.kill(&[leader]);
    contest.signal(frozen, Signal::SIGSTOP);
    let cut_off = contest.passes_on(frozen.token);
    contest.signal(frozen, Signal::SIGCONT);
    contest.cluster.recover();
    let [leader, follower, _] = contest.cluster.roles();
    contest.cluster.kill(&[leader, follower]);
    sleep(Duration::from_millis(4500));
    contest.cluster.recover();
    contest.passes_on(cut_off.token);
    let Contest { cluster, actors } = contest;
    actors.iter().for_each(|actor| actor.live.signal(Signal::SIGTERM));
    actors.into_iter().for_each(|actor| drop(actor.live.end()));
    let history = history(&cluster, LOCK.name);
    assert!(history.len() >= 5, "{history:?}");
    nobody_overlaps(&history);
    eventually("nothing is left", || cluster.leases().is_empty());
}
