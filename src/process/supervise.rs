//! A child under a guardian: it gets the signals of ectl, and is stopped at its deadline.

use super::child::{Ending, Variable, pid, set};
use super::foreground;
use super::group;
use super::guardian_protocol::{GUARDIAN_ARG, Order, Report};
use super::reexec::own_program;
use super::signals::{SignalTarget, Signals, is_from_terminal};
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
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::net::unix::pipe;
use tokio::process::{Child, Command};
use tokio::sync::watch;

/// A running child, in a process group of its own, with the stdin, stdout and stderr of ectl. A
/// guardian process is its parent. Dropping this makes the guardian stop it.
#[derive(Debug)]
pub(crate) struct Supervised {
    program: OsString,
    guardian: Child,
    orders: PipeWriter,
    reports: Lines<BufReader<pipe::Receiver>>,
    group: Option<Pid>,
    end: Option<Report>,
    deadline: Option<Deadline>,
    signal_to: SignalTarget,
}

/// The moment that a child must not outlive.
#[derive(Debug, Clone)]
pub(crate) struct Deadline {
    /// The latest end of the child; it moves.
    pub(crate) expiry: watch::Receiver<Moment>,
    /// The time before that at which the child gets a TERM.
    pub(crate) reserve: Duration,
}

#[derive(Debug)]
pub(crate) struct Job<'a> {
    pub(crate) program: &'a OsStr,
    pub(crate) arguments: &'a [OsString],
    pub(crate) deadline: Option<Deadline>,
    /// The time from TERM to KILL, if the guardian has to stop the child or what survives it.
    pub(crate) grace: Option<Duration>,
    /// The guardian sends KILL without TERM at the deadline or when ectl dies.
    pub(crate) kill_at_once: bool,
    /// The child counts as ended when its process group is empty, not when its first process ends.
    pub(crate) wait_group: bool,
}

impl Supervised {
    /// Starts a program. A program that cannot be started is reported as its ending.
    pub(crate) fn start(
        job: Job<'_>,
        variables: impl IntoIterator<Item = Variable>,
    ) -> io::Result<Self> {
        Self::start_with_stdin(job, variables, Stdio::inherit())
    }

    /// Starts a program that reads this instead of the stdin of ectl.
    pub(crate) fn start_with_stdin(
        job: Job<'_>,
        variables: impl IntoIterator<Item = Variable>,
        stdin: Stdio,
    ) -> io::Result<Self> {
        let (orders_end, orders) = io::pipe()?;
        let (reports, reports_end) = io::pipe()?;
        // A guardian that is frozen must not freeze ectl.
        fcntl(&orders, FcntlArg::F_SETFL(OFlag::O_NONBLOCK))?;
        // Only the guardian inherits the copies: they are closed here when it has been started.
        let (orders_end, reports_end) = (dup(orders_end)?, dup(reports_end)?);
        let mut command = Command::new(own_program()?);
        command.arg0("ectl").arg(GUARDIAN_ARG).process_group(0);
        command.arg(orders_end.as_raw_fd().to_string());
        command.arg(reports_end.as_raw_fd().to_string());
        command.arg(getpgrp().to_string()).arg(job.program).args(job.arguments);
        command.stdin(stdin);
        set(&mut command, variables);
        let reports = BufReader::new(pipe::Receiver::from_owned_fd(reports.into())?).lines();
        write_first_orders(&orders, &job)?;
        let guardian = command.spawn()?;
        foreground::never_stop_for_output()?;
        Ok(Self {
            program: job.program.to_owned(),
            guardian,
            orders,
            reports,
            group: None,
            end: None,
            deadline: job.deadline,
            signal_to: SignalTarget::default(),
        })
    }

    /// Sets which processes get the signals that are passed on.
    pub(crate) fn with_signal_to(self, signal_to: SignalTarget) -> Self {
        Self { signal_to, ..self }
    }

    /// Passes on a signal. What was typed at the terminal goes to the whole group, as from the terminal.
    pub(crate) fn signal(&self, signal: Signal) {
        let typed = is_from_terminal(signal);
        let target = if typed { SignalTarget::Group } else { self.signal_to };
        self.order(Order::Signal(target, signal));
    }

