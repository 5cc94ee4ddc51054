//! The writes of an import.

use super::{Import, note_dropped_leases};
use crate::etcd::Session;
use crate::etcd::proto::{KeyValue, PutRequest};
use crate::failure::Failure;
use crate::output::{note, progress};
use crate::recipe::difference::{Difference, Differences, RangeKeys};
use crate::recipe::key_file::{FileFacts, FileKeys, FileLines, KeyLine};
use crate::recipe::{BatchWriter, KeyGuard, KeyWrite, Lease, OnConflict, WriteAction};
use crate::reply::ImportDone;
use indicatif::ProgressBar;
use std::sync::Arc;

/// The lines of a file; for `--prune` together with the keys that they replace.
pub(super) enum Lines {
    All(Box<FileLines>),
    Against(Box<Differences<FileKeys, RangeKeys>>),
}

enum Step {
    Put(KeyLine),
    /// The file lacks this key.
    Prune(KeyValue),
}

pub(super) struct ImportRun<'a> {
    import: &'a Import,
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

impl Lines {
    pub(super) fn against(lines: FileLines, keys: RangeKeys) -> Self {
        Self::Against(Box::new(Differences::new(lines.sorted(), keys)))
    }

    async fn next(&mut self) -> Result<Option<Step>, Failure> {
        Ok(match self {
            Self::All(lines) => lines.next().await?.map(Step::Put),
            Self::Against(lines) => lines.next().await?.map(|difference| match difference {
                Difference::OnlyLeft(line) | Difference::Both(line, _) => Step::Put(line),
                Difference::OnlyRight(kv) => Step::Prune(kv),
            }),
        })
    }
}

impl<'a> ImportRun<'a> {
    pub(super) fn new(
        import: &'a Import,
        session: Arc<Session>,
        facts: Option<&FileFacts>,
    ) -> Self {
        let (template, length) = match facts {
            Some(facts) => ("{pos} of {len} keys imported  {per_sec}", Some(facts.keys)),
            None => ("{pos} keys imported  {per_sec}", None),
        };
        Self {
            import,
            writer: BatchWriter::new(Arc::clone(&session), OnConflict::Skip),
            session,
            lease: None,
            dropped_leases: 0,
            conflicts_noted: 0,
            line: 0,
            bar: progress(template, length),
        }
    }

    pub(super) async fn write(&mut self, lines: &mut Lines) -> Result<(), Failure> {
        while let Some(step) = lines.next().await? {
            let write = match step {
                Step::Put(line) => {
                    self.line = line.number;
                    if line.number < self.import.from_line {
                        continue;
                    }
                    self.put(line).await?
                }
                Step::Prune(kv) => {
                    let guard = KeyGuard::ModRevision(kv.key.clone(), kv.mod_revision);
                    KeyWrite::new(self.line, WriteAction::Delete(kv.key)).guarded(guard)
                }
            };
            self.writer.add(write).await?;
            self.report();
        }
        let done = self.writer.finish().await;
        self.report();
        done
    }

    async fn put(&mut self, line: KeyLine) -> Result<KeyWrite, Failure> {
        let KeyLine { number, kv } = line;
        let lease = if kv.lease == 0 { 0 } else { self.lease().await? };
        let put = PutRequest { key: kv.key, value: kv.value, lease, ..PutRequest::default() };
        let key = || put.key.clone();
        let guard = match self.import.if_unchanged_since {
            Some(revision) => Some(KeyGuard::UnchangedSince(key(), revision)),
            None => self.import.if_absent.then(|| KeyGuard::Absent(key())),
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
        let Some(ttl) = self.import.ttl else {
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
                let text = format!("line {}: {conflict}: not written", conflict.position);
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
    pub(super) async fn give_up(mut self, error: anyhow::Error) -> anyhow::Error {
        // The first error is the one to report.
        let _ = self.writer.settle().await;
        self.bar.finish_and_clear();
        note_dropped_leases(self.dropped_leases);
        let first = self.import.from_line;
        let last = self.writer.progress().position;
        let how_far = if last < first {
            "no line was completely imported".to_owned()
        } else {
            let next = last.saturating_add(1);
            format!("imported up to line {last}; continue with --from-line {next}")
        };
        match error.downcast::<Failure>() {
            Ok(failure) => failure.reworded(|text| format!("{text}; {how_far}")).into(),
            Err(error) => error.context(how_far),
        }
    }
}
