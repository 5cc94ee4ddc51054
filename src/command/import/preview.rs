//! `import --dry-run`: what an import would change.

use super::options::ImportOptions;
use super::source::{ImportSource, request};
use crate::etcd::proto::{
    KeyValue, RangeRequest, RequestUnion, ResponseOp, ResponseUnion, TxnRequest, operation,
};
use crate::etcd::{CallError, Range, Refusal, Session};
use crate::output::{Output, note};
use crate::recipe::concurrently;
use crate::recipe::difference::{Difference, Differences, RangeKeys};
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
    /// Keys that exist and would have no lease any more.
    unleased: u64,
}

/// Keys of the file that are read at a time, unless its whole range is.
const CHUNK: usize = 128;

/// A range is read as a whole if at least one of this number of its keys is in the file.
const DENSE: i64 = 4;

pub(super) async fn preview(
    options: &ImportOptions,
    session: Session,
    source: ImportSource,
    mut output: Output<DifferencePart>,
) -> anyhow::Result<()> {
    let mut preview = Preview::default();
    let range = match &source.range {
        Some(range) => Some(range.clone()),
        None => dense_span(&session, &source).await?,
    };
    let lines = source.lines(options).await?;
    match range {
        Some(range) => {
            let keys = RangeKeys::open(&session, request(range)).await?;
            let mut merged = Differences::new(lines.sorted(), keys);
            while let Some(difference) = merged.next().await? {
                preview.add(options, difference, &mut output)?;
            }
        }
        None => preview.read(options, &session, lines, &mut output).await?,
    }
    output.add(&DifferencePart::End(preview.printed()))?;
    output.flush()?;
    note(&preview.summary(options));
    Ok(())
}

/// Returns the range from the first key to the last one of a file in key order, unless most of its keys are
/// not in the file.
async fn dense_span(session: &Session, source: &ImportSource) -> Result<Option<Range>, CallError> {
    let (Some(range), Some(facts)) = (source.span(), &source.facts) else { return Ok(None) };
    let count = RangeRequest { count_only: true, ..request(range.clone()) };
    let most = i64::try_from(facts.keys).unwrap_or(i64::MAX).saturating_mul(DENSE);
    match session.call(count).await {
        Ok(reply) => Ok((reply.count <= most).then_some(range)),
        // The user may read some of the keys only.
        Err(error) if error.refusal() == Some(Refusal::PermissionDenied) => Ok(None),
        Err(error) => Err(error),
    }
}

impl Preview {
    /// Reads only the keys of the file, some at a time.
    async fn read(
        &mut self,
        options: &ImportOptions,
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
                lines.take_incomplete().inspect(|failure| note(&failure.to_string()));
                return Ok(());
            }
            let found = read_keys(session, &chunk).await?;
            for (line, found) in chunk.into_iter().zip(found) {
                let difference = match found {
                    Some(kv) => Difference::Both(line, kv),
                    None => Difference::OnlyLeft(line),
                };
                self.add(options, difference, output)?;
            }
        }
    }

    fn add(
        &mut self,
        options: &ImportOptions,
        difference: Difference<KeyLine, KeyValue>,
        output: &mut Output<DifferencePart>,
    ) -> anyhow::Result<()> {
        let before = self.printed();
        let Some((a, b)) = self.count(options, difference) else { return Ok(()) };
        let key = a.as_ref().or(b.as_ref()).map(|kv| kv.key.clone()).unwrap_or_default();
        let change = ChangedKey { key, a, b, values: false };
        output.add(&DifferencePart::Key { change, before })
    }

    /// Counts a difference. Returns the key before and after the import, if that changes it.
    fn count(
        &mut self,
        options: &ImportOptions,
        difference: Difference<KeyLine, KeyValue>,
    ) -> Option<(Option<KeyValue>, Option<KeyValue>)> {
        match difference {
            Difference::OnlyLeft(line) | Difference::Both(line, _)
                if line.number < options.from_line =>
            {
                None
            }
            Difference::OnlyLeft(line) => {
                self.added += 1;
                Some((None, Some(line.kv)))
            }
            Difference::OnlyRight(_) if !options.prune => None,
            Difference::OnlyRight(kv) if options.keeps(&kv) => {
                self.kept += 1;
                None
            }
            Difference::OnlyRight(kv) => {
                self.pruned += 1;
                Some((Some(kv), None))
            }
            Difference::Both(line, kv) => {
                self.unleased += u64::from(options.drops_lease(&line, &kv));
                self.count_change(options, line, kv)
            }
        }
    }

    fn count_change(
        &mut self,
        options: &ImportOptions,
        line: KeyLine,
        kv: KeyValue,
    ) -> Option<(Option<KeyValue>, Option<KeyValue>)> {
        if line.kv.value == kv.value {
            self.equal += 1;
            return None;
        }
        if options.keeps(&kv) {
            self.kept += 1;
            return None;
        }
        self.changed += 1;
        Some((Some(kv), Some(line.kv)))
    }

    fn printed(&self) -> u64 {
        self.added + self.changed + self.pruned
    }

    fn summary(&self, options: &ImportOptions) -> String {
        let Self { added, changed, equal, pruned, kept, unleased } = self;
        let mut text = format!("{added} to add, {changed} to change, {equal} equal");
        if options.prune {
            text.push_str(&format!(", {pruned} to prune"));
        }
        if *kept > 0 {
            text.push_str(&format!(", {kept} to keep because of the condition"));
        }
        if *unleased > 0 {
            text.push_str(&format!(", {unleased} to lose their lease"));
        }
        text
    }
}

/// Reads the keys of the lines, in one transaction unless the server allows fewer operations.
async fn read_keys(
    session: &Session,
    lines: &[KeyLine],
) -> Result<Vec<Option<KeyValue>>, CallError> {
    let read =
        |line: &KeyLine| RangeRequest { key: line.kv.key.clone(), ..RangeRequest::default() };
    let operations = lines.iter().map(|line| operation(RequestUnion::RequestRange(read(line))));
    let reads = TxnRequest { success: operations.collect(), ..TxnRequest::default() };
    match session.call_idempotent(reads).await {
        Ok(reply) => Ok(reply.responses.into_iter().map(found).collect()),
        Err(error) if error.refusal() == Some(Refusal::TooManyOperations) => {
            let calls = lines.iter().map(|line| session.call(read(line)));
            let replies = concurrently(calls).await?;
            Ok(replies.into_iter().map(|reply| reply.kvs.into_iter().next()).collect())
        }
        Err(error) => Err(error),
    }
}

fn found(operation: ResponseOp) -> Option<KeyValue> {
    match operation.response {
        Some(ResponseUnion::ResponseRange(range)) => range.kvs.into_iter().next(),
        _ => None,
    }
}
