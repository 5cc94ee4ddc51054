//! `sandbox`: runs a command against a temporary etcd cluster.

use crate::cli::help::sections::exit_codes_with_cmd;
use crate::failure::{Failure, Kind};
use crate::output;
use crate::process::signals::{self, Signals};
use crate::process::{Ending, check_command, pid};
use crate::sandbox::{Etcd, Plan};
use crate::settings::config;
use clap::Args;
use nix::sys::signal::{Signal, kill};
use std::ffi::OsString;
use std::io::{self, ErrorKind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::process::{Child, Command};

/// Variables that would direct a client to another cluster, or make it log in.
const MISLEADING: [&str; 17] = [
    "ECTL_PASSWORD_COMMAND",
    "ECTL_PASSWORD_FILE",
    "ECTL_TOKEN_FILE",
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

const LONG: &str = "Run a command against a temporary etcd

Starts real etcd servers on free loopback ports, with their data in a temporary directory, and runs
CMD with ETCDCTL_ENDPOINTS set to them. When CMD exits, or ectl is terminated, the servers are
stopped and their data is deleted.

Without CMD, prints a shell line that sets ETCDCTL_ENDPOINTS, and waits for Ctrl-C.";

const MORE: &str = concat!(
    "\
Examples:
  ectl sandbox -- ./test.sh                 run a script against its own etcd
  ectl sandbox --members 3 -- bash          explore a cluster in a shell
  ectl sandbox --members 3 -- sh -c 'kill ${ECTL_SANDBOX_PIDS%% *}; ./test.sh'
                                            test with the first member down
  ectl sandbox --etcd ~/etcd-3.5/etcd -- ectl endpoint status
  ectl sandbox                              print an export line and wait for Ctrl-C

",
    exit_codes_with_cmd!(
        "  0      ended by INT, TERM or HUP, without CMD
  5      interrupted before the servers were ready
  6      etcd was not found, or did not start"
    ),
    "

Environment:
  ETCD  the etcd program, if --etcd is not given

Environment of CMD:
  ETCDCTL_ENDPOINTS  the servers, which are the members m1, m2, …
  ECTL_SANDBOX_PIDS  their process IDs in the same order, separated by spaces
  ECTL_CONTEXT       empty, which turns contexts off; other ETCDCTL_ and ECTL_ variables that \
select a cluster or a user are removed

Signals:
  CMD gets TERM and HUP when ectl does, and INT from the terminal; the servers stop when it exits."
);

/// The interval at which a sandbox without a command checks that the servers still run.
const CHECK_INTERVAL: Duration = Duration::from_millis(500);

/// Run a command against a temporary etcd
#[derive(Debug, Args)]
#[command(long_about = LONG, after_help = MORE)]
pub(crate) struct Sandbox {
    /// Number of servers, 1 to 9
    #[arg(long, value_name = "N", default_value = "1", value_parser = clap::value_parser!(u8).range(1..=9))]
    members: u8,
    /// The etcd program [default: $ETCD, or etcd on the PATH]
    #[arg(long, value_name = "PATH")]
    etcd: Option<PathBuf>,
    /// The command and its arguments
    #[arg(last = true, value_name = "CMD")]
    command: Vec<OsString>,
}

impl Sandbox {
    /// Ignores the user's settings, which are for another etcd.
    pub(crate) fn run(&self) -> anyhow::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(self.serve())
    }

    async fn serve(&self) -> anyhow::Result<()> {
        check_command(&self.command)?;
        let mut signals = Signals::listen_unless_ignored(&signals::ENDING)?;
        let mut etcd = start(self.plan(), &mut signals).await?;
        match self.command.split_first() {
            None => wait(&mut etcd, &mut signals).await,
            Some((program, arguments)) => {
                let ending = run(&etcd, program, arguments, &mut signals).await?;
                // A command that succeeds knows which members it has killed.
                let state =
                    if ending.is_success() { etcd.has_not_crashed() } else { etcd.is_running() };
                if let Err(error) = state {
                    output::note(&error.to_string());
                }
                ending.into_result()
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
            // The thread removes what it has started so far.
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
             macOS: brew install etcd), or specify the program with --etcd or $ETCD",
        );
    }
    failure
}

/// Prints the servers' endpoints as shell commands, and waits for a signal.
async fn wait(etcd: &mut Etcd, signals: &mut Signals) -> anyhow::Result<()> {
    let misleading: Vec<_> =
        MISLEADING.into_iter().filter(|name| std::env::var_os(name).is_some()).collect();
    let unset = match misleading.as_slice() {
        [] => String::new(),
        names => format!("unset {}\n", names.join(" ")),
    };
    let context = if config::may_exist() { "export ECTL_CONTEXT=\n" } else { "" };
    output::text(&format!("{unset}{context}export ETCDCTL_ENDPOINTS={}\n", etcd.endpoints()))?;
    output::note("The sandbox is ready; press Ctrl-C to stop it.");
    loop {
        tokio::select! {
            _ = signals.next() => return Ok(()),
            () = tokio::time::sleep(CHECK_INTERVAL) => etcd.is_running()?,
        }
    }
}

/// Runs the command, and forwards signals to it. It shares ectl's process group, as it may be a shell
/// that wants the terminal.
async fn run(
    etcd: &Etcd,
    program: &OsString,
    arguments: &[OsString],
    signals: &mut Signals,
) -> io::Result<Ending> {
    let mut command = Command::new(program);
    command.args(arguments).env("ETCDCTL_ENDPOINTS", etcd.endpoints());
    command.env("ECTL_SANDBOX_PIDS", etcd.pids());
    for name in MISLEADING {
        command.env_remove(name);
    }
    command.env("ECTL_CONTEXT", "");
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => return Ok(Ending::NotStarted { program: program.clone(), error }),
    };
    loop {
        tokio::select! {
            status = child.wait() => return status.map(Ending::from),
            signal = signals.next() => forward(&child, signal),
        }
    }
}

fn forward(child: &Child, signal: Signal) {
    if !signals::is_from_terminal(signal)
        && let Some(pid) = pid(child)
    {
        // The command may have ended at this moment.
        let _ = kill(pid, signal);
    }
}
