//! What was handed on and is not handled yet, and the files that remember what was.

mod key_journal;

use crate::failure::Failure;
use crate::recipe::change_feed::{FeedPart, KnownChange, KnownKeys};
use crate::recipe::resume_file::{ResumeFile, ResumePoint};
use key_journal::{JournalContents, KeyJournal, journal_path};
use std::collections::{HashSet, VecDeque};
use std::fs;
use std::path::PathBuf;

/// A resume file, with the known keys if they are remembered, and the steps until the next save.
#[derive(Debug)]
pub(crate) struct ResumeLog {
    file: ResumeFile,
    journal: Option<KeyJournal>,
    steps: VecDeque<ResumeStep>,
    /// The number of the last step.
    last: i64,
    /// The steps and changes that were added since they were last joined.
    added: usize,
    /// Those that were left then.
    kept: usize,
}

/// The number of steps and changes that need not be joined.
const SPARE: usize = 1000;

/// The numbers of the steps of a part: one for each event, and one for what follows them.
#[derive(Debug)]
pub(crate) struct PartSteps {
    pub(crate) events: Vec<i64>,
    pub(crate) end: Option<i64>,
}

#[derive(Debug)]
struct ResumeStep {
    number: i64,
    point: ResumePoint,
    changes: Vec<KnownChange>,
}

impl ResumeLog {
    pub(crate) fn new(file: ResumeFile) -> Self {
        Self { file, journal: None, steps: VecDeque::new(), last: 0, added: 0, kept: 0 }
    }

    pub(crate) fn point(&self) -> Option<&ResumePoint> {
        self.file.point()
    }

    /// Refuses the files of another cluster.
    pub(crate) fn bind(&mut self, cluster_id: u64) -> Result<(), Failure> {
        self.file.bind(cluster_id)
    }

    /// Returns the keys that are remembered, if any are.
    pub(crate) fn load_keys(&mut self) -> Result<Option<KnownKeys>, Failure> {
        let Some(point) = self.file.point() else { return Ok(None) };
        let found = KeyJournal::load(&journal_path(self.file.path()), point)?;
        let Some(JournalContents { journal, known, point }) = found else { return Ok(None) };
        self.journal = Some(journal);
        // An older one, if the journal has lost its end.
        self.file.save(point)?;
        Ok(Some(known))
    }

    /// Removes the keys of an earlier run, which would not learn of what comes now. Returns their file if there
    /// was one.
    pub(crate) fn forget_keys(&self) -> Option<PathBuf> {
        let path = journal_path(self.file.path());
        // Usually they do not exist.
        fs::remove_file(&path).is_ok().then_some(path)
    }

    /// Returns in words that a store at this revision lacks what was handled, if it does.
    pub(crate) fn ahead_of(&self, revision: i64) -> Option<String> {
        self.file.ahead_of("the store", revision)
    }

    /// Goes back to a revision at which the keys are read again: another history led there. Returns the known
    /// keys, of which no revision means anything any more.
    pub(crate) fn restart(
        &mut self,
        mut known: KnownKeys,
        revision: i64,
    ) -> Result<KnownKeys, Failure> {
        known.forget_revisions();
        let point = ResumePoint { read_to: Some(Vec::new()), ..ResumePoint::from(revision) };
        let mut noted = known.clone();
        for step in &mut self.steps {
            // They may be handled or not.
            step.changes.drain(..).for_each(|change| noted.set(change.key, Some(0)));
            step.point = point.clone();
        }
        let path = journal_path(self.file.path());
        self.journal = Some(KeyJournal::create(&path, &noted, Some(&point), None)?);
        self.file.save(point)?;
        Ok(known)
    }

    /// Begins to remember keys, unless that was begun before.
    pub(crate) fn begin_keys(&mut self, known: &KnownKeys) -> Result<(), Failure> {
        if self.journal.is_none() {
            self.write_keys(known)?;
        }
        Ok(())
    }

    /// Writes the journal anew. `known` are the keys after the last step.
    fn write_keys(&mut self, known: &KnownKeys) -> Result<(), Failure> {
        let path = journal_path(self.file.path());
        let open = self.steps.iter().flat_map(|step| &step.changes);
        let open = open.map(|change| change.key.as_slice());
        self.journal = Some(KeyJournal::create(&path, known, self.file.point(), open)?);
        Ok(())
    }

    /// Saves a point that follows from no event.
    pub(crate) fn begin_at(&mut self, point: ResumePoint) -> Result<(), Failure> {
        self.file.save(point)
    }

