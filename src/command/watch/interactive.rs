//! `watch -i`: watches that are typed on stdin, line by line, and run beside each other.

use super::request::{Given, WatchOptions, WatchPlan, no_command};
use super::{Turn, follow};
use crate::cli::argv;
use crate::cli::usage_error::failure_of;
use crate::context::Context;
use crate::etcd::Session;
use crate::failure::{Failure, Kind};
use crate::input::words;
use crate::output::{Output, note};
use crate::recipe::Watcher;
use crate::reply::WatchPart;
use clap::{Args as _, FromArgMatches as _};
use std::ffi::OsString;
use std::io::{self, BufRead as _};
use std::os::unix::ffi::OsStringExt as _;
use std::rc::Rc;
use std::sync::Arc;
use tokio::sync::{mpsc, watch};
use tokio::task::{JoinSet, LocalSet};

/// What runs while lines are read.
struct WatchShell<'a> {
    cx: &'a Context,
    given: &'a Given,
    session: Arc<Session>,
    watches: JoinSet<anyhow::Result<()>>,
    /// Changes when the user asks for progress.
    progress: watch::Sender<()>,
    /// The watches print one after the other.
    turn: Rc<Turn>,
}

pub(super) async fn run(cx: &Context, given: &Given) -> anyhow::Result<()> {
    let session = Arc::new(cx.session()?);
    session.connect().await?;
    let (progress, _) = watch::channel(());
    let (watches, turn) = (JoinSet::new(), Rc::default());
    let mut shell = WatchShell { cx, given, session, watches, progress, turn };
    LocalSet::new().run_until(shell.serve()).await
}

impl WatchShell<'_> {
    async fn serve(&mut self) -> anyhow::Result<()> {
        let mut lines = lines();
        loop {
            tokio::select! {
                line = lines.recv() => match line {
                    Some(Ok(line)) => self.obey(&line).await?,
                    Some(Err(error)) => return Err(unreadable(&error.to_string())),
                    None => return Err(unreadable("EOF")),
                },
                Some(ended) = self.watches.join_next() => ended??,
            }
        }
    }

    async fn obey(&mut self, line: &[u8]) -> anyhow::Result<()> {
        match understand(line, self.given)? {
            ShellOrder::Watch(plan) => self.start(*plan).await?,
            ShellOrder::Progress => self.progress.send_replace(()),
            ShellOrder::Nonsense(what) => note(&what),
        }
        Ok(())
    }

    async fn start(&mut self, plan: WatchPlan) -> anyhow::Result<()> {
        let output = self.cx.output()?;
        match Watcher::open(Arc::clone(&self.session), plan.request.clone()).await {
            Ok(watcher) => {
                let progress = self.progress.subscribe();
                let turn = Rc::clone(&self.turn);
                self.watches.spawn_local(attend(watcher, progress, plan, output, turn));
            }
            Err(fault) => note(&format!("watch was canceled ({})", fault.text())),
        }
        Ok(())
    }
}

/// Follows one watch, and asks for its progress when told to.
async fn attend(
    mut watcher: Watcher,
    mut progress: watch::Receiver<()>,
    plan: WatchPlan,
    mut output: Output<WatchPart>,
    turn: Rc<Turn>,
) -> anyhow::Result<()> {
    let next = async || loop {
        tokio::select! {
            news = watcher.next() => return news,
            Ok(()) = progress.changed() => watcher.request_progress().await,
        }
    };
    let end = follow(next, &plan, &mut output, &turn).await?;
    note(&end.to_string());
    Ok(())
}

/// What a line asks for.
pub(super) enum ShellOrder {
    Watch(Box<WatchPlan>),
    Progress,
    /// What etcdctl survives: this is said of it.
    Nonsense(String),
}

/// Reads a line; fails where etcdctl would end.
pub(super) fn understand(line: &[u8], given: &Given) -> Result<ShellOrder, Failure> {
    let words = words(line).map_err(|what| Failure::new(Kind::Stdin, what))?;
    let refuse = |line: &[u8], why: &str| {
        ShellOrder::Nonsense(format!("Invalid command {} ({why})", String::from_utf8_lossy(line)))
    };
    Ok(match words.split_first() {
        None => ShellOrder::Nonsense(format!(
            "Invalid command: {} (watch and progress supported)",
            String::from_utf8_lossy(line)
        )),
        Some((command, [])) if command == b"watch" && given.key.is_none() => {
            refuse(line, "command type or key is not provided")
        }
        Some((command, arguments)) if command == b"watch" => {
            let request = parse(arguments)?;
            let keys = request.keys(given)?;
            match request.plan(keys) {
                Ok(plan) => ShellOrder::Watch(Box::new(plan)),
                Err(failure) => refuse(line, &failure.to_string()),
            }
        }
        Some((command, _)) if command == b"progress" => ShellOrder::Progress,
        Some((command, _)) => refuse(command, "only support watch"),
    })
}

/// Reads what follows the word `watch`.
fn parse(arguments: &[Vec<u8>]) -> Result<WatchOptions, Failure> {
    if arguments.last().is_some_and(|word| word == b"--") {
        return Err(no_command());
    }
    let command = clap::Command::new("watch").no_binary_name(true).disable_help_flag(true);
    let command = argv::as_cobra(WatchOptions::augment_args(command));
    command
        .try_get_matches_from(arguments.iter().cloned().map(OsString::from_vec))
        .and_then(|matches| WatchOptions::from_arg_matches(&matches))
        .map_err(|error| failure_of(&error))
}

fn unreadable(why: &str) -> anyhow::Error {
    Failure::new(Kind::Stdin, format!("error reading watch request line: {why}")).into()
}

/// The lines of stdin. They are read by a thread that nobody waits for: reading cannot be interrupted.
fn lines() -> mpsc::Receiver<io::Result<Vec<u8>>> {
    let (sender, lines) = mpsc::channel(1);
    std::thread::spawn(move || {
        let mut stdin = io::stdin().lock();
        loop {
            let mut line = Vec::new();
            let read = stdin.read_until(b'\n', &mut line);
            let line = read.map(|_| line.strip_suffix(b"\n").map(<[u8]>::to_vec));
            // A line without its end is none, as in etcdctl.
            let Some(line) = line.transpose() else { return };
            let failed = line.is_err();
            if sender.blocking_send(line).is_err() || failed {
                return;
            }
        }
    });
    lines
}
