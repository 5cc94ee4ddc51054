//! `del`: deletes a key or a range of keys.

use super::get::print;
use super::write::fence::{Fence, IfHeld, commit};
use crate::cli::help::sections::{held_variables, outcome_unknown};
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
use clap::{Arg, Args};
use std::ffi::OsString;
use std::time::Duration;

/// Delete a key or a range of keys
#[derive(Debug, Args)]
#[command(after_help = concat!("\
Examples:
  ectl del config/port                   one key; prints how many were deleted
  ectl del --prefix services/            every key below services/
  ectl del --prefix services/ --dry-run  only show what would be deleted
  ectl del --prefix services/ --confirm  ask first
  ectl del a c --range                   all keys from a up to, but without, c
  ectl del lock -e || echo missing       exit 7 if the key did not exist
  ectl lock locks/jobs -- ectl del jobs/1 --if-held
                                         only if the lock is still held

Exit codes:
  7    no key was deleted, with --exit-status
  8    the lock is not held, with --if-held: nothing was deleted",
    outcome_unknown!(), "\n\nEnvironment:", held_variables!(),
), mut_arg("if_held", of_deletion))]
pub(crate) struct Del {
    /// Key, or first key of a range
    key: OsString,
    /// End of the range (exclusive)
    range_end: Option<OsString>,
    #[command(flatten)]
    options: DelOptions,
    /// Ask for confirmation on the terminal
    #[arg(long)]
    confirm: bool,
    /// Print the keys that would be deleted without deleting them
    #[arg(long, conflicts_with = "if_held")]
    dry_run: bool,
    /// Exit with 7 if no key was deleted
    #[arg(short, long)]
    exit_status: bool,
    #[command(flatten)]
    held: IfHeld,
}

/// The options of a deletion, also in transactions.
#[derive(Debug, Args)]
pub(crate) struct DelOptions {
    /// Delete all keys that begin with KEY
    #[arg(long)]
    prefix: bool,
    /// Delete all keys from KEY on
    #[arg(long)]
    from_key: bool,
    /// Treat two keys as a range, without the warning and pause
    #[arg(long)]
    range: bool,
    /// Print the deleted key-value pairs
    #[arg(long)]
    prev_kv: bool,
}

/// The time to interrupt after the warning, as in etcdctl.
pub(crate) const PAUSE: Duration = Duration::from_secs(2);

fn of_deletion(if_held: Arg) -> Arg {
    if_held.help("Delete only if the enclosing \"ectl lock\" holds its lock; else exit with 8")
}

impl Del {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let end = self.range_end.as_deref().map(input::bytes);
        let warning = self.options.warning(&input::bytes(&self.key), end.as_deref());
        let request = self.options.request(input::bytes(&self.key), end)?;
        if self.dry_run {
            return self.preview(cx, request).await;
        }
        let fence = self.held.fence()?;
        let mut output =
            cx.output_with_fields::<Deletion>(Deletion::fields(self.options.prev_kv))?;
        let terminal = self.confirm.then(Terminal::open).transpose()?;
        let session = cx.session()?;
        cx.refuse_if_read_only("del")?;
        if !request.range_end.is_empty() {
            let change = format!("delete {}", in_words(request.clone()));
            cx.confirm_protected(&change).await?;
        }
        match (terminal, warning) {
            (Some(terminal), _) => ask(&session, &request, terminal).await?,
            (None, Some(warning)) => warn(&session, &request, &warning).await?,
            (None, None) => {}
        }
        let response = delete(&session, fence, request.clone()).await?;
        let deleted = response.deleted;
        output.print(&Deletion { response, prev_kv: self.options.prev_kv })?;
        self.check_deleted(deleted, request)
    }

    async fn preview(&self, cx: &Context, request: DeleteRangeRequest) -> anyhow::Result<()> {
        let mut output = cx.output::<DeletePreview>()?;
        let session = cx.session()?;
        let values = request.prev_kv;
        let keys = RangeRequest { keys_only: !values, ..range_of(&request) };
        let reply = session.range(keys).await?;
        let part = |part, before| DeletePreview { part, before, values };
        let found = print(reply, &mut output, 0, part).await?;
        self.check_deleted(found.in_range, request)
    }

    fn check_deleted(&self, deleted: i64, request: DeleteRangeRequest) -> anyhow::Result<()> {
        if self.exit_status && deleted == 0 {
            let text = format!("nothing to delete: {}", in_words(request));
            return Err(Failure::new(Kind::NotFound, text).into());
        }
        Ok(())
    }
}

impl DelOptions {
    /// Returns a warning for two keys without `--range`: the user may mean two keys, not all between them.
    pub(crate) fn range_warning(&self, key: &[u8], end: Option<&[u8]>) -> Option<String> {
        let end = end.filter(|end| !end.is_empty() && !self.range)?;
        Some(format!("Warning: Keys between {} and {} will be deleted.", quote(key), quote(end)))
    }

    fn warning(&self, key: &[u8], end: Option<&[u8]>) -> Option<String> {
        self.range_warning(key, end).map(|text| {
            format!(
                "{text} Please interrupt the command within next 2 seconds to cancel. \
                 You can provide `--range` flag to avoid the delay."
            )
        })
    }

    pub(crate) fn request(
        &self,
        key: Vec<u8>,
        end: Option<Vec<u8>>,
    ) -> Result<DeleteRangeRequest, Failure> {
        let range = Range::from_arguments(key, end, self.prefix, self.from_key)?;
        Ok(DeleteRangeRequest { key: range.key, range_end: range.end, prev_kv: self.prev_kv })
    }
}

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

/// Returns the number of keys that would be deleted; `None` if the user may delete but not read them.
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
