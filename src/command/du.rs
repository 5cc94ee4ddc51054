//! `du`: adds up the sizes of keys and values by level.

use super::browse::{BrowseOptions, ItemPrinter, Pass};
use crate::cli::help::sections::exit_code_of_nothing;
use crate::context::Context;
use crate::etcd::proto::KeyValue;
use crate::go::count;
use crate::recipe::{BranchSum, LevelSums, Usage};
use crate::reply::UsageItem;
use clap::Args;
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Show the number and size of keys by level
#[derive(Debug, Args)]
#[command(after_help = concat!("\
Examples:
  ectl du                               two levels, and the total
  ectl du /app --depth 1 --top 10       one level below /app/, and the ten largest keys
  ectl du --depth 0                     only the total
  ectl du --depth 1 -w jsonl | jq -r '[.bytes, .name] | @tsv' | sort -n

Details:
  Sizes are those of keys and values at one revision. The database is larger: it also holds earlier
  revisions until they are compacted, and free pages until it is defragmented; see
  \"ectl endpoint status --wide\".

",
    exit_code_of_nothing!(),
))]
pub(crate) struct Du {
    /// Show N levels; 0 only the total
    #[arg(long, value_name = "N", default_value = "2", value_parser = count)]
    depth: u64,
    /// Show the N largest keys, too
    #[arg(long, value_name = "N", default_value = "0", hide_default_value = true, value_parser = count)]
    top: u64,
    #[command(flatten)]
    browse: BrowseOptions,
}

impl Du {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let target = self.browse.target()?;
        let [depth, top] = [self.depth, self.top].map(|n| usize::try_from(n).unwrap_or(usize::MAX));
        let output = self.browse.output::<UsageItem>(cx)?;
        let session = cx.session()?;
        let subtree = target.find(&session).await?;
        let mut pass = Pass::begin(&session, &subtree, false).await?;
        let mut sums = LevelSums::new(subtree.prefix.len(), subtree.delimiter.clone(), depth);
        let mut largest = LargestKeys { top, keys: BinaryHeap::new() };
        let mut printer = ItemPrinter::new(output, subtree.revision)?;
        while let Some(kv) = pass.next(printer.items()).await? {
            sums.add(&kv).into_iter().try_for_each(|sum| printer.add(of_branch(sum)))?;
            largest.add(kv);
        }
        drop(pass);
        let (ended, total) = sums.finish();
        ended.into_iter().try_for_each(|sum| printer.add(of_branch(sum)))?;
        let name = subtree.prefix.clone();
        printer.add(UsageItem { name, depth: Some(0), usage: total })?;
        largest.print(&mut printer)?;
        printer.finish(String::new())?;
        target.check_found(subtree.keys)
    }
}

fn of_branch(BranchSum { name, depth, usage }: BranchSum) -> UsageItem {
    UsageItem { name, depth: Some(depth), usage }
}

/// The largest keys so far, as many as are asked for.
struct LargestKeys {
    top: usize,
    /// The smallest of them first; of equal ones, the last in the order of keys.
    keys: BinaryHeap<(Reverse<u64>, Vec<u8>, KeySizes)>,
}

/// What [`Usage`] says of one key: key bytes, value bytes and revision.
type KeySizes = (u64, u64, i64);

impl LargestKeys {
    fn add(&mut self, kv: KeyValue) {
        let usage = Usage::of(&kv);
        let size = usage.bytes();
        let is_full = self.keys.len() >= self.top;
        if is_full && self.keys.peek().is_none_or(|(Reverse(least), ..)| size <= *least) {
            return;
        }
        let sizes = (usage.key_bytes, usage.value_bytes, usage.mod_revision);
        self.keys.push((Reverse(size), kv.key, sizes));
        if is_full {
            self.keys.pop();
        }
    }

    fn print(self, printer: &mut ItemPrinter<UsageItem>) -> anyhow::Result<()> {
        if !self.keys.is_empty() {
            printer.begin_section()?;
        }
        for (_, name, (key_bytes, value_bytes, mod_revision)) in self.keys.into_sorted_vec() {
            let usage = Usage { keys: 1, key_bytes, value_bytes, mod_revision };
            printer.add(UsageItem { name, depth: None, usage })?;
        }
        Ok(())
    }
}
