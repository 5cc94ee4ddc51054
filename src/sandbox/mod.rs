//! A throwaway cluster of real etcd processes, for `ectl sandbox` and for tests.

mod guard;
mod member;

pub use member::Member;

use guard::Guard;
use member::{MemberLaunch, POLL};
use std::ffi::OsString;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::net::TcpSocket;

const START_TIMEOUT: Duration = Duration::from_secs(30);

/// Attempts to find ports that no other process takes before etcd listens on them.
const PORT_ATTEMPTS: usize = 5;

/// The cluster to start.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The etcd program.
    pub program: PathBuf,
    /// The number of members.
    pub members: usize,
    /// Options for every member, besides addresses, names and directories.
    pub options: Vec<OsString>,
    /// `http`, or `https` if the options set up TLS for clients.
    pub scheme: &'static str,
    /// Skips fsync, which is faster and loses the data in a power cut. etcd 3.4 does not support it.
    pub skip_fsync: bool,
}

impl Plan {
    /// Plans a single member of `$ETCD`, or else of the etcd on the `PATH`.
    pub fn new() -> Self {
        let program = std::env::var_os("ETCD").filter(|path| !path.is_empty());
        let program = program.map_or_else(|| PathBuf::from("etcd"), PathBuf::from);
        Self { program, members: 1, options: Vec::new(), scheme: "http", skip_fsync: true }
    }
}

impl Default for Plan {
    fn default() -> Self {
        Self::new()
    }
}

/// A running cluster. Dropping it kills its processes and removes its files.
#[derive(Debug)]
pub struct Etcd {
    // Dropped in this order: the guard after the processes, the files last.
    members: Vec<Member>,
    guard: Guard,
    directory: TempDir,
    /// Keeps the ports of members that are down from being given to other programs.
    _ports: Vec<TcpSocket>,
}

impl Etcd {
    /// Starts a cluster, and waits until it has a leader.
    ///
    /// # Errors
    /// When the program cannot be started, or is not ready within 30 s, with the end of its log.
    pub fn start(plan: &Plan) -> io::Result<Self> {
        Self::start_while(plan, || true)
    }

    /// Starts a cluster, unless `wanted`, which is called every few milliseconds, returns false.
    ///
    /// # Errors
    /// As [`Self::start`]; and [`io::ErrorKind::Interrupted`] when the cluster is not wanted any more.
    pub fn start_while(plan: &Plan, wanted: impl Fn() -> bool) -> io::Result<Self> {
        let mut plan = plan.clone();
        let mut attempts = PORT_ATTEMPTS;
        loop {
            let mut etcd = Self::launch(&plan)?;
            let Err(error) = etcd.wait_until_ready(&wanted) else { return Ok(etcd) };
            if plan.skip_fsync && etcd.logged("not defined: -unsafe-no-fsync") {
                plan.skip_fsync = false;
            } else if attempts > 1 && etcd.logged("address already in use") {
                attempts -= 1;
            } else {
                return Err(error);
            }
        }
    }

    fn launch(plan: &Plan) -> io::Result<Self> {
        let directory = tempfile::Builder::new().prefix("ectl-sandbox-").tempdir()?;
        let guard = Guard::start(directory.path())?;
        let held = free_ports(plan.members * 3)?;
        let ports = held.iter().map(|port| port.local_addr().map(|address| address.port()));
        let mut ports = ports.collect::<io::Result<Vec<_>>>()?.into_iter();
        let addresses: Vec<_> =
            (1..=plan.members).map_while(|n| Addresses::new(plan.scheme, n, &mut ports)).collect();
        let cluster = addresses.iter().map(|at| format!("{}={}", at.name, at.peer));
        let cluster = cluster.collect::<Vec<_>>().join(",");
        // Elsewhere a port that is bound is not free for etcd.
        let held = if cfg!(target_os = "linux") { held } else { Vec::new() };
        let mut etcd = Self { members: Vec::new(), guard, directory, _ports: held };
        for at in addresses {
            etcd.add(plan, at, &cluster)?;
        }
        Ok(etcd)
    }

    fn add(&mut self, plan: &Plan, at: Addresses, cluster: &str) -> io::Result<()> {
        let directory = self.directory.path();
        let launch = MemberLaunch {
            program: plan.program.clone(),
            arguments: arguments(plan, directory, &at, cluster),
            log: directory.join(format!("{}.log", at.name)),
            group: self.guard.group()?,
        };
        let endpoint = at.client.strip_prefix("http://").unwrap_or(&at.client).to_owned();
        self.members.push(Member::spawn(at.name, endpoint, at.health, launch)?);
        Ok(())
    }

