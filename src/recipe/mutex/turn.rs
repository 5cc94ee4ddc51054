//! The turn of a contender: when it may hold a lock beside others.

use std::num::NonZeroU32;

/// Returns how many contenders hold the lock or may: the oldest ones, as long as their number is within
/// the limit of each of them. `limits` are the numbers of holders that they accept, oldest first.
///
/// A contender asks only whether it is among them when the younger ones are left out. Since no younger
/// one can overtake it, holders with different limits exclude each other as each of them expects.
pub(crate) fn holders(limits: impl IntoIterator<Item = NonZeroU32>) -> usize {
    let mut least = usize::MAX;
    let within = |(older, limit): &(usize, NonZeroU32)| {
        least = least.min(usize::try_from(limit.get()).unwrap_or(usize::MAX));
        *older < least
    };
    limits.into_iter().enumerate().take_while(within).count()
}

#[cfg(test)]
mod tests {
    use super::holders;
    use proptest::prelude::{Just, Strategy, any, prop, prop_oneof, proptest};
    use std::collections::BTreeMap;
    use std::num::NonZeroU32;

    fn count(limits: &[u32]) -> usize {
        holders(limits.iter().map(|limit| NonZeroU32::new(*limit).unwrap()))
    }

    #[test]
    fn least_limit_counts() {
        assert_eq!(count(&[]), 0);
        assert_eq!([count(&[1]), count(&[1, 1]), count(&[3]), count(&[u32::MAX])], [1, 1, 1, 1]);
        assert_eq!([count(&[3, 3, 3, 3]), count(&[2, 2, 2])], [3, 2]);
        // A plain lock waits for all holders of a semaphore, and they for it.
        assert_eq!([count(&[3, 1, 3]), count(&[1, 3, 3])], [1, 1]);
        assert_eq!([count(&[3, 3, 2, 3]), count(&[3, 2, 3, 3])], [2, 2]);
    }

    #[derive(Debug, Clone)]
    enum Step {
        /// A contender enters the queue.
        Enter(u32),
        /// A contender, holder or not, releases its key or dies.
        Leave(usize),
        /// A contender reads the queue of some time ago, from its own entry on, and decides.
        Decide(usize, usize),
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            2 => prop_oneof![Just(1_u32), 1..4_u32].prop_map(Step::Enter),
            1 => any::<usize>().prop_map(Step::Leave),
            3 => (any::<usize>(), 0..4_usize).prop_map(|(who, age)| Step::Decide(who, age)),
        ]
    }

    /// Contenders by their create revisions, and the queues that were.
    #[derive(Default)]
    struct Model {
        queue: BTreeMap<usize, u32>,
        past: Vec<BTreeMap<usize, u32>>,
        holding: Vec<usize>,
    }

    impl Model {
        fn older(queue: &BTreeMap<usize, u32>, who: usize) -> Vec<u32> {
            queue.range(..=who).map(|(_, limit)| *limit).collect()
        }

        fn take(&mut self, step: &Step) {
            let pick = |number: usize| self.queue.keys().nth(number % self.queue.len().max(1));
            match *step {
                Step::Enter(limit) => _ = self.queue.insert(self.past.len(), limit),
                Step::Leave(number) => {
                    let Some(who) = pick(number).copied() else { return };
                    self.queue.remove(&who);
                    self.holding.retain(|holder| *holder != who);
                }
                Step::Decide(number, age) => {
                    let Some(who) = pick(number).copied() else { return };
                    let seen = self.past.iter().rev().take(age + 1).rev();
                    let seen = seen.chain([&self.queue]).find(|queue| queue.contains_key(&who));
                    let older = Self::older(seen.unwrap(), who);
                    if count(&older) == older.len() && !self.holding.contains(&who) {
                        let ahead = self.queue.range(..who).map(|(older, _)| older);
                        let overtaken: Vec<_> =
                            ahead.filter(|older| !self.may_hold(**older)).collect();
                        assert!(overtaken.is_empty(), "{who} overtakes {overtaken:?}");
                        self.holding.push(who);
                    }
                }
            }
            self.past.push(self.queue.clone());
        }

        fn may_hold(&self, who: usize) -> bool {
            let older = Self::older(&self.queue, who);
            count(&older) == older.len()
        }
    }

    proptest! {
        /// Whatever enters, leaves and dies, and however late a contender sees it.
        #[test]
        fn holders_are_never_more_than_any_accepts(steps in prop::collection::vec(step(), 0..60)) {
            let mut model = Model::default();
            for step in &steps {
                model.take(step);
                for holder in &model.holding {
                    let limit = usize::try_from(model.queue[holder]).unwrap();
                    assert!(model.holding.len() <= limit, "{:?} {:?}", model.holding, model.queue);
                }
            }
            // Nothing is stuck: the oldest may hold as soon as they look, and the others may not.
            let limits: Vec<_> = model.queue.values().copied().collect();
            let entitled: Vec<_> = model.queue.keys().copied().take(count(&limits)).collect();
            assert!(model.queue.is_empty() || !entitled.is_empty());
            for who in model.queue.keys() {
                assert_eq!(model.may_hold(*who), entitled.contains(who));
            }
            assert!(model.holding.iter().all(|holder| entitled.contains(holder)));
        }
    }
}