    /// Adds a step, and returns its number.
    pub(crate) fn expect(&mut self, point: ResumePoint, changes: Vec<KnownChange>) -> i64 {
        self.last += 1;
        self.added += 1 + changes.len();
        self.steps.push_back(ResumeStep { number: self.last, point, changes });
        self.last
    }

    /// Adds the steps of a part, of whose events the first `wanted` will be handled. Their keys are noted
    /// before, because a process that is killed cannot tell what it has handled.
    pub(crate) fn expect_part(
        &mut self,
        part: &mut FeedPart,
        wanted: usize,
    ) -> Result<PartSteps, Failure> {
        if let Some(journal) = &mut self.journal {
            let begun = part.changes.iter().filter(|change| change.event < wanted);
            journal.begin(begun.map(|change| change.key.as_slice()))?;
        }
        let points = part.points();
        let is_whole = wanted == points.len();
        let end = part.end.take().filter(|_| is_whole);
        let mut changes = std::mem::take(&mut part.changes).into_iter().peekable();
        let mut steps = PartSteps { events: Vec::with_capacity(wanted), end: None };
        let end = end.filter(|end| points.last() != Some(end) || changes.len() > 0);
        for (index, point) in points.into_iter().take(wanted).enumerate() {
            let own = std::iter::from_fn(|| changes.next_if(|change| change.event <= index));
            let own = own.collect();
            steps.events.push(self.expect(point, own));
        }
        steps.end = end.map(|end| self.expect(end, changes.collect()));
        Ok(steps)
    }

    /// Saves the point after a step, which is done, as all before it are.
    pub(crate) fn passed(&mut self, number: i64) -> Result<(), Failure> {
        let done = self.steps.partition_point(|step| step.number <= number);
        let mut done: Vec<_> = self.steps.drain(..done).collect();
        let Some(point) = done.last_mut().map(|step| std::mem::take(&mut step.point)) else {
            return Ok(());
        };
        // The journal comes first: it may be ahead of the file, but not behind it.
        if let Some(journal) = &mut self.journal {
            journal.append(done.iter().flat_map(|step| &step.changes), &point)?;
        }
        if self.steps.is_empty() {
            self.added = 0;
        }
        self.file.save(point)
    }

    /// Joins steps that are no longer awaited by themselves if there are many, and writes the journal anew if
    /// most of it is of the past: one event that is open for long must not make them grow. `known` are the
    /// keys after the last step.
    pub(crate) fn tidy(
        &mut self,
        known: Option<&KnownKeys>,
        is_awaited: impl Fn(i64) -> bool,
    ) -> Result<(), Failure> {
        let enough = self.kept.max(known.map_or(0, KnownKeys::len)).max(SPARE);
        let has_joined = self.added > enough && self.join(is_awaited);
        let is_long = self.journal.as_ref().is_some_and(KeyJournal::is_long);
        match known {
            Some(known) if is_long || has_joined && self.journal.is_some() => {
                self.write_keys(known)
            }
            _ => Ok(()),
        }
    }

    /// Joins each step that is not awaited with the next one. Returns whether there were any.
    fn join(&mut self, is_awaited: impl Fn(i64) -> bool) -> bool {
        let all = self.steps.len();
        let mut joined = VecDeque::<ResumeStep>::new();
        for mut step in self.steps.drain(..) {
            if joined.back().is_some_and(|last| !is_awaited(last.number)) {
                let before = joined.pop_back().into_iter().flat_map(|last| last.changes);
                step.changes.splice(..0, before);
            }
            joined.push_back(step);
        }
        let has_joined = joined.len() < all;
        if has_joined {
            joined.iter_mut().for_each(ResumeStep::drop_superseded);
        }
        self.kept = joined.iter().map(|step| 1 + step.changes.len()).sum();
        (self.steps, self.added) = (joined, 0);
        has_joined
    }

    /// Flushes the files to the disk, once, at the end.
    pub(crate) fn finish(&self) -> Result<(), Failure> {
        if self.file.point().is_none() {
            return Ok(());
        }
        self.journal.as_ref().map_or(Ok(()), KeyJournal::sync)?;
        self.file.sync()
    }
}

impl ResumeStep {
    /// Keeps the last change of each key.
    fn drop_superseded(&mut self) {
        let mut seen = HashSet::new();
        let changes = std::mem::take(&mut self.changes).into_iter().rev();
        self.changes = changes.filter(|change| seen.insert(change.key.clone())).collect();
        self.changes.reverse();
    }
}

/// Removes a journal without a point, as [`ResumeFile`] removes itself.
impl Drop for ResumeLog {
    fn drop(&mut self) {
        if self.journal.is_some() && self.file.point().is_none() {
            let _ = fs::remove_file(journal_path(self.file.path()));
        }
    }
}
