//! Events that wait for one run of the command together.

use super::ledger::Ledger;
use super::timing::{BurstTimer, Debounce};
use super::watched::{MOST_PENDING, WatchedEvent};
use crate::clock::Moment;
use std::collections::{BTreeMap, HashMap};

#[derive(Debug)]
pub(super) struct Burst {
    debounce: Debounce,
    /// Set if only the last event of each key counts.
    latest: bool,
    timer: BurstTimer,
    /// When events that were put back are due, if none come before.
    retry: Option<Moment>,
    /// The events by their numbers.
    events: BTreeMap<u64, WatchedEvent>,
    /// The numbers of the last events of the keys, if only those count.
    last: HashMap<Vec<u8>, u64>,
    size: usize,
    /// No more events come.
    closed: bool,
}

impl Burst {
    pub(super) fn new(debounce: Debounce, latest: bool) -> Self {
        Self {
            debounce,
            latest,
            timer: BurstTimer::default(),
            retry: None,
            events: BTreeMap::new(),
            last: HashMap::new(),
            size: 0,
            closed: false,
        }
    }

    pub(super) fn push(&mut self, event: WatchedEvent, ledger: &mut Ledger) {
        self.timer.change(Moment::now());
        self.insert(event, ledger);
    }

    /// Takes all events back, to be run again at a moment together with those that come before.
    pub(super) fn put_back(
        &mut self,
        events: Vec<WatchedEvent>,
        retry: Moment,
        ledger: &mut Ledger,
    ) {
        self.retry = Some(retry);
        events.into_iter().for_each(|event| self.insert(event, ledger));
    }

    fn insert(&mut self, event: WatchedEvent, ledger: &mut Ledger) {
        let number = event.number;
        if self.latest {
            let last = self.last.get(event.key()).copied();
            if last.is_some_and(|last| last > number) {
                return ledger.close(number);
            }
            if let Some(superseded) = last.and_then(|last| self.events.remove(&last)) {
                self.size -= superseded.size();
                ledger.close(superseded.number);
            }
            self.last.insert(event.key().to_vec(), number);
        }
        self.size += event.size();
        self.events.insert(number, event);
    }

    /// Returns when the events are due; `None` without any.
    pub(super) fn due(&self) -> Option<Moment> {
        if self.events.is_empty() {
            return None;
        }
        let over = self.timer.due(self.debounce);
        let is_due = self.closed || self.size >= MOST_PENDING;
        match self.retry {
            None if is_due => Some(Moment::now()),
            None => over,
            Some(retry) => Some(over.map_or(retry, |over| retry.min(over))),
        }
    }

    pub(super) fn take(&mut self) -> Vec<WatchedEvent> {
        (self.timer, self.retry, self.size) = (BurstTimer::default(), None, 0);
        self.last = HashMap::new();
        std::mem::take(&mut self.events).into_values().collect()
    }

    pub(super) fn size(&self) -> usize {
        self.size
    }

    pub(super) fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    pub(super) fn close(&mut self) {
        self.closed = true;
    }
}

#[cfg(test)]
mod tests {
    use super::{Burst, Ledger};
    use crate::clock::Moment;
    use crate::command::hook::timing::Debounce;
    use crate::command::hook::watched::{MOST_PENDING, WatchedEvent};
    use crate::etcd::proto::{Event, KeyValue};
    use std::time::Duration;

    const HOUR: Duration = Duration::from_secs(3600);

    fn event(key: &str, size: usize, ledger: &mut Ledger) -> WatchedEvent {
        let kv = KeyValue { key: key.into(), value: vec![0; size], ..KeyValue::default() };
        let event = Event { kv: Some(kv), ..Event::default() };
        WatchedEvent { number: ledger.open(), ..WatchedEvent::new(event, 0) }
    }

    fn burst(latest: bool) -> Burst {
        Burst::new(Debounce { quiet: HOUR, max_wait: HOUR }, latest)
    }

    fn is_due(burst: &Burst) -> bool {
        burst.due().is_some_and(|due| due.left().is_zero())
    }

    #[test]
    fn later_events_replace_those_of_their_keys_if_only_the_latest_count() {
        for (latest, expected) in [(false, vec![0, 1, 2, 3]), (true, vec![2, 3])] {
            let (mut ledger, mut burst) = (Ledger::default(), burst(latest));
            for key in ["a", "b", "a"] {
                let event = event(key, 1, &mut ledger);
                burst.push(event, &mut ledger);
            }
            ledger.complete(7);
            let batch = burst.take();
            assert!(burst.is_empty() && burst.size() == 0);
            let newer = event("b", 1, &mut ledger);
            burst.push(newer, &mut ledger);
            burst.put_back(batch, Moment::now().after(HOUR), &mut ledger);
            let batch = burst.take();
            let numbers: Vec<_> = batch.iter().map(|event| event.number).collect();
            assert_eq!(numbers, expected);
            assert_eq!(ledger.passed(), None);
            numbers.into_iter().for_each(|number| ledger.close(number));
            assert_eq!(ledger.passed(), Some(7));
        }
    }

    #[test]
    fn burst_is_due_early_when_it_is_large_or_closed_but_not_when_it_is_retried() {
        let (mut ledger, mut burst) = (Ledger::default(), burst(false));
        burst.close();
        assert_eq!(burst.due(), None);
        let small = event("a", 1, &mut ledger);
        burst.push(small, &mut ledger);
        assert!(is_due(&burst));
        burst.closed = false;
        assert!(!is_due(&burst));
        let large = event("b", MOST_PENDING, &mut ledger);
        burst.push(large, &mut ledger);
        assert!(is_due(&burst));
        let batch = burst.take();
        burst.put_back(batch, Moment::now().after(HOUR), &mut ledger);
        assert!(!is_due(&burst));
    }
}
