//! `del`: deletes a key or a range of keys.

use super::get::print;
use super::write::fence::{Fence, IfHeld, commit};
use crate::context::Context;
use crate::etcd::Range;
use crate::etcd::Session;
use crate::etcd::proto::{
    DeleteRangeRequest, DeleteRangeResponse, RangeRequest, RequestUnion, ResponseUnion, TxnRequest,
    operation,
};
use crate::failure::{Failure, Kind};
use crate::go::quote;
use crate::input::{self, Terminal};
use crate::output::{counted, note};
use crate::reply::{DeletePreview, Deletion};
use clap::Args;
use std::ffi::OsString;
use std::time::Duration;

/// Delete a key or a range of keys
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl del config/port                   one key; prints how many were deleted
  ectl del --prefix services/            every key below services/
  ectl del --prefix services/ --dry-run  the keys that would be deleted
  ectl del --prefix services/ --confirm  ask first
  ectl del a c --range                   a, b and all others before c
  ectl del lock -e || echo missing       exit 7 if there was no such key
  ectl lock locks/jobs -- ectl del jobs/1 --if-held
                                              only while the lock is ours")]
pub(crate) struct Del {
    /// The key, or the first key of a range
    key: OsString,
    /// The end of the range, not in it itself
    range_end: Option<OsString>,
    #[command(flatten)]
    options: DelOptions,
    /// Ask on the terminal before anything is deleted
    #[arg(long)]
    confirm: bool,
    /// Print the keys that would be deleted, and delete nothing
    #[arg(long, conflicts_with = "if_held")]
    dry_run: bool,
    /// Exit with 7 if there was nothing to delete
    #[arg(short, long)]
    exit_status: bool,
    #[command(flatten)]
    held: IfHeld,
}

/// What describes a deletion, here and in transactions.
#[derive(Debug, Args)]
pub(crate) struct DelOptions {
    /// Delete every key that begins with KEY
    #[arg(long)]
    prefix: bool,
    /// Delete every key from KEY on
    #[arg(long)]
    from_key: bool,
    /// Take two keys for a range at once, without warning and pause
    #[arg(long)]
    range: bool,
    /// Print what was deleted
    #[arg(long)]
    prev_kv: bool,
}

/// How long a person has for second thoughts, as in etcdctl.
pub(crate) const PAUSE: Duration = Duration::from_secs(2);

impl Del {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let end = self.range_end.as_deref().map(input::bytes);
        let warning = self.options.warning(&input::bytes(&self.key), end.as_deref());
        let request = self.options.request(input::bytes(&self.key), end)?;
        if self.dry_run {
            return self.rehearse(cx, request).await;
        }
        let fence = self.held.fence()?;
        let mut output = cx.output::<Deletion>()?;
        let terminal = self.confirm.then(Terminal::open).transpose()?;
        let session = cx.session()?;
        match (terminal, warning) {
            (Some(terminal), _) => ask(&session, &request, terminal).await?,
            (None, Some(warning)) => warn(&session, &request, &warning).await?,
            (None, None) => {}
        }
        let response = delete(&session, fence, request.clone()).await?;
        let deleted = response.deleted;
        output.print(&Deletion { response, prev_kv: self.options.prev_kv })?;
        self.verdict(deleted, request)
    }

    /// Prints the keys, and lets them be.
    async fn rehearse(&self, cx: &Context, request: DeleteRangeRequest) -> anyhow::Result<()> {
        let mut output = cx.output::<DeletePreview>()?;
        let session = cx.session()?;
        let values = request.prev_kv;
        let keys = RangeRequest { keys_only: !values, ..range_of(&request) };
        let reply = session.range(keys).await?;
        let part = |part, before| DeletePreview { part, before, values };
        let found = print(reply, &mut output, part).await?;
        self.verdict(found.in_range, request)
    }

    fn verdict(&self, deleted: i64, request: DeleteRangeRequest) -> anyhow::Result<()> {
        if self.exit_status && deleted == 0 {
            let text = format!("nothing to delete: {}", in_words(request));
            return Err(Failure::new(Kind::NotFound, text).into());
        }
        Ok(())
    }
}

