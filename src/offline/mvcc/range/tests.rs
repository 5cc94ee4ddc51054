//! Ranges of files, against a store in memory that keeps every revision.

use super::{Direction, RangeEnd, RangeQuery, RevisionFilter, SortTarget, range};
use crate::etcd::proto::KeyValue;
use crate::failure::Failure;
use crate::offline::bolt::tests::{Contents, open, vector, written};
use crate::offline::mvcc::{KEY, KeySpan, META, Revision, RevisionKey, Store, history};
use proptest::collection::{btree_map, vec};
use proptest::prelude::{Strategy, any, proptest};
use proptest::prop_oneof;
use proptest::sample::{Index, select};
use prost::Message as _;
use std::collections::BTreeMap;

/// A transaction: keys with what is put, or `None` for a deletion.
type Changes = BTreeMap<Vec<u8>, Option<Vec<u8>>>;
type Keys = BTreeMap<Vec<u8>, KeyValue>;

/// What etcd would have done: the entries, and the keys after each revision from 1 on.
#[derive(Debug, Default)]
struct Model {
    entries: Vec<(RevisionKey, KeyValue)>,
    keys: Vec<Keys>,
}

impl Model {
    fn new(transactions: &[Changes]) -> Self {
        let mut model = Self { entries: Vec::new(), keys: vec![Keys::new(), Keys::new()] };
        for changes in transactions {
            model.commit(changes);
        }
        model
    }

    fn commit(&mut self, changes: &Changes) {
        let main = i64::try_from(self.keys.len()).unwrap();
        let mut keys = self.keys.last().unwrap().clone();
        let mut sub = 0;
        for (key, change) in changes {
            let before = keys.remove(key);
            let kv = match (change, before) {
                (None, None) => continue,
                (None, Some(_)) => KeyValue { key: key.clone(), ..KeyValue::default() },
                (Some(value), before) => KeyValue {
                    key: key.clone(),
                    value: value.clone(),
                    mod_revision: main,
                    create_revision: before.as_ref().map_or(main, |kv| kv.create_revision),
                    version: before.map_or(1, |kv| kv.version + 1),
                    lease: 0,
                },
            };
            let entry =
                RevisionKey { revision: Revision::new(main, sub), is_tombstone: change.is_none() };
            sub += 1;
            if change.is_some() {
                keys.insert(key.clone(), kv.clone());
            }
            self.entries.push((entry, kv));
        }
        // Without changes there is no new revision.
        if sub > 0 {
            self.keys.push(keys);
        }
    }

    fn current(&self) -> i64 {
        i64::try_from(self.keys.len()).unwrap() - 1
    }

    /// Removes from the entries up to a revision, in their order, what a compaction removes: of all such
    /// entries only the part before `cut` if it was interrupted.
    fn compact(&mut self, revision: i64, cut: Option<&Index>) {
        let keeps = |(entry, kv): &(RevisionKey, KeyValue)| {
            let live = &self.keys[usize::try_from(revision).unwrap()];
            let is_live =
                live.get(&kv.key).is_some_and(|live| live.mod_revision == entry.revision.main);
            entry.revision.main > revision || is_live
        };
        let kept: Vec<_> = self.entries.iter().map(keeps).collect();
        let done = cut.map_or(kept.len(), |cut| cut.index(kept.len() + 1));
        let mut index = 0;
        self.entries.retain(|_| {
            index += 1;
            kept[index - 1] || index > done
        });
    }

    fn to_file(&self, finished: Option<i64>, scheduled: Option<i64>) -> Vec<u8> {
        let entries = self.entries.iter().map(|(entry, kv)| (entry.to_bytes(), kv.encode_to_vec()));
        let marks = [("finishedCompactRev", finished), ("scheduledCompactRev", scheduled)];
        let marks = marks.into_iter().filter_map(|(name, main)| {
            Some((name.into(), Revision::new(main?, 0).to_bytes().to_vec()))
        });
        let contents =
            Contents::from([(KEY.into(), entries.collect()), (META.into(), marks.collect())]);
        written(&contents, 1024)
    }

    /// Answers as etcd's server does.
    fn range(&self, query: &RangeQuery) -> (Vec<KeyValue>, RangeEnd) {
        let keys = &self.keys[usize::try_from(query.revision).unwrap()];
        let in_range = keys.values().filter(|kv| query.span.contains(&kv.key));
        let mut found: Vec<_> = in_range.cloned().collect();
        let count = i64::try_from(found.len()).unwrap();
        if query.count_only {
            return (Vec::new(), RangeEnd { more: false, count });
        }
        let limit = query.limit.map_or(usize::MAX, |limit| limit.try_into().unwrap());
        let RevisionFilter { min_create, max_create, min_modify, max_modify } = query.filter;
        let top = |revision| if revision == 0 { i64::MAX } else { revision };
        if query.direction.is_none() && query.filter == RevisionFilter::default() {
            found.truncate(limit.saturating_add(1));
        }
        found.retain(|kv| {
            (min_create..=top(max_create)).contains(&kv.create_revision)
                && (min_modify..=top(max_modify)).contains(&kv.mod_revision)
        });
        let descending = query.direction == Some(Direction::Descending);
        found.sort_by(|a, b| {
            let order = match query.target {
                SortTarget::Key => a.key.cmp(&b.key),
                SortTarget::Version => a.version.cmp(&b.version),
                SortTarget::Create => a.create_revision.cmp(&b.create_revision),
                SortTarget::Modify => a.mod_revision.cmp(&b.mod_revision),
                SortTarget::Value => a.value.cmp(&b.value),
            };
            if descending { order.reverse() } else { order }
        });
        let more = found.len() > limit;
        found.truncate(limit);
        (found, RangeEnd { more, count })
    }
}

