//! A throwaway cluster of real etcd processes, for people's scripts and for our own tests.

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::ffi::OsString;
use std::io::{self, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// How long a cluster may take to elect its first leader.
const START_TIMEOUT: Duration = Duration::from_secs(30);

/// What cluster to start.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The etcd program.
    pub program: PathBuf,
    /// How many members.
    pub members: usize,
    /// Options for every member, besides addresses, names and directories.
    pub options: Vec<OsString>,
    /// `http`, or `https` if the options set up TLS for clients.
    pub scheme: &'static str,
    /// Whether it may forget everything in a power cut, which is faster; etcd 3.4 cannot.
    pub skip_fsync: bool,
}

impl Plan {
    /// One member of the etcd named by `$ETCD`, or else of the one on the `PATH`.
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

/// A running cluster. Dropping it ends its processes and removes its files.
#[derive(Debug)]
pub struct Etcd {
    members: Vec<Member>,
    // After the members, so that their files go when they are gone.
    directory: TempDir,
}

/// One process of a cluster.
#[derive(Debug)]
pub struct Member {
    name: String,
    program: PathBuf,
    arguments: Vec<OsString>,
    client: String,
    /// Where its health is told in plain HTTP, whatever its clients speak.
    health: String,
    log: PathBuf,
    process: Child,
}

impl Etcd {
    /// Starts a cluster, and returns when it has a leader.
    ///
    /// # Errors
    /// When the program cannot be started, or does not get ready within 30 s; the text has the end of
    /// its log.
    pub fn start(plan: &Plan) -> io::Result<Self> {
        let directory = tempfile::Builder::new().prefix("ectl-sandbox-").tempdir()?;
        let ports = free_ports(plan.members * 3)?;
        let (client_ports, ports) = ports.split_at(plan.members);
        let (peer_ports, health_ports) = ports.split_at(plan.members);
        let names: Vec<_> = (1..=plan.members).map(|n| format!("m{n}")).collect();
        let peers: Vec<_> = names
            .iter()
            .zip(peer_ports)
            .map(|(name, port)| (name, format!("http://127.0.0.1:{port}")))
            .collect();
        let cluster = peers.iter().map(|(name, url)| format!("{name}={url}"));
        let cluster = cluster.collect::<Vec<_>>().join(",");
        let mut etcd = Self { members: Vec::new(), directory };
        for (((name, peer), port), health) in peers.iter().zip(client_ports).zip(health_ports) {
            let addresses = [port, health].map(|port| format!("127.0.0.1:{port}"));
            let arguments =
                arguments(plan, etcd.directory.path(), name, &addresses, peer, &cluster);
            let log = etcd.directory.path().join(format!("{name}.log"));
            etcd.members.push(Member::spawn(plan, name, addresses, arguments, log)?);
        }
        etcd.wait_until_ready()?;
        Ok(etcd)
    }

    /// The client addresses of all members, `host:port` or URL, comma-separated.
    pub fn endpoints(&self) -> String {
        self.members.iter().map(Member::endpoint).collect::<Vec<_>>().join(",")
    }

    /// The members, in the order of their names `m1`, `m2`, …
    pub fn members(&mut self) -> &mut [Member] {
        &mut self.members
    }

    /// A directory that lives as long as the cluster.
    pub fn directory(&self) -> &Path {
        self.directory.path()
    }

    fn wait_until_ready(&mut self) -> io::Result<()> {
        let deadline = Instant::now() + START_TIMEOUT;
        for member in &mut self.members {
            member.wait_until_ready(deadline)?;
        }
        Ok(())
    }
}

impl Member {
    fn spawn(
        plan: &Plan,
        name: &str,
        [client, health]: [String; 2],
        arguments: Vec<OsString>,
        log: PathBuf,
    ) -> io::Result<Self> {
        let process = launch(&plan.program, &arguments, &log)?;
        let client =
            if plan.scheme == "http" { client } else { format!("{}://{client}", plan.scheme) };
        let program = plan.program.clone();
        Ok(Self { name: name.to_owned(), program, arguments, client, health, log, process })
    }

