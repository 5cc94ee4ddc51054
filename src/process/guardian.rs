//! The guardian: ectl started once more, between ectl and a child. It stops the child when the deadline
//! passes or ectl is gone, so that the child ends even if ectl is killed or frozen.

use super::guarded_child::GuardedChild;
use super::guardian_protocol::{GUARDIAN_ARG, Order, Report};
use super::reexec::inherited_path;
use super::signals::{HANDLED, STOPPING, SignalTarget, Signals};
use crate::clock::Moment;
use crate::output::note;
use nix::sys::signal::Signal;
use nix::unistd::{Pid, close};
use std::ffi::OsString;
use std::fs::File;
use std::future::pending;
use std::io::{self, Write as _};
use std::os::fd::RawFd;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, BufReader, Lines};
use tokio::net::unix::pipe;

/// The time from TERM to KILL, unless ectl orders another.
const GRACE: Duration = Duration::from_secs(10);

#[derive(Debug)]
pub(super) struct GuardianArgs {
    orders: RawFd,
    reports: RawFd,
    /// The process group of the ectl that started the guardian.
    owner_group: Pid,
    program: OsString,
    arguments: Vec<OsString>,
}

impl GuardianArgs {
    pub(super) fn from_argv(arguments: &[OsString]) -> Option<Self> {
        let [_, word, orders, reports, owner_group, program, arguments @ ..] = arguments else {
            return None;
        };
        let number = |word: &OsString| word.to_str()?.parse().ok();
        (word == GUARDIAN_ARG).then_some(())?;
        Some(Self {
            orders: number(orders)?,
            reports: number(reports)?,
            owner_group: Pid::from_raw(number(owner_group)?),
            program: program.clone(),
            arguments: arguments.to_vec(),
        })
    }

    /// Starts the child when that is ordered, and returns when it is gone.
    pub(super) fn run(self) -> anyhow::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(runtime.block_on(self.serve())?)
    }

    async fn serve(self) -> io::Result<()> {
        // A handled signal does not end the guardian. The child starts with the defaults, but ignores what
        // ectl was started to ignore, as under nohup.
        Signals::listen_unless_ignored(&HANDLED)?;
        Signals::listen_unless_ignored(&[Signal::SIGALRM, Signal::SIGTTIN])?;
        let orders = pipe::OpenOptions::new().open_receiver(inherited_path(self.orders))?;
        let mut reports = File::options().write(true).open(inherited_path(self.reports))?;
        // The child would inherit these, but not those just opened.
        close(self.orders)?;
        close(self.reports)?;
        let mut orders = BufReader::new(orders).lines();
        // The pipe closed before the order to start: ectl is gone, and could not stop a child.
        let Some(limits) = GuardianLimits::read(&mut orders).await else { return Ok(()) };
        let report = match limits.passed() {
            true => Report::Overdue,
            false => self.guard(limits, orders, &mut reports).await,
        };
        send(&mut reports, report);
        Ok(())
    }

    async fn guard(&self, limits: GuardianLimits, orders: Orders, reports: &mut File) -> Report {
        match GuardedChild::start(&self.program, &self.arguments, self.owner_group) {
            Ok(child) => {
                send(reports, Report::Started(child.group()));
                Guardian::new(child, limits, orders).run(&self.program).await
            }
            Err(error) => Report::NotStarted(error.raw_os_error().unwrap_or_default()),
        }
    }
}

type Orders = Lines<BufReader<pipe::Receiver>>;

#[derive(Debug)]
struct GuardianLimits {
    until: Option<Moment>,
    grace: Duration,
    /// At the deadline only KILL is sent, without a grace.
    kill_at_once: bool,
    /// The child counts as gone when its group is empty, even if it ended by itself.
    wait_group: bool,
}

impl GuardianLimits {
    /// Reads the limits that the child starts with; `None` if the order to start it never comes.
    async fn read(orders: &mut Orders) -> Option<Self> {
        let mut limits = Self { until: None, grace: GRACE, kill_at_once: false, wait_group: false };
        loop {
            match Order::parse(&orders.next_line().await.ok()??) {
                Some(Order::Start) => return Some(limits),
                Some(order) => limits.set(order),
                None => {}
            }
        }
    }

    fn set(&mut self, order: Order) {
        match order {
            Order::Until(moment) => self.until = Some(moment),
            Order::Grace(grace) => self.grace = grace,
            Order::KillAtOnce => self.kill_at_once = true,
            Order::WaitGroup => self.wait_group = true,
            Order::Start | Order::Signal(..) | Order::Stop => {}
        }
    }

    fn passed(&self) -> bool {
        self.until.is_some_and(|until| until.left().is_zero())
    }
}

fn send(reports: &mut File, report: Report) {
    // The reader may be gone.
    let _ = reports.write_all(report.to_string().as_bytes());
}

