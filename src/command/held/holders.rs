//! Who has a lock or leads an election, and who waits for it.

use super::HeldKind;
use crate::context::Context;
use crate::etcd::proto::{KeyValue, LeaseTimeToLiveRequest, LeaseTimeToLiveResponse};
use crate::etcd::{CallError, Session};
use crate::failure::{Failure, Kind};
use crate::output::{Format, hint};
use crate::recipe::by_creation;
use crate::reply::{Contenders, Place};
use futures_util::stream::{StreamExt as _, TryStreamExt as _, iter};

/// How many leases are looked at at once.
const AT_ONCE: usize = 32;

/// Prints all who want the prize, the first of whom has it. A failure if there are none.
pub(crate) async fn show(cx: &Context, prize: HeldKind, name: &[u8]) -> anyhow::Result<()> {
    let mut output = cx.output::<Contenders>()?;
    let session = cx.session()?;
    let queue = read(&session, prize, name).await?;
    output.print(&queue)?;
    if output.format() == Format::Simple {
        queue.places.iter().filter_map(Place::advice).for_each(|advice| hint(&advice));
    }
    if queue.places.is_empty() {
        let (noun, name) = (prize.noun(), String::from_utf8_lossy(name));
        let text = format!("{noun} {name} is {} nobody", prize.taken_by());
        return Err(Failure::new(Kind::NotFound, text).into());
    }
    Ok(())
}

async fn read(session: &Session, prize: HeldKind, name: &[u8]) -> Result<Contenders, CallError> {
    let prefix = [name, b"/"].concat();
    let reply = session.call(by_creation(&prefix)).await?;
    let places = reply.kvs.into_iter().map(async |kv| {
        let left = time_left(session, &kv).await?;
        Ok(Place { noun: prize.noun(), prefix: prefix.clone(), kv, left })
    });
    let places = iter(places).buffered(AT_ONCE).try_collect().await?;
    Ok(Contenders { taken_by: prize.taken_by(), header: reply.header, places })
}

async fn time_left(
    session: &Session,
    kv: &KeyValue,
) -> Result<Option<LeaseTimeToLiveResponse>, CallError> {
    match kv.lease {
        0 => Ok(None),
        id => session.call(LeaseTimeToLiveRequest { id, keys: false }).await.map(Some),
    }
}
