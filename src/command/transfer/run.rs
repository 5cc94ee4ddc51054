//! Reads the keys, and writes them in one transaction or in several.

use super::options::Transfer;
use crate::etcd::proto::RangeRequest;
use crate::etcd::{Range, RangeCall, RangePart, RangeStream, Session};
use crate::failure::{Failure, Kind};
use crate::output::{counted, note, progress};
use crate::process::signals::{Signals, unless_interrupted};
use crate::recipe::key_file::KeyRewrite;
use crate::recipe::{BatchWriter, KeyConflict, KeyWrite, OnConflict, Together, write_together};
use crate::reply::TransferDone;
use indicatif::ProgressBar;
use std::sync::Arc;

pub(super) struct TransferRun<'a> {
    transfer: &'a Transfer,
    names: KeyRewrite,
    session: Arc<Session>,
    read: u64,
}

/// The first keys, and the rest of them if they are more than a transaction holds.
struct FirstKeys {
    writes: Vec<KeyWrite>,
    rest: Option<RangeStream>,
}

/// The most keys, and bytes of keys and values, that are kept for one transaction.
const MOST_KEYS: usize = 10_000;
const MOST_BYTES: usize = 1 << 20;

impl<'a> TransferRun<'a> {
    pub(super) fn new(transfer: &'a Transfer, names: KeyRewrite, session: Arc<Session>) -> Self {
        Self { transfer, names, session, read: 0 }
    }

    pub(super) async fn run(mut self, signals: &mut Signals) -> anyhow::Result<TransferDone> {
        let FirstKeys { writes, rest } = unless_interrupted(signals, self.first_keys()).await?;
        if writes.is_empty() {
            let text = format!("nothing found: {}", self.transfer.range());
            return Err(Failure::new(Kind::NotFound, text).into());
        }
        if rest.is_some() {
            return self.in_batches(writes, rest, signals).await;
        }
        let keys = writes.len() as u64;
        match write_together(Arc::clone(&self.session), writes).await? {
            Together::Committed(revision) => {
                Ok(TransferDone { verb: self.transfer.verb(), keys, is_atomic: true, revision })
            }
            Together::Conflicts(conflicts) => Err(self.conflict(conflicts.first()).into()),
            Together::TooLarge(writes) => self.in_batches(writes, None, signals).await,
        }
    }

    async fn first_keys(&mut self) -> Result<FirstKeys, Failure> {
        let Range { key, end: range_end } = self.transfer.range();
        let request = RangeRequest { key, range_end, ..RangeRequest::default() };
        let mut stream = self.session.range_by(RangeCall::Either, request).await?;
        let (mut writes, mut bytes) = (Vec::new(), 0);
        // One key is one transaction, whatever its size.
        while writes.len() < 2 || (writes.len() < MOST_KEYS && bytes < MOST_BYTES) {
            let Some(part) = stream.next().await? else {
                return Ok(FirstKeys { writes, rest: None });
            };
            if let RangePart::Kv(kv) = &part {
                bytes += kv.key.len() + kv.value.len();
            }
            writes.extend(self.write(part)?);
        }
        Ok(FirstKeys { writes, rest: Some(stream) })
    }

    fn write(&mut self, part: RangePart) -> Result<Option<KeyWrite>, Failure> {
        let RangePart::Kv(kv) = part else { return Ok(None) };
        self.read += 1;
        self.transfer.write(&self.names, kv, self.read).map(Some)
    }

    async fn in_batches(
        mut self,
        writes: Vec<KeyWrite>,
        rest: Option<RangeStream>,
        signals: &mut Signals,
    ) -> anyhow::Result<TransferDone> {
        let verb = self.transfer.verb();
        note(&format!(
            "the keys do not fit into one transaction: they are {verb} in several, which is not atomic"
        ));
        let mut writer = BatchWriter::new(Arc::clone(&self.session), OnConflict::Stop);
        let bar = progress(&format!("{{pos}} keys {verb}  {{per_sec}}"), None);
        let work = self.write_all(writes, rest, &mut writer, &bar);
        let done = unless_interrupted(signals, work).await;
        if done.is_err() {
            // The first error is the one to report. Another signal ends the wait.
            let _ = unless_interrupted(signals, writer.settle()).await;
        }
        bar.finish_and_clear();
        let progress = writer.progress();
        let keys = progress.puts;
        if let Err(error) = done {
            let so_far = format!("{} {verb}", counted(keys, "key was", "keys were"));
            return Err(match error.downcast::<Failure>() {
                Ok(failure) => {
                    let failure = failure.reworded(|text| format!("{text}; {so_far}"));
                    match keys > 0 && self.transfer.may_be_repeated(failure.kind()) {
                        true => failure.hint("the same command moves the rest").into(),
                        false => failure.into(),
                    }
                }
                Err(error) => error.context(so_far),
            });
        }
        Ok(TransferDone { verb, keys, is_atomic: false, revision: progress.revision })
    }

    async fn write_all(
        &mut self,
        writes: Vec<KeyWrite>,
        rest: Option<RangeStream>,
        writer: &mut BatchWriter,
        bar: &ProgressBar,
    ) -> Result<(), Failure> {
        for write in writes {
            writer.add(write).await?;
        }
        if let Some(mut stream) = rest {
            while let Some(part) = stream.next().await? {
                if let Some(write) = self.write(part)? {
                    writer.add(write).await?;
                    bar.set_position(writer.progress().puts);
                }
            }
        }
        writer.finish().await
    }

    fn conflict(&self, conflict: Option<&KeyConflict>) -> Failure {
        let why = conflict.map(ToString::to_string).unwrap_or_default();
        let text = format!("nothing was {}: {why}", self.transfer.verb());
        Failure::new(Kind::Unmet, text)
    }
}