#[derive(Debug)]
struct Guardian {
    child: GuardedChild,
    orders: Orders,
    owner_is_dead: bool,
    limits: GuardianLimits,
    stage: Stage,
    /// A TERM was forwarded to the group.
    group_had_term: bool,
    /// The child was stopped because the deadline passed.
    overdue: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Running,
    /// A signal that ends most programs was forwarded. The child decides when to end, but not what
    /// survives it.
    Signalled,
    /// TERM was sent, and ectl will order the KILL.
    TermSent,
    KillDue(Moment),
    Killed,
}

impl Stage {
    fn is_before_term(self) -> bool {
        matches!(self, Self::Running | Self::Signalled)
    }
}

impl Guardian {
    fn new(child: GuardedChild, limits: GuardianLimits, orders: Orders) -> Self {
        let stage = Stage::Running;
        let (owner_is_dead, group_had_term, overdue) = (false, false, false);
        Self { child, orders, owner_is_dead, limits, stage, group_had_term, overdue }
    }

    /// Waits for the child's end, and stops it on order, at the deadline, or when ectl dies.
    async fn run(mut self, program: &OsString) -> Report {
        let end = loop {
            let with_group = match self.stage {
                Stage::Running => self.limits.wait_group,
                Stage::Signalled => false,
                Stage::TermSent | Stage::KillDue(_) | Stage::Killed => true,
            };
            let deadline = self.deadline();
            tokio::select! {
                biased;
                end = self.child.ended(with_group) => match self.has_survivors() {
                    true => self.stop_survivors(),
                    false => break end,
                },
                order = self.orders.next_line(), if !self.owner_is_dead => match order {
                    Ok(Some(line)) => self.handle_order(&line),
                    _ => self.owner_died(),
                },
                () = at(deadline) => self.deadline_passed(),
            }
        };
        if self.owner_is_dead {
            note(&format!("ectl was killed; stopped {}", program.to_string_lossy()));
        }
        if self.overdue { Report::Overdue } else { end }
    }

    /// Returns whether the child ended on a signal that processes of its group have survived.
    fn has_survivors(&self) -> bool {
        self.stage == Stage::Signalled && !self.child.group_is_empty()
    }

    fn deadline(&self) -> Option<Moment> {
        match self.stage {
            Stage::Running | Stage::Signalled | Stage::TermSent => self.limits.until,
            // What survives the child has a grace that is not kept free before the deadline.
            Stage::KillDue(kill) if self.limits.kill_at_once => {
                Some(self.limits.until.map_or(kill, |until| until.min(kill)))
            }
            Stage::KillDue(kill) => Some(kill),
            Stage::Killed => None,
        }
    }

    fn handle_order(&mut self, line: &str) {
        match Order::parse(line) {
            Some(Order::Signal(target, signal)) => self.forward(target, signal),
            Some(Order::Stop) => self.send_term(),
            Some(order) => self.limits.set(order),
            None => {}
        }
    }

    fn forward(&mut self, target: SignalTarget, signal: Signal) {
        match target {
            SignalTarget::Process => self.child.signal_alone(signal),
            SignalTarget::Group => self.child.signal(signal),
        }
        self.group_had_term |= (target, signal) == (SignalTarget::Group, Signal::SIGTERM);
        if (target, signal) == (SignalTarget::Group, Signal::SIGKILL) {
            self.stage = Stage::Killed;
        } else if self.stage == Stage::Running && STOPPING.contains(&signal) {
            self.stage = Stage::Signalled;
        }
    }

    fn owner_died(&mut self) {
        self.owner_is_dead = true;
        self.stop();
    }

    fn deadline_passed(&mut self) {
        if let Stage::KillDue(_) = self.stage {
            self.child.signal(Signal::SIGKILL);
            self.stage = Stage::Killed;
        } else {
            self.overdue |= self.stage.is_before_term();
            self.stop();
        }
    }

    fn send_term(&mut self) {
        if self.stage.is_before_term() {
            self.child.signal(Signal::SIGTERM);
            // A stopped process handles TERM only when it goes on.
            self.child.signal(Signal::SIGCONT);
            self.stage = Stage::TermSent;
        }
    }

    /// Sends TERM, and schedules KILL after the grace. Without a grace there is only KILL.
    fn stop(&mut self) {
        if self.limits.kill_at_once || self.limits.grace.is_zero() {
            self.child.signal(Signal::SIGKILL);
            self.stage = Stage::Killed;
            return;
        }
        self.send_term();
        if self.stage == Stage::TermSent {
            self.schedule_kill();
        }
    }

    /// Stops what has survived the child. A second TERM would make some programs skip their clean-up.
    fn stop_survivors(&mut self) {
        if self.group_had_term {
            self.child.signal(Signal::SIGCONT);
        } else {
            self.send_term();
        }
        self.schedule_kill();
    }

    fn schedule_kill(&mut self) {
        self.stage = Stage::KillDue(Moment::now().after(self.limits.grace));
    }
}

async fn at(deadline: Option<Moment>) {
    match deadline {
        Some(moment) => moment.wait().await,
        None => pending().await,
    }
}
