//! A member that joins a cluster which runs.

use super::cluster::Cluster as _;
use super::words::Words;
use super::{Line, ectl, eventually, start};
use ectl::sandbox::{Etcd, Plan};
use std::ffi::OsString;
use std::fs::File;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use tokio::net::TcpSocket;

/// An address at which nothing listens yet, and that is not given to other programs.
pub fn free_address() -> String {
    let socket = TcpSocket::new_v4().unwrap();
    socket.set_reuseaddr(true).unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let address = socket.local_addr().unwrap().to_string();
    // On Linux another program may listen there all the same.
    if cfg!(target_os = "linux") {
        std::mem::forget(socket);
    }
    address
}

/// An etcd started by hand, with the variables that `member add` prints.
pub struct Added {
    process: Child,
    log: PathBuf,
}

impl Added {
    /// Starts a member. `told` has lines such as `ETCD_NAME="m2"`.
    pub fn start(etcd: &Etcd, told: &str, peer: &str, client: &str, options: &[OsString]) -> Self {
        let log = etcd.directory().join("added.log");
        let mut command = Command::new(Plan::new().program);
        for line in told.lines() {
            if let Some((name, value)) = line.split_once('=') {
                command.env(name, value.trim_matches('"'));
            }
        }
        command
            .args(["--listen-peer-urls", peer, "--listen-client-urls", client])
            .args(["--advertise-client-urls", client, "--unsafe-no-fsync"])
            .args(["--initial-cluster-token", "ectl-sandbox"])
            .args(["--heartbeat-interval", "50", "--election-timeout", "500"])
            .args(options)
            .arg("--data-dir")
            .arg(etcd.directory().join("added"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&log).expect("cannot log"));
        Self { process: command.spawn().expect("cannot start etcd"), log }
    }

    /// Asserts that the process is running.
    #[track_caller]
    pub fn is_running(&mut self) {
        if let Some(status) = self.process.try_wait().expect("cannot wait for etcd") {
            let log = std::fs::read_to_string(&self.log).unwrap_or_default();
            panic!("the added etcd ended with {status}; the end of its log:\n{}", tail(&log));
        }
    }
}

impl Drop for Added {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn tail(log: &str) -> String {
    let lines: Vec<_> = log.lines().collect();
    lines[lines.len().saturating_sub(5)..].join("\n")
}

/// Three voters and a learner.
pub struct WithLearner {
    pub etcd: Etcd,
    pub learner: String,
    /// Options that every line needs.
    options: Vec<OsString>,
    process: Added,
}

impl WithLearner {
    pub fn start(plan: &Plan, options: &[&str]) -> Self {
        let etcd = start(&Plan { members: 3, ..plan.clone() });
        let (peer, client) = (format!("http://{}", free_address()), free_address());
        let client = format!("{}://{client}", plan.scheme);
        let options: Vec<_> = options.iter().map(OsString::from).collect();
        let urls = format!("--peer-urls={peer}");
        let mut told = String::new();
        // A cluster takes no member before its members have known one another for some seconds.
        eventually("the learner is added", || {
            let add = etcd.ectl("member add m4 --learner").arg(&urls);
            let added = options.iter().fold(add, Line::arg).run();
            assert!(added.code == 0 || added.stderr.contains("unhealthy cluster"), "{added:?}");
            added.text().clone_into(&mut told);
            added.code == 0
        });
        let process = Added::start(&etcd, &told, &peer, &client, &plan.options);
        let learner = client.strip_prefix("http://").unwrap_or(&client).to_owned();
        let mut cluster = Self { etcd, learner, options, process };
        eventually("the learner serves", || {
            cluster.process.is_running();
            let status = cluster.at(&cluster.learner, "endpoint status -w jsonl").run();
            status.text().contains("\"is_learner\":true") && cluster.has_caught_up()
        });
        cluster
    }

    fn has_caught_up(&self) -> bool {
        self.at(&self.learner, "get k --consistency=s").run().code == 0
    }

    /// A line that knows the learner and one voter.
    pub fn line(&self, words: &[&str]) -> Line {
        let endpoints = self.etcd.endpoints();
        let voter = endpoints.split(',').next().unwrap();
        self.at(&format!("{},{voter}", self.learner), words)
    }

    /// A line at these endpoints.
    pub fn at(&self, endpoints: &str, words: impl Words) -> Line {
        // Before the words, for a command may follow `--`.
        let options: Vec<_> = self.options.iter().map(|it| it.to_str().unwrap()).collect();
        ectl(endpoints, &options).args(words)
    }
}
