//! A mirror that remembers in a file how far it has come.

use super::Mirror;
use super::event::MirrorEvent;
use crate::failure::{Failure, Kind};
use crate::go::quote;
use crate::recipe::resume_file::{ResumeFile, ResumePoint, ResumeScope};
use std::convert::Infallible;
use std::path::Path;

impl Mirror {
    /// Opens the file of this mirror. Refuses one of other keys, of another cluster on either side, and of a source
    /// that has lost what was mirrored.
    pub(crate) fn remember(&mut self, path: &Path) -> Result<(), Failure> {
        let Some(destination) = self.clusters.destination else {
            let text = "destination: its cluster id is unknown, which --resume-file needs";
            return Err(Failure::new(Kind::Denied, text));
        };
        let (id, prefix) = (destination.cluster_id, quote(&self.mapping.replacement));
        let scope = ResumeScope {
            namespace: self.source.options().namespace.to_vec(),
            range: self.mapping.source(),
            detail: format!("mirrored to keys with the prefix {prefix} of cluster {id:x}"),
        };
        let mut file = ResumeFile::open(path, scope)?;
        let source = self.clusters.source;
        file.bind(source.cluster_id)?;
        if let Some(text) = file.ahead_of("the source", source.revision) {
            return Err(Failure::usage(text).hint("remove the file to copy all keys again"));
        }
        self.file = Some(file);
        Ok(())
    }

    /// Copies all keys unless the file remembers a revision, and follows the changes after it. Copies again after a
    /// compaction.
    pub(crate) async fn resume(&mut self) -> Result<Infallible, Failure> {
        let mut from = self.file.as_ref().and_then(ResumeFile::point).map(|point| point.revision);
        loop {
            let seen = match from.take() {
                Some(revision) => revision,
                None => self.copy_and_prune().await?,
            };
            self.save(seen)?;
            let lost = self.follow_until_compacted(seen.saturating_add(1)).await?;
            self.events.send(MirrorEvent::Compacted(lost.wanted));
        }
    }

    /// Remembers that all changes up to a revision are written.
    pub(super) fn save(&mut self, revision: i64) -> Result<(), Failure> {
        match &mut self.file {
            Some(file) => file.save(ResumePoint::from(revision)),
            None => Ok(()),
        }
    }
}
