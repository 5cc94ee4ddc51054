//! Every fault of a cluster of three, endured at once by all that keeps something up in it.

mod cluster;
mod history;
mod replica;
mod resumed;
mod rivals;
mod subject;
mod trial;

use cluster::Cluster;
use std::thread::sleep;
use std::time::Duration;
use trial::{Toll, Trial};

/// TTL of every lease. A renewal comes after 2 s, and a command gets SIGTERM when 1 s
/// is left: between the two a new leader has 3 s to be elected on a busy machine.
const TTL: Duration = Duration::from_secs(6);

/// Time limit for recovery after the cluster's: a lease that etcd has given more time may have to expire
/// first.
const BOUND: Duration = TTL.saturating_add(Duration::from_secs(2));

/// Additional time for a busy machine.
const SLACK: Duration = Duration::from_secs(4);

#[test]
fn revoked_leases() {
    let mut trial = Trial::begin(Cluster::start());
    trial.endures(Toll::Revoked, |cluster| {
        for lease in cluster.leases().keys() {
            // It may be gone: who has lost the lock leaves the queue as well.
            cluster.run(&["lease", "revoke", lease]);
        }
    });
    trial.ends();
}

#[test]
fn killed_and_restarted_members() {
    let mut trial = Trial::begin(Cluster::start());
    trial.endures(Toll::Nothing, |cluster| {
        let [_, follower, _] = cluster.roles();
        cluster.kill(&[follower]);
    });
    trial.endures(Toll::Nothing, |cluster| {
        cluster.recover();
        let [leader, ..] = cluster.roles();
        cluster.kill(&[leader]);
    });
    trial.ends();
}

#[test]
fn frozen_members() {
    let mut trial = Trial::begin(Cluster::start());
    trial.endures(Toll::Nothing, |cluster| {
        let [_, follower, _] = cluster.roles();
        cluster.pause(&[follower]);
    });
    trial.endures(Toll::Nothing, |cluster| {
        cluster.recover();
        let [leader, ..] = cluster.roles();
        cluster.pause(&[leader]);
    });
    // A leader that wakes may revoke, by its own clock, what its successor has renewed since
    // (etcd-io/etcd#15247).
    trial.endures(Toll::PerhapsRevoked, Cluster::recover);
    trial.ends();
}

#[test]
fn lost_and_restored_quorum() {
    let mut trial = Trial::begin(Cluster::start());
    trial.endures(Toll::Nothing, |cluster| {
        let [leader, follower, _] = cluster.roles();
        cluster.pause(&[leader, follower]);
        sleep(TTL / 8);
        cluster.recover();
    });
    trial.endures(Toll::Leases, |cluster| {
        let [leader, follower, _] = cluster.roles();
        cluster.kill(&[leader, follower]);
        sleep(TTL + TTL / 8);
        cluster.recover();
    });
    trial.ends();
}

#[test]
fn all_servers_restarted() {
    let mut trial = Trial::begin(Cluster::start());
    // How long that takes is up to the machine.
    trial.endures(Toll::Unknown, |cluster| {
        cluster.kill(&[0, 1, 2]);
        cluster.recover();
    });
    trial.ends();
}

#[test]
fn expired_tokens() {
    let mut trial = Trial::begin(Cluster::guarded());
    // A stream needs a token when it is opened, and so it is opened anew.
    trial.endures(Toll::Nothing, |cluster| {
        crate::tokens::outlive_a_token();
        let [leader, ..] = cluster.roles();
        cluster.kill(&[leader]);
    });
    trial.ends();
}
