//! Restored members are started with each generation of etcd.

use super::peer::{Generation, Peer};
use crate::offline::vector;
use crate::support::ectl;
use crate::support::restored_cluster::{self, RestoredCluster};

pub(super) fn one_member_has_everything(peer: &Peer) {
    restored_cluster::one_member_has_everything(&peer.etcd);
}

pub(super) fn three_members_agree(peer: &Peer) {
    restored_cluster::three_members_agree(&peer.etcd);
}

/// The database has the storage version 3.7.0: 3.6 starts only after a migration, older ones ignore it.
const REFUSED: (Generation, &str) = ((3, 6), "v37");

/// Without a migration.
pub(super) fn snapshots_of_other_generations_are_served(peer: &Peer) {
    let folder = tempfile::tempdir().unwrap();
    let is_refused = |name: &&str| peer.generation == REFUSED.0 && name.starts_with(REFUSED.1);
    let names = ["v35-full", "v37-full", "v35-compacted", "v37-compacted"];
    for name in names.into_iter().filter(|name| !is_refused(name)) {
        let new = RestoredCluster::start(&peer.etcd, &vector(name, folder.path()), 1, "");
        let keys = ectl(&new.endpoints(), "get '' --prefix --count-only -w fields").run();
        assert!(keys.text().contains("\"Count\" : 280"), "{name}: {keys:?}");
        ectl(&new.endpoints(), "put new w").run().prints("OK\n");
    }
}