    /// Returns the client addresses of all members, `host:port` or URL, comma-separated.
    pub fn endpoints(&self) -> String {
        self.members.iter().map(Member::endpoint).collect::<Vec<_>>().join(",")
    }

    /// Returns the process IDs of all members, in the order of [`Self::endpoints`], separated by spaces.
    pub fn pids(&self) -> String {
        self.members.iter().map(|member| member.pid().to_string()).collect::<Vec<_>>().join(" ")
    }

    /// Returns the members `m1`, `m2`, … in order.
    pub fn members(&mut self) -> &mut [Member] {
        &mut self.members
    }

    /// Returns a directory that exists as long as the cluster.
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// Checks that all members are running.
    ///
    /// # Errors
    /// When a member has ended, with the end of its log.
    pub fn is_running(&mut self) -> io::Result<()> {
        self.members.iter_mut().try_for_each(Member::is_running)
    }

    /// Checks that no member has ended, unless by a signal as a script sends it.
    ///
    /// # Errors
    /// When a member has ended otherwise, with the end of its log.
    pub fn has_not_crashed(&mut self) -> io::Result<()> {
        self.members.iter_mut().try_for_each(Member::has_not_crashed)
    }

    fn logged(&self, words: &str) -> bool {
        self.members.iter().any(|member| member.log().contains(words))
    }

    fn wait_until_ready(&mut self, wanted: impl Fn() -> bool) -> io::Result<()> {
        let deadline = Instant::now() + START_TIMEOUT;
        while let Some(member) = self.first_not_ready()? {
            if !wanted() {
                return Err(io::ErrorKind::Interrupted.into());
            }
            if Instant::now() > deadline {
                return Err(member.failed("etcd did not get ready in time"));
            }
            std::thread::sleep(POLL);
        }
        Ok(())
    }

    /// Returns a member that is not ready. Fails if one has ended, for which the others would wait.
    fn first_not_ready(&mut self) -> io::Result<Option<&Member>> {
        self.is_running()?;
        for member in &mut self.members {
            if !member.is_ready()? {
                return Ok(Some(member));
            }
        }
        Ok(None)
    }
}

struct Addresses {
    name: String,
    client: String,
    peer: String,
    /// The address of `/health`, in plain HTTP even if clients use TLS.
    health: String,
}

impl Addresses {
    fn new(scheme: &str, number: usize, ports: &mut impl Iterator<Item = u16>) -> Option<Self> {
        Some(Self {
            name: format!("m{number}"),
            client: format!("{scheme}://127.0.0.1:{}", ports.next()?),
            peer: format!("http://127.0.0.1:{}", ports.next()?),
            health: format!("127.0.0.1:{}", ports.next()?),
        })
    }
}

fn arguments(plan: &Plan, directory: &Path, at: &Addresses, cluster: &str) -> Vec<OsString> {
    let data = directory.join(&at.name);
    let given: [(&str, OsString); 12] = [
        ("--name", (&at.name).into()),
        ("--data-dir", data.into()),
        ("--listen-client-urls", (&at.client).into()),
        ("--advertise-client-urls", (&at.client).into()),
        ("--listen-metrics-urls", format!("http://{}", at.health).into()),
        ("--listen-peer-urls", (&at.peer).into()),
        ("--initial-advertise-peer-urls", (&at.peer).into()),
        ("--initial-cluster", cluster.into()),
        ("--initial-cluster-token", "ectl-sandbox".into()),
        ("--heartbeat-interval", "50".into()),
        ("--election-timeout", "500".into()),
        ("--logger", "zap".into()),
    ];
    let mut arguments: Vec<OsString> =
        given.into_iter().flat_map(|(option, value)| [option.into(), value]).collect();
    if plan.skip_fsync {
        arguments.push("--unsafe-no-fsync".into());
    }
    arguments.extend(plan.options.iter().cloned());
    arguments
}

/// Binds sockets to free ports. On Linux another program can listen on the port of a socket that is only
/// bound and allows it, but is not given that port when it asks for any.
fn free_ports(count: usize) -> io::Result<Vec<TcpSocket>> {
    let bind = |_| {
        let socket = TcpSocket::new_v4()?;
        socket.set_reuseaddr(true)?;
        socket.bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
        Ok(socket)
    };
    (0..count).map(bind).collect()
}