    /// Where clients find it.
    pub fn endpoint(&self) -> String {
        self.client.clone()
    }

    /// Its name in the cluster.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Ends the process without a warning, as a crash does.
    ///
    /// # Errors
    /// When the process cannot be signalled.
    pub fn kill(&mut self) -> io::Result<()> {
        self.process.kill()?;
        self.process.wait().map(drop)
    }

    /// Starts it again after [`Self::kill`], with its old data; does not wait until it is ready.
    ///
    /// # Errors
    /// When the program cannot be started.
    pub fn restart(&mut self) -> io::Result<()> {
        self.process = launch(&self.program, &self.arguments, &self.log)?;
        Ok(())
    }

    /// Freezes the process: its connections stay open and are not served.
    ///
    /// # Errors
    /// When the process cannot be signalled.
    pub fn pause(&self) -> io::Result<()> {
        self.signal(Signal::SIGSTOP)
    }

    /// Lets it go on after [`Self::pause`].
    ///
    /// # Errors
    /// When the process cannot be signalled.
    pub fn resume(&self) -> io::Result<()> {
        self.signal(Signal::SIGCONT)
    }

    /// Waits until it serves clients.
    ///
    /// # Errors
    /// When it has ended, or the deadline has passed.
    pub fn wait_until_ready(&mut self, deadline: Instant) -> io::Result<()> {
        while !health(&self.health).unwrap_or(false) {
            if let Some(status) = self.process.try_wait()? {
                return Err(self.failed(&format!("etcd ended with {status}")));
            }
            if Instant::now() > deadline {
                return Err(self.failed("etcd did not get ready in time"));
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Ok(())
    }

    fn signal(&self, signal: Signal) -> io::Result<()> {
        let pid = i32::try_from(self.process.id()).map_err(io::Error::other)?;
        kill(Pid::from_raw(pid), signal).map_err(io::Error::from)
    }

    fn failed(&self, what: &str) -> io::Error {
        let log = std::fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<_> = log.lines().rev().take(5).collect();
        let tail: Vec<_> = lines.into_iter().rev().collect();
        io::Error::other(format!("{}: {what}; the end of its log:\n{}", self.name, tail.join("\n")))
    }
}

impl Drop for Member {
    fn drop(&mut self) {
        // It may have ended already; there is nothing else to do about it here.
        let _ = self.kill();
    }
}

fn launch(program: &Path, arguments: &[OsString], log: &Path) -> io::Result<Child> {
    let log = std::fs::OpenOptions::new().create(true).append(true).open(log)?;
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
    // etcd takes any option from ETCD_*: what the caller's environment holds is not meant for it.
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("ETCD_") {
            command.env_remove(name);
        }
    }
    command.spawn().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => io::Error::new(
            error.kind(),
            format!(
                "no etcd program \"{}\": install etcd (Debian: etcd-server, macOS: brew install etcd), \
                 or name one with ETCD=",
                program.display()
            ),
        ),
        _ => error,
    })
}

fn arguments(
    plan: &Plan,
    directory: &Path,
    name: &str,
    [client, health]: &[String; 2],
    peer: &str,
    cluster: &str,
) -> Vec<OsString> {
    let client = format!("{}://{client}", plan.scheme);
    let data = directory.join(name);
    let given: [(&str, OsString); 12] = [
        ("--name", name.into()),
        ("--data-dir", data.into()),
        ("--listen-client-urls", (&client).into()),
        ("--advertise-client-urls", client.into()),
        ("--listen-metrics-urls", format!("http://{health}").into()),
        ("--listen-peer-urls", peer.into()),
        ("--initial-advertise-peer-urls", peer.into()),
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

/// Free ports, all held until all are found so that none comes twice.
fn free_ports(count: usize) -> io::Result<Vec<u16>> {
    let held =
        (0..count).map(|_| TcpListener::bind("127.0.0.1:0")).collect::<io::Result<Vec<_>>>()?;
    held.iter().map(|listener| listener.local_addr().map(|address| address.port())).collect()
}

fn health(address: &str) -> io::Result<bool> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(2)))?;
    write!(stream, "GET /health HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer.contains("\"health\":\"true\""))
}
