//! A child that is watched over: told what we are told, and stopped with all that it has started when
//! the time comes, by its guardian if we cannot.

use super::child::{Ending, Variable, pid, set};
use super::foreground;
use super::group;
use super::guardian::WORD;
use super::guardian_protocol::{Order, Report};
use super::ourselves;
use super::signals::Signals;
use crate::clock::Moment;
use crate::output::note;
use futures_util::FutureExt as _;
use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::sys::signal::{Signal, kill};
use nix::unistd::{Pid, dup, getpgrp};
use std::ffi::{OsStr, OsString};
use std::future::pending;
use std::io::{self, PipeWriter, Write as _};
use std::os::fd::AsRawFd as _;
use std::pin::pin;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::net::unix::pipe;
use tokio::process::{Child, Command};
use tokio::sync::watch;

/// The signals that concern the child. Those that suspend are heard so that they do nothing: what is
/// suspended renews no lease.
pub(crate) const HEARD: [Signal; 7] = [
    Signal::SIGINT,
    Signal::SIGTERM,
    Signal::SIGHUP,
    Signal::SIGQUIT,
    Signal::SIGUSR1,
    Signal::SIGUSR2,
    Signal::SIGTSTP,
];

/// A running child, in a process group of its own and with our stdin, stdout and stderr. A guardian
/// process is its parent. Dropping this has the guardian stop it.
#[derive(Debug)]
pub(crate) struct Supervised {
    program: OsString,
    guardian: Child,
    orders: PipeWriter,
    reports: Lines<BufReader<pipe::Receiver>>,
    /// The child's process group, as soon as it is known.
    group: Option<Pid>,
    end: Option<Report>,
    lifeline: Option<Deadline>,
}

/// What the child must not outlive.
#[derive(Debug, Clone)]
pub(crate) struct Deadline {
    /// The moment at which it has to be gone; it moves.
    pub(crate) expiry: watch::Receiver<Moment>,
    /// How long before that moment it gets a TERM.
    pub(crate) reserve: Duration,
}

/// A command to run under a guardian.
#[derive(Debug)]
pub(crate) struct Job<'a> {
    pub(crate) program: &'a OsStr,
    pub(crate) arguments: &'a [OsString],
    pub(crate) lifeline: Option<Deadline>,
    /// The time from TERM to KILL if the guardian has to stop it, or what survives it.
    pub(crate) grace: Option<Duration>,
    /// It has ended when its process group is empty, not when its first process ends.
    pub(crate) wait_group: bool,
}

impl Supervised {
    /// Starts a program. That it cannot be started shows at its end.
    pub(crate) fn start(
        job: Job<'_>,
        variables: impl IntoIterator<Item = Variable>,
    ) -> io::Result<Self> {
        let (orders_end, orders) = io::pipe()?;
        let (reports, reports_end) = io::pipe()?;
        // A guardian that is frozen must not freeze us.
        fcntl(&orders, FcntlArg::F_SETFL(OFlag::O_NONBLOCK))?;
        // The copies are inherited, by it alone: they are closed when it has been started.
        let (orders_end, reports_end) = (dup(orders_end)?, dup(reports_end)?);
        let mut command = Command::new(ourselves()?);
        command.arg0("ectl").arg(WORD).process_group(0);
        command.arg(orders_end.as_raw_fd().to_string());
        command.arg(reports_end.as_raw_fd().to_string());
        command.arg(getpgrp().to_string()).arg(job.program).args(job.arguments);
        set(&mut command, variables);
        let reports = BufReader::new(pipe::Receiver::from_owned_fd(reports.into())?).lines();
        first_orders(&orders, &job)?;
        let guardian = command.spawn()?;
        foreground::never_stop_for_output()?;
        Ok(Self {
            program: job.program.to_owned(),
            guardian,
            orders,
            reports,
            group: None,
            end: None,
            lifeline: job.lifeline,
        })
    }

    /// Sends a signal to all of its group.
    pub(crate) fn signal(&self, signal: Signal) {
        self.order(Order::Signal(signal));
    }

