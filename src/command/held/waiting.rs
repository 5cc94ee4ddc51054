//! Notes on stderr about the contenders ahead in a queue.

use super::holders::place;
use super::resource::Resource;
use crate::etcd::proto::KeyValue;
use crate::etcd::{CallError, Session};
use crate::output::{counted, hint, note};
use crate::recipe::{Ahead, OlderKeys, holders};
use crate::reply::Place;
use futures_util::FutureExt as _;
use std::convert::Infallible;
use std::future::pending;
use std::num::NonZeroU32;
use std::time::Duration;
use tokio::time::sleep;

/// The time before the first note, and at least between two.
const SILENCE: Duration = Duration::from_secs(1);

/// Notes about whom a contender waits for.
pub(super) struct QueueNotes<'a> {
    etcd: &'a Session,
    resource: &'a Resource,
    /// The number of holders that it accepts.
    max: NonZeroU32,
    /// Another limit was reported.
    is_reported: bool,
}

impl<'a> QueueNotes<'a> {
    pub(super) fn new(etcd: &'a Session, resource: &'a Resource, max: NonZeroU32) -> Self {
        Self { etcd, resource, max, is_reported: false }
    }

    /// Notes the holder and the number of contenders ahead, whenever the holders change. Never ends.
    pub(super) async fn report(mut self, first: &KeyValue, ahead: Ahead) -> Infallible {
        // Errors are left to the wait for the resource itself, which reports them.
        match self.report_changes(first, ahead).await {
            Ok(never) => never,
            Err(_) => pending().await,
        }
    }

    async fn report_changes(
        &mut self,
        first: &KeyValue,
        ahead: Ahead,
    ) -> Result<Infallible, CallError> {
        // A contender may be done in a moment; any other key may block for ever.
        if self.resource.place(first.clone()).advice().is_none() {
            sleep(SILENCE).await;
        }
        let mut older = OlderKeys::follow(ahead).await?;
        let mut reported = Vec::new();
        loop {
            while let Some(changed) = older.next_change().now_or_never() {
                changed?;
            }
            let limits = self.places(older.keys()).map(|place| place.limit());
            let held = older.keys().iter().take(holders(limits)).map(|kv| kv.create_revision);
            let held: Vec<_> = held.collect();
            // With none ahead the resource is about to be acquired.
            if !held.is_empty() && held != reported {
                self.note(&older, held.len()).await?;
                reported = held;
            }
            older.next_change().await?;
            sleep(SILENCE).await;
        }
    }

    fn places(&self, keys: &[KeyValue]) -> impl Iterator<Item = Place> {
        keys.iter().map(|kv| self.resource.place(kv.clone()))
    }

    async fn note(&mut self, older: &OlderKeys, holders: usize) -> Result<(), CallError> {
        let Self { etcd, resource, .. } = *self;
        let Some(first) = older.keys().first() else { return Ok(()) };
        let first = place(etcd, resource, first.clone()).await?;
        let held_by = resource.held_by(first.in_short(), holders);
        note(&format!("waiting for {resource}: {held_by}, {} ahead", older.keys().len()));
        let advice = self.places(older.keys()).find_map(|place| place.advice());
        advice.inspect(|advice| hint(advice));
        self.note_other_limit(older.keys());
        Ok(())
    }

    /// Notes once that another contender accepts another number of holders: most likely a mistake.
    fn note_other_limit(&mut self, keys: &[KeyValue]) {
        let own = self.max;
        let is_other = |place: &Place| place.limit() != own && place.advice().is_none();
        let other = self.places(keys).find(is_other).filter(|_| !self.is_reported);
        let Some(other) = other else { return };
        let Self { resource, max, .. } = self;
        let accepted = counted(other.limit().get(), "holder", "holders");
        let who = other.who();
        note(&format!(
            "{who} accepts {accepted} of {resource}, this command {max}: the smaller number counts"
        ));
        self.is_reported = true;
    }
}