impl DelOptions {
    /// Says what two keys without `--range` mean: that may be a slip, two keys to delete rather than
    /// all between them.
    pub(crate) fn slip(&self, key: &[u8], end: Option<&[u8]>) -> Option<String> {
        let end = end.filter(|end| !end.is_empty() && !self.range)?;
        Some(format!("Warning: Keys between {} and {} will be deleted.", quote(key), quote(end)))
    }

    /// etcdctl's warning about it.
    fn warning(&self, key: &[u8], end: Option<&[u8]>) -> Option<String> {
        self.slip(key, end).map(|slip| {
            format!(
                "{slip} Please interrupt the command within next 2 seconds to cancel. \
                 You can provide `--range` flag to avoid the delay."
            )
        })
    }

    /// The request for a key, or a range up to `end`. Pure: everything wrong with it is found here.
    pub(crate) fn request(
        &self,
        key: Vec<u8>,
        end: Option<Vec<u8>>,
    ) -> Result<DeleteRangeRequest, Failure> {
        let range = Range::from_arguments(key, end, self.prefix, self.from_key)?;
        Ok(DeleteRangeRequest { key: range.key, range_end: range.end, prev_kv: self.prev_kv })
    }
}

/// Deletes, behind the fence if there is one.
async fn delete(
    session: &Session,
    fence: Option<Fence>,
    request: DeleteRangeRequest,
) -> anyhow::Result<DeleteRangeResponse> {
    if fence.is_none() {
        return Ok(session.call(request).await?);
    }
    let success = vec![operation(RequestUnion::RequestDeleteRange(request))];
    let request = TxnRequest { success, ..TxnRequest::default() };
    let reply = commit(session, fence.as_ref(), request).await?;
    let inner = reply.responses.into_iter().find_map(|operation| match operation.response {
        Some(ResponseUnion::ResponseDeleteRange(deletion)) => Some(deletion),
        _ => None,
    });
    Ok(DeleteRangeResponse { header: reply.header, ..inner.unwrap_or_default() })
}

/// Warns, and leaves time to interrupt.
async fn warn(
    session: &Session,
    request: &DeleteRangeRequest,
    warning: &str,
) -> anyhow::Result<()> {
    let number = count(session, request).await?;
    let number = number.map(|n| format!(" ({n} now)")).unwrap_or_default();
    note(&format!("{warning}{number}"));
    tokio::time::sleep(PAUSE).await;
    Ok(())
}

/// Asks, and fails if the answer is not yes.
async fn ask(
    session: &Session,
    request: &DeleteRangeRequest,
    terminal: Terminal,
) -> anyhow::Result<()> {
    let number = count(session, request).await?;
    let number = number.map(|n| format!(" ({n} now)")).unwrap_or_default();
    let question = format!("Delete {}{number}?", in_words(request.clone()));
    if terminal.confirms(question).await {
        return Ok(());
    }
    Err(Failure::new(Kind::Refused, "not confirmed: nothing was deleted").into())
}

/// How many keys there are to delete, in words; nothing if this user may delete but not read.
async fn count(session: &Session, request: &DeleteRangeRequest) -> Result<Option<String>, Failure> {
    let count = RangeRequest { count_only: true, ..range_of(request) };
    match session.call(count).await {
        Ok(reply) => Ok(Some(counted(reply.count, "key", "keys"))),
        Err(fault) if fault.kind() == Kind::Denied => Ok(None),
        Err(fault) => Err(fault.into()),
    }
}

fn range_of(request: &DeleteRangeRequest) -> RangeRequest {
    let DeleteRangeRequest { key, range_end, .. } = request.clone();
    RangeRequest { key, range_end, ..Default::default() }
}

fn in_words(request: DeleteRangeRequest) -> String {
    Range { key: request.key, end: request.range_end }.to_string()
}
