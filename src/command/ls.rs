//! `ls`: lists one level of the keys.

use super::browse::{BrowseOptions, BrowseTarget, ItemPrinter, Pass};
use crate::cli::help::sections::exit_code_of_nothing;
use crate::context::Context;
use crate::etcd::proto::{KeyValue, LeaseTimeToLiveRequest};
use crate::etcd::{CallError, Refusal, Session};
use crate::recipe::{BranchSum, LevelEntry, LevelSums, Usage};
use crate::reply::{LevelDetails, LevelName};
use clap::Args;
use std::collections::HashMap;

/// List keys one level at a time, like a directory
#[derive(Debug, Args)]
#[command(after_help = concat!("\
Examples:
  ectl ls                          the names on the first level
  ectl ls /app                     what is below /app/
  ectl ls -l /app                  with numbers of keys, sizes, revisions and leases
  ectl ls --delimiter : users:     keys that are divided by colons
  ectl ls /app -w jsonl | jq -r 'select(.branch).name'
                                   only what has keys below it

Details:
  A name that ends with the delimiter is a branch: all keys that begin with it. Names are whole
  keys, for use in other commands. Branches are skipped, not read: a level of 20 names takes about
  20 small reads, however many keys are below. With -l all keys and values are read.

",
    exit_code_of_nothing!(),
))]
pub(crate) struct Ls {
    /// Also show number of keys, size, last change, lease and TTL
    #[arg(short, long)]
    long: bool,
    #[command(flatten)]
    browse: BrowseOptions,
}

impl Ls {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let (options, target) = (&self.browse, self.browse.target()?);
        if self.long {
            list_details(cx, options, &target).await
        } else {
            list_names(cx, options, &target).await
        }
    }
}

async fn list_names(
    cx: &Context,
    options: &BrowseOptions,
    target: &BrowseTarget,
) -> anyhow::Result<()> {
    let output = options.output::<LevelName>(cx)?;
    let session = cx.session()?;
    let (mut level, mut names) = target.first_names(&session).await?;
    let mut printer = ItemPrinter::new(output, level.revision())?;
    while let Some(page) = names {
        page.into_iter().try_for_each(|entry| printer.add(LevelName(entry)))?;
        printer.flush()?;
        names = level.next(&session).await?;
    }
    let found = printer.items();
    printer.finish(String::new())?;
    target.check_found(found)
}

async fn list_details(
    cx: &Context,
    options: &BrowseOptions,
    target: &BrowseTarget,
) -> anyhow::Result<()> {
    let output = options.output::<LevelDetails>(cx)?;
    let session = cx.session()?;
    let subtree = target.find(&session).await?;
    let mut pass = Pass::begin(&session, &subtree, false).await?;
    let mut sums = LevelSums::new(subtree.prefix.len(), subtree.delimiter.clone(), 1);
    let mut leases = LeaseTimes { session: &session, known: HashMap::new() };
    let mut printer = ItemPrinter::new(output, subtree.revision)?;
    while let Some(kv) = pass.next(printer.items()).await? {
        sums.add(&kv).into_iter().try_for_each(|sum| printer.add(of_branch(sum)))?;
        if !sums.is_inside() {
            let ttl = leases.ttl(kv.lease).await?;
            printer.add(of_key(kv, ttl))?;
        }
    }
    drop(pass);
    sums.finish().0.into_iter().try_for_each(|sum| printer.add(of_branch(sum)))?;
    printer.finish(String::new())?;
    target.check_found(subtree.keys)
}

fn of_branch(BranchSum { name, usage, .. }: BranchSum) -> LevelDetails {
    LevelDetails { entry: LevelEntry { name, is_branch: true }, usage, lease: 0, ttl: None }
}

fn of_key(kv: KeyValue, ttl: Option<i64>) -> LevelDetails {
    let (usage, lease) = (Usage::of(&kv), kv.lease);
    LevelDetails { entry: LevelEntry { name: kv.key, is_branch: false }, usage, lease, ttl }
}

/// The remaining TTLs of leases, each asked for once.
struct LeaseTimes<'a> {
    session: &'a Session,
    known: HashMap<i64, Option<i64>>,
}

/// Leases that are remembered at a time.
const MOST_LEASES: usize = 10_000;

impl LeaseTimes<'_> {
    /// Returns the TTL; `None` if the lease expired, or the user may not see it.
    async fn ttl(&mut self, lease: i64) -> Result<Option<i64>, CallError> {
        if lease == 0 {
            return Ok(None);
        }
        if let Some(ttl) = self.known.get(&lease) {
            return Ok(*ttl);
        }
        let request = LeaseTimeToLiveRequest { id: lease, keys: false };
        let ttl = match self.session.call(request).await {
            Ok(reply) => Some(reply.ttl).filter(|ttl| *ttl >= 0),
            Err(error) if error.refusal() == Some(Refusal::PermissionDenied) => None,
            Err(error) => return Err(error),
        };
        if self.known.len() >= MOST_LEASES {
            self.known.clear();
        }
        self.known.insert(lease, ttl);
        Ok(ttl)
    }
}
