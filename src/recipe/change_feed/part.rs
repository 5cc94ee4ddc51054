//! Events of a feed, and how far it has come after each of them.

use crate::etcd::proto::{DELETE, Event, WatchResponse};
use crate::recipe::resume_file::ResumePoint;

/// The events of one kind, where the others are not wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum EventKind {
    Put,
    Delete,
}

/// Events of whole revisions, or of keys as of one revision.
#[derive(Debug)]
pub(crate) struct FeedPart {
    pub(crate) response: WatchResponse,
    /// The changes of the known keys, if there are any, in their order.
    pub(crate) changes: Vec<KnownChange>,
    /// How far the feed has come with this part.
    pub(crate) end: Option<ResumePoint>,
    /// The response has no events, and was not asked for.
    pub(crate) is_hidden: bool,
    /// The events are the keys as of the header's revision, compared with those known before: etcd did not
    /// send the deletions.
    pub(crate) is_state: bool,
    /// The number of events of the first revision that were handled before.
    pub(super) skipped: u64,
}

/// The new revision of a known key; `None` if the key is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KnownChange {
    pub(crate) key: Vec<u8>,
    pub(crate) revision: Option<i64>,
    /// The index of its event, or of the next one.
    pub(crate) event: usize,
}

impl FeedPart {
    /// Returns how far the feed has come after each event.
    pub(crate) fn points(&self) -> Vec<ResumePoint> {
        let events = &self.response.events;
        if self.is_state {
            let header = self.response.header.unwrap_or_default();
            let keys = events.iter().map(|event| event.kv.as_ref().map(|kv| kv.key.clone()));
            let at = ResumePoint::from(header.revision);
            return keys.map(|read_to| ResumePoint { read_to, ..at.clone() }).collect();
        }
        let mut points = Vec::with_capacity(events.len());
        let mut handled = self.skipped;
        for (index, event) in events.iter().enumerate() {
            let this = revision(event);
            handled += 1;
            points.push(match events.get(index + 1).map(revision) {
                Some(next) if next == this => {
                    ResumePoint { events: handled, ..ResumePoint::from(this - 1) }
                }
                _ => {
                    handled = 0;
                    ResumePoint::from(this)
                }
            });
        }
        points
    }
}

impl EventKind {
    /// Returns the filter of the watch that leaves out the other kind.
    pub(super) fn filter(self) -> i32 {
        match self {
            Self::Put => 1,
            Self::Delete => 0,
        }
    }

    pub(super) fn is_kind_of(self, event: &Event) -> bool {
        (event.r#type == DELETE) == (self == Self::Delete)
    }
}

/// Returns the revision of an event.
pub(super) fn revision(event: &Event) -> i64 {
    event.kv.as_ref().map_or(0, |kv| kv.mod_revision)
}

#[cfg(test)]
mod tests {
    use super::FeedPart;
    use crate::etcd::proto::{Event, KeyValue, ResponseHeader, WatchResponse};

    fn part(revisions: &[i64], skipped: u64, is_state: bool) -> FeedPart {
        let kv = |revision: &i64| KeyValue {
            key: format!("k{revision}").into(),
            mod_revision: *revision,
            ..KeyValue::default()
        };
        let event = |revision| Event { kv: Some(kv(revision)), ..Event::default() };
        let header = Some(ResponseHeader { revision: 9, ..ResponseHeader::default() });
        let events = revisions.iter().map(event).collect();
        let response = WatchResponse { header, events, ..WatchResponse::default() };
        let (changes, end) = (Vec::new(), None);
        FeedPart { response, changes, end, is_hidden: false, is_state, skipped }
    }

    #[test]
    fn points_count_the_events_within_a_revision() {
        let points = |revisions: &[i64], skipped| {
            let points = part(revisions, skipped, false).points();
            points.iter().map(|point| (point.revision, point.events)).collect::<Vec<_>>()
        };
        assert_eq!(points(&[3, 5, 5, 5, 6], 0), [(3, 0), (4, 1), (4, 2), (5, 0), (6, 0)]);
        assert_eq!(points(&[5, 5, 6, 6], 2), [(4, 3), (5, 0), (5, 1), (6, 0)]);
        assert_eq!(points(&[], 0), []);
    }

    #[test]
    fn points_of_a_state_name_its_keys() {
        let points = part(&[3, 7], 0, true).points();
        let points: Vec<_> = points.into_iter().map(|p| (p.revision, p.read_to.unwrap())).collect();
        assert_eq!(points, [(9, b"k3".to_vec()), (9, b"k7".to_vec())]);
    }
}
