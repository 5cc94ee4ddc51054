use crate::go::go_duration;
use crate::output::{Buffer, Cell, Records, TextReply};
use std::time::Duration;

/// The outcome for one member.
#[derive(Debug)]
pub(crate) struct Defragmentation {
    pub(crate) endpoint: String,
    pub(crate) took: Duration,
    pub(crate) outcome: DefragOutcome,
}

#[derive(Debug)]
pub(crate) enum DefragOutcome {
    Done,
    /// Why it failed.
    Failed(String),
    /// Why it was not to be defragmented.
    Skipped(String),
    /// What it would free.
    Planned(String),
}

impl Defragmentation {
    /// Returns the line for stderr if it failed.
    pub(crate) fn failure(&self) -> Option<String> {
        let Self { endpoint, took, outcome } = self;
        let took = go_duration(*took);
        let DefragOutcome::Failed(error) = outcome else { return None };
        Some(format!("Failed to defragment etcd member[{endpoint}]. took {took}. ({error})"))
    }
}

impl DefragOutcome {
    /// Returns the outcome as a word, what it says, and the error.
    fn columns(&self) -> (&'static str, Option<&String>, Option<&String>) {
        match self {
            Self::Done => ("defragmented", None, None),
            Self::Failed(error) => ("failed", None, Some(error)),
            Self::Skipped(reason) => ("skipped", Some(reason), None),
            Self::Planned(reason) => ("planned", Some(reason), None),
        }
    }
}

impl TextReply for Defragmentation {
    const FIELDS: &'static [&'static str] = &["endpoint", "took", "result", "reason", "error"];

    fn text(&self, page: &mut Buffer) {
        let Self { endpoint, took, outcome } = self;
        match outcome {
            DefragOutcome::Failed(_) => {}
            DefragOutcome::Done => page.confirmation(format_args!(
                "Finished defragmenting etcd member[{endpoint}]. took {}",
                go_duration(*took)
            )),
            DefragOutcome::Skipped(why) => {
                page.confirmation(format_args!("Skipped etcd member[{endpoint}]: {why}"));
            }
            DefragOutcome::Planned(what) => {
                page.line(format_args!("Would defragment etcd member[{endpoint}]: {what}"));
            }
        }
    }

    fn facts(&self) -> Records {
        let (result, reason, error) = self.outcome.columns();
        Records::one([
            ("endpoint", Cell::text(&self.endpoint)),
            ("took", Cell::text(go_duration(self.took))),
            ("result", Cell::text(result)),
            ("reason", Cell::text_or_nothing(reason)),
            ("error", Cell::text_or_nothing(error)),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::{DefragOutcome, Defragmentation};
    use crate::output::{Buffer, Reply as _};
    use std::time::Duration;

    #[test]
    fn prints_etcdctls_text() {
        let took = Duration::from_micros(12_300);
        let mut done =
            Defragmentation { endpoint: "h:1".into(), took, outcome: DefragOutcome::Done };
        let mut page = Buffer::new(false);
        done.simple(&mut page);
        assert_eq!(page.take(), b"Finished defragmenting etcd member[h:1]. took 12.3ms\n");
        assert_eq!(done.failure(), None);
        done.outcome = DefragOutcome::Failed("no".into());
        done.simple(&mut page);
        assert_eq!(page.take(), b"");
        let failure = "Failed to defragment etcd member[h:1]. took 12.3ms. (no)";
        assert_eq!(done.failure().as_deref(), Some(failure));
    }
}
