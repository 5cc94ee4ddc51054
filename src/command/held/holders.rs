//! `lock --holders` and `elect --leader`: lists the contenders of a lock or an election.

use super::resource::Resource;
use crate::context::Context;
use crate::etcd::proto::{KeyValue, LeaseTimeToLiveRequest};
use crate::etcd::{CallError, Session};
use crate::failure::{Failure, Kind};
use crate::output::{Format, hint};
use crate::recipe::{by_creation, concurrently};
use crate::reply::{Contenders, Place};

/// Prints the contenders, the holder first. Fails if there are none.
pub(crate) async fn show(cx: &Context, resource: &Resource) -> anyhow::Result<()> {
    let mut output = cx.output::<Contenders>()?;
    let session = cx.session()?;
    let reply = session.call(by_creation(&resource.prefix())).await?;
    let places = reply.kvs.into_iter().map(|kv| place(&session, resource, kv));
    let places = concurrently(places).await?;
    let queue = Contenders { taken_by: resource.kind.held_by(), header: reply.header, places };
    output.print(&queue)?;
    if output.format() == Format::Simple {
        queue.places.iter().filter_map(Place::advice).for_each(|advice| hint(&advice));
    }
    if queue.places.is_empty() {
        let text = format!("{resource} {}", resource.kind.vacant());
        return Err(Failure::new(Kind::NotFound, text).into());
    }
    Ok(())
}

/// Returns a contender, with the time that its lease has left.
pub(super) async fn place(
    session: &Session,
    resource: &Resource,
    kv: KeyValue,
) -> Result<Place, CallError> {
    let left = match kv.lease {
        0 => None,
        id => Some(session.call(LeaseTimeToLiveRequest { id, keys: false }).await?),
    };
    Ok(Place { left, ..resource.place(kv) })
}
