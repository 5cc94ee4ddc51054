//! The writes of an import.

use super::options::ImportOptions;
use crate::etcd::Session;
use crate::etcd::proto::{KeyValue, PutRequest};
use crate::failure::Failure;
use crate::go::LeaseId;
use crate::output::{counted, note, progress};
use crate::process::signals::{Signals, unless_interrupted};
use crate::recipe::difference::{Difference, Differences, RangeKeys};
use crate::recipe::key_file::{FileFacts, FileKeys, FileLines, KeyLine};
use crate::recipe::{BatchWriter, KeyGuard, KeyWrite, Lease, OnConflict, WriteAction};
use crate::reply::ImportDone;
use indicatif::ProgressBar;
use std::sync::Arc;

/// The lines of a file; for `--prune` together with the keys that they replace.
pub(super) enum ImportLines {
    All(Box<FileLines>),
    Against(Box<Differences<FileKeys, RangeKeys>>),
}

enum ImportStep {
    Put(KeyLine),
    /// The file lacks this key.
    Prune(KeyValue),
}

pub(super) struct ImportRun<'a> {
    options: &'a ImportOptions,
    session: Arc<Session>,
    writer: BatchWriter,
    lease: Option<Lease>,
    dropped_leases: u64,
    conflicts_noted: u64,
    /// The last line that was used.
    line: u64,
    bar: ProgressBar,
}

/// Conflicts that are printed one by one.
const NOTED: u64 = 10;

impl ImportLines {
    pub(super) fn against(lines: FileLines, keys: RangeKeys) -> Self {
        Self::Against(Box::new(Differences::new(lines.sorted(), keys)))
    }

    /// Returns once, after the last key, the failure for an export that lacks keys.
    pub(super) fn take_incomplete(&mut self) -> Option<Failure> {
        match self {
            Self::All(lines) => lines.take_incomplete(),
            Self::Against(_) => None,
        }
    }

    async fn next(&mut self) -> Result<Option<ImportStep>, Failure> {
        Ok(match self {
            Self::All(lines) => lines.next().await?.map(ImportStep::Put),
            Self::Against(lines) => lines.next().await?.map(|difference| match difference {
                Difference::OnlyLeft(line) | Difference::Both(line, _) => ImportStep::Put(line),
                Difference::OnlyRight(kv) => ImportStep::Prune(kv),
            }),
        })
    }
}

impl<'a> ImportRun<'a> {
    pub(super) fn new(
        options: &'a ImportOptions,
        session: Arc<Session>,
        facts: Option<&FileFacts>,
    ) -> Self {
        let (template, length) = match facts {
            Some(facts) => ("{pos} of {len} keys imported  {per_sec}", Some(facts.keys)),
            None => ("{pos} keys imported  {per_sec}", None),
        };
        Self {
            options,
            writer: BatchWriter::new(Arc::clone(&session), OnConflict::Skip),
            session,
            lease: None,
            dropped_leases: 0,
            conflicts_noted: 0,
            line: 0,
            bar: progress(template, length),
        }
    }

    pub(super) async fn write(&mut self, lines: &mut ImportLines) -> Result<(), Failure> {
        while let Some(step) = lines.next().await? {
            let write = match step {
                ImportStep::Put(line) => {
                    self.line = line.number;
                    if line.number < self.options.from_line {
                        continue;
                    }
                    self.put(line).await?
                }
                ImportStep::Prune(kv) => self.prune(kv),
            };
            self.writer.add(write).await?;
            self.report();
        }
        // Of a pipe, this is not known before.
        self.options.check_last_line(self.line)?;
        let done = self.writer.finish().await;
        self.report();
        done
    }

    fn prune(&self, kv: KeyValue) -> KeyWrite {
        let KeyValue { key, mod_revision, .. } = kv;
        let guard = match self.options.if_unchanged_since {
            // Does not hold, unless the key is deleted meanwhile: the key is kept, and is a conflict.
            Some(revision) if mod_revision > revision => {
                KeyGuard::UnchangedSince(key.clone(), revision)
            }
            _ => KeyGuard::ModRevision(key.clone(), mod_revision),
        };
        KeyWrite::new(self.line, WriteAction::Delete(key)).guarded(guard)
    }

