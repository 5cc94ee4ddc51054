//! The unary calls of etcd's API: request, response, method, whether repeating one is harmless, whether it is a
//! read, and what a namespace means for it.

use super::namespace::Namespace;
use crate::etcd::options::Options;
use crate::etcd::proto::{self, RequestUnion, TxnRequest};
use crate::failure::Failure;

pub(crate) trait Rpc: prost::Message + Clone + 'static {
    type Reply: prost::Message + Default + 'static;
    const PATH: &'static str;
    /// The name without the package: `KV/Range`.
    const NAME: &'static str;
    /// May be sent again when no answer came. The outcome of a write is unknown then.
    const REPEATABLE: bool;

    /// Returns whether it needs the agreement of the cluster, and so a member with a leader.
    fn needs_leader(&self) -> bool {
        true
    }

    /// Returns whether it changes nothing, so that a read-only context allows it.
    fn is_read(&self) -> bool {
        Self::REPEATABLE
    }

    /// Puts the namespace before the keys of the request. Fails if the call does not concern keys or leases only.
    fn enter(&mut self, namespace: &Namespace, options: &Options) -> Result<(), Failure>;

    /// Takes the namespace off the keys of the reply.
    fn leave(reply: &mut Self::Reply, namespace: &Namespace) -> Result<(), String>;
}

/// In a namespace, calls with `keys` get its prefix, `free` ones are sent as they are, and `whole` ones, which
/// concern the whole cluster or all of its keys, are refused.
macro_rules! rpc {
    ($($what:ident $scope:ident $name:literal $request:ident => $reply:ident
        $(, local if $local:expr)? $(, read if $read:expr)?;)*) => {
        $(
        impl Rpc for proto::$request {
            type Reply = proto::$reply;
            const PATH: &'static str = concat!("/etcdserverpb.", $name);
            const NAME: &'static str = $name;
            const REPEATABLE: bool = rpc!(@$what);
            $(fn needs_leader(&self) -> bool {
                let local: fn(&Self) -> bool = $local;
                !local(self)
            })?
            $(fn is_read(&self) -> bool {
                let read: fn(&Self) -> bool = $read;
                read(self)
            })?
            rpc!(@$scope);
        }
        )*

        /// Sends a default request of each kind, and returns the errors.
        #[cfg(test)]
        async fn call_each(session: &super::session::Session) -> Vec<(&'static str, Failure)> {
            vec![$((
                proto::$request::NAME,
                session.call(proto::$request::default()).await.unwrap_err().into(),
            ),)*]
        }
    };
    (@read) => { true };
    (@write) => { false };
    (@keys) => {
        fn enter(&mut self, namespace: &Namespace, _: &Options) -> Result<(), Failure> {
            namespace.enter(self)
        }

        fn leave(reply: &mut Self::Reply, namespace: &Namespace) -> Result<(), String> {
            namespace.leave(reply)
        }
    };
    (@free) => {
        fn enter(&mut self, _: &Namespace, _: &Options) -> Result<(), Failure> {
            Ok(())
        }

        fn leave(_: &mut Self::Reply, _: &Namespace) -> Result<(), String> {
            Ok(())
        }
    };
    (@whole) => {
        fn enter(&mut self, _: &Namespace, options: &Options) -> Result<(), Failure> {
            options.refuse_in_namespace(Self::NAME)
        }

        fn leave(_: &mut Self::Reply, _: &Namespace) -> Result<(), String> {
            Ok(())
        }
    };
}

