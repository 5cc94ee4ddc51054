//! Events that wait for a command of their own, in lanes: the events of a lane follow one another.

use super::watched::WatchedEvent;
use std::collections::{HashMap, VecDeque};

/// A lane is known by its key; with a single lane that is empty.
#[derive(Debug, Default)]
pub(super) struct Lanes {
    /// The lanes that are in use: those with events, and those whose event has been taken.
    waiting: HashMap<Vec<u8>, VecDeque<WatchedEvent>>,
    /// The lanes whose first event can be taken.
    ready: VecDeque<Vec<u8>>,
}

impl Lanes {
    pub(super) fn push(&mut self, lane: Vec<u8>, event: WatchedEvent) {
        if let Some(events) = self.waiting.get_mut(&lane) {
            events.push_back(event);
            return;
        }
        self.waiting.insert(lane.clone(), VecDeque::from([event]));
        self.ready.push_back(lane);
    }

    /// Takes the first event of a lane, which is closed until it is freed.
    pub(super) fn take(&mut self) -> Option<(Vec<u8>, WatchedEvent)> {
        let lane = self.ready.pop_front()?;
        let event = self.waiting.get_mut(&lane)?.pop_front()?;
        Some((lane, event))
    }

    /// Frees a lane, whose event has been handled.
    pub(super) fn free(&mut self, lane: Vec<u8>) {
        match self.waiting.get(&lane) {
            Some(events) if !events.is_empty() => self.ready.push_back(lane),
            _ => _ = self.waiting.remove(&lane),
        }
    }

    /// Returns whether no lane is in use.
    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::Lanes;
    use crate::command::hook::watched::WatchedEvent;
    use crate::etcd::proto::Event;

    fn event(number: u64) -> WatchedEvent {
        WatchedEvent { number, ..WatchedEvent::new(Event::default(), 0) }
    }

    #[test]
    fn events_of_a_lane_follow_one_another() {
        let mut lanes = Lanes::default();
        for (number, lane) in [(1, "a"), (2, "a"), (3, "b")] {
            lanes.push(lane.into(), event(number));
        }
        let mut take = |free: Option<&str>| {
            free.into_iter().for_each(|lane| lanes.free(lane.into()));
            lanes.take().map(|(_, event)| event.number)
        };
        assert_eq!([take(None), take(None), take(None)], [Some(1), Some(3), None]);
        assert_eq!([take(Some("b")), take(Some("a")), take(None)], [None, Some(2), None]);
        assert_eq!(take(Some("a")), None);
        assert!(lanes.is_empty());
    }
}
