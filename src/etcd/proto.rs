//! etcd's messages under their own names: those of etcd-client, and those that it does not export.

pub(crate) use etcd_client::proto::{
    PbAlarmRequest as AlarmRequest, PbAlarmResponse as AlarmResponse,
    PbAuthDisableRequest as AuthDisableRequest, PbAuthDisableResponse as AuthDisableResponse,
    PbAuthEnableRequest as AuthEnableRequest, PbAuthEnableResponse as AuthEnableResponse,
    PbAuthRoleAddRequest as AuthRoleAddRequest, PbAuthRoleAddResponse as AuthRoleAddResponse,
    PbAuthRoleDeleteRequest as AuthRoleDeleteRequest,
    PbAuthRoleDeleteResponse as AuthRoleDeleteResponse, PbAuthRoleGetRequest as AuthRoleGetRequest,
    PbAuthRoleGrantPermissionResponse as AuthRoleGrantPermissionResponse,
    PbAuthRoleListRequest as AuthRoleListRequest, PbAuthRoleListResponse as AuthRoleListResponse,
    PbAuthRoleRevokePermissionRequest as AuthRoleRevokePermissionRequest,
    PbAuthRoleRevokePermissionResponse as AuthRoleRevokePermissionResponse,
    PbAuthUserAddResponse as AuthUserAddResponse,
    PbAuthUserChangePasswordRequest as AuthUserChangePasswordRequest,
    PbAuthUserChangePasswordResponse as AuthUserChangePasswordResponse,
    PbAuthUserDeleteRequest as AuthUserDeleteRequest,
    PbAuthUserDeleteResponse as AuthUserDeleteResponse, PbAuthUserGetRequest as AuthUserGetRequest,
    PbAuthUserGetResponse as AuthUserGetResponse,
    PbAuthUserGrantRoleRequest as AuthUserGrantRoleRequest,
    PbAuthUserGrantRoleResponse as AuthUserGrantRoleResponse,
    PbAuthUserListRequest as AuthUserListRequest, PbAuthUserListResponse as AuthUserListResponse,
    PbAuthUserRevokeRoleRequest as AuthUserRevokeRoleRequest,
    PbAuthUserRevokeRoleResponse as AuthUserRevokeRoleResponse,
    PbAuthenticateRequest as AuthenticateRequest, PbAuthenticateResponse as AuthenticateResponse,
    PbCompactionRequest as CompactionRequest, PbCompactionResponse as CompactionResponse,
    PbCompare as Compare, PbCompareTarget as CompareTarget,
    PbDefragmentRequest as DefragmentRequest, PbDefragmentResponse as DefragmentResponse,
    PbDeleteRequest as DeleteRangeRequest, PbDeleteResponse as DeleteRangeResponse,
    PbDowngradeInfo as DowngradeInfo, PbDowngradeRequest as DowngradeRequest,
    PbDowngradeResponse as DowngradeResponse, PbEvent as Event, PbHashKvRequest as HashKvRequest,
    PbHashKvResponse as HashKvResponse, PbKeyValue as KeyValue,
    PbLeaseGrantRequest as LeaseGrantRequest, PbLeaseGrantResponse as LeaseGrantResponse,
    PbLeaseKeepAliveRequest as LeaseKeepAliveRequest,
    PbLeaseKeepAliveResponse as LeaseKeepAliveResponse, PbLeaseLeasesRequest as LeaseLeasesRequest,
    PbLeaseLeasesResponse as LeaseLeasesResponse, PbLeaseRevokeRequest as LeaseRevokeRequest,
    PbLeaseRevokeResponse as LeaseRevokeResponse,
    PbLeaseTimeToLiveRequest as LeaseTimeToLiveRequest,
    PbLeaseTimeToLiveResponse as LeaseTimeToLiveResponse, PbMember as Member,
    PbMemberAddRequest as MemberAddRequest, PbMemberAddResponse as MemberAddResponse,
    PbMemberListRequest as MemberListRequest, PbMemberListResponse as MemberListResponse,
    PbMemberPromoteRequest as MemberPromoteRequest,
    PbMemberPromoteResponse as MemberPromoteResponse, PbMemberRemoveRequest as MemberRemoveRequest,
    PbMemberRemoveResponse as MemberRemoveResponse, PbMemberUpdateRequest as MemberUpdateRequest,
    PbMemberUpdateResponse as MemberUpdateResponse, PbMoveLeaderRequest as MoveLeaderRequest,
    PbMoveLeaderResponse as MoveLeaderResponse, PbPutRequest as PutRequest,
    PbPutResponse as PutResponse, PbRangeRequest as RangeRequest, PbRangeResponse as RangeResponse,
    PbResponseHeader as ResponseHeader, PbResponseOp as ResponseOp,
    PbSnapshotRequest as SnapshotRequest, PbSnapshotResponse as SnapshotResponse,
    PbStatusRequest as StatusRequest, PbStatusResponse as StatusResponse,
    PbTargetUnion as TargetUnion, PbTxnOpRequest as RequestUnion, PbTxnOpResponse as ResponseUnion,
    PbTxnRequest as TxnRequest, PbTxnRequestOp as RequestOp, PbTxnResponse as TxnResponse,
    PbWatchResponse as WatchResponse,
};