rpc! {
    read  keys  "KV/Range" RangeRequest => RangeResponse, local if |range| range.serializable;
    write keys  "KV/Put" PutRequest => PutResponse;
    write keys  "KV/DeleteRange" DeleteRangeRequest => DeleteRangeResponse;
    write keys  "KV/Txn" TxnRequest => TxnResponse, local if is_serializable, read if only_reads;
    write whole "KV/Compact" CompactionRequest => CompactionResponse;
    write free  "Lease/LeaseGrant" LeaseGrantRequest => LeaseGrantResponse;
    write free  "Lease/LeaseRevoke" LeaseRevokeRequest => LeaseRevokeResponse;
    read  keys  "Lease/LeaseTimeToLive" LeaseTimeToLiveRequest => LeaseTimeToLiveResponse;
    read  free  "Lease/LeaseLeases" LeaseLeasesRequest => LeaseLeasesResponse;
    read  free  "Cluster/MemberList" MemberListRequest => MemberListResponse, local if |list| !list.linearizable;
    write whole "Cluster/MemberAdd" MemberAddRequest => MemberAddResponse;
    write whole "Cluster/MemberRemove" MemberRemoveRequest => MemberRemoveResponse;
    write whole "Cluster/MemberUpdate" MemberUpdateRequest => MemberUpdateResponse;
    write whole "Cluster/MemberPromote" MemberPromoteRequest => MemberPromoteResponse;
    read  free  "Maintenance/Status" StatusRequest => StatusResponse, local if |_| true;
    read  free  "Maintenance/HashKV" HashKvRequest => HashKvResponse, local if |_| true;
    write whole "Maintenance/Defragment" DefragmentRequest => DefragmentResponse, local if |_| true;
    write whole "Maintenance/MoveLeader" MoveLeaderRequest => MoveLeaderResponse;
    write whole "Maintenance/Downgrade" DowngradeRequest => DowngradeResponse, read if |downgrade| downgrade.action == VALIDATE;
    // Asking for alarms is a read, and clearing one twice does no harm.
    read  free  "Maintenance/Alarm" AlarmRequest => AlarmResponse, read if |alarm| alarm.action == 0;
    read  free  "Auth/Authenticate" AuthenticateRequest => AuthenticateResponse;
    write whole "Auth/AuthEnable" AuthEnableRequest => AuthEnableResponse;
    write whole "Auth/AuthDisable" AuthDisableRequest => AuthDisableResponse;
    read  free  "Auth/AuthStatus" AuthStatusRequest => AuthStatusResponse;
    write whole "Auth/UserAdd" AuthUserAddRequest => AuthUserAddResponse;
    read  whole "Auth/UserGet" AuthUserGetRequest => AuthUserGetResponse;
    read  whole "Auth/UserList" AuthUserListRequest => AuthUserListResponse;
    write whole "Auth/UserDelete" AuthUserDeleteRequest => AuthUserDeleteResponse;
    write whole "Auth/UserChangePassword" AuthUserChangePasswordRequest => AuthUserChangePasswordResponse;
    write whole "Auth/UserGrantRole" AuthUserGrantRoleRequest => AuthUserGrantRoleResponse;
    write whole "Auth/UserRevokeRole" AuthUserRevokeRoleRequest => AuthUserRevokeRoleResponse;
    write whole "Auth/RoleAdd" AuthRoleAddRequest => AuthRoleAddResponse;
    read  whole "Auth/RoleGet" AuthRoleGetRequest => AuthRoleGetResponse;
    read  whole "Auth/RoleList" AuthRoleListRequest => AuthRoleListResponse;
    write whole "Auth/RoleDelete" AuthRoleDeleteRequest => AuthRoleDeleteResponse;
    write whole "Auth/RoleGrantPermission" AuthRoleGrantPermissionRequest => AuthRoleGrantPermissionResponse;
    write whole "Auth/RoleRevokePermission" AuthRoleRevokePermissionRequest => AuthRoleRevokePermissionResponse;
}

/// A value of etcd's `DowngradeAction`: checks whether a downgrade is possible.
const VALIDATE: i32 = 0;

/// Returns whether any member may answer alone, by etcd's rule.
fn is_serializable(txn: &TxnRequest) -> bool {
    txn.success.iter().chain(&txn.failure).all(|operation| {
        matches!(&operation.request, Some(RequestUnion::RequestRange(range)) if range.serializable)
    })
}

fn only_reads(txn: &TxnRequest) -> bool {
    txn.success.iter().chain(&txn.failure).all(|operation| match &operation.request {
        Some(RequestUnion::RequestTxn(txn)) => only_reads(txn),
        Some(RequestUnion::RequestRange(_)) | None => true,
        Some(RequestUnion::RequestPut(_) | RequestUnion::RequestDeleteRange(_)) => false,
    })
}

#[cfg(test)]
mod tests {
    use super::{Rpc, call_each};
    use crate::etcd::options::Options;
    use crate::etcd::proto::{
        AlarmRequest, DefragmentRequest, MemberListRequest, PutRequest, RangeRequest, RequestUnion,
        StatusRequest, TxnRequest, operation,
    };
    use crate::etcd::{Endpoint, Session};
    use crate::failure::Kind;
    use std::sync::Arc;

