use crate::go::go_duration;
use crate::output::{Buffer, Cell, Records, TextReply};
use std::time::Duration;

/// The outcome for one member.
#[derive(Debug)]
pub(crate) struct Defragmentation {
    pub(crate) endpoint: String,
    pub(crate) took: Duration,
    pub(crate) error: Option<String>,
}

impl Defragmentation {
    /// Returns the line for stderr if it failed.
    pub(crate) fn failure(&self) -> Option<String> {
        let Self { endpoint, took, error } = self;
        let took = go_duration(*took);
        let error = error.as_ref()?;
        Some(format!("Failed to defragment etcd member[{endpoint}]. took {took}. ({error})"))
    }
}

impl TextReply for Defragmentation {
    const FIELDS: &'static [&'static str] = &["endpoint", "took", "error"];

    fn text(&self, page: &mut Buffer) {
        let Self { endpoint, took, error } = self;
        if error.is_none() {
            let took = go_duration(*took);
            page.confirmation(format_args!(
                "Finished defragmenting etcd member[{endpoint}]. took {took}"
            ));
        }
    }

    fn facts(&self) -> Records {
        Records::one([
            ("endpoint", Cell::text(&self.endpoint)),
            ("took", Cell::text(go_duration(self.took))),
            ("error", Cell::text_or_nothing(self.error.as_ref())),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::Defragmentation;
    use crate::output::{Buffer, Reply as _};
    use std::time::Duration;

    #[test]
    fn prints_etcdctls_text() {
        let took = Duration::from_micros(12_300);
        let mut done = Defragmentation { endpoint: "h:1".into(), took, error: None };
        let mut page = Buffer::new(false);
        done.simple(&mut page);
        assert_eq!(page.take(), b"Finished defragmenting etcd member[h:1]. took 12.3ms\n");
        assert_eq!(done.failure(), None);
        done.error = Some("no".into());
        done.simple(&mut page);
        assert_eq!(page.take(), b"");
        let failure = "Failed to defragment etcd member[h:1]. took 12.3ms. (no)";
        assert_eq!(done.failure().as_deref(), Some(failure));
    }
}
