//! The options that describe a range, in `get` and in transactions.

use crate::etcd::Range;
use crate::etcd::proto::RangeRequest;
use crate::failure::{Failure, Kind};
use crate::go::integer;
use crate::input;
use crate::output::note;
use clap::Args;

/// The options of a range, also in transactions.
#[derive(Debug, Args)]
pub(crate) struct GetOptions {
    /// l (linearizable) or s (serializable: needs no quorum)
    #[arg(long, default_value = "l", value_name = "l|s")]
    consistency: String,
    /// Sort order: ASCEND or DESCEND
    #[arg(long, default_value = "", hide_default_value = true, help_heading = "Filter options")]
    order: String,
    /// Sort target: CREATE, KEY, MODIFY, VALUE or VERSION
    #[arg(
        long,
        default_value = "",
        hide_default_value = true,
        value_name = "TARGET",
        help_heading = "Filter options"
    )]
    sort_by: String,
    /// Return at most N keys
    #[arg(long, default_value = "0", hide_default_value = true, value_parser = integer, value_name = "N")]
    limit: i64,
    /// Get all keys that begin with KEY
    #[arg(long)]
    prefix: bool,
    /// Get all keys from KEY on
    #[arg(long)]
    from_key: bool,
    /// Read at this revision
    #[arg(long, default_value = "0", hide_default_value = true, value_parser = integer)]
    rev: i64,
    /// Get only the keys
    #[arg(long, help_heading = "Output options")]
    pub(super) keys_only: bool,
    /// Get only the number of keys
    #[arg(long, help_heading = "Output options")]
    pub(super) count_only: bool,
    /// Exclude keys created before this revision
    #[arg(long, default_value = "0", hide_default_value = true, value_parser = integer, value_name = "REV", help_heading = "Filter options")]
    min_create_rev: i64,
    /// Exclude keys created after this revision
    #[arg(long, default_value = "0", hide_default_value = true, value_parser = integer, value_name = "REV", help_heading = "Filter options")]
    max_create_rev: i64,
    /// Exclude keys last modified before this revision
    #[arg(long, default_value = "0", hide_default_value = true, value_parser = integer, value_name = "REV", help_heading = "Filter options")]
    min_mod_rev: i64,
    /// Exclude keys last modified after this revision
    #[arg(long, default_value = "0", hide_default_value = true, value_parser = integer, value_name = "REV", help_heading = "Filter options")]
    max_mod_rev: i64,
}

impl GetOptions {
    pub(crate) fn range(&self, key: Vec<u8>, end: Option<Vec<u8>>) -> Result<Range, Failure> {
        not_both("--prefix", self.prefix, "--from-key", self.from_key)?;
        not_both("--keys-only", self.keys_only, "--count-only", self.count_only)?;
        // Of several errors, the one that etcdctl reports comes first.
        input::serializable(&self.consistency)?;
        Range::from_arguments(key, end, self.prefix, self.from_key)
    }

    pub(crate) fn request(&self, range: Range) -> Result<RangeRequest, Failure> {
        let serializable = input::serializable(&self.consistency)?;
        let (sort_order, sort_target) = self.sorting()?;
        check_order("CreateRev", self.min_create_rev, self.max_create_rev)?;
        check_order("ModRev", self.min_mod_rev, self.max_mod_rev)?;
        Ok(RangeRequest {
            key: range.key,
            range_end: range.end,
            limit: self.limit,
            revision: self.rev.max(0),
            sort_order,
            sort_target,
            serializable,
            keys_only: self.keys_only,
            count_only: self.count_only,
            min_mod_revision: self.min_mod_rev.max(0),
            max_mod_revision: self.max_mod_rev.max(0),
            min_create_revision: self.min_create_rev.max(0),
            max_create_revision: self.max_create_rev.max(0),
        })
    }

    /// Notes a negative revision, which is not sent, as in etcdctl.
    pub(super) fn note_ignored(&self) {
        if self.rev < 0 {
            note(&format!("ignored --rev {}: reading the latest revision", self.rev));
        }
    }

    fn sorting(&self) -> Result<(i32, i32), Failure> {
        let order = match self.order.to_uppercase().as_str() {
            "" => 0,
            "ASCEND" => 1,
            "DESCEND" => 2,
            _ => {
                let text = format!("bad sort order {}", self.order);
                let hint = "valid values: ASCEND, DESCEND";
                return Err(Failure::new(Kind::Format, text).hint(hint));
            }
        };
        let target = match self.sort_by.to_uppercase().as_str() {
            "" | "KEY" => 0,
            "VERSION" => 1,
            "CREATE" => 2,
            "MODIFY" => 3,
            "VALUE" => 4,
            _ => {
                let text = format!("bad sort target {}", self.sort_by);
                let hint = "valid values: CREATE, KEY, MODIFY, VALUE, VERSION";
                return Err(Failure::new(Kind::Format, text).hint(hint));
            }
        };
        // Without a sort order, the server returns keys in ascending order without sorting.
        Ok((if target == 0 && order == 1 { 0 } else { order }, target))
    }
}

pub(super) fn not_both(this: &str, is_set: bool, that: &str, is_too: bool) -> Result<(), Failure> {
    if is_set && is_too {
        let text = format!("`{this}` and `{that}` cannot be set at the same time, choose one");
        return Err(Failure::usage(text));
    }
    Ok(())
}

fn check_order(what: &str, min: i64, max: i64) -> Result<(), Failure> {
    if max > 0 && min > max {
        let text = format!("getMin{what}(={min}) > getMax{what}(={max})");
        return Err(Failure::new(Kind::Format, text));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::GetOptions;
    use crate::etcd::proto::RangeRequest;
    use crate::failure::{Failure, Kind};
    use clap::Parser;

    #[derive(Debug, Parser)]
    #[command(no_binary_name = true)]
    struct Line {
        key: String,
        end: Option<String>,
        #[command(flatten)]
        options: GetOptions,
    }

    fn request(words: &[&str]) -> Result<RangeRequest, Failure> {
        let Line { key, end, options } = Line::try_parse_from(words).unwrap();
        options.request(options.range(key.into(), end.map(Into::into))?)
    }

    #[test]
    fn sorting_as_in_the_go_client() {
        for (words, order, target) in [
            (&["k"][..], 0, 0),
            (&["k", "--order=ascend"], 0, 0),
            (&["k", "--order=DESCEND", "--sort-by=key"], 2, 0),
            (&["k", "--sort-by=Value"], 0, 4),
            (&["k", "--order=ASCEND", "--sort-by=CREATE"], 1, 2),
        ] {
            let request = request(words).unwrap();
            assert_eq!((request.sort_order, request.sort_target), (order, target), "{words:?}");
        }
    }

    #[test]
    fn negative_revisions_are_not_sent() {
        let sent = request(&["k", "--rev=-3", "--min-mod-rev=-1", "--limit=-1"]).unwrap();
        let expected = RangeRequest { key: b"k".to_vec(), limit: -1, ..Default::default() };
        assert_eq!(sent, expected);
    }

    #[test]
    fn first_error_is_that_of_etcdctl() {
        let kind = |words: &[&str]| request(words).unwrap_err().kind();
        assert_eq!(kind(&["a", "--prefix", "--from-key", "--consistency=x"]), Kind::Usage);
        assert_eq!(kind(&["a", "b", "--prefix", "--consistency=x"]), Kind::Format);
        assert_eq!(kind(&["a", "b", "--prefix", "--order=x"]), Kind::Usage);
        assert_eq!(kind(&["a", "--order=x", "--min-mod-rev=5", "--max-mod-rev=3"]), Kind::Format);
    }
}
