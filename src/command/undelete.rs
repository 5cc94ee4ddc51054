//! `undelete`: puts back a key that was deleted.

use super::write::precondition::{ConditionalPut, Preconditions};
use crate::context::Context;
use crate::etcd::proto::{DELETE, KeyValue, PutRequest, RangeRequest, header_revision};
use crate::etcd::{CallError, Range, Session};
use crate::failure::{Failure, Kind};
use crate::go::{LeaseId, quote, revision};
use crate::input;
use crate::output::note;
use crate::recipe::KeyHistory;
use crate::reply::Undeletion;
use clap::Args;
use std::ffi::OsString;
use std::sync::Arc;

/// Put back a deleted key
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl undelete config/port            its last value before the deletion
  ectl undelete config/port --dry-run  only show it
  ectl undelete config/port --rev 120  its value at revision 120

Details:
  The key is put only if it still does not exist. It is not attached to a lease, even if it was
  before.

  A compaction removes values: what is older is not found, except in a backup.

Exit codes:
  7  the value is not found
  8  the key exists, or was put meanwhile")]
pub(crate) struct Undelete {
    /// Key
    key: OsString,
    /// Put back the value at this revision
    #[arg(long, value_parser = revision)]
    rev: Option<i64>,
    /// Print what would be put back without writing it
    #[arg(long)]
    dry_run: bool,
}

/// A key as it was, and the revision of its deletion, if it was looked for.
struct FormerKey {
    kv: KeyValue,
    deleted: Option<i64>,
}

impl Undelete {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<Undeletion>()?;
        if !self.dry_run {
            cx.refuse_if_read_only("undelete")?;
        }
        let key = input::bytes(&self.key);
        let session = Arc::new(cx.session()?);
        check_absent(&key, read(&session, &key, 0).await?)?;
        let FormerKey { kv, deleted } = match self.rev {
            Some(rev) => FormerKey { kv: at(&session, &key, rev).await?, deleted: None },
            None => before_deletion(&session, &key).await?,
        };
        let revision = if self.dry_run { None } else { Some(put(&session, &kv).await?) };
        if kv.lease != 0 {
            note(&format!("not attached to lease {}, as the key was before", LeaseId(kv.lease)));
        }
        output.print(&Undeletion { kv, deleted, revision })
    }
}

async fn read(session: &Session, key: &[u8], revision: i64) -> Result<Option<KeyValue>, CallError> {
    let request = RangeRequest { key: key.to_vec(), revision, ..RangeRequest::default() };
    Ok(session.call(request).await?.kvs.into_iter().next())
}

fn check_absent(key: &[u8], present: Option<KeyValue>) -> Result<(), Failure> {
    let Some(kv) = present else { return Ok(()) };
    let (key, revision) = (quote(key), kv.mod_revision);
    let text = format!("key {key} exists, last changed at revision {revision}");
    Err(Failure::new(Kind::Unmet, text)
        .hint("\"ectl revert KEY --rev REV\" puts back an earlier value"))
}

/// Returns the key as it was at a revision.
async fn at(session: &Session, key: &[u8], revision: i64) -> anyhow::Result<KeyValue> {
    match read(session, key, revision).await {
        Ok(Some(kv)) => Ok(kv),
        Ok(None) => {
            let text = format!("key {} did not exist at revision {revision}", quote(key));
            Err(Failure::new(Kind::NotFound, text)
                .hint("\"ectl history KEY\" lists its changes")
                .into())
        }
        Err(fault) if fault.is_compacted() => {
            let range = Range { key: key.to_vec(), end: Vec::new() };
            let first = session.oldest_revision(&range).await;
            let what = format!("cannot read key {} at revision {revision}", quote(key));
            Err(compacted(&what, first.unwrap_or_default()).into())
        }
        Err(fault) => Err(fault.into()),
    }
}

/// Returns the key as it was before its last deletion.
async fn before_deletion(session: &Arc<Session>, key: &[u8]) -> anyhow::Result<FormerKey> {
    let mut history = KeyHistory::open(session, key.to_vec()).await?;
    let compact_revision = history.compact_revision();
    let mut deleted = None;
    while let Some(event) = history.next().await? {
        let revision = event.kv.map(|kv| kv.mod_revision);
        deleted = if event.r#type == DELETE { revision } else { None };
    }
    let Some(revision) = deleted else {
        let text = format!("no deletion of key {} was found", quote(key));
        return Err(match compact_revision {
            0 => Failure::new(Kind::NotFound, text).into(),
            first => compacted(&text, first).into(),
        });
    };
    // Also a value that was put before the compaction can be read as of a later revision.
    let kv = at(session, key, revision.saturating_sub(1)).await?;
    Ok(FormerKey { kv, deleted })
}

fn compacted(what: &str, first: i64) -> Failure {
    let text = format!("{what}: history before revision {first} was compacted");
    Failure::new(Kind::NotFound, text)
        .hint("\"ectl history KEY --db FILE\" and \"ectl get KEY --db FILE\" read a backup")
}

/// Puts the key if it does not exist; returns the revision of the put.
async fn put(session: &Session, kv: &KeyValue) -> anyhow::Result<i64> {
    let (key, value) = (kv.key.clone(), kv.value.clone());
    let request = PutRequest { key, value, ..PutRequest::default() };
    match Preconditions::at_mod_revision(0).try_put(session, request).await? {
        ConditionalPut::Done(response) => Ok(header_revision(response.header)),
        ConditionalPut::Unmet(present) => {
            check_absent(&kv.key, present)?;
            Err(Failure::new(Kind::Unmet, "the key changed meanwhile: nothing was written").into())
        }
    }
}
