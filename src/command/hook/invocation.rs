//! What a run of the command is told: its variables and its stdin.

use super::watched::WatchedEvent;
use crate::process::{Variable, stdin_file};
use crate::reply::event_line;
use std::fs::File;
use std::io::{self, Seek as _};
use std::process::Stdio;

/// What the command reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StdinKind {
    Nothing,
    /// A JSON line for each event, as of `-w jsonl`.
    Events,
    /// The value of the last event.
    Value,
}

#[derive(Debug)]
pub(crate) struct Invocation {
    pub(crate) variables: Vec<Variable>,
    stdin: Option<File>,
}

impl Invocation {
    /// Returns the invocation with these bytes on stdin.
    pub(crate) fn new(variables: impl Into<Vec<Variable>>, stdin: &[u8]) -> io::Result<Self> {
        Ok(Self { variables: variables.into(), stdin: Some(stdin_file([stdin])?) })
    }

    /// Returns the invocation for events, the last of which is in the variables. Those of a batch are
    /// counted there, too.
    pub(super) fn of(
        events: &[WatchedEvent],
        stdin: StdinKind,
        is_batch: bool,
    ) -> io::Result<Self> {
        let mut variables = WatchedEvent::variables_of(events.last());
        let count = is_batch.then(|| events.len().to_string().into());
        variables.push(("ECTL_WATCH_COUNT", count));
        let stdin = match stdin {
            StdinKind::Nothing => None,
            StdinKind::Events => Some(stdin_file(events.iter().map(line))?),
            StdinKind::Value => Some(stdin_file(events.last().map(WatchedEvent::value))?),
        };
        Ok(Self { variables, stdin })
    }

    /// Returns the stdin, from its beginning.
    pub(super) fn stdin(&self) -> io::Result<Stdio> {
        let Some(file) = &self.stdin else { return Ok(Stdio::null()) };
        let mut file = file.try_clone()?;
        file.rewind()?;
        Ok(file.into())
    }
}

fn line(event: &WatchedEvent) -> Vec<u8> {
    event_line(&event.event, event.revision, event.synthetic)
}
