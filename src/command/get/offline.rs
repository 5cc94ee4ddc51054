//! `get --db` and `get --data-dir`: reads keys from a database file.

use super::Get;
use super::print::RangePrinter;
use crate::command::long_work::LongWork;
use crate::context::LocalContext;
use crate::etcd::RangePart;
use crate::etcd::proto::{KeyValue, RangeRequest, ResponseHeader};
use crate::failure::{Failure, Kind};
use crate::offline::mvcc::{
    self, Direction, KeySpan, RangeEnd, RangeQuery, RevisionFilter, SortTarget, Store,
    StoredKeyValue,
};
use crate::offline::raft::MemberIds;
use crate::output::Format;
use crate::reply::{RangeFragment, Show};

/// Bytes of memory for the keys of a range; more keys take more than one pass over the file.
const BUDGET: usize = 6 << 20;

impl Get {
    pub(crate) fn run_offline(self, cx: &LocalContext) -> anyhow::Result<()> {
        let mut output = self.output(cx.options()?)?;
        let (show, range, request) = self.request(output.format())?;
        self.check_offline(&request)?;
        let database = self.database.open()?;
        let store = Store::open(&database)?;
        let query = RangeQuery {
            revision: store.readable_revision(request.revision)?,
            needs_count: show == Show::Count || has_count(output.format()),
            ..query(&request)
        };
        let work = LongWork::new("reading", database.meta().size());
        let mut printer = RangePrinter::new(&mut output, request.revision, |part, before| {
            RangeFragment { part, before, show }
        });
        printer.add(RangePart::Header(self.stored_header(&store)))?;
        let mut found = |kv: StoredKeyValue<'_>| {
            work.hide();
            printer.add(RangePart::Kv(key_value(kv, request.keys_only)))
        };
        let end = mvcc::range(&store, &query, &mut |done| work.at(done), &mut found)?;
        let RangeEnd { more, count } = end;
        printer.add(RangePart::End { more, count })?;
        work.hide();
        self.check_found(&printer.finish()?, show, &range)
    }

    fn stored_header(&self, store: &Store<'_>) -> ResponseHeader {
        let MemberIds { cluster, member } = self.database.ids();
        ResponseHeader {
            cluster_id: cluster,
            member_id: member,
            revision: store.current_revision(),
            raft_term: store.marks().term.unwrap_or_default(),
        }
    }

    /// Refuses what only a server can do, and what a server refuses.
    fn check_offline(&self, request: &RangeRequest) -> Result<(), Failure> {
        if self.stream == Some(true) {
            let text = "--stream is for a server, not for a database file";
            return Err(Failure::usage(text));
        }
        if request.key.is_empty() {
            return Err(Failure::new(Kind::Refused, "etcdserver: key is not provided"));
        }
        Ok(())
    }
}

/// Returns whether the format shows the number of keys behind them.
fn has_count(format: Format) -> bool {
    matches!(format, Format::Json | Format::Fields | Format::Protobuf)
}

fn query(request: &RangeRequest) -> RangeQuery {
    RangeQuery {
        span: KeySpan::new(request.key.clone(), request.range_end.clone()),
        revision: 0,
        limit: u64::try_from(request.limit).ok().filter(|limit| *limit > 0),
        target: match request.sort_target {
            1 => SortTarget::Version,
            2 => SortTarget::Create,
            3 => SortTarget::Modify,
            4 => SortTarget::Value,
            _ => SortTarget::Key,
        },
        direction: match request.sort_order {
            1 => Some(Direction::Ascending),
            2 => Some(Direction::Descending),
            _ => None,
        },
        filter: RevisionFilter {
            min_create: request.min_create_revision,
            max_create: request.max_create_revision,
            min_modify: request.min_mod_revision,
            max_modify: request.max_mod_revision,
        },
        count_only: request.count_only,
        needs_count: true,
        budget: BUDGET,
    }
}

fn key_value(kv: StoredKeyValue<'_>, keys_only: bool) -> KeyValue {
    KeyValue {
        key: kv.key.to_vec(),
        create_revision: kv.create_revision,
        mod_revision: kv.mod_revision,
        version: kv.version,
        value: if keys_only { Vec::new() } else { kv.value.to_vec() },
        lease: kv.lease,
    }
}
