//! A cluster whose members reach one another through proxies, so that one can be cut off from its peers
//! while clients still reach it.

use super::cluster::Cluster as _;
use super::{HANG, ectl, eventually, generation, start};
use ectl::sandbox::{Etcd, Plan};
use serde_json::Value;
use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// The id of the member that is cut off.
type Cut = Arc<Mutex<Option<String>>>;

pub struct Peers {
    pub etcd: Etcd,
    /// The ids of the members, in their order.
    ids: Vec<String>,
    cut: Cut,
}

impl Peers {
    /// Starts three members, and moves their traffic to the proxies.
    pub fn start(options: &[&str]) -> Self {
        let mut plan = Plan { members: 3, ..Plan::new() };
        plan.options = options.iter().map(Into::into).collect();
        let replays = replays_membership(&plan);
        if replays {
            plan.options.push(format!("--snapshot-count={SNAPSHOT}").into());
        }
        let mut etcd = start(&plan);
        let list = etcd.ectl("member list -w jsonl").run();
        let mut members: Vec<Value> =
            list.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        members.sort_by_key(|member| member["name"].to_string());
        let cut = Cut::default();
        let (mut ids, mut proxies) = (Vec::new(), Vec::new());
        for member in &members {
            let id = member["id"].as_str().unwrap().to_owned();
            let peer = member["peer_addrs"][0].as_str().unwrap().strip_prefix("http://").unwrap();
            let proxy = gate(peer, &id, &cut);
            let urls = format!("--peer-urls=http://{proxy}");
            proxies.push(proxy);
            // A cluster that adapts its connections may have no leader for a moment.
            etcd.ok(&["member", "update", &id, &urls, "--command-timeout=30s"]);
            ids.push(id);
        }
        for member in etcd.members() {
            eventually("a member knows of all proxies", || {
                let known = ectl(&member.endpoint(), "member list --consistency=s").run();
                proxies.iter().all(|proxy| known.text().contains(proxy))
            });
        }
        if replays {
            (0..2 * SNAPSHOT).for_each(|_| drop(etcd.ok("put snapshot ''")));
        }
        // It writes that to its disk within a tenth of a second.
        thread::sleep(Duration::from_secs(1));
        // Connections that stand go past the proxies.
        for member in etcd.members() {
            member.kill().unwrap();
        }
        for member in etcd.members() {
            member.restart().unwrap();
        }
        for member in etcd.members() {
            member.wait_until_ready(Instant::now() + HANG).unwrap();
        }
        Self { etcd, ids, cut }
    }

    /// Lets everything vanish that goes to a member from its peers, or from it to them.
    pub fn cut_off(&self, member: usize) {
        *self.cut.lock().unwrap() = Some(self.ids[member].clone());
    }
}

/// Entries of raft after which a member takes a snapshot.
const SNAPSHOT: usize = 10;

/// Returns whether a member that starts again replays its log, and so connects to its peers at their
/// first addresses, unless there is a snapshot: etcd before 3.6.
fn replays_membership(plan: &Plan) -> bool {
    generation(&plan.program, "--version") < (3, 6)
}

/// A proxy in front of the address where a member listens for its peers.
fn gate(server: &str, to: &str, cut: &Cut) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address").to_string();
    let (server, to, cut) = (server.to_owned(), to.to_owned(), Arc::clone(cut));
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let (server, to, cut) = (server.clone(), to.clone(), Arc::clone(&cut));
            thread::spawn(move || relay(&client, &server, &to, &cut).ok());
        }
    });
    address
}

fn relay(mut client: &TcpStream, server: &str, to: &str, cut: &Cut) -> io::Result<()> {
    let head = head(&mut client)?;
    let ends = [to.to_owned(), sender(&head)];
    let mut server = TcpStream::connect(server)?;
    if !is_cut(&ends, cut) {
        server.write_all(&head)?;
    }
    let (from_server, to_client) = (server.try_clone()?, client.try_clone()?);
    let (back, also) = (ends.clone(), Arc::clone(cut));
    thread::spawn(move || carry(&from_server, &to_client, &back, &also).ok());
    carry(client, &server, &ends, cut)
}

/// The first request of a connection, up to the end of its headers.
fn head(client: &mut &TcpStream) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && head.len() < 16_384 {
        client.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    Ok(head)
}

/// The member that sends, as etcd says in every message of raft.
fn sender(head: &[u8]) -> String {
    let head = String::from_utf8_lossy(head).to_lowercase();
    let from = head.lines().find_map(|line| line.strip_prefix("x-server-from: "));
    from.unwrap_or_default().to_owned()
}

fn is_cut(ends: &[String], cut: &Cut) -> bool {
    cut.lock().unwrap().as_ref().is_some_and(|id| ends.contains(id))
}

fn carry(mut from: &TcpStream, mut to: &TcpStream, ends: &[String], cut: &Cut) -> io::Result<()> {
    let mut buffer = [0; 4096];
    loop {
        let read = from.read(&mut buffer)?;
        if read == 0 {
            return to.shutdown(Shutdown::Both);
        }
        if !is_cut(ends, cut) {
            to.write_all(&buffer[..read])?;
        }
    }
}
