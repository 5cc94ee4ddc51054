//! The guardian: ectl started once more, to stand between us and a child. It stops the child when its
//! time is up or when we are gone, so that the child ends even if we are killed or frozen.

use super::guarded_child::GuardedChild;
use super::guardian_protocol::{Order, Report};
use super::inherited;
use super::signals::{STOPPING, Signals};
use super::supervise::HEARD;
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

/// The word that makes us a guardian. It is no command: nobody but us is to type it.
pub(super) const WORD: &str = "__guard";

/// From TERM to KILL, unless something else was said.
const GRACE: Duration = Duration::from_secs(10);

/// What a guardian is started with.
#[derive(Debug)]
pub(super) struct GuardianArgs {
    /// The inherited pipes' numbers: of the one with orders, and of the one for reports.
    orders: RawFd,
    reports: RawFd,
    /// The process group of whoever started us.
    lender: Pid,
    program: OsString,
    arguments: Vec<OsString>,
}

impl GuardianArgs {
    /// The post that these arguments of ours assign to us, if they do.
    pub(super) fn assigned(arguments: &[OsString]) -> Option<Self> {
        let [_, word, orders, reports, lender, program, arguments @ ..] = arguments else {
            return None;
        };
        let number = |word: &OsString| word.to_str()?.parse().ok();
        (word == WORD).then_some(())?;
        Some(Self {
            orders: number(orders)?,
            reports: number(reports)?,
            lender: Pid::from_raw(number(lender)?),
            program: program.clone(),
            arguments: arguments.to_vec(),
        })
    }

    /// Starts the child as soon as that is ordered, and stays until it is gone.
    pub(super) fn keep(self) -> anyhow::Result<()> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        Ok(runtime.block_on(self.watch())?)
    }

    async fn watch(self) -> io::Result<()> {
        // To hear them is not to end by them. The child begins with none of that.
        Signals::listen(&HEARD)?;
        Signals::listen(&[Signal::SIGALRM, Signal::SIGTTIN])?;
        let orders = pipe::OpenOptions::new().open_receiver(inherited(self.orders))?;
        let mut reports = File::options().write(true).open(inherited(self.reports))?;
        // These the child would inherit, and those just opened it does not.
        close(self.orders)?;
        close(self.reports)?;
        let mut orders = BufReader::new(orders).lines();
        // The pipe closed before the order to start: ectl is gone, and could not stop a child.
        let Some(limits) = GuardianLimits::first(&mut orders).await else { return Ok(()) };
        let report = match limits.passed() {
            true => Report::Overdue,
            false => self.start(limits, orders, &mut reports).await,
        };
        tell(&mut reports, report);
        Ok(())
    }

    /// Starts the child, and waits for its end.
    async fn start(&self, limits: GuardianLimits, orders: Orders, reports: &mut File) -> Report {
        match GuardedChild::start(&self.program, &self.arguments, self.lender) {
            Ok(ward) => {
                tell(reports, Report::Started(ward.group()));
                Guardian::new(ward, limits, orders).watch(&self.program).await
            }
            Err(error) => Report::NotStarted(error.raw_os_error().unwrap_or_default()),
        }
    }
}

type Orders = Lines<BufReader<pipe::Receiver>>;

/// How long the child may live, and when it counts as gone.
#[derive(Debug)]
struct GuardianLimits {
    until: Option<Moment>,
    /// From TERM to KILL.
    grace: Duration,
    /// It is gone when its group is empty, also if it ended by itself.
    wait_group: bool,
}

impl GuardianLimits {
    /// Reads the limits that the child starts with; `None` if the order to start it never comes.
    async fn first(orders: &mut Orders) -> Option<Self> {
        let mut limits = Self { until: None, grace: GRACE, wait_group: false };
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
            Order::WaitGroup => self.wait_group = true,
            Order::Start | Order::Signal(_) | Order::Stop => {}
        }
    }

    fn passed(&self) -> bool {
        self.until.is_some_and(|until| until.left().is_zero())
    }
}