/// The type of an [`Event`] that is a deletion.
pub(crate) const DELETE: i32 = 1;

/// `etcdserverpb.WatchRequest`, which etcd-client exports without its parts.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct WatchRequest {
    #[prost(oneof = "WatchRequestUnion", tags = "1, 2, 3")]
    pub(crate) request: Option<WatchRequestUnion>,
}

#[derive(Clone, PartialEq, prost::Oneof)]
pub(crate) enum WatchRequestUnion {
    #[prost(message, tag = "1")]
    Create(WatchCreateRequest),
    #[prost(message, tag = "2")]
    Cancel(WatchCancelRequest),
    #[prost(message, tag = "3")]
    Progress(WatchProgressRequest),
}

/// `etcdserverpb.WatchCreateRequest` (rpc.proto of etcd 3.7) without `fragment`: to split a response, etcd
/// measures all of it again for each of its events.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct WatchCreateRequest {
    #[prost(bytes = "vec", tag = "1")]
    pub(crate) key: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    pub(crate) range_end: Vec<u8>,
    #[prost(int64, tag = "3")]
    pub(crate) start_revision: i64,
    #[prost(bool, tag = "4")]
    pub(crate) progress_notify: bool,
    #[prost(int32, repeated, tag = "5")]
    pub(crate) filters: Vec<i32>,
    #[prost(bool, tag = "6")]
    pub(crate) prev_kv: bool,
    #[prost(int64, tag = "7")]
    pub(crate) watch_id: i64,
}

#[derive(Clone, Copy, PartialEq, prost::Message)]
pub(crate) struct WatchCancelRequest {
    #[prost(int64, tag = "1")]
    pub(crate) watch_id: i64,
}

#[derive(Clone, Copy, PartialEq, prost::Message)]
pub(crate) struct WatchProgressRequest {}

#[derive(Clone, Copy, PartialEq, prost::Message)]
pub(crate) struct AuthStatusRequest {}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct AuthStatusResponse {
    #[prost(message, optional, tag = "1")]
    pub(crate) header: Option<ResponseHeader>,
    #[prost(bool, tag = "2")]
    pub(crate) enabled: bool,
    #[prost(uint64, tag = "3")]
    pub(crate) auth_revision: u64,
}

/// `etcdserverpb.AuthUserAddRequest` without the field for a hashed password.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct AuthUserAddRequest {
    #[prost(string, tag = "1")]
    pub(crate) name: String,
    #[prost(string, tag = "2")]
    pub(crate) password: String,
    #[prost(message, optional, tag = "3")]
    pub(crate) options: Option<UserAddOptions>,
}

#[derive(Clone, Copy, PartialEq, prost::Message)]
pub(crate) struct UserAddOptions {
    #[prost(bool, tag = "1")]
    pub(crate) no_password: bool,
}

/// `authpb.Permission`; the type is 0 for read, 1 for write, 2 for both.
#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct Permission {
    #[prost(int32, tag = "1")]
    pub(crate) perm_type: i32,
    #[prost(bytes = "vec", tag = "2")]
    pub(crate) key: Vec<u8>,
    #[prost(bytes = "vec", tag = "3")]
    pub(crate) range_end: Vec<u8>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct AuthRoleGrantPermissionRequest {
    #[prost(string, tag = "1")]
    pub(crate) name: String,
    #[prost(message, optional, tag = "2")]
    pub(crate) perm: Option<Permission>,
}

#[derive(Clone, PartialEq, prost::Message)]
pub(crate) struct AuthRoleGetResponse {
    #[prost(message, optional, tag = "1")]
    pub(crate) header: Option<ResponseHeader>,
    #[prost(message, repeated, tag = "2")]
    pub(crate) perm: Vec<Permission>,
}

pub(crate) fn operation(request: RequestUnion) -> RequestOp {
    RequestOp { request: Some(request) }
}

/// Compares a property of a key with a value, for equality. An absent key has the revision 0.
pub(crate) fn equal(key: impl Into<Vec<u8>>, value: TargetUnion) -> Compare {
    let target = match value {
        TargetUnion::Version(_) => CompareTarget::Version,
        TargetUnion::CreateRevision(_) => CompareTarget::Create,
        TargetUnion::ModRevision(_) => CompareTarget::Mod,
        TargetUnion::Value(_) => CompareTarget::Value,
        TargetUnion::Lease(_) => CompareTarget::Lease,
    };
    // The default comparison is for equality.
    let (target, key) = (target.into(), key.into());
    Compare { target, key, target_union: Some(value), ..Compare::default() }
}

/// Compares as [`equal`] does, but requires the key to have the larger value.
pub(crate) fn greater(key: impl Into<Vec<u8>>, value: TargetUnion) -> Compare {
    // `Greater` in etcd's `CompareResult`.
    Compare { result: 1, ..equal(key, value) }
}

/// Returns the revision of the store when it answered; 0 without a header.
pub(crate) fn header_revision(header: Option<ResponseHeader>) -> i64 {
    header.map_or(0, |header| header.revision)
}
