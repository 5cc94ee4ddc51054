//! `get`: reads a key or a range of keys.

use crate::cli::Context;
use crate::etcd::proto::RangeRequest;
use crate::etcd::{RangePart, RangeStream};
use crate::failure::{Failure, Kind};
use crate::input::{self, Range, integer};
use crate::output::{Format, Output};
use crate::reply::{RangeFragment, Show};
use clap::Args;
use std::ffi::OsString;

/// Get a key or a range of keys
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl get config/port                     a key and its value
  ectl get --print-value-only config/port  the value alone
  ectl get --prefix services/ -w jsonl     every key below services/, for jq
  ectl get --prefix services/ --count-only how many there are
  ectl get config/port -e || echo missing  exit 7 if there is no such key")]
pub(crate) struct Get {
    /// The key, or the first key of a range
    key: OsString,
    /// The first key behind the range
    range_end: Option<OsString>,
    #[command(flatten)]
    options: GetOptions,
    /// Print only the values
    #[arg(long)]
    print_value_only: bool,
    /// Print only the values' bytes, without an end of line
    #[arg(long)]
    raw: bool,
    /// Use the server's own streaming of ranges; accepted for etcdctl's sake: ectl always streams
    #[arg(long)]
    stream: bool,
    /// Exit with 7 if nothing was found
    #[arg(short, long)]
    exit_status: bool,
}

/// What describes a range, here and in transactions.
#[derive(Debug, Args)]
pub(crate) struct GetOptions {
    /// Linearizable (l) or serializable (s): this may be older, and needs no quorum
    #[arg(long, default_value = "l", value_name = "l|s")]
    consistency: String,
    /// Order of the results: ASCEND or DESCEND
    #[arg(long, default_value = "", hide_default_value = true)]
    order: String,
    /// What to order by: CREATE, KEY, MODIFY, VALUE or VERSION
    #[arg(long, default_value = "", hide_default_value = true, value_name = "TARGET")]
    sort_by: String,
    /// Return at most so many keys
    #[arg(long, default_value = "0", hide_default_value = true, value_parser = integer)]
    limit: i64,
    /// Get every key that begins with KEY
    #[arg(long)]
    prefix: bool,
    /// Get every key from KEY on
    #[arg(long)]
    from_key: bool,
    /// Read as of this revision
    #[arg(long, default_value = "0", hide_default_value = true, value_parser = integer)]
    rev: i64,
    /// Get only the keys
    #[arg(long)]
    keys_only: bool,
    /// Get only the number of keys
    #[arg(long)]
    count_only: bool,
    /// Leave out keys created before this revision
    #[arg(long, default_value = "0", hide_default_value = true, value_parser = integer, value_name = "REV")]
    min_create_rev: i64,
    /// Leave out keys created after this revision
    #[arg(long, default_value = "0", hide_default_value = true, value_parser = integer, value_name = "REV")]
    max_create_rev: i64,
    /// Leave out keys last changed before this revision
    #[arg(long, default_value = "0", hide_default_value = true, value_parser = integer, value_name = "REV")]
    min_mod_rev: i64,
    /// Leave out keys last changed after this revision
    #[arg(long, default_value = "0", hide_default_value = true, value_parser = integer, value_name = "REV")]
    max_mod_rev: i64,
}

impl Get {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<RangeFragment>()?;
        let show = self.show(output.format())?;
        let end = self.range_end.as_deref().map(input::bytes);
        let request = self.options.request(input::bytes(&self.key), end)?;
        let session = cx.session()?;
        let reply = session.range(request).await?;
        let found = print(reply, show, &mut output).await?;
        if self.exit_status && found == 0 {
            let key = self.key.to_string_lossy();
            return Err(Failure::new(Kind::NotFound, format!("nothing found: {key}")).into());
        }
        Ok(())
    }

    fn show(&self, format: Format) -> Result<Show, Failure> {
        let only_values = self.print_value_only || self.raw;
        if only_values && format != Format::Simple {
            let option = if self.raw { "raw" } else { "print-value-only" };
            return Err(Failure::usage(format!("{option} is only for `--write-out=simple`")));
        }
        Ok(match self {
            Self { options: GetOptions { count_only: true, .. }, .. } => Show::Count,
            Self { raw: true, .. } => Show::RawValue,
            Self { print_value_only: true, .. } => Show::Value,
            _ => Show::KeyAndValue,
        })
    }
}

/// Prints a reply as it arrives. Returns how many keys the whole range has.
async fn print(
    mut reply: RangeStream,
    show: Show,
    output: &mut Output<RangeFragment>,
) -> anyhow::Result<i64> {
    let mut before = 0;
    let mut found = 0;
    while let Some(part) = reply.next().await? {
        let is_kv = matches!(part, RangePart::Kv(_));
        if let RangePart::End { count, .. } = part {
            found = count;
        }
        output.add(&RangeFragment { part, before, show })?;
        before += u64::from(is_kv);
    }
    output.flush()?;
    Ok(found)
}

impl GetOptions {
    /// The request for a key, or a range up to `end`. Pure: everything wrong with it is found here.
    pub(crate) fn request(
        &self,
        key: Vec<u8>,
        end: Option<Vec<u8>>,
    ) -> Result<RangeRequest, Failure> {
        if self.keys_only && self.count_only {
            return Err(Failure::usage(
                "`--keys-only` and `--count-only` cannot be set at the same time, choose one",
            ));
        }
        let range = Range::from_arguments(key, end, self.prefix, self.from_key)?;
        let (sort_order, sort_target) = self.sorting()?;
        not_crossed("CreateRev", self.min_create_rev, self.max_create_rev)?;
        not_crossed("ModRev", self.min_mod_rev, self.max_mod_rev)?;
        Ok(RangeRequest {
            key: range.key,
            range_end: range.end,
            limit: self.limit,
            revision: self.rev.max(0),
            sort_order,
            sort_target,
            serializable: self.serializable()?,
            keys_only: self.keys_only,
            count_only: self.count_only,
            min_mod_revision: self.min_mod_rev.max(0),
            max_mod_revision: self.max_mod_rev.max(0),
            min_create_revision: self.min_create_rev.max(0),
            max_create_revision: self.max_create_rev.max(0),
        })
    }

    fn serializable(&self) -> Result<bool, Failure> {
        input::serializable(&self.consistency)
    }

    /// The numbers of etcd's `SortOrder` and `SortTarget`.
    fn sorting(&self) -> Result<(i32, i32), Failure> {
        let order = match self.order.to_uppercase().as_str() {
            "" => 0,
            "ASCEND" => 1,
            "DESCEND" => 2,
            _ => return Err(Failure::new(Kind::Format, format!("bad sort order {}", self.order))),
        };
        let target = match self.sort_by.to_uppercase().as_str() {
            "" | "KEY" => 0,
            "VERSION" => 1,
            "CREATE" => 2,
            "MODIFY" => 3,
            "VALUE" => 4,
            _ => {
                return Err(Failure::new(
                    Kind::Format,
                    format!("bad sort target {}", self.sort_by),
                ));
            }
        };
        // Keys come in ascending order anyway: asked for nothing, the server need not sort.
        Ok((if target == 0 && order == 1 { 0 } else { order }, target))
    }
}

fn not_crossed(what: &str, min: i64, max: i64) -> Result<(), Failure> {
    if max > 0 && min > max {
        let text = format!("getMin{what}(={min}) > getMax{what}(={max})");
        return Err(Failure::new(Kind::Format, text));
    }
    Ok(())
}
