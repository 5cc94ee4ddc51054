//! The calls of etcd's API that answer once: which message goes where, what comes back, and whether
//! asking twice does harm.

use crate::etcd::proto::{
    AlarmRequest, AlarmResponse, AuthDisableRequest, AuthDisableResponse, AuthEnableRequest,
    AuthEnableResponse, AuthRoleAddRequest, AuthRoleAddResponse, AuthRoleDeleteRequest,
    AuthRoleDeleteResponse, AuthRoleGetRequest, AuthRoleGetResponse,
    AuthRoleGrantPermissionRequest, AuthRoleGrantPermissionResponse, AuthRoleListRequest,
    AuthRoleListResponse, AuthRoleRevokePermissionRequest, AuthRoleRevokePermissionResponse,
    AuthStatusRequest, AuthStatusResponse, AuthUserAddRequest, AuthUserAddResponse,
    AuthUserChangePasswordRequest, AuthUserChangePasswordResponse, AuthUserDeleteRequest,
    AuthUserDeleteResponse, AuthUserGetRequest, AuthUserGetResponse, AuthUserGrantRoleRequest,
    AuthUserGrantRoleResponse, AuthUserListRequest, AuthUserListResponse,
    AuthUserRevokeRoleRequest, AuthUserRevokeRoleResponse, AuthenticateRequest,
    AuthenticateResponse, CompactionRequest, CompactionResponse, DefragmentRequest,
    DefragmentResponse, DeleteRangeRequest, DeleteRangeResponse, DowngradeRequest,
    DowngradeResponse, HashKvRequest, HashKvResponse, LeaseGrantRequest, LeaseGrantResponse,
    LeaseLeasesRequest, LeaseLeasesResponse, LeaseRevokeRequest, LeaseRevokeResponse,
    LeaseTimeToLiveRequest, LeaseTimeToLiveResponse, MemberAddRequest, MemberAddResponse,
    MemberListRequest, MemberListResponse, MemberPromoteRequest, MemberPromoteResponse,
    MemberRemoveRequest, MemberRemoveResponse, MemberUpdateRequest, MemberUpdateResponse,
    MoveLeaderRequest, MoveLeaderResponse, PutRequest, PutResponse, RangeRequest, RangeResponse,
    RequestUnion, StatusRequest, StatusResponse, TxnRequest, TxnResponse,
};

/// A request that has one answer.
pub(crate) trait Rpc: prost::Message + Clone + 'static {
    type Reply: prost::Message + Default + 'static;
    /// The gRPC method, as in the request's path.
    const PATH: &'static str;
    /// Whether it may be sent again when no answer came. Writes may not: their outcome is unknown.
    const REPEATABLE: bool;
    /// Reports whether it takes the agreement of the cluster, so that a member without a leader cannot
    /// serve it.
    fn needs_leader(&self) -> bool {
        true
    }
}

macro_rules! rpc {
    ($($what:ident $path:literal $request:ty => $reply:ty $(, local if $local:expr)?;)*) => {$(
        impl Rpc for $request {
            type Reply = $reply;
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

/// Reports whether any member may answer by itself, as etcd has it.
fn is_serializable(txn: &TxnRequest) -> bool {
    txn.success.iter().chain(&txn.failure).all(|operation| {
        matches!(&operation.request, Some(RequestUnion::RequestRange(range)) if range.serializable)
    })
}

#[cfg(test)]
mod tests {
    use super::{
        DefragmentRequest, MemberListRequest, PutRequest, RangeRequest, RequestUnion, Rpc,
        StatusRequest, TxnRequest,
    };
    use crate::etcd::proto::operation;

    #[test]
    fn what_one_member_can_answer_needs_no_leader() {
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
