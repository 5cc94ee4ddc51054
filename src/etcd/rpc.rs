//! The calls of etcd's API that answer once: which message goes where, what comes back, and whether
//! asking twice does harm.

use super::proto::{
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
    StatusRequest, StatusResponse, TxnRequest, TxnResponse,
};

/// A request that has one answer.
pub(crate) trait Rpc: prost::Message + Clone + 'static {
    type Reply: prost::Message + Default + 'static;
    /// The gRPC method, as in the request's path.
    const PATH: &'static str;
    /// Whether it may be sent again when no answer came. Writes may not: their outcome is unknown.
    const REPEATABLE: bool;
}

macro_rules! rpc {
    ($($what:ident $path:literal $request:ty => $reply:ty;)*) => {$(
        impl Rpc for $request {
            type Reply = $reply;
            const PATH: &'static str = concat!("/etcdserverpb.", $path);
            const REPEATABLE: bool = rpc!(@$what);
        }
    )*};
    (@read) => { true };
    (@write) => { false };
}

rpc! {
    read  "KV/Range" RangeRequest => RangeResponse;
    write "KV/Put" PutRequest => PutResponse;
    write "KV/DeleteRange" DeleteRangeRequest => DeleteRangeResponse;
    write "KV/Txn" TxnRequest => TxnResponse;
    write "KV/Compact" CompactionRequest => CompactionResponse;
    write "Lease/LeaseGrant" LeaseGrantRequest => LeaseGrantResponse;
    write "Lease/LeaseRevoke" LeaseRevokeRequest => LeaseRevokeResponse;
    read  "Lease/LeaseTimeToLive" LeaseTimeToLiveRequest => LeaseTimeToLiveResponse;
    read  "Lease/LeaseLeases" LeaseLeasesRequest => LeaseLeasesResponse;
    read  "Cluster/MemberList" MemberListRequest => MemberListResponse;
    write "Cluster/MemberAdd" MemberAddRequest => MemberAddResponse;
    write "Cluster/MemberRemove" MemberRemoveRequest => MemberRemoveResponse;
    write "Cluster/MemberUpdate" MemberUpdateRequest => MemberUpdateResponse;
    write "Cluster/MemberPromote" MemberPromoteRequest => MemberPromoteResponse;
    read  "Maintenance/Status" StatusRequest => StatusResponse;
    read  "Maintenance/HashKV" HashKvRequest => HashKvResponse;
    write "Maintenance/Defragment" DefragmentRequest => DefragmentResponse;
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
