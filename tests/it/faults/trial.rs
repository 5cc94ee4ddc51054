//! All subjects in one cluster, from the first record to the last.

use super::cluster::{Cluster, Return};
use super::history::{history, nobody_overlaps, number};
use super::subject::{Actor, SUBJECTS, Subject};
use super::{BOUND, SLACK};
use crate::support::live::Live;
use nix::sys::signal::Signal;
use serde_json::Value;
use std::collections::BTreeMap;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// The cost of a fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Toll {
    /// Everything stands as it has stood all the time.
    Nothing,
    /// Every lease.
    Leases,
    /// Every lease, at once: a command runs on for its grace, while the next one may begin.
    Revoked,
    /// Some leases or none, at once.
    PerhapsRevoked,
    /// Any number of leases.
    Unknown,
}

/// A subject's key in etcd.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Record {
    subject: &'static str,
    created: u64,
    lease: String,
}

pub struct Trial {
    cluster: Cluster,
    actors: Vec<Actor>,
    /// Follow the registered service, each by the member that it found first.
    watches: [Live; 3],
    was_revoked: bool,
}

impl Trial {
    /// Starts everything, and waits until it stands.
    pub fn begin(cluster: Cluster) -> Self {
        let names = ["one", "two"];
        let actors = SUBJECTS.iter().flat_map(|subject| {
            let names = &names[..subject.rivals];
            names.iter().map(|name| Actor::start(&cluster, subject, name)).collect::<Vec<_>>()
        });
        let actors = actors.collect();
        // HTTP/2's pings would find a frozen member, too, but later.
        let watch =
            || cluster.line("service watch svc -w jsonl").env("ETCDCTL_KEEPALIVE_TIME", "1h");
        let watches = [(); 3].map(|()| watch().live());
        let mut trial = Self { cluster, actors, watches, was_revoked: false };
        let begun = trial.cluster.returns();
        trial.stands(&begun, Toll::Nothing);
        trial
    }

    /// Strikes, and asserts that everything stands again in time and at what cost.
    pub fn endures(&mut self, toll: Toll, strike: impl FnOnce(&mut Cluster)) {
        let before: Vec<_> = SUBJECTS.iter().filter_map(|subject| self.record(subject)).collect();
        strike(&mut self.cluster);
        self.was_revoked |= matches!(toll, Toll::Revoked | Toll::PerhapsRevoked);
        let back = self.cluster.returns();
        self.stands(&back, toll);
        let after: Vec<_> = SUBJECTS.iter().filter_map(|subject| self.record(subject)).collect();
        let kept = before.iter().zip(&after).map(|(before, after)| before.lease == after.lease);
        match toll {
            Toll::Nothing => assert_eq!(before, after),
            Toll::Leases | Toll::Revoked => {
                assert_eq!(kept.filter(|kept| *kept).count(), 0, "{before:?} {after:?}");
            }
            Toll::PerhapsRevoked | Toll::Unknown => {}
        }
        self.are_renewed(&back);
        self.is_told(&back);
    }

    /// Ends everything, and asserts that nothing is left.
    pub fn ends(mut self) {
        for actor in &self.actors {
            actor.live.signal(Signal::SIGTERM);
        }
        for actor in self.actors.drain(..) {
            let ended = actor.live.end();
            assert!(!ended.stderr.contains("panicked"), "{ended:?}");
        }
        assert_eq!(self.cluster.leases(), BTreeMap::new());
        for subject in &SUBJECTS {
            assert_eq!(self.record(subject), None);
        }
        for watch in self.watches {
            while told(&watch).iter().any(|address| address == "h:1") {}
            watch.end_by(Signal::SIGTERM);
        }
        for subject in SUBJECTS.iter().filter(|subject| subject.rivals > 1 && !self.was_revoked) {
            nobody_overlaps(&history(&self.cluster, subject.name));
        }
    }

