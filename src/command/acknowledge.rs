//! Requests of which etcd only says that they are done.

use crate::context::Context;
use crate::etcd::Rpc;
use crate::reply::{Acknowledged, HeaderOnly};

/// Sends a request that is merely acknowledged, and prints what was done.
pub(super) async fn acknowledge<R>(cx: &Context, request: R, done: String) -> anyhow::Result<()>
where
    R: Rpc,
    R::Reply: HeaderOnly,
{
    let mut output = cx.output::<Acknowledged>()?;
    let session = cx.session()?;
    let response = session.call(request).await?;
    output.print(&Acknowledged::new(response, done))
}
