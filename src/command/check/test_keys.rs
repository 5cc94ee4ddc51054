//! The keys that a check puts, and deletes however it ends.

use super::load::{Load, LoadTally};
use crate::command::endpoint::targets::name;
use crate::context::Context;
use crate::etcd::Range;
use crate::etcd::proto::{
    CompactionRequest, DefragmentRequest, DeleteRangeRequest, DeleteRangeResponse, RangeRequest,
    header_revision,
};
use crate::etcd::{Options, Session};
use crate::failure::{Failure, Kind};
use crate::go::quote;
use crate::input;
use crate::output::{Output, shell_word};
use crate::process::signals::{ENDING, Signals};
use crate::reply::CheckLine;
use clap::Args;
use std::ffi::OsStr;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::time::sleep;

#[derive(Debug, Args)]
pub(crate) struct Afterwards {
    /// Compact the history after the check
    #[arg(long)]
    auto_compact: bool,
    /// Defragment each endpoint after the check
    #[arg(long)]
    auto_defrag: bool,
}

/// The least timeout for deleting all keys, and for defragmenting.
const TIMEOUT: Duration = Duration::from_secs(30);
/// The time for which deletions are retried if etcd is overloaded.
const RETRY_FOR: Duration = Duration::from_secs(60);

/// The number of clients that share a connection. A connection carries many calls at once and is not
/// what is measured; one per client, as in etcdctl, may exceed the limit of open files.
const CLIENTS_PER_CONNECTION: usize = 25;

#[derive(Debug)]
pub(crate) struct TestKeys {
    options: Options,
    pub(super) session: Session,
    pub(super) prefix: Vec<u8>,
    signals: Signals,
}

impl TestKeys {
    /// Fails if keys with the prefix exist, which would be deleted. `mark` is what etcdctl puts around a
    /// command in its message, in one check and not in the other.
    pub(crate) async fn open(cx: &Context, prefix: &OsStr, mark: &str) -> anyhow::Result<Self> {
        let prefix = input::bytes(prefix);
        if prefix.is_empty() {
            return Err(Failure::usage("--prefix must not be empty")
                .hint("all keys with this prefix are deleted afterwards")
                .into());
        }
        let options = cx.session()?.options().clone();
        cx.confirm_protected("load the cluster").await?;
        let patient =
            Options { command_timeout: options.command_timeout.max(TIMEOUT), ..options.clone() };
        let session = Session::new(patient);
        // This first call has the user's timeout, unlike the later ones.
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
        Ok(Self { options, session, prefix, signals: Signals::listen_unless_ignored(&ENDING)? })
    }

    /// Returns sessions for the clients, connected before anything is measured.
    pub(crate) async fn sessions(&self, clients: usize) -> Result<Vec<Rc<Session>>, Failure> {
        let number = clients.div_ceil(CLIENTS_PER_CONNECTION).max(1);
        let sessions: Vec<_> =
            (0..number).map(|_| Rc::new(Session::new(self.options.clone()))).collect();
        for session in &sessions {
            session.connect().await?;
        }
        Ok(sessions)
    }

    /// Runs a load. After a signal deletes the keys and fails.
    pub(crate) async fn run_load(
        &mut self,
        load: &Load,
        progress: impl Fn(u64),
    ) -> anyhow::Result<LoadTally> {
        let (tally, signal) = load.run(self.signals.next(), progress).await?;
        let Some(signal) = signal else { return Ok(tally) };
        self.clear().await?;
        let text = format!("interrupted by {signal}; the test keys were deleted");
        Err(Failure::new(Kind::Ended, text).into())
    }

    /// Deletes the keys, then compacts and defragments if asked to.
    pub(crate) async fn clean_up(
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

    /// Deletes the keys, and returns the revision. A signal ends the attempt.
    async fn clear(&mut self) -> Result<i64, Failure> {
        let Self { session, prefix, signals, .. } = self;
        let remain = |why: String| {
            Failure::new(Kind::Ended, format!("{why}; test keys remain"))
                .hint(format!("delete them with: ectl del --prefix {}", shell_word(prefix)))
        };
        tokio::select! {
            deleted = delete(session, prefix) => match deleted {
                Ok(reply) => Ok(header_revision(reply.header)),
                Err(failure) => Err(remain(failure.to_string()).of_kind(failure.kind())),
            },
            signal = signals.next() => Err(remain(format!("interrupted by {signal}"))),
        }
    }
}

/// Deletes the keys, and retries while an overloaded etcd does not answer.
async fn delete(session: &Session, prefix: &[u8]) -> Result<DeleteRangeResponse, Failure> {
    let Range { key, end } = Range::prefix(prefix.to_vec());
    let request = DeleteRangeRequest { key, range_end: end, prev_kv: false };
    let started = Instant::now();
    loop {
        match session.call(request.clone()).await {
            Ok(reply) => return Ok(reply),
            Err(fault) if fault.is_out_of_contact() && started.elapsed() < RETRY_FOR => {
                sleep(Duration::from_secs(1)).await;
            }
            Err(fault) => return Err(fault.into()),
        }
    }
}
