//! A store that loses revisions while it is watched: it was restored from a backup.

use super::{WatchEnd, WatchEvent, Watcher};
use crate::etcd::proto::{RangeRequest, WatchResponse, header_revision};

impl Watcher {
    /// Ends the watch when the store is found to lack a revision that it had: this one, or a later one that was seen.
    pub(crate) fn having_reached(mut self, revision: i64) -> Self {
        self.reached = Some(revision);
        self
    }

    /// Notes the revision of the store. When the watch is created it may be that of a member that is behind.
    pub(super) fn note_revision(&mut self, response: &WatchResponse) {
        let Some(reached) = &mut self.reached else { return };
        let now = header_revision(response.header);
        self.is_doubted = response.created && now < *reached;
        *reached = now.max(*reached);
    }

    /// Asks the cluster for its revision, which no member that is behind can answer.
    pub(super) async fn confirm(&mut self) -> Result<Option<WatchEvent>, WatchEnd> {
        let key = self.request.key.clone();
        let one = RangeRequest { key, count_only: true, ..RangeRequest::default() };
        let answer = self.session.call(one).await;
        self.is_doubted = false;
        let now = match answer {
            Ok(reply) => header_revision(reply.header),
            // The question is asked again when the watch is opened anew.
            Err(fault) => return self.lose(fault).await,
        };
        match self.reached.filter(|reached| now < *reached) {
            Some(reached) => {
                self.stream = None;
                Err(WatchEnd::Reverted { reached, now })
            }
            None => Ok(None),
        }
    }
}
