//! The protocol between a guardian and ectl: lines of a word and a number.

use super::signals::SignalTarget;
use crate::clock::Moment;
use nix::sys::signal::Signal;
use nix::unistd::Pid;
use std::fmt;
use std::time::Duration;

/// The first argument that selects the guardian. It is not a command: only ectl itself passes it.
pub(super) const GUARDIAN_ARG: &str = "__guard";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// Stop the child at this moment, unless a later one is sent before.
    Until(Moment),
    /// The time from TERM to KILL, when ectl cannot decide it.
    Grace(Duration),
    /// Send KILL without TERM at the deadline or when ectl dies. What survives the child still gets TERM
    /// first.
    KillAtOnce,
    /// Count the child as ended only when its process group is empty, even if it was not stopped.
    WaitGroup,
    /// Start the child, under the deadline and the grace sent before.
    Start,
    /// Pass on a signal.
    Signal(SignalTarget, Signal),
    /// Send TERM to the child and its group; ectl orders the KILL.
    Stop,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Report {
    Started(Pid),
    /// The child could not be started: the number of the system error.
    NotStarted(i32),
    Exited(i32),
    Killed(i32),
    /// The guardian stopped the child because the deadline passed.
    Overdue,
}

impl Order {
    pub(super) fn parse(line: &str) -> Option<Self> {
        match line.split_once(' ').unwrap_or((line, "")) {
            ("until", nanos) => nanos.parse().ok().map(Moment::from_nanos).map(Self::Until),
            ("grace", nanos) => nanos.parse().ok().map(Duration::from_nanos).map(Self::Grace),
            ("signal", number) => signal(SignalTarget::Process, number),
            ("signal-group", number) => signal(SignalTarget::Group, number),
            ("kill-at-once", "") => Some(Self::KillAtOnce),
            ("wait-group", "") => Some(Self::WaitGroup),
            ("start", "") => Some(Self::Start),
            ("stop", "") => Some(Self::Stop),
            _ => None,
        }
    }
}

fn signal(target: SignalTarget, number: &str) -> Option<Order> {
    let signal = Signal::try_from(number.parse::<i32>().ok()?).ok()?;
    Some(Order::Signal(target, signal))
}

impl fmt::Display for Order {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Until(moment) => writeln!(f, "until {}", moment.nanos()),
            Self::Grace(grace) => {
                let nanos = u64::try_from(grace.as_nanos()).unwrap_or(u64::MAX);
                writeln!(f, "grace {nanos}")
            }
            Self::Signal(SignalTarget::Process, signal) => writeln!(f, "signal {}", *signal as i32),
            Self::Signal(SignalTarget::Group, signal) => {
                writeln!(f, "signal-group {}", *signal as i32)
            }
            Self::KillAtOnce => writeln!(f, "kill-at-once"),
            Self::WaitGroup => writeln!(f, "wait-group"),
            Self::Start => writeln!(f, "start"),
            Self::Stop => writeln!(f, "stop"),
        }
    }
}

impl Report {
    pub(super) fn parse(line: &str) -> Option<Self> {
        let (word, number) = line.split_once(' ').unwrap_or((line, "0"));
        let number = number.parse().ok()?;
        match word {
            "started" => Some(Self::Started(Pid::from_raw(number))),
            "not-started" => Some(Self::NotStarted(number)),
            "exited" => Some(Self::Exited(number)),
            "killed" => Some(Self::Killed(number)),
            "overdue" => Some(Self::Overdue),
            _ => None,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Started(group) => writeln!(f, "started {group}"),
            Self::NotStarted(error) => writeln!(f, "not-started {error}"),
            Self::Exited(code) => writeln!(f, "exited {code}"),
            Self::Killed(signal) => writeln!(f, "killed {signal}"),
            Self::Overdue => writeln!(f, "overdue"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Order, Report};
    use crate::clock::Moment;
    use crate::process::signals::SignalTarget;
    use nix::sys::signal::Signal;
    use nix::unistd::Pid;
    use std::time::Duration;

    #[test]
    fn orders_and_reports_survive_a_round_trip() {
        let now = Moment::now();
        for order in [
            Order::Until(now),
            Order::Grace(Duration::from_millis(1500)),
            Order::Signal(SignalTarget::Process, Signal::SIGUSR2),
            Order::Signal(SignalTarget::Group, Signal::SIGKILL),
            Order::KillAtOnce,
            Order::WaitGroup,
            Order::Start,
            Order::Stop,
        ] {
            let line = order.to_string();
            assert_eq!(line.strip_suffix('\n').and_then(Order::parse), Some(order), "{line}");
        }
        for report in [
            Report::Started(Pid::from_raw(4711)),
            Report::NotStarted(2),
            Report::Exited(255),
            Report::Killed(64),
            Report::Overdue,
        ] {
            let line = report.to_string();
            assert_eq!(line.strip_suffix('\n').and_then(Report::parse), Some(report), "{line}");
        }
    }

    #[test]
    fn malformed_lines_are_ignored() {
        for line in
            ["", "until", "until -1", "signal 0", "signal-group x", "stop now", "start 1", "go"]
        {
            assert_eq!(Order::parse(line), None, "{line}");
        }
        for line in ["", "started x", "exited 99999999999", "over"] {
            assert_eq!(Report::parse(line), None, "{line}");
        }
    }
}
