//! `make-mirror --verify` and `--dry-run`: the keys that differ.

use super::MakeMirror;
use super::progress::MirrorProgress;
use crate::failure::{self, Failure, Kind};
use crate::output::{Output, note};
use crate::recipe::{Events, Mirror, MirrorDifference, MirrorEvent, Writes};
use crate::reply::{ChangedKey, DifferencePart};

/// Numbers of keys by what a copy would do to them.
#[derive(Debug, Default)]
struct DifferenceCounts {
    added: u64,
    changed: u64,
    equal: u64,
    surplus: u64,
}

impl MakeMirror {
    /// Prints the differences: after a copy, if there is one.
    pub(super) async fn compare(
        &self,
        (mut mirror, mut events): (Mirror, Events<MirrorEvent>),
        mut output: Output<DifferencePart>,
    ) -> anyhow::Result<()> {
        mirror.connect(if self.copies() { Writes::All } else { Writes::Nothing }).await?;
        let mut revision = 0;
        if self.copies() {
            let progress = MirrorProgress::new(self.prune);
            let copied = events.during(mirror.copy_and_prune(), |event| progress.handle(&event));
            let copied = copied.await;
            note(&progress.finish());
            revision = copied?;
        }
        let mut counts = DifferenceCounts::default();
        let compared = mirror.compare(revision, |difference| {
            let before = counts.printed(self.prints_surplus());
            match counts.count(difference, self.prints_surplus()) {
                Some(change) => output.add(&DifferencePart::Key { change, before }),
                None => Ok(()),
            }
        });
        let revision = compared.await.map_err(|error| self.explained(error))?;
        output.add(&DifferencePart::End(counts.printed(self.prints_surplus())))?;
        output.flush()?;
        note(&counts.summary(self, revision));
        match self.verify && counts.printed(true) > 0 {
            true => Err(Failure::silent(Kind::Refused).into()),
            false => Ok(()),
        }
    }

    fn copies(&self) -> bool {
        self.verify && self.once
    }

    /// Returns whether keys that only the destination has are of interest.
    fn prints_surplus(&self) -> bool {
        self.verify || self.prune
    }

    /// Gives an error another exit code than a difference.
    fn explained(&self, error: anyhow::Error) -> anyhow::Error {
        if !self.verify || failure::kind(&error) != Kind::Refused {
            return error;
        }
        match error.downcast::<Failure>() {
            Ok(failure) => failure.of_kind(Kind::Ended).into(),
            Err(error) => error,
        }
    }
}

impl DifferenceCounts {
    /// Counts a key, and returns it if it is to be printed.
    fn count(&mut self, difference: MirrorDifference, surplus: bool) -> Option<ChangedKey> {
        let MirrorDifference { key, source, destination } = difference;
        let number = match (&source, &destination) {
            (Some(source), Some(destination)) if source.value == destination.value => {
                &mut self.equal
            }
            (Some(_), Some(_)) => &mut self.changed,
            (Some(_), None) => &mut self.added,
            (None, _) => &mut self.surplus,
        };
        *number += 1;
        let is_equal = matches!((&source, &destination), (Some(a), Some(b)) if a.value == b.value);
        let is_ignored = is_equal || source.is_none() && !surplus;
        let change = ChangedKey { key, a: destination, b: source, values: false };
        (!is_ignored).then_some(change)
    }

    fn printed(&self, surplus: bool) -> u64 {
        self.added + self.changed + if surplus { self.surplus } else { 0 }
    }

    fn summary(&self, options: &MakeMirror, revision: i64) -> String {
        let Self { added, changed, equal, surplus } = self;
        if options.verify {
            return format!(
                "compared as of revision {revision}: {equal} equal, {changed} different, \
                 {added} missing, {surplus} only at the destination"
            );
        }
        let mut text = format!("{added} to add, {changed} to change, {equal} equal");
        match (surplus, options.prune) {
            (0, false) => {}
            (_, true) => text.push_str(&format!(", {surplus} to prune")),
            (_, false) => {
                text.push_str(&format!(", {surplus} only at the destination (see --prune)"));
            }
        }
        text
    }
}