fn tell(reports: &mut File, report: Report) {
    // Whoever wanted to know it may be gone.
    let _ = reports.write_all(report.to_string().as_bytes());
}

#[derive(Debug)]
struct Guardian {
    ward: GuardedChild,
    orders: Orders,
    /// Who gives orders is gone.
    alone: bool,
    limits: GuardianLimits,
    stage: Stage,
    /// It came to an end because nobody had moved the deadline.
    overdue: bool,
}

/// How far the child has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Runs,
    /// A signal that ends most programs was handed on to it. It decides when to end, not what survives
    /// it.
    Signalled,
    /// It was told to end, and who asked for that will kill it.
    Asked,
    /// It was told to end, and is killed then.
    Ends(Moment),
    Killed,
}

impl Stage {
    /// Reports whether the child has not been told to end by us.
    fn is_unasked(self) -> bool {
        matches!(self, Self::Runs | Self::Signalled)
    }
}

impl Guardian {
    fn new(ward: GuardedChild, limits: GuardianLimits, orders: Orders) -> Self {
        Self { ward, orders, alone: false, limits, stage: Stage::Runs, overdue: false }
    }

    /// Waits for the child's end, and brings it about when that is called for.
    async fn watch(mut self, program: &OsString) -> Report {
        let end = loop {
            let wholly = match self.stage {
                Stage::Runs => self.limits.wait_group,
                Stage::Signalled => false,
                Stage::Asked | Stage::Ends(_) | Stage::Killed => true,
            };
            let deadline = self.deadline();
            tokio::select! {
                biased;
                end = self.ward.gone(wholly) => match self.has_survivors() {
                    true => self.end(),
                    false => break end,
                },
                order = self.orders.next_line(), if !self.alone => match order {
                    Ok(Some(line)) => self.obey(&line),
                    _ => self.be_alone(),
                },
                () = at(deadline) => self.time_is_up(),
            }
        };
        if self.alone {
            let program = program.to_string_lossy();
            note(&format!("stopped {program}: the ectl that ran it was killed"));
        }
        if self.overdue { Report::Overdue } else { end }
    }

    /// Reports whether the child ended on a signal that processes of its group have survived.
    fn has_survivors(&self) -> bool {
        self.stage == Stage::Signalled && !self.ward.is_empty()
    }

    fn deadline(&self) -> Option<Moment> {
        match self.stage {
            Stage::Runs | Stage::Signalled | Stage::Asked => self.limits.until,
            Stage::Ends(kill) => Some(kill),
            Stage::Killed => None,
        }
    }

    fn obey(&mut self, line: &str) {
        match Order::parse(line) {
            Some(Order::Signal(signal)) => self.hand_on(signal),
            Some(Order::Stop) => self.ask(),
            Some(order) => self.limits.set(order),
            None => {}
        }
    }

    fn hand_on(&mut self, signal: Signal) {
        self.ward.signal(signal);
        if self.stage == Stage::Runs && STOPPING.contains(&signal) {
            self.stage = Stage::Signalled;
        }
    }

    fn be_alone(&mut self) {
        self.alone = true;
        self.end();
    }

    fn time_is_up(&mut self) {
        if let Stage::Ends(_) = self.stage {
            self.ward.signal(Signal::SIGKILL);
            self.stage = Stage::Killed;
        } else {
            self.overdue |= self.stage.is_unasked();
            self.end();
        }
    }

    /// Tells the child to end, if it has not been told.
    fn ask(&mut self) {
        if self.stage.is_unasked() {
            self.ward.signal(Signal::SIGTERM);
            self.ward.signal(Signal::SIGCONT);
            self.stage = Stage::Asked;
        }
    }

    /// Sees to it that the child ends within the grace.
    fn end(&mut self) {
        self.ask();
        if self.stage == Stage::Asked {
            self.stage = Stage::Ends(Moment::now().after(self.limits.grace));
        }
    }
}

async fn at(deadline: Option<Moment>) {
    match deadline {
        Some(moment) => moment.wait().await,
        None => pending().await,
    }
}
