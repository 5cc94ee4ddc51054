//! A resumed watch builds the store, whatever happens to it and to the cluster.

use super::cluster::Cluster;
use super::replica::Replica;
use crate::support::{HANG, eventually, finish};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::Value;
use std::fs::{File, read_to_string};
use std::path::PathBuf;
use std::process::Child;
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};
use tempfile::{TempDir, tempdir};

const TIME: Duration = Duration::from_secs(60);

/// Xorshift: enough for choices that a seed repeats.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % end
    }
}

/// A consumer of `watch`, which is started again and again.
struct Consumer {
    directory: TempDir,
    runs: u32,
    running: Option<Child>,
    replica: Replica,
}

impl Consumer {
    fn new() -> Self {
        let directory = tempdir().unwrap();
        Self { directory, runs: 0, running: None, replica: Replica::default() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    fn output(&self) -> PathBuf {
        self.path(&format!("run-{}", self.runs))
    }

    fn start(&mut self, cluster: &Cluster) {
        if self.running.is_some() {
            return;
        }
        if self.file()["revision"].is_null() {
            self.replica.clear();
        }
        self.runs += 1;
        let resume = self.path("resume");
        let line = cluster.line("watch --prefix m/ --initial --on-compacted=resync -w jsonl");
        let line = line.arg("--resume-file").arg(resume);
        self.running = Some(line.stdout(File::create(self.output()).unwrap()).spawn());
    }

    /// Ends the process if it runs, and reads what it printed.
    fn stop(&mut self, signal: Signal) {
        let Some(child) = self.running.take() else { return };
        let id = Pid::from_raw(child.id().try_into().unwrap());
        // It may have ended by itself, while the cluster did not answer.
        let _ = kill(id, signal);
        let ended = finish(child);
        let is_end = [-1, 130, 143, 2, 124].contains(&ended.code);
        assert!(is_end, "run {}: {ended:?}", self.runs);
        self.replica.follow(&read_to_string(self.output()).unwrap());
        if ended.code == -1 {
            self.replica.expect_repeats(&self.file());
        }
    }

    /// Returns the resume file; null without one.
    fn file(&self) -> Value {
        let Ok(text) = read_to_string(self.path("resume")) else { return Value::Null };
        serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}: {text}"))
    }

    fn has_printed(&self, text: &str) -> bool {
        read_to_string(self.output()).is_ok_and(|printed| printed.contains(text))
    }
}

/// Writes up to four keys in one transaction. It may fail while the cluster does not answer.
fn write(cluster: &Cluster, random: &mut Random) {
    let mut words = vec!["txn".to_owned(), "--command-timeout=1s".to_owned()];
    let first = random.below(30);
    for key in first..=first + random.below(4) {
        let operation = match random.below(4) {
            0 => format!("del m/{key}"),
            _ => format!("put m/{key} {}", random.below(1_000_000)),
        };
        words.extend(["--then".to_owned(), operation]);
    }
    cluster.run(words.iter().map(String::as_str).collect::<Vec<_>>().as_slice());
}

/// Starts to write 300 keys, one after the other in a few transactions.
fn burst(cluster: &Cluster, random: &mut Random) -> Child {
    let mut lines = String::new();
    for _ in 0..300 {
        let (key, value) = (random.below(60), random.below(1_000_000));
        lines += &format!("{{\"key\":\"m/{key}\",\"value\":\"{value}\"}}\n");
    }
    cluster.line("import - --command-timeout=1s").stdin(lines).spawn()
}

/// Compacts the whole history.
fn compact(cluster: &Cluster) {
    let rows = cluster.rows("endpoint status");
    let revisions = rows.iter().filter_map(|row| row["revision"].as_str()?.parse::<u64>().ok());
    if let Some(revision) = revisions.min() {
        cluster.run(&format!("compaction {revision} --command-timeout=1s"));
    }
}

fn move_leader(cluster: &mut Cluster) {
    let [_, follower, _] = cluster.roles();
    let rows = cluster.rows("endpoint status");
    if let Some(id) = rows.get(follower).and_then(|row| row["member_id"].as_str()) {
        cluster.run(&format!("move-leader {id}"));
    }
}

#[test]
fn resumed_watch_builds_the_store() {
    let seed = SystemTime::UNIX_EPOCH.elapsed().unwrap().as_nanos() as u64 | 1;
    let mut random = Random(seed);
    let mut cluster = Cluster::start();
    let mut consumer = Consumer::new();
    let mut are_all_up = true;
    let end = Instant::now() + TIME;
    while Instant::now() < end {
        match random.below(40) {
            signal @ 0..=3 => {
                let writer = (random.below(2) == 0).then(|| burst(&cluster, &mut random));
                sleep(Duration::from_millis(random.below(100)));
                consumer.stop(if signal < 2 { Signal::SIGKILL } else { Signal::SIGTERM });
                writer.map(finish);
            }
            4..=7 => consumer.start(&cluster),
            8 | 9 => compact(&cluster),
            10 if are_all_up => move_leader(&mut cluster),
            11 if are_all_up => {
                cluster.kill(&[random.below(3) as usize]);
                are_all_up = false;
            }
            12 if are_all_up => {
                cluster.pause(&[random.below(3) as usize]);
                are_all_up = false;
            }
            13..=15 if !are_all_up => {
                cluster.recover();
                are_all_up = true;
            }
            _ => write(&cluster, &mut random),
        }
    }
    cluster.recover();
    consumer.start(&cluster);
    eventually("the cluster takes a write", || cluster.run("put m/last 1").code == 0);
    let deadline = Instant::now() + HANG;
    while !consumer.has_printed("m/last") {
        assert!(Instant::now() < deadline, "the last event never came; seed {seed}");
        sleep(Duration::from_millis(50));
    }
    consumer.stop(Signal::SIGTERM);
    let stored = cluster.rows("get --prefix m/");
    let text = |row: &Value, field: &str| row[field].as_str().unwrap().to_owned();
    let stored = stored.iter().map(|row| (text(row, "key"), text(row, "value"))).collect();
    assert_eq!(consumer.replica.keys(), &stored, "seed {seed}");
    let Consumer { runs, replica, .. } = &consumer;
    assert!(*runs > 5 && replica.synthetic > 0, "{runs} runs, {} deletions", replica.synthetic);
}