    /// Waits for its end. Nothing is lost if the wait is given up; once it has ended it stays so.
    pub(crate) async fn ended(&mut self) -> Ending {
        loop {
            if let Some(end) = self.end {
                return Ending::of(end, &self.program);
            }
            tokio::select! {
                line = self.reports.next_line() => match line.ok().flatten() {
                    Some(line) => self.note(&line),
                    None => self.forsaken().await,
                },
                deadline = moved(&mut self.lifeline) => self.order(Order::Until(deadline)),
            }
        }
    }

    /// Asks it and all that it has started to end, and ends by force what is left when `time_is_up`.
    pub(crate) async fn stop(&mut self, time_is_up: impl Future<Output = ()>) {
        self.order(Order::Stop);
        self.wake_guardian();
        tokio::select! {
            _ = self.ended() => return,
            () = time_is_up => {}
        }
        self.order(Order::Signal(Signal::SIGKILL));
        self.kill();
        self.wake_guardian();
        self.ended().await;
    }

    fn note(&mut self, line: &str) {
        match Report::parse(line) {
            Some(Report::Started(group)) => self.group = Some(group),
            end => self.end = end,
        }
    }

    /// The guardian is gone, and has not told how the child ended: it was killed. So is the child.
    async fn forsaken(&mut self) {
        self.kill();
        if let Some(group) = self.group {
            group::emptied(group).await;
        }
        note(&format!("killed {}: its guardian was killed", self.program.to_string_lossy()));
        self.end = Some(Report::Killed(Signal::SIGKILL as i32));
    }

    fn kill(&self) {
        if let Some(group) = self.group {
            group::signal(group, Signal::SIGKILL);
        }
    }

    /// Somebody may have frozen it.
    fn wake_guardian(&self) {
        if let Some(guardian) = pid(&self.guardian) {
            let _ = kill(guardian, Signal::SIGCONT);
        }
    }

    fn order(&self, order: Order) {
        // Nobody listens when the child is gone. A pipe that is full is that of a frozen guardian.
        let _ = (&self.orders).write_all(order.to_string().as_bytes());
    }
}

/// Writes what the guardian has to know before it starts the child. All of it waits in the pipe before
/// the guardian runs, so that a freeze of this process cannot come in between.
fn first_orders(mut orders: &PipeWriter, job: &Job<'_>) -> io::Result<()> {
    if let Some(lifeline) = &job.lifeline {
        write!(orders, "{}", Order::Until(lifeline.deadline()))?;
    }
    if let Some(grace) = job.grace {
        write!(orders, "{}", Order::Grace(grace))?;
    }
    if job.wait_group {
        write!(orders, "{}", Order::WaitGroup)?;
    }
    write!(orders, "{}", Order::Start)
}

impl Deadline {
    fn deadline(&self) -> Moment {
        self.expiry.borrow().before(self.reserve)
    }
}

/// The next deadline; never if it moves no more.
async fn moved(lifeline: &mut Option<Deadline>) -> Moment {
    if let Some(lifeline) = lifeline
        && lifeline.expiry.changed().await.is_ok()
    {
        return lifeline.deadline();
    }
    pending().await
}

/// Hands on the signals that we get until the child ends, or until what it depends on is lost; then it
/// has to be stopped.
pub(crate) async fn supervise<L>(
    child: &mut Supervised,
    signals: &mut Signals,
    lost: impl Future<Output = L>,
) -> Result<Ending, L> {
    let mut lost = pin!(lost);
    loop {
        tokio::select! {
            biased;
            ending = child.ended() => match (&ending, lost.now_or_never()) {
                // The guardian was faster than we; what was lost says more.
                (Ending::Overdue, Some(loss)) => return Err(loss),
                _ => return Ok(ending),
            },
            loss = &mut lost => return Err(loss),
            signal = signals.next() => if signal != Signal::SIGTSTP { child.signal(signal) },
        }
    }
}
