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
    use proptest::collection::vec;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    proptest! {
        /// Events are pushed, taken and freed in any order: all are taken, those of a lane in order and one
        /// at a time.
        #[test]
        fn lanes_keep_order_and_lose_nothing(steps in vec((0_u8..5, 0_u8..3), 1..200)) {
            let (mut lanes, mut busy) = (Lanes::default(), BTreeSet::new());
            let (mut pushed, mut taken) = (BTreeMap::new(), BTreeMap::<Vec<u8>, Vec<u64>>::new());
            let mut number = 0;
            let drained = (0..steps.len() * 2).flat_map(|_| [(0, 1), (0, 2)]);
            for (key, step) in steps.iter().copied().chain(drained) {
                match step {
                    0 => {
                        number += 1;
                        pushed.entry(vec![key]).or_insert_with(Vec::new).push(number);
                        lanes.push(vec![key], event(number));
                    }
                    1 => if let Some((lane, event)) = lanes.take() {
                        prop_assert!(busy.insert(lane.clone()));
                        taken.entry(lane).or_default().push(event.number);
                    },
                    _ => if let Some(lane) = busy.pop_first() {
                        lanes.free(lane);
                    },
                }
            }
            prop_assert!(lanes.is_empty() && busy.is_empty());
            prop_assert_eq!(taken, pushed);
        }
    }

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