    /// Waits for the child's end; cancel safe, and repeatable.
    pub(crate) async fn ended(&mut self) -> Ending {
        loop {
            if let Some(end) = self.end {
                return Ending::of(end, &self.program);
            }
            tokio::select! {
                line = self.reports.next_line() => match line.ok().flatten() {
                    Some(line) => self.record(&line),
                    None => self.guardian_died().await,
                },
                moment = moved(&mut self.deadline) => self.order(Order::Until(moment)),
            }
        }
    }

    /// Sends TERM to the child and all that it has started, without waiting for an end.
    pub(crate) fn begin_stop(&self) {
        self.order(Order::Stop);
        self.wake_guardian();
    }

    /// Sends KILL to the child and all that it has started, without waiting for the end.
    pub(crate) fn begin_kill(&self) {
        self.order(Order::Signal(SignalTarget::Group, Signal::SIGKILL));
        self.kill_group();
        self.wake_guardian();
    }

    /// Sends TERM to the child and all that it has started, and KILL to what is left when `grace` ends.
    pub(crate) async fn stop(&mut self, grace: impl Future<Output = ()>) {
        self.begin_stop();
        self.ended_within(grace).await;
    }

    /// Waits for the child's end, and sends KILL to what is left when `grace` ends.
    pub(crate) async fn ended_within(&mut self, grace: impl Future<Output = ()>) {
        tokio::select! {
            _ = self.ended() => {}
            () = grace => { self.kill().await; }
        }
    }

    /// Sends KILL to the child and all that it has started.
    pub(crate) async fn kill(&mut self) -> Ending {
        self.begin_kill();
        self.ended().await
    }

    fn record(&mut self, line: &str) {
        match Report::parse(line) {
            Some(Report::Started(group)) => self.group = Some(group),
            end => self.end = end,
        }
    }

    /// Kills the child of a guardian that was killed before it could report the child's end.
    async fn guardian_died(&mut self) {
        self.kill_group();
        if let Some(group) = self.group {
            group::emptied(group).await;
        }
        note(&format!("killed {}: its guardian was killed", self.program.to_string_lossy()));
        self.end = Some(Report::Killed(Signal::SIGKILL as i32));
    }

    fn kill_group(&self) {
        if let Some(group) = self.group {
            group::signal(group, Signal::SIGKILL);
        }
    }

    fn wake_guardian(&self) {
        if let Some(guardian) = pid(&self.guardian) {
            let _ = kill(guardian, Signal::SIGCONT);
        }
    }

    fn order(&self, order: Order) {
        // The pipe is broken when the child has ended, and full when the guardian is frozen.
        let _ = (&self.orders).write_all(order.to_string().as_bytes());
    }
}

/// Writes all that the guardian needs before it starts the child. It waits in the pipe before the
/// guardian runs, so that a freeze of this process cannot come in between.
fn write_first_orders(mut orders: &PipeWriter, job: &Job<'_>) -> io::Result<()> {
    if let Some(deadline) = &job.deadline {
        write!(orders, "{}", Order::Until(deadline.moment()))?;
    }
    if let Some(grace) = job.grace {
        write!(orders, "{}", Order::Grace(grace))?;
    }
    if job.kill_at_once {
        write!(orders, "{}", Order::KillAtOnce)?;
    }
    if job.wait_group {
        write!(orders, "{}", Order::WaitGroup)?;
    }
    write!(orders, "{}", Order::Start)
}

impl Deadline {
    fn moment(&self) -> Moment {
        self.expiry.borrow().before(self.reserve)
    }
}

/// Waits until the deadline moves, and returns it; never resolves if it cannot move any more.
async fn moved(deadline: &mut Option<Deadline>) -> Moment {
    if let Some(deadline) = deadline
        && deadline.expiry.changed().await.is_ok()
    {
        return deadline.moment();
    }
    pending().await
}

/// Forwards signals until the child ends. Fails when `lost` resolves; then the caller stops the child.
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
                // The guardian was faster; the loss is the better explanation.
                (Ending::Overdue, Some(loss)) => return Err(loss),
                _ => return Ok(ending),
            },
            loss = &mut lost => return Err(loss),
            signal = signals.next() => if signal != Signal::SIGTSTP { child.signal(signal) },
        }
    }
}