fn read(file: &[u8], query: &RangeQuery) -> Result<(Vec<KeyValue>, RangeEnd), Failure> {
    let database = open(file)?;
    let store = Store::open(&database)?;
    let mut found = Vec::new();
    let end = range(&store, query, &mut |_| Ok(()), &mut |kv| {
        found.push(KeyValue {
            key: kv.key.to_vec(),
            create_revision: kv.create_revision,
            mod_revision: kv.mod_revision,
            version: kv.version,
            value: kv.value.to_vec(),
            lease: kv.lease,
        });
        Ok::<_, Failure>(())
    })?;
    Ok((found, end))
}

fn key() -> impl Strategy<Value = Vec<u8>> {
    vec(select(&b"abc\xff"[..]), 1..4)
}

fn transactions() -> impl Strategy<Value = Vec<Changes>> {
    let value = prop_oneof![3 => vec(any::<u8>(), 0..4).prop_map(Some), 1 => select(vec![None])];
    vec(btree_map(key(), value, 1..6), 1..60)
}

fn query() -> impl Strategy<Value = RangeQuery> {
    let span = (key(), prop_oneof![select(vec![vec![], vec![0], vec![0, 0]]), key()]);
    let limit = prop_oneof![select(vec![None]), (1..12_u64).prop_map(Some)];
    let targets = [
        SortTarget::Key,
        SortTarget::Key,
        SortTarget::Version,
        SortTarget::Create,
        SortTarget::Modify,
        SortTarget::Value,
    ];
    let directions = [None, Some(Direction::Ascending), Some(Direction::Descending)];
    let order = (select(targets.to_vec()), select(directions.to_vec()));
    let bound = || prop_oneof![3 => select(vec![0]), 1 => 2..40_i64];
    let filter = (bound(), bound(), bound(), bound());
    let switches = (select(vec![false, false, true]), 0..1500_usize);
    (span, limit, order, filter, switches).prop_map(
        |((first, end), limit, (target, direction), filter, (count_only, budget))| {
            let (min_create, max_create, min_modify, max_modify) = filter;
            RangeQuery {
                span: KeySpan::new(first, end),
                revision: 0,
                limit,
                target,
                direction,
                filter: RevisionFilter { min_create, max_create, min_modify, max_modify },
                count_only,
                needs_count: true,
                budget,
            }
        },
    )
}

proptest! {
    #[test]
    fn ranges_are_those_of_a_server(
        transactions in transactions(),
        mut query in query(),
        compaction in proptest::option::of((any::<Index>(), proptest::option::of(any::<Index>()))),
        revision in any::<Index>(),
    ) {
        let mut model = Model::new(&transactions);
        let current = model.current();
        let (mut finished, mut scheduled, mut first) = (None, None, 1);
        if let Some((at, cut)) = compaction {
            first = 1 + i64::try_from(at.index(usize::try_from(current).unwrap())).unwrap();
            model.compact(first, cut.as_ref());
            scheduled = Some(first);
            finished = cut.is_none().then_some(first);
        }
        query.revision = first + i64::try_from(revision.index(usize::try_from(current - first + 1).unwrap())).unwrap();
        let file = model.to_file(finished, scheduled);
        let expected = model.range(&query);
        match read(&file, &query) {
            Ok(found) => assert_eq!(found, expected),
            Err(failure) => {
                assert!(failure.to_string().starts_with("too many keys to sort by "), "{failure}");
                assert!(query.target != SortTarget::Key && !query.count_only);
                let enough = RangeQuery { budget: 1 << 20, ..query };
                assert_eq!(read(&file, &enough).unwrap(), expected);
            }
        }
    }

    #[test]
    fn count_is_skipped_unless_needed(transactions in transactions(), mut query in query()) {
        let model = Model::new(&transactions);
        query.revision = model.current();
        (query.needs_count, query.count_only, query.budget) = (false, false, 1 << 20);
        let expected = model.range(&query);
        let (found, end) = read(&model.to_file(None, None), &query).unwrap();
        assert_eq!(found, expected.0);
        assert!(end == expected.1 || (query.limit.is_some() && end.count == 0), "{end:?}");
    }

    /// A damaged file yields an error or other keys, in a number of steps that the file's size limits.
    #[test]
    fn damaged_files_are_read_to_an_end(
        mut query in query(),
        name in select(vec!["v37-full", "v35-compacted", "v37-auth"]),
        flips in vec((any::<Index>(), any::<u8>()), 1..5),
    ) {
        let mut file = vector(name);
        let length = file.len();
        for (at, byte) in &flips {
            file[at.index(length)] = *byte;
        }
        query.revision = i64::MAX;
        query.budget += 1000;
        query.span = KeySpan::new(vec![0], vec![0]);
        let _ = read(&file, &query);
        let Ok(database) = open(&file) else { return Ok(()) };
        let Ok(store) = Store::open(&database) else { return Ok(()) };
        let mut changes = 0;
        let _ = history(&store, b"reg/0000000", &mut |_| Ok(()), &mut |_| {
            changes += 1;
            Ok::<_, Failure>(())
        });
        assert!(changes < 10_000, "{changes}");
    }
}
