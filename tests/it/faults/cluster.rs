//! A cluster of three members, and what befalls them.

use super::history::number;
use crate::support::serial::place;
use crate::support::users::guarded;
use crate::support::words::Words;
use crate::support::{Line, Outcome, ectl, eventually, start};
use crate::tokens::short_lived_tokens;
use ectl::sandbox::{Etcd, Plan};
use serde_json::Value;
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use tempfile::{TempDir, tempdir};
use tokio::sync::SemaphorePermit;

const READY: Duration = Duration::from_secs(60);

/// Three members.
pub struct Cluster {
    etcd: Etcd,
    /// With the keys that tokens are signed with.
    _keys: TempDir,
    user: &'static str,
    health: [Health; 3],
    returns: u32,
    _place: SemaphorePermit<'static>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Health {
    Serves,
    Paused,
    Dead,
}

/// The first write that was taken after a fault.
#[derive(Debug)]
pub struct Return {
    pub at: Instant,
    pub revision: u64,
    /// The address added to the service.
    pub address: String,
}

impl Cluster {
    pub fn start() -> Self {
        let place = place();
        Self::of(start(&Plan { members: 3, ..Plan::new() }), tempdir().unwrap(), "", place)
    }

    /// Starts a cluster with authentication and tokens that soon expire, of etcd's default kind if possible.
    pub fn guarded() -> Self {
        let place = place();
        let keys = tempdir().unwrap();
        let plan = short_lived_tokens(keys.path()).pop().unwrap();
        Self::of(guarded(&Plan { members: 3, ..plan }), keys, "root:hunter2", place)
    }

    fn of(etcd: Etcd, keys: TempDir, user: &'static str, place: SemaphorePermit<'static>) -> Self {
        Self { etcd, _keys: keys, user, health: [Health::Serves; 3], returns: 0, _place: place }
    }

    /// A line that knows all members.
    pub fn line(&self, words: impl Words) -> Line {
        self.at(&self.etcd.endpoints(), words)
    }

    /// Runs a line at those that serve.
    pub fn run(&self, words: impl Words) -> Outcome {
        let endpoints = self.etcd.endpoints();
        let serving = endpoints.split(',').zip(self.health);
        let serving = serving.filter(|(_, health)| *health == Health::Serves);
        self.at(&serving.map(|(endpoint, _)| endpoint).collect::<Vec<_>>().join(","), words).run()
    }

    fn at(&self, endpoints: &str, words: impl Words) -> Line {
        let line = ectl(endpoints, words);
        if self.user.is_empty() { line } else { line.env("ETCDCTL_USER", self.user) }
    }

    /// Returns the rows of a line's `jsonl`; none while the cluster does not answer.
    pub fn rows(&self, line: &str) -> Vec<Value> {
        let printed = self.run(&format!("{line} --write-out=jsonl --command-timeout=1s"));
        printed.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// All keys below a prefix, the oldest first.
    pub fn keys(&self, prefix: &str) -> Vec<Value> {
        self.rows(&format!("get --prefix '{prefix}' --sort-by=CREATE"))
    }

    /// All leases, and how many seconds each has left.
    pub fn leases(&self) -> BTreeMap<String, i64> {
        let rows = self.rows("lease list");
        let lease =
            |row: &Value| Some((row["id"].as_str()?.into(), row["remaining_ttl"].as_i64()?));
        rows.iter().filter_map(lease).collect()
    }

    /// The numbers of the leader and the followers.
    pub fn roles(&mut self) -> [usize; 3] {
        let mut leader = None;
        eventually("there is a leader", || {
            let rows = self.rows("endpoint status");
            let row = rows.iter().find(|row| row["is_leader"] == true);
            let endpoints = self.etcd.endpoints();
            let found = |row: &Value| endpoints.split(',').position(|at| row["endpoint"] == at);
            leader = row.and_then(found);
            leader.is_some()
        });
        let leader = leader.unwrap();
        [leader, (leader + 1) % 3, (leader + 2) % 3]
    }

    /// Ends members without a warning.
    pub fn kill(&mut self, members: &[usize]) {
        for member in members {
            self.etcd.members()[*member].kill().unwrap();
            self.health[*member] = Health::Dead;
        }
    }

    /// Freezes members: connections to them stay, and are not served.
    pub fn pause(&mut self, members: &[usize]) {
        for member in members {
            self.etcd.members()[*member].pause().unwrap();
            self.health[*member] = Health::Paused;
        }
    }

    /// Restarts the dead and wakes the frozen, and waits until all serve.
    pub fn recover(&mut self) {
        for (member, health) in self.etcd.members().iter_mut().zip(&mut self.health) {
            match std::mem::replace(health, Health::Serves) {
                Health::Serves => {}
                Health::Paused => member.resume().unwrap(),
                Health::Dead => member.restart().unwrap(),
            }
        }
        for member in self.etcd.members() {
            member.wait_until_ready(Instant::now() + READY).unwrap();
        }
    }

    /// Waits until the cluster takes a write: another address of the service.
    pub fn returns(&mut self) -> Return {
        self.returns += 1;
        let address = format!("return:{}", self.returns);
        let record = format!(r#"{{"Op":0,"Addr":"{address}","Metadata":null}}"#);
        let put = ["put", "svc/return", &record, "--command-timeout=1s"];
        eventually("the cluster takes a write", || self.run(&put).code == 0);
        let at = Instant::now();
        let mut revision = 0;
        eventually("the write is found", || {
            revision = self.keys("svc/return").first().map_or(0, |kv| number(kv, "mod_revision"));
            revision > 0
        });
        Return { at, revision, address }
    }
}