    async fn put(&mut self, line: KeyLine) -> Result<KeyWrite, Failure> {
        let KeyLine { number, kv } = line;
        let lease = if kv.lease == 0 { 0 } else { self.lease().await? };
        let put = PutRequest { key: kv.key, value: kv.value, lease, ..PutRequest::default() };
        let key = || put.key.clone();
        let guard = match self.options.if_unchanged_since {
            Some(revision) => Some(KeyGuard::UnchangedSince(key(), revision)),
            None => self.options.if_absent.then(|| KeyGuard::Absent(key())),
        };
        let write = KeyWrite::new(number, WriteAction::Put(put));
        Ok(match guard {
            Some(guard) => write.guarded(guard),
            None => write,
        })
    }

    /// Returns the lease of the keys that had one; it is granted for the first of them, and kept alive
    /// until the last one is written.
    async fn lease(&mut self) -> Result<i64, Failure> {
        let Some(ttl) = self.options.ttl else {
            self.dropped_leases += 1;
            return Ok(0);
        };
        if let Some(lease) = &self.lease {
            return Ok(lease.id());
        }
        let lease = Lease::grant(Arc::clone(&self.session), ttl).await;
        let lease = lease.map_err(|fault| fault.while_trying("failed to grant lease"))?;
        Ok(self.lease.insert(lease).id())
    }

    fn report(&mut self) {
        let progress = self.writer.progress();
        self.bar.set_position(progress.puts + progress.unneeded);
        for conflict in self.writer.take_conflicts() {
            self.conflicts_noted += 1;
            if self.conflicts_noted <= NOTED {
                let text = match conflict.is_deletion {
                    true => format!("{conflict}: not deleted"),
                    false => format!("line {}: {conflict}: not written", conflict.position),
                };
                self.bar.suspend(|| note(&text));
            }
        }
    }

    pub(super) fn finish(self) -> ImportDone {
        self.bar.finish_and_clear();
        if self.conflicts_noted > NOTED {
            note(&format!("and {} more", self.conflicts_noted - NOTED));
        }
        note_dropped_leases(self.dropped_leases);
        let progress = self.writer.progress();
        ImportDone {
            puts: progress.puts,
            pruned: progress.deletes,
            unneeded: progress.unneeded,
            conflicts: progress.conflicts,
            lease: self.lease.as_ref().map_or(0, Lease::id),
            revision: progress.revision,
        }
    }

    /// Waits for what etcd is working on, and adds to the error how far the import came.
    pub(super) async fn give_up(
        mut self,
        error: anyhow::Error,
        signals: &mut Signals,
    ) -> anyhow::Error {
        // The first error is the one to report. Another signal ends the wait.
        let _ = unless_interrupted(signals, self.writer.settle()).await;
        self.bar.finish_and_clear();
        note_dropped_leases(self.dropped_leases);
        let how_far = self.how_far();
        match error.downcast::<Failure>() {
            Ok(failure) => failure.reworded(|text| format!("{text}; {how_far}")).into(),
            Err(error) => error.context(how_far),
        }
    }

    /// Returns which lines were imported, and how to import the others.
    fn how_far(&self) -> String {
        let last = self.writer.progress().position;
        let is_begun = last >= self.options.from_line;
        let mut text = match is_begun {
            true => format!("imported up to line {last}"),
            false => "no line was completely imported".to_owned(),
        };
        if let Some(lease) = &self.lease {
            // The rest of the file would get another lease, and this one is not kept alive any more.
            let id = LeaseId(lease.id());
            text.push_str(&format!("; keys under lease {id} expire with it: "));
            // With a condition, a repeated import keeps the keys that are there, and their lease.
            if self.options.if_absent || self.options.if_unchanged_since.is_some() {
                text.push_str("revoke it and ");
            }
            text.push_str("repeat the whole import");
        } else if is_begun {
            let next = last.saturating_add(1);
            text.push_str(&format!("; continue with --from-line {next}"));
        }
        text
    }
}

fn note_dropped_leases(keys: u64) {
    if keys > 0 {
        let keys = counted(keys, "key", "keys");
        note(&format!("{keys} had a lease, and will not expire now; --ttl gives a new lease"));
    }
}
