//! The unary calls of etcd's API: request, response, method, and whether repeating one is harmless.

use crate::etcd::proto::{self, RequestUnion, TxnRequest};

pub(crate) trait Rpc: prost::Message + Clone + 'static {
    type Reply: prost::Message + Default + 'static;
    const PATH: &'static str;
    /// May be sent again when no answer came. The outcome of a write is unknown then.
    const REPEATABLE: bool;
    /// Returns whether it needs the agreement of the cluster, and so a member with a leader.
    fn needs_leader(&self) -> bool {
        true
    }
}

macro_rules! rpc {
    ($($what:ident $path:literal $request:ident => $reply:ident $(, local if $local:expr)?;)*) => {$(
        impl Rpc for proto::$request {
            type Reply = proto::$reply;
            const PATH: &'static str = concat!("/etcdserverpb.", $path);
            const REPEATABLE: bool = rpc!(@$what);
            $(fn needs_leader(&self) -> bool {
                let local: fn(&Self) -> bool = $local;
                !local(self)
            })?
        }
    )*};
    (@read) => { true };
    (@write) => { false };
}

rpc! {
    read  "KV/Range" RangeRequest => RangeResponse, local if |range| range.serializable;
    write "KV/Put" PutRequest => PutResponse;
    write "KV/DeleteRange" DeleteRangeRequest => DeleteRangeResponse;
    write "KV/Txn" TxnRequest => TxnResponse, local if is_serializable;
    write "KV/Compact" CompactionRequest => CompactionResponse;
    write "Lease/LeaseGrant" LeaseGrantRequest => LeaseGrantResponse;
    write "Lease/LeaseRevoke" LeaseRevokeRequest => LeaseRevokeResponse;
    read  "Lease/LeaseTimeToLive" LeaseTimeToLiveRequest => LeaseTimeToLiveResponse;
    read  "Lease/LeaseLeases" LeaseLeasesRequest => LeaseLeasesResponse;
    read  "Cluster/MemberList" MemberListRequest => MemberListResponse, local if |list| !list.linearizable;
    write "Cluster/MemberAdd" MemberAddRequest => MemberAddResponse;
    write "Cluster/MemberRemove" MemberRemoveRequest => MemberRemoveResponse;
    write "Cluster/MemberUpdate" MemberUpdateRequest => MemberUpdateResponse;
    write "Cluster/MemberPromote" MemberPromoteRequest => MemberPromoteResponse;
    read  "Maintenance/Status" StatusRequest => StatusResponse, local if |_| true;
    read  "Maintenance/HashKV" HashKvRequest => HashKvResponse, local if |_| true;
    write "Maintenance/Defragment" DefragmentRequest => DefragmentResponse, local if |_| true;
    write "Maintenance/MoveLeader" MoveLeaderRequest => MoveLeaderResponse;
    write "Maintenance/Downgrade" DowngradeRequest => DowngradeResponse;
    // Asking for alarms is a read, and clearing one twice does no harm.
    read  "Maintenance/Alarm" AlarmRequest => AlarmResponse;
    read  "Auth/Authenticate" AuthenticateRequest => AuthenticateResponse;
    write "Auth/AuthEnable" AuthEnableRequest => AuthEnableResponse;
    write "Auth/AuthDisable" AuthDisableRequest => AuthDisableResponse;
    read  "Auth/AuthStatus" AuthStatusRequest => AuthStatusResponse;
    write "Auth/UserAdd" AuthUserAddRequest => AuthUserAddResponse;
    read  "Auth/UserGet" AuthUserGetRequest => AuthUserGetResponse;
    read  "Auth/UserList" AuthUserListRequest => AuthUserListResponse;
    write "Auth/UserDelete" AuthUserDeleteRequest => AuthUserDeleteResponse;
    write "Auth/UserChangePassword" AuthUserChangePasswordRequest => AuthUserChangePasswordResponse;
    write "Auth/UserGrantRole" AuthUserGrantRoleRequest => AuthUserGrantRoleResponse;
    write "Auth/UserRevokeRole" AuthUserRevokeRoleRequest => AuthUserRevokeRoleResponse;
    write "Auth/RoleAdd" AuthRoleAddRequest => AuthRoleAddResponse;
    read  "Auth/RoleGet" AuthRoleGetRequest => AuthRoleGetResponse;
    read  "Auth/RoleList" AuthRoleListRequest => AuthRoleListResponse;
    write "Auth/RoleDelete" AuthRoleDeleteRequest => AuthRoleDeleteResponse;
    write "Auth/RoleGrantPermission" AuthRoleGrantPermissionRequest => AuthRoleGrantPermissionResponse;
    write "Auth/RoleRevokePermission" AuthRoleRevokePermissionRequest => AuthRoleRevokePermissionResponse;
}

/// Returns whether any member may answer alone, by etcd's rule.
fn is_serializable(txn: &TxnRequest) -> bool {
    txn.success.iter().chain(&txn.failure).all(|operation| {
        matches!(&operation.request, Some(RequestUnion::RequestRange(range)) if range.serializable)
    })
}

#[cfg(test)]
mod tests {
    use super::Rpc;
    use crate::etcd::proto::{
        DefragmentRequest, MemberListRequest, PutRequest, RangeRequest, RequestUnion,
        StatusRequest, TxnRequest, operation,
    };

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
