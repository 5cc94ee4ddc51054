//! `import --dry-run`: what an import would change.

use super::{Import, Opened, keys};
use crate::etcd::proto::{KeyValue, RangeRequest};
use crate::etcd::{Range, Session};
use crate::output::{Output, note};
use crate::recipe::concurrently;
use crate::recipe::difference::{Difference, Differences};
use crate::recipe::key_file::{FileLines, KeyLine};
use crate::reply::{ChangedKey, DifferencePart};

/// Number of keys by what would happen to them.
#[derive(Debug, Default)]
struct Preview {
    added: u64,
    changed: u64,
    equal: u64,
    pruned: u64,
    kept: u64,
}

/// Keys that are read at a time if the file is not in key order.
const CHUNK: usize = 128;

pub(super) async fn preview(
    import: &Import,
    session: Session,
    opened: Opened,
    mut output: Output<DifferencePart>,
) -> anyhow::Result<()> {
    let mut preview = Preview::default();
    let span = match &opened.facts {
        Some(facts) if facts.first_unsorted.is_none() => facts.span.clone(),
        _ => None,
    };
    let (lines, header) = opened.file.lines().await?;
    let lines = lines.rewritten(import.names.rewrite(header.as_ref()));
    let span = span.map(|(first, last)| Range { key: first, end: [last, vec![0]].concat() });
    let range = opened.range.or(span);
    match range {
        Some(range) => {
            let keys = keys(&session, range, false).await?;
            let mut merged = Differences::new(lines.sorted(), keys);
            while let Some(difference) = merged.next().await? {
                preview.add(import, difference, &mut output)?;
            }
        }
        None => preview.read(import, &session, lines, &mut output).await?,
    }
    output.add(&DifferencePart::End(preview.printed()))?;
    output.flush()?;
    note(&preview.summary(import));
    Ok(())
}

impl Preview {
    /// Reads the keys of the file one by one, some at a time.
    async fn read(
        &mut self,
        import: &Import,
        session: &Session,
        mut lines: FileLines,
        output: &mut Output<DifferencePart>,
    ) -> anyhow::Result<()> {
        loop {
            let mut chunk = Vec::new();
            while chunk.len() < CHUNK
                && let Some(line) = lines.next().await?
            {
                chunk.push(line);
            }
            if chunk.is_empty() {
                return Ok(());
            }
            let calls = chunk.iter().map(|line| {
                let key = line.kv.key.clone();
                session.call(RangeRequest { key, ..RangeRequest::default() })
            });
            let found = concurrently(calls).await?;
            for (line, reply) in chunk.into_iter().zip(found) {
                let difference = match reply.kvs.into_iter().next() {
                    Some(kv) => Difference::Both(line, kv),
                    None => Difference::OnlyLeft(line),
                };
                self.add(import, difference, output)?;
            }
        }
    }

    fn add(
        &mut self,
        import: &Import,
        difference: Difference<KeyLine, KeyValue>,
        output: &mut Output<DifferencePart>,
    ) -> anyhow::Result<()> {
        let before = self.printed();
        let (a, b) = match difference {
            Difference::OnlyLeft(line) | Difference::Both(line, _)
                if line.number < import.from_line =>
            {
                return Ok(());
            }
            Difference::OnlyLeft(line) => {
                self.added += 1;
                (None, Some(line.kv))
            }
            Difference::OnlyRight(kv) if import.prune => {
                self.pruned += 1;
                (Some(kv), None)
            }
            Difference::OnlyRight(_) => return Ok(()),
            Difference::Both(line, kv) if line.kv.value == kv.value => {
                self.equal += 1;
                return Ok(());
            }
            Difference::Both(_, kv) if import.keeps(&kv) => {
                self.kept += 1;
                return Ok(());
            }
            Difference::Both(line, kv) => {
                self.changed += 1;
                (Some(kv), Some(line.kv))
            }
        };
        let key = a.as_ref().or(b.as_ref()).map(|kv| kv.key.clone()).unwrap_or_default();
        let change = ChangedKey { key, a, b, values: false };
        output.add(&DifferencePart::Key { change, before })
    }

    fn printed(&self) -> u64 {
        self.added + self.changed + self.pruned
    }

    fn summary(&self, import: &Import) -> String {
        let Self { added, changed, equal, pruned, kept } = self;
        let mut text = format!("{added} to add, {changed} to change, {equal} equal");
        if import.prune {
            text.push_str(&format!(", {pruned} to prune"));
        }
        if *kept > 0 {
            text.push_str(&format!(", {kept} to keep because of the condition"));
        }
        text
    }
}

impl Import {
    /// Returns whether a condition keeps the key as it is.
    fn keeps(&self, kv: &KeyValue) -> bool {
        self.if_absent || self.if_unchanged_since.is_some_and(|revision| kv.mod_revision > revision)
    }
}
