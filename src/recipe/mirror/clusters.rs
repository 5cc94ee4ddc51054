//! The two clusters of a mirror, and what is refused if they are the same.

use super::batch::KeyMapping;
use crate::etcd::proto::{RangeRequest, ResponseHeader};
use crate::etcd::{Options, Range, Session};
use crate::failure::{Failure, Kind};

/// The first replies of both sides. The destination's is unknown if it refuses to tell.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Clusters {
    pub(super) source: ResponseHeader,
    pub(super) destination: Option<ResponseHeader>,
}

/// What will be written at the destination.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Writes {
    All,
    /// The clusters are only compared.
    Nothing,
}

impl Clusters {
    /// Returns whether both sides have the same cluster id.
    pub(super) fn have_same_id(&self) -> bool {
        self.destination.is_some_and(|header| header.cluster_id == self.source.cluster_id)
    }

    /// Refuses to write to the source cluster what its context does not allow.
    pub(super) fn check_context(&self, source: &Options, to: &KeyMapping) -> Result<(), Failure> {
        if !self.have_same_id() {
            return Ok(());
        }
        source.refuse_if_read_only("make-mirror to its own cluster")?;
        match to.replacement.starts_with(&source.namespace) {
            true => Ok(()),
            false => source.refuse_in_namespace("make-mirror to other keys of its own cluster"),
        }
    }

    /// Refuses to delete keys of a cluster that could be the source.
    pub(super) fn check_prune(&self) -> Result<(), Failure> {
        match self.destination {
            Some(_) => Ok(()),
            None => {
                let text = "destination: its cluster id is unknown, which --prune needs";
                Err(Failure::new(Kind::Denied, text))
            }
        }
    }

    /// Refuses to write to the source cluster among the keys that are read: the copies would be copied, or the
    /// originals pruned.
    pub(super) async fn check_overlap(
        &self,
        (source, destination): (&Session, &Session),
        mapping: &KeyMapping,
    ) -> Result<(), Failure> {
        let prefix = [&*source.options().namespace, &*mapping.prefix].concat();
        let (from, to) = (prefix.as_slice(), mapping.replacement.as_slice());
        let overlap = from.starts_with(to) || to.starts_with(from);
        if !overlap || !self.have_same_id() {
            return Ok(());
        }
        let there = header(destination, Range::prefix(to.to_vec()).key).await;
        let after = header(source, mapping.key.clone()).await;
        if are_distinct(&self.source, there.as_ref(), after.as_ref()) {
            return Ok(());
        }
        let [from, to] = [from, to].map(|prefix| Range::prefix(prefix.to_vec()));
        let text = format!(
            "make-mirror to its own cluster would write among the keys that it reads: from {from} to {to}"
        );
        Err(Failure::usage(text)
            .hint("neither of --prefix and --dest-prefix must begin with the other"))
    }
}

/// Returns the header of a linearizable read of a key, if that is allowed.
async fn header(session: &Session, key: Vec<u8>) -> Option<ResponseHeader> {
    let request = RangeRequest { key, count_only: true, ..RangeRequest::default() };
    session.call(request).await.ok().and_then(|reply| reply.header)
}

/// Returns whether clusters with the same id are certainly two: the id is made of the addresses of the first members,
/// so all clusters with etcd's default address have the same. The revision and the term of one cluster do not
/// fall.
fn are_distinct(
    before: &ResponseHeader,
    there: Option<&ResponseHeader>,
    after: Option<&ResponseHeader>,
) -> bool {
    let (Some(there), Some(after)) = (there, after) else { return false };
    let fits = |number: fn(&ResponseHeader) -> i128| {
        (number(before)..=number(after)).contains(&number(there))
    };
    !fits(|header| header.revision.into()) || !fits(|header| header.raft_term.into())
}

#[cfg(test)]
mod tests {
    use super::are_distinct;
    use crate::etcd::proto::ResponseHeader;

    #[test]
    fn clusters_with_one_id_are_told_apart_by_their_revisions() {
        let at = |revision, raft_term| ResponseHeader { revision, raft_term, ..Default::default() };
        let distinct = |before, there, after| are_distinct(&before, Some(&there), Some(&after));
        assert!(!distinct(at(5, 2), at(5, 2), at(5, 2)));
        assert!(!distinct(at(5, 2), at(6, 2), at(8, 3)));
        assert!(distinct(at(5, 2), at(4, 2), at(8, 2)) && distinct(at(5, 2), at(9, 2), at(8, 2)));
        assert!(distinct(at(5, 2), at(5, 3), at(5, 2)));
        assert!(!are_distinct(&at(5, 2), None, Some(&at(6, 2))));
    }
}
