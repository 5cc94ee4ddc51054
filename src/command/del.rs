//! `del`: deletes a key or a range of keys.

use crate::cli::Context;
use crate::etcd::proto::{DeleteRangeRequest, DeleteRangeResponse};
use crate::failure::Failure;
use crate::input::{self, Range};
use clap::Args;
use std::ffi::OsString;

/// Delete a key or a range of keys
#[derive(Debug, Args)]
pub(crate) struct Del {
    /// The key, or the first key of a range
    key: OsString,
    /// The first key behind the range
    range_end: Option<OsString>,
    #[command(flatten)]
    options: DelOptions,
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
    /// Delete the keys from KEY to RANGE_END without a pause for second thoughts
    #[arg(long)]
    range: bool,
    /// Print what was deleted
    #[arg(long)]
    prev_kv: bool,
}

impl Del {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<DeleteRangeResponse>()?;
        let end = self.range_end.as_deref().map(input::bytes);
        let request = self.options.request(input::bytes(&self.key), end)?;
        let session = cx.session()?;
        let reply = session.call(request).await?;
        output.print(&reply)
    }
}

impl DelOptions {
    /// Whether two keys were given without `--range`, which may be a slip: two keys to delete rather
    /// than all between them. etcdctl warns and waits then.
    pub(crate) fn may_be_a_slip(&self, end: Option<&[u8]>) -> bool {
        end.is_some() && !self.range
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
