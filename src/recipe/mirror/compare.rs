//! The keys of both sides of a mirror, compared; and those that are pruned.

use super::side_keys::{MirrorDifference, SideKeys};
use super::{Mirror, MirrorEvent, Side};
use crate::etcd::proto::RangeRequest;
use crate::etcd::{Range, Session};
use crate::failure::{Failure, Kind};
use crate::recipe::batches::{BatchWriter, KeyGuard, KeyWrite, OnConflict, WriteAction};
use crate::recipe::difference::{Difference, Differences, RangeKeys};
use std::sync::Arc;

impl Mirror {
    /// Compares all keys with those of the source at a revision, at 0 the present one. Returns the source's
    /// revision.
    pub(crate) async fn compare(
        &self,
        revision: i64,
        mut see: impl FnMut(MirrorDifference) -> anyhow::Result<()>,
    ) -> anyhow::Result<i64> {
        let revision = self.settled(revision).await?;
        let mut merged = self.merged(revision, false).await?;
        while let Some(difference) = merged.next().await? {
            let (source, destination) = match difference {
                Difference::OnlyLeft(kv) => (Some(kv), None),
                Difference::OnlyRight(kv) => (None, Some(kv)),
                Difference::Both(source, destination) => (Some(source), Some(destination)),
            };
            let rest = source.as_ref().or(destination.as_ref()).map(|kv| &*kv.key);
            let key = self.mapping.rename_rest(rest.unwrap_or_default())?;
            see(MirrorDifference { key, source, destination })?;
        }
        Ok(revision)
    }

    /// Deletes the keys of the destination that the source did not have at a revision, unless they are changed
    /// meanwhile. Refuses to delete all keys, if the source had none.
    pub(super) async fn prune(&mut self, revision: i64, is_empty: bool) -> Result<(), Failure> {
        let mut writer = BatchWriter::new(Arc::clone(&self.destination), OnConflict::Skip);
        let mut merged = self.merged(revision, true).await?;
        let at = |failure| Side::Destination.of(failure);
        while let Some(difference) = merged.next().await? {
            let Difference::OnlyRight(kv) = difference else { continue };
            if is_empty {
                return Err(self.nothing_copied());
            }
            let key = self.mapping.rename_rest(&kv.key)?;
            let guard = KeyGuard::ModRevision(key.clone(), kv.mod_revision);
            let delete = KeyWrite::new(0, WriteAction::Delete(key)).guarded(guard);
            writer.add(delete).await.map_err(at)?;
        }
        writer.finish().await.map_err(at)?;
        self.pruned += writer.progress().deletes;
        self.report(revision);
        for conflict in writer.take_conflicts() {
            self.events.send(MirrorEvent::NotPruned(conflict));
        }
        Ok(())
    }

    /// Returns the refusal to prune without a copied key: the prefix may be wrong, or the source a new one.
    fn nothing_copied(&self) -> Failure {
        let (source, destination) =
            (self.mapping.source(), Range::prefix(self.mapping.replacement.clone()));
        let text = format!(
            "source: nothing to copy ({source}): --prune would delete everything ({destination}) at the destination"
        );
        Failure::new(Kind::Unmet, text)
            .hint("\"ectl del --prefix PREFIX\" deletes the keys below a prefix")
    }

    /// Returns a revision of the source at which all keys can be read, if that is not too old.
    async fn settled(&self, revision: i64) -> Result<i64, Failure> {
        if revision != 0 {
            return Ok(revision);
        }
        let request = RangeRequest { key: self.mapping.key.clone(), ..RangeRequest::default() };
        let reply = self.source.call(RangeRequest { keys_only: true, ..request }).await;
        let reply = reply.map_err(|fault| Side::Source.failure(fault))?;
        Ok(reply.header.map_or(0, |header| header.revision))
    }

    async fn merged(
        &self,
        revision: i64,
        keys_only: bool,
    ) -> Result<Differences<SideKeys, SideKeys>, Failure> {
        let mapping = &self.mapping;
        let source = mapping.source();
        let destination = Range::prefix(mapping.replacement.clone());
        let request = |Range { key, end: range_end }, revision| RangeRequest {
            key,
            range_end,
            revision,
            keys_only,
            ..RangeRequest::default()
        };
        let open = async |side: Side, session: &Session, request, prefix: &[u8]| {
            let keys = RangeKeys::open(session, request).await;
            let keys = keys.map_err(|fault| side.failure(fault))?.without(prefix.to_vec());
            Ok::<_, Failure>(SideKeys::new(keys, side))
        };
        let left = open(Side::Source, &self.source, request(source, revision), &mapping.prefix);
        let left = left.await?;
        let right = request(destination, 0);
        let right = open(Side::Destination, &self.destination, right, &mapping.replacement).await?;
        Ok(Differences::new(left, right))
    }
}
