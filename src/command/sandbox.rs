//! `sandbox`: a throwaway etcd for the time of a command.

use crate::failure::{Failure, Kind};
use crate::output;
use crate::process::signals::{self, Signals};
use crate::sandbox::{Etcd, Plan};
use clap::Args;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::ffi::OsString;
use std::io::{self, ErrorKind};
use std::os::unix::process::ExitStatusExt as _;
use std::path::PathBuf;
use std::process::ExitStatus;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::process::{Child, Command};

/// What would send a client elsewhere than to the sandbox, or as somebody it does not know.
const MISLEADING: [&str; 14] = [
    "ETCDCTL_AUTH_JWT_TOKEN",
    "ETCDCTL_CACERT",
    "ETCDCTL_CERT",
    "ETCDCTL_CLUSTER",
    "ETCDCTL_CONTEXT",
    "ETCDCTL_DISCOVERY_SRV",
    "ETCDCTL_DISCOVERY_SRV_NAME",
    "ETCDCTL_ENDPOINT",
    "ETCDCTL_INSECURE_DISCOVERY",
    "ETCDCTL_INSECURE_SKIP_TLS_VERIFY",
    "ETCDCTL_INSECURE_TRANSPORT",
    "ETCDCTL_KEY",
    "ETCDCTL_PASSWORD",
    "ETCDCTL_USER",
];

const LONG: &str = "Run a command on a throwaway etcd

Starts real etcd servers on free ports of the loopback, with their data in a temporary directory,
and sets ETCDCTL_ENDPOINTS for the command; variables that would lead it elsewhere are taken out
of its environment. Its exit code is ours: 128 + n if signal n ended it, 127 if there is no such
program, 126 if it cannot be run. When it ends, and when ectl is ended, the servers and their
data are gone.

Without a command, prints the line that sets ETCDCTL_ENDPOINTS in a shell, and waits for Ctrl-C.";

/// How often to look whether the servers still run, when nothing else happens.
const LOOK_AGAIN: Duration = Duration::from_millis(500);

/// Run a command on a throwaway etcd
#[derive(Debug, Args)]
#[command(long_about = LONG, after_help = "\
Examples:
  ectl sandbox -- ./test.sh                 run a script against an etcd of its own
  ectl sandbox --members 3 -- bash          try things out on a cluster, in a shell
  ectl sandbox --etcd ~/etcd-3.5/etcd -- ectl endpoint status
  ectl sandbox                              print an export line, wait for Ctrl-C")]
pub(crate) struct Sandbox {
    /// How many servers, 1 to 9
    #[arg(long, value_name = "N", default_value = "1", value_parser = clap::value_parser!(u8).range(1..=9))]
    members: u8,
    /// The etcd program (default $ETCD, or else the one on the PATH)
    #[arg(long, value_name = "PATH")]
    etcd: Option<PathBuf>,
    /// The command and its arguments
    #[arg(last = true, value_name = "CMD")]
    command: Vec<OsString>,
}

impl Sandbox {
    /// Needs no settings: those of the user lead to another etcd.
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(self.serve())
    }

    async fn serve(&self) -> anyhow::Result<()> {
        let mut signals = Signals::listen(&signals::ENDING)?;
        let mut etcd = start(self.plan(), &mut signals).await?;
        match self.command.split_first() {
            None => wait(&mut etcd, &mut signals).await,
            Some((program, arguments)) => {
                let child = spawn(&etcd, program, arguments)?;
                let status = attend(child, &mut signals).await?;
                if let Err(error) = etcd.is_running() {
                    output::note(&error.to_string());
                }
                hand_on(status).map_err(Into::into)
            }
        }
    }

    fn plan(&self) -> Plan {
        let plan = Plan { members: self.members.into(), ..Plan::new() };
        match &self.etcd {
            Some(program) => Plan { program: program.clone(), ..plan },
            None => plan,
        }
    }
}

/// Starts the servers, unless a signal comes before they are ready.
async fn start(plan: Plan, signals: &mut Signals) -> anyhow::Result<Etcd> {
    let wanted = Arc::new(AtomicBool::new(true));
    let still_wanted = Arc::clone(&wanted);
    let mut starting = tokio::task::spawn_blocking(move || {
        Etcd::start_while(&plan, || still_wanted.load(Ordering::Relaxed))
    });
    let started = tokio::select! {
        started = &mut starting => started?,
        signal = signals.next() => {
            wanted.store(false, Ordering::Relaxed);
            // What has been started so far is gone when this is done, ready or not.
            drop(starting.await?);
            return Err(Failure::new(Kind::Ended, format!("interrupted by {signal}")).into());
        }
    };
    started.map_err(|error| cannot_start(&error).into())
}

fn cannot_start(error: &io::Error) -> Failure {
    let failure = Failure::new(Kind::Local, error.to_string());
    if error.kind() == ErrorKind::NotFound {
        return failure.hint(
            "install etcd (Debian, Ubuntu: apt install etcd-server, Fedora: dnf install etcd, \
             macOS: brew install etcd), or name the program with --etcd or $ETCD",
        );
    }
    failure
}

/// Says where the servers are, and keeps them until a signal comes.
async fn wait(etcd: &mut Etcd, signals: &mut Signals) -> anyhow::Result<()> {
    let misleading: Vec<_> =
        MISLEADING.into_iter().filter(|name| std::env::var_os(name).is_some()).collect();
    let unset = match misleading.as_slice() {
        [] => String::new(),
        names => format!("unset {}\n", names.join(" ")),
    };
    output::text(&format!("{unset}export ETCDCTL_ENDPOINTS={}\n", etcd.endpoints()))?;
    output::note("The sandbox is ready; Ctrl-C ends it.");
    loop {
        tokio::select! {
            _ = signals.next() => return Ok(()),
            () = tokio::time::sleep(LOOK_AGAIN) => etcd.is_running()?,
        }
    }
}

/// Starts the command, in our own process group: it may be a shell that wants the terminal.
fn spawn(etcd: &Etcd, program: &OsString, arguments: &[OsString]) -> Result<Child, Failure> {
    let mut command = Command::new(program);
    command.args(arguments).env("ETCDCTL_ENDPOINTS", etcd.endpoints());
    for name in MISLEADING {
        command.env_remove(name);
    }
    command.spawn().map_err(|error| {
        let code = if error.kind() == ErrorKind::NotFound { 127 } else { 126 };
        let program = program.to_string_lossy();
        Failure::new(Kind::Child(code), format!("cannot run \"{program}\": {error}"))
    })
}

/// Waits for the command's end, and hands on to it the signals that we get.
async fn attend(mut child: Child, signals: &mut Signals) -> io::Result<ExitStatus> {
    loop {
        tokio::select! {
            status = child.wait() => return status,
            signal = signals.next() => forward(&child, signal),
        }
    }
}

fn forward(child: &Child, signal: Signal) {
    if signals::is_from_terminal(signal) {
        return;
    }
    if let Some(pid) = child.id().and_then(|id| i32::try_from(id).ok()) {
        // It may end at this moment; then there is nobody to tell.
        let _ = kill(Pid::from_raw(pid), signal);
    }
}

/// The command's status as our own.
fn hand_on(status: ExitStatus) -> Result<(), Failure> {
    let code = status.code().or_else(|| status.signal().map(|signal| 128 + signal));
    match code.and_then(|code| u8::try_from(code).ok()) {
        Some(0) => Ok(()),
        Some(code) => Err(Failure::silent(Kind::Child(code))),
        None => Err(Failure::new(Kind::Refused, format!("the command ended with {status}"))),
    }
}
