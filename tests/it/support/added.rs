//! A member that joins a cluster which runs.

use super::{Line, ectl, eventually, start};
use ectl::sandbox::{Etcd, Plan};
use std::ffi::OsString;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

/// An address at which nothing listens yet.
pub fn free_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().to_string()
}

/// An etcd started by hand, as the output of `member add` tells to.
pub struct Added(Child);

impl Added {
    /// `told` has lines such as `ETCD_NAME="m2"`.
    pub fn start(etcd: &Etcd, told: &str, peer: &str, client: &str, options: &[OsString]) -> Self {
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
            .stderr(Stdio::null());
        Self(command.spawn().expect("cannot start etcd"))
    }
}

impl Drop for Added {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Three voters and a learner.
pub struct WithLearner {
    pub etcd: Etcd,
    pub learner: String,
    /// Options that every line needs.
    options: Vec<OsString>,
    _process: Added,
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
            let add = ectl(&etcd.endpoints(), &["member", "add", "m4", "--learner", &urls]);
            let added = options.iter().fold(add, Line::arg).run();
            assert!(added.code == 0 || added.stderr.contains("unhealthy cluster"), "{added:?}");
            added.text().clone_into(&mut told);
            added.code == 0
        });
        let process = Added::start(&etcd, &told, &peer, &client, &plan.options);
        let learner = client.strip_prefix("http://").unwrap_or(&client).to_owned();
        let cluster = Self { etcd, learner, options, _process: process };
        eventually("the learner serves", || {
            let status = cluster.at(&cluster.learner, &["endpoint", "status", "-w", "jsonl"]).run();
            status.text().contains("\"is_learner\":true") && cluster.has_caught_up()
        });
        cluster
    }

    fn has_caught_up(&self) -> bool {
        self.at(&self.learner, &["get", "k", "--consistency=s"]).run().code == 0
    }

    /// A line that knows the learner and one voter.
    pub fn line(&self, words: &[&str]) -> Line {
        let endpoints = self.etcd.endpoints();
        let voter = endpoints.split(',').next().unwrap();
        self.at(&format!("{},{voter}", self.learner), words)
    }

    /// A line at these endpoints.
    pub fn at(&self, endpoints: &str, words: &[&str]) -> Line {
        // Before the words, for a command may follow `--`.
        let options: Vec<_> = self.options.iter().map(|it| it.to_str().unwrap()).collect();
        ectl(endpoints, &[&options, words].concat())
    }
}