    /// All calls but those that a read-only context refuses.
    const READS: [&str; 15] = [
        "KV/Range",
        // Empty by default, as a downgrade is only validated, and alarms are listed.
        "KV/Txn",
        "Lease/LeaseTimeToLive",
        "Lease/LeaseLeases",
        "Cluster/MemberList",
        "Maintenance/Status",
        "Maintenance/HashKV",
        "Maintenance/Downgrade",
        "Maintenance/Alarm",
        "Auth/Authenticate",
        "Auth/AuthStatus",
        "Auth/UserGet",
        "Auth/UserList",
        "Auth/RoleGet",
        "Auth/RoleList",
    ];

    /// All calls but those that a context with a prefix refuses.
    const IN_NAMESPACE: [&str; 14] = [
        "KV/Range",
        "KV/Put",
        "KV/DeleteRange",
        "KV/Txn",
        "Lease/LeaseGrant",
        "Lease/LeaseRevoke",
        "Lease/LeaseTimeToLive",
        "Lease/LeaseLeases",
        "Cluster/MemberList",
        "Maintenance/Status",
        "Maintenance/HashKV",
        "Maintenance/Alarm",
        "Auth/Authenticate",
        "Auth/AuthStatus",
    ];

    /// Calls everything without a server. Returns the names of the calls that are tried, and the text of the first
    /// refusal.
    async fn allowed(options: Options) -> (Vec<&'static str>, String) {
        let endpoints = vec![Arc::new(Endpoint::parse("127.0.0.1:1", false).unwrap())];
        let session = Session::new(Options { endpoints, context: "c".into(), ..options });
        let failures = call_each(&session).await.into_iter();
        let (refused, allowed): (Vec<_>, Vec<_>) =
            failures.partition(|(_, failure)| failure.kind() == Kind::Denied);
        let names = allowed.into_iter().map(|(name, _)| name).collect();
        (names, refused[0].1.to_string())
    }

    #[tokio::test(flavor = "current_thread")]
    async fn read_only_context_refuses_every_call_but_reads() {
        let options = Options { read_only: true, ..Options::plaintext() };
        let (allowed, refusal) = allowed(options).await;
        assert_eq!(refusal, "context c does not allow KV/Put: it is read-only");
        assert_eq!(allowed, READS);
    }

    #[tokio::test(flavor = "current_thread")]
    async fn context_with_a_prefix_refuses_what_concerns_more_than_keys() {
        let options = Options { namespace: "/a/".into(), ..Options::plaintext() };
        let (allowed, refusal) = allowed(options).await;
        let text = "context c does not allow KV/Compact: it is limited to keys below \"/a/\"";
        assert_eq!(refusal, text);
        assert_eq!(allowed, IN_NAMESPACE);
    }

    #[test]
    fn request_of_a_mixed_call_is_a_read_by_its_content() {
        let txn = |request| TxnRequest { success: vec![operation(request)], ..Default::default() };
        let put = || txn(RequestUnion::RequestPut(PutRequest::default()));
        let range = || txn(RequestUnion::RequestRange(RangeRequest::default()));
        assert!(range().is_read() && !put().is_read());
        assert!(txn(RequestUnion::RequestTxn(range())).is_read());
        assert!(!txn(RequestUnion::RequestTxn(put())).is_read());
        assert!(!TxnRequest { failure: put().success, ..range() }.is_read());
        assert!(AlarmRequest::default().is_read());
        assert!(!AlarmRequest { action: 2, ..AlarmRequest::default() }.is_read());
    }

    #[test]
    fn local_requests_need_no_leader() {
        let range = |serializable| RangeRequest { serializable, ..RangeRequest::default() };
        let txn =
            |request| TxnRequest { success: vec![operation(request)], ..TxnRequest::default() };
        assert!(range(false).needs_leader() && !range(true).needs_leader());
        assert!(PutRequest::default().needs_leader());
        assert!(MemberListRequest { linearizable: true }.needs_leader());
        assert!(!MemberListRequest { linearizable: false }.needs_leader());
        assert!(!StatusRequest::default().needs_leader());
        assert!(!DefragmentRequest::default().needs_leader());
        assert!(txn(RequestUnion::RequestPut(PutRequest::default())).needs_leader());
        assert!(txn(RequestUnion::RequestRange(range(false))).needs_leader());
        assert!(!txn(RequestUnion::RequestRange(range(true))).needs_leader());
    }
}
