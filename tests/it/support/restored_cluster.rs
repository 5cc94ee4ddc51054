//! Clusters made by `snapshot restore`, whose members are started with the lines that it prints.

use super::cluster::Cluster as _;
use super::users::guarded;
use super::{HANG, ectl, eventually, start};
use ectl::sandbox::Plan;
use serde_json::Value;
use std::fs::File;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Instant;
use tempfile::TempDir;
use tokio::net::TcpSocket;

pub struct RestoredCluster {
    servers: Vec<Server>,
    _folder: TempDir,
    /// Keeps the ports from being given to other programs.
    _ports: Vec<TcpSocket>,
}

struct Server {
    process: Child,
    endpoint: String,
    log: PathBuf,
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl RestoredCluster {
    /// Restores each member, starts it with this program, and waits until all are healthy for this user.
    pub fn start(program: &Path, snapshot: &Path, members: usize, user: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (ports, sockets) = free_ports(2 * members);
        let peer = |n: usize| format!("http://127.0.0.1:{}", ports[2 * n]);
        let cluster: Vec<_> = (0..members).map(|n| format!("m{n}={}", peer(n))).collect();
        let start_member = |n| {
            let restored = ectl("", "snapshot restore -w jsonl")
                .arg(snapshot)
                .args(&["--name", &format!("m{n}"), "--initial-cluster", &cluster.join(",")])
                .args(&["--initial-advertise-peer-urls", &peer(n)])
                .args("--initial-cluster-token restored")
                .directory(folder.path());
            let restored = restored.run().succeeds();
            let record: Value = serde_json::from_str(restored.text()).unwrap();
            let line = record["start"].as_str().unwrap();
            assert!(restored.stderr.contains(line), "{}", restored.stderr);
            Server::start(program, line, folder.path(), n, ports[2 * n + 1])
        };
        let servers = (0..members).map(start_member).collect();
        let mut cluster = Self { servers, _folder: folder, _ports: sockets };
        cluster.wait_until_healthy(user);
        cluster
    }

    pub fn endpoints(&self) -> String {
        self.servers.iter().map(|server| server.endpoint.as_str()).collect::<Vec<_>>().join(",")
    }

    fn wait_until_healthy(&mut self, user: &str) {
        let deadline = Instant::now() + HANG;
        let endpoints = self.endpoints();
        while ectl(&endpoints, "endpoint health").args(user).run().code != 0 {
            for server in &mut self.servers {
                let is_running = server.process.try_wait().unwrap().is_none();
                let log = || std::fs::read_to_string(&server.log).unwrap_or_default();
                assert!(is_running && Instant::now() < deadline, "not healthy: {}", log());
            }
        }
    }
}

impl Server {
    fn start(program: &Path, line: &str, folder: &Path, number: usize, port: u16) -> Self {
        let client = format!("http://127.0.0.1:{port}");
        let log = folder.join(format!("m{number}.log"));
        let words = line.strip_prefix("etcd ").unwrap();
        let line = format!(
            "exec \"$ETCD\" {words} --listen-client-urls {client} --advertise-client-urls {client}"
        );
        let mut command = Command::new("sh");
        command.args(["-c", &line]).current_dir(folder);
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap()).env("ETCD", program);
        let output = File::create(&log).unwrap();
        command.stdin(Stdio::null()).stdout(output.try_clone().unwrap()).stderr(output);
        Self { process: command.spawn().unwrap(), endpoint: format!("127.0.0.1:{port}"), log }
    }
}

/// Ports that are bound, so that no other program is given them, but on which etcd can listen.
fn free_ports(count: usize) -> (Vec<u16>, Vec<TcpSocket>) {
    let bind = |_| {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_reuseaddr(true).unwrap();
        socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).unwrap();
        (socket.local_addr().unwrap().port(), socket)
    };
    (0..count).map(bind).unzip()
}

/// All keys with their revisions and leases; the header, which differs, is left out.
fn range(at: &str, user: &str) -> Value {
    let printed = ectl(at, "get '' --prefix -w json").args(user).run().succeeds();
    let mut range: Value = serde_json::from_str(printed.text()).unwrap();
    range.as_object_mut().unwrap().remove("header");
    range
}

/// Asserts that all members have the same hash of the same revision.
fn members_agree(at: &str) {
    eventually("the members agree", || {
        let hashes = ectl(at, "endpoint hashkv -w jsonl").run().succeeds();
        let values: Vec<Value> =
            hashes.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(values.len(), at.split(',').count());
        values.iter().all(|value| value["hash"] == values[0]["hash"])
    });
}

/// A member that is restored has keys, leases and users, and accepts writes.
pub fn one_member_has_everything(program: &Path) {
    let plan = Plan { program: program.to_owned(), ..Plan::new() };
    let old = guarded(&plan);
    let root = "--user root:hunter2";
    for n in 0..50 {
        old.ok(&format!("put key{n} value{n} {root}"));
    }
    old.ok(&format!("del key7 {root}"));
    let lease = old.ok(&format!("lease grant 1000 --id-only {root}"));
    let lease = lease.text().trim().to_owned();
    old.ok(&format!("put leased v --lease {lease} {root}"));
    let file = old.directory().join("saved.db");
    old.ectl(&format!("snapshot save {root}")).arg(&file).run().succeeds();
    let expected = range(&old.endpoints(), root);
    let new = RestoredCluster::start(program, &file, 1, root);
    let at = new.endpoints();
    assert_eq!(range(&at, root), expected);
    ectl(&at, "get public").run().fails_part(9, "Error: ");
    ectl(&at, "get public --user reader:co:lon").run().prints("public\nv\n");
    ectl(&at, "get key1 --user reader:co:lon").run().fails_part(9, "permission denied");
    ectl(&at, "put public w --user reader:co:lon").run().fails_part(9, "permission denied");
    let left = ectl(&at, &format!("lease timetolive {lease} --keys {root}")).run();
    assert!(left.text().contains("leased") && left.text().contains("1000s"), "{left:?}");
    ectl(&at, &format!("put new w {root}")).run().prints("OK\n");
    ectl(&at, &format!("lease revoke {lease} {root}")).run().succeeds();
    ectl(&at, &format!("get leased {root}")).run().prints("");
}

/// Three members that are restored serve the same keys, accept writes, and agree.
pub fn three_members_agree(program: &Path) {
    let old = start(&Plan { program: program.to_owned(), ..Plan::new() });
    for n in 0..50 {
        old.ok(&format!("put key{n} value{n}"));
    }
    old.ok("del key1 key2");
    old.ok("compaction 30");
    let file = old.directory().join("saved.db");
    old.ectl("snapshot save").arg(&file).run().succeeds();
    let expected = range(&old.endpoints(), "");
    let new = RestoredCluster::start(program, &file, 3, "");
    let endpoints = new.endpoints();
    for endpoint in endpoints.split(',') {
        assert_eq!(range(endpoint, ""), expected);
    }
    for endpoint in endpoints.split(',') {
        ectl(endpoint, "put from").arg(endpoint).run().prints("OK\n");
    }
    members_agree(&endpoints);
    let members = ectl(&endpoints, "member list").run();
    assert_eq!(members.text().lines().count(), 3, "{members:?}");
}