    /// Waits until every subject has a record, and its holder's command has written since the return;
    /// and until no other leases are left.
    fn stands(&mut self, back: &Return, toll: Toll) {
        self.within(BOUND, "all stand", back, |trial| {
            trial.revive(toll);
            let missing = SUBJECTS.iter().filter(|subject| !trial.holds(subject, back));
            let missing: Vec<_> = missing.map(|subject| subject.name.to_owned()).collect();
            let leases = trial.cluster.leases();
            match missing.is_empty() && leases.len() != trial.actors.len() {
                true => vec![format!("leases: {leases:?}")],
                false => missing,
            }
        });
    }

    /// Runs again what has ended by the loss of its lease.
    fn revive(&mut self, toll: Toll) {
        for actor in &mut self.actors {
            if let Some(ended) = actor.revive(&self.cluster) {
                let name = actor.subject.name;
                assert!(toll != Toll::Nothing && !actor.subject.heals, "{name}: {ended:?}");
                assert!(ended.is_loss(), "{name}: {ended:?}");
            }
        }
    }

    fn record(&self, subject: &Subject) -> Option<Record> {
        let keys = self.cluster.keys(subject.prefix);
        keys.first().map(|kv| Record {
            subject: subject.name,
            created: number(kv, "create_revision"),
            lease: kv["lease"].as_str().unwrap_or_default().to_owned(),
        })
    }

    fn holds(&self, subject: &Subject, back: &Return) -> bool {
        let Some(record) = self.record(subject) else { return false };
        let token = if subject.rivals > 1 { record.created } else { 0 };
        let history = history(&self.cluster, subject.name);
        history.iter().any(|span| span.token == token && span.last > back.revision)
    }

    /// Waits until every lease lives longer than it would have done without a renewal.
    fn are_renewed(&mut self, back: &Return) {
        let lives = |left: i64| Duration::from_secs(left.unsigned_abs());
        let leases = self.cluster.leases();
        // What is left is told in whole seconds, rounded down.
        let end = |left: i64| Instant::now() + lives(left + 1);
        let mut waiting: BTreeMap<_, _> =
            leases.into_iter().map(|(lease, left)| (lease, end(left))).collect();
        self.within(BOUND, "all are renewed", back, |trial| {
            let asked = Instant::now();
            let now = trial.cluster.leases();
            waiting.retain(|lease, end| {
                now.get(lease).is_none_or(|left| asked + lives(*left) <= *end)
            });
            waiting.keys().map(|lease| format!("{lease}: {:?}", now.get(lease))).collect()
        });
    }

    /// Waits until the watchers of the service have seen the address written after recovery.
    fn is_told(&mut self, back: &Return) {
        for number in 0..self.watches.len() {
            self.within(BOUND, "the return is told", back, |trial| {
                let told = told(&trial.watches[number]);
                let wanted = [&*back.address, "h:1"].map(str::to_owned);
                wanted.into_iter().filter(|wanted| !told.contains(wanted)).collect()
            });
        }
    }

    /// Waits until nothing is missing.
    #[track_caller]
    fn within(
        &mut self,
        bound: Duration,
        what: &str,
        back: &Return,
        mut missing: impl FnMut(&mut Self) -> Vec<String>,
    ) {
        loop {
            let missing = missing(self);
            let late = back.at.elapsed() > bound + SLACK;
            assert!(!late, "not {what} within {bound:?}, and {SLACK:?} for load: {missing:?}");
            if missing.is_empty() {
                return;
            }
            sleep(Duration::from_millis(200));
        }
    }
}

/// Returns the next addresses that a watcher of the service prints.
fn told(watch: &Live) -> Vec<String> {
    let set: Value = serde_json::from_str(&watch.line()).unwrap();
    let endpoints = set["endpoints"].as_array().unwrap().iter();
    endpoints.map(|endpoint| endpoint["addr"].as_str().unwrap().to_owned()).collect()
}
