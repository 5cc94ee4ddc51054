//! The keys that a check puts, and that are gone when it is over, however it ends.

use crate::command::check::load::{Load, LoadTally};
use crate::command::endpoint::targets::name;
use crate::context::Context;
use crate::etcd::Range;
use crate::etcd::proto::{
    CompactionRequest, DefragmentRequest, DeleteRangeRequest, DeleteRangeResponse, RangeRequest,
};
use crate::etcd::{Options, Session};
use crate::failure::{Failure, Kind};
use crate::go::quote;
use crate::input;
use crate::output::Output;
use crate::process::signals::{ENDING, Signals};
use crate::reply::CheckLine;
use clap::Args;
use std::ffi::OsStr;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// What is done when the keys are gone.
#[derive(Debug, Args)]
pub(crate) struct Afterwards {
    /// Compact the history up to the end of the check
    #[arg(long)]
    auto_compact: bool,
    /// Defragment each endpoint when the check is over
    #[arg(long)]
    auto_defrag: bool,
}

/// Deleting all keys, or defragmenting, may take so long.
const PATIENCE: Duration = Duration::from_secs(30);
/// So long it is tried to delete the keys, if etcd is not well after the load.
const TRY_FOR: Duration = Duration::from_secs(60);

/// How many clients share a connection. One connection carries as many calls at once as one likes,
/// and is not what is measured; one for each of 1000 clients, as in etcdctl, is more than many
/// systems let a process have.
const CLIENTS_PER_CONNECTION: usize = 25;

/// The prefix that a check fills, in a cluster.
#[derive(Debug)]
pub(crate) struct TestKeys {
    options: Options,
    session: Session,
    pub(crate) prefix: Vec<u8>,
    signals: Signals,
}

impl TestKeys {
    /// Fails if there are keys already: they would be deleted. `mark` is what etcdctl puts around the
    /// command that does it, in one check and not in the other.
    pub(crate) async fn open(cx: &Context, prefix: &OsStr, mark: &str) -> anyhow::Result<Self> {
        let prefix = input::bytes(prefix);
        if prefix.is_empty() {
            return Err(Failure::usage("`--prefix` must not be empty")
                .hint("what begins with it is deleted in the end")
                .into());
        }
        let options = cx.session()?.options().clone();
        let patient =
            Options { command_timeout: options.command_timeout.max(PATIENCE), ..options.clone() };
        let session = Session::new(patient);
        // Looked at in the time that the user allows, unlike what comes later.
        let first = Session::new(options.clone());
        let Range { key, end } = Range::prefix(prefix.clone());
        let request = RangeRequest { key, range_end: end, limit: 1, ..RangeRequest::default() };
        if !first.call(request).await?.kvs.is_empty() {
            let (quoted, plain) = (quote(&prefix), String::from_utf8_lossy(&prefix));
            let text = format!(
                "prefix {quoted} has keys. Delete with {mark}etcdctl del --prefix {plain}{mark} first"
            );
            return Err(Failure::new(Kind::Stdin, text).into());
        }
        Ok(Self { options, session, prefix, signals: Signals::listen(&ENDING)? })
    }

    /// Connections for so many clients, made before anything is measured.
    pub(crate) async fn sessions(&self, clients: usize) -> Result<Vec<Rc<Session>>, Failure> {
        let number = clients.div_ceil(CLIENTS_PER_CONNECTION).max(1);
        let sessions: Vec<_> =
            (0..number).map(|_| Rc::new(Session::new(self.options.clone()))).collect();
        for session in &sessions {
            session.connect().await?;
        }
        Ok(sessions)
    }

    /// The session for all that is not measured.
    pub(crate) fn session(&self) -> &Session {
        &self.session
    }

    /// Runs a load; a signal ends it, and then the keys are removed and that is all.
    pub(crate) async fn bear(
        &mut self,
        load: &Load,
        progress: impl Fn(u64),
    ) -> anyhow::Result<LoadTally> {
        let (tally, signal) = load.run(self.signals.next(), progress).await?;
        let Some(signal) = signal else { return Ok(tally) };
        self.clear().await?;
        let text = format!("interrupted by {signal}; the check's keys are removed");
        Err(Failure::new(Kind::Ended, text).into())
    }

    /// Removes the keys, and what else the user wants gone.
    pub(crate) async fn leave(
        &mut self,
        afterwards: &Afterwards,
        output: &mut Output<CheckLine>,
    ) -> anyhow::Result<()> {
        let revision = self.clear().await?;
        if afterwards.auto_compact {
            output.print(&CheckLine::step(format!("Compacting with revision {revision}")))?;
            self.session.call(CompactionRequest { revision, physical: true }).await?;
            output.print(&CheckLine::step(format!("Compacted with revision {revision}")))?;
        }
        if afterwards.auto_defrag {
            for endpoint in &self.options.endpoints {
                let session = Session::with_endpoint(self.session.options(), endpoint.clone());
                let shown = quote(name(&session).as_bytes());
                output.print(&CheckLine::step(format!("Defragmenting {shown}")))?;
                session.call(DefragmentRequest {}).await?;
                output.print(&CheckLine::step(format!("Defragmented {shown}")))?;
            }
        }
        Ok(())
    }

    /// Deletes the keys; returns the revision after that. Another signal stops even this.
    pub(crate) async fn clear(&mut self) -> Result<i64, Failure> {
        let Self { session, prefix, signals, .. } = self;
        let remain = |why: String| {
            let shown = String::from_utf8_lossy(prefix);
            Failure::new(Kind::Ended, format!("{why}; keys of the check remain"))
                .hint(format!("ectl del --prefix '{shown}' removes them"))
        };
        tokio::select! {
            deleted = delete(session, prefix) => match deleted {
                Ok(reply) => Ok(reply.header.map_or(0, |header| header.revision)),
                Err(failure) => Err(remain(failure.to_string()).of_kind(failure.kind())),
            },
            signal = signals.next() => Err(remain(format!("interrupted by {signal}"))),
        }
    }
}

/// Deleting may be repeated: after a load that was too much etcd may need a while.
async fn delete(session: &Session, prefix: &[u8]) -> Result<DeleteRangeResponse, Failure> {
    let Range { key, end } = Range::prefix(prefix.to_vec());
    let request = DeleteRangeRequest { key, range_end: end, prev_kv: false };
    let started = Instant::now();
    loop {
        match session.call(request.clone()).await {
            Ok(reply) => return Ok(reply),
            Err(fault) if fault.is_out_of_contact() && started.elapsed() < TRY_FOR => {
                sleep(Duration::from_secs(1)).await;
            }
            Err(fault) => return Err(fault.into()),
        }
    }
}
