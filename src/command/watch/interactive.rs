//! `watch -i`: concurrent watches, read from stdin line by line.

use super::durable::DurableOptions;
use super::follow::{FollowEnd, Follower};
use super::followed_feed::FollowedFeed;
use super::printer::{PrintTurn, WatchPrinter};
use super::request::{KeyVariables, WatchOptions, WatchPlan, no_command};
use super::stopper::Stopper;
use crate::cli::argv;
use crate::cli::usage_error::failure_of;
use crate::command::hook::Runner;
use crate::context::Context;
use crate::etcd::Session;
use crate::failure::{Failure, Kind};
use crate::input::words;
use crate::output::{Output, note};
use crate::recipe::ChangeFeed;
use crate::reply::WatchPart;
use clap::{Args as _, FromArgMatches as _};
use std::ffi::OsString;
use std::io::{self, BufRead as _};
use std::os::unix::ffi::OsStringExt as _;
use std::rc::Rc;
use std::sync::Arc;
use tokio::sync::{mpsc, watch};
use tokio::task::{JoinSet, LocalSet};

struct WatchShell<'a> {
    cx: &'a Context,
    variables: &'a KeyVariables,
    session: Arc<Session>,
    watches: JoinSet<anyhow::Result<()>>,
    progress: watch::Sender<()>,
    turn: Rc<PrintTurn>,
}

pub(super) async fn run(cx: &Context, variables: &KeyVariables) -> anyhow::Result<()> {
    let session = Arc::new(cx.session()?);
    session.connect().await?;
    let (progress, _) = watch::channel(());
    let (watches, turn) = (JoinSet::new(), Rc::default());
    let mut shell = WatchShell { cx, variables, session, watches, progress, turn };
    LocalSet::new().run_until(shell.serve()).await
}

impl WatchShell<'_> {
    async fn serve(&mut self) -> anyhow::Result<()> {
        let mut lines = lines();
        loop {
            tokio::select! {
                line = lines.recv() => match line {
                    Some(Ok(line)) => self.execute(&line).await?,
                    Some(Err(error)) => return Err(unreadable(&error.to_string())),
                    None => return Err(unreadable("EOF")),
                },
                Some(ended) = self.watches.join_next() => ended??,
            }
        }
    }

    async fn execute(&mut self, line: &[u8]) -> anyhow::Result<()> {
        match understand(line, self.variables)? {
            ShellOrder::Watch(plan) => self.start(*plan).await?,
            ShellOrder::Progress => self.progress.send_replace(()),
            ShellOrder::Invalid(why) => note(&why),
        }
        Ok(())
    }

    async fn start(&mut self, plan: WatchPlan) -> anyhow::Result<()> {
        let output = self.cx.output()?;
        let (request, start) = (plan.request.clone(), plan.start.clone());
        match ChangeFeed::open(Arc::clone(&self.session), request, plan.only, start).await {
            Ok(feed) => {
                let feed = FollowedFeed::asked_by(feed, self.progress.subscribe());
                let turn = Rc::clone(&self.turn);
                self.watches.spawn_local(run_watch(feed, plan, output, turn));
            }
            Err(fault) => note(&format!("watch was canceled ({})", fault.text())),
        }
        Ok(())
    }
}

/// Follows one watch, and requests its progress when asked to.
async fn run_watch(
    mut feed: FollowedFeed,
    plan: WatchPlan,
    output: Output<WatchPart>,
    turn: Rc<PrintTurn>,
) -> anyhow::Result<()> {
    let runner = Runner::new(plan.hook.clone());
    let printer = WatchPrinter::new(output, &turn);
    let mut follower = Follower { plan: &plan, runner, printer, log: None, left: None };
    if let FollowEnd::Failed(end) = follower.follow(&mut feed, &mut Stopper::never()).await? {
        note(&end.to_string());
    }
    Ok(())
}

pub(super) enum ShellOrder {
    Watch(Box<WatchPlan>),
    Progress,
    /// An error after which etcdctl reads on, in its words.
    Invalid(String),
}

/// Parses a line. Fails on errors that end etcdctl.
pub(super) fn understand(line: &[u8], variables: &KeyVariables) -> Result<ShellOrder, Failure> {
    let words = words(line).map_err(|what| Failure::new(Kind::Stdin, what))?;
    let refuse = |line: &[u8], why: &str| {
        ShellOrder::Invalid(format!("Invalid command {} ({why})", String::from_utf8_lossy(line)))
    };
    Ok(match words.split_first() {
        None => ShellOrder::Invalid(format!(
            "Invalid command: {} (watch and progress supported)",
            String::from_utf8_lossy(line)
        )),
        Some((command, [])) if command == b"watch" && variables.key.is_none() => {
            refuse(line, "command type or key is not provided")
        }
        Some((command, arguments)) if command == b"watch" => {
            let (request, durable) = parse(arguments)?;
            if let Some(option) = durable.given().or_else(|| request.hook.given()) {
                return Ok(refuse(line, &format!("{option} cannot be used with --interactive")));
            }
            let keys = request.keys(variables)?;
            match request.plan(keys) {
                Ok(plan) => ShellOrder::Watch(Box::new(plan)),
                Err(failure) => refuse(line, &failure.to_string()),
            }
        }
        Some((command, _)) if command == b"progress" => ShellOrder::Progress,
        Some((command, _)) => refuse(command, "only support watch"),
    })
}

fn parse(arguments: &[Vec<u8>]) -> Result<(WatchOptions, DurableOptions), Failure> {
    if arguments.last().is_some_and(|word| word == b"--") {
        return Err(no_command());
    }
    let command = clap::Command::new("watch").no_binary_name(true).disable_help_flag(true);
    let command = argv::as_cobra(WatchOptions::augment_args(DurableOptions::augment_args(command)));
    command
        .try_get_matches_from(arguments.iter().cloned().map(OsString::from_vec))
        .and_then(|matches| {
            let durable = DurableOptions::from_arg_matches(&matches)?;
            Ok((WatchOptions::from_arg_matches(&matches)?, durable))
        })
        .map_err(|error| failure_of(&error))
}

fn unreadable(why: &str) -> anyhow::Error {
    Failure::new(Kind::Stdin, format!("error reading watch request line: {why}")).into()
}

/// Returns the lines of stdin, read by a detached thread, as reading cannot be interrupted.
fn lines() -> mpsc::Receiver<io::Result<Vec<u8>>> {
    let (sender, lines) = mpsc::channel(1);
    std::thread::spawn(move || {
        let mut stdin = io::stdin().lock();
        loop {
            let mut line = Vec::new();
            let read = stdin.read_until(b'\n', &mut line);
            let line = read.map(|_| line.strip_suffix(b"\n").map(<[u8]>::to_vec));
            // etcdctl ignores an incomplete last line.
            let Some(line) = line.transpose() else { return };
            let failed = line.is_err();
            if sender.blocking_send(line).is_err() || failed {
                return;
            }
        }
    });
    lines
}
