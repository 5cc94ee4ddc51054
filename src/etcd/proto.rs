//! etcd's messages under their own names: the crate's, and by hand those it keeps to itself.

pub(crate) use etcd_client::proto::{
    PbAlarmMember as AlarmMember, PbAlarmRequest as AlarmRequest, PbAlarmResponse as AlarmResponse,
    PbAuthenticateRequest as AuthenticateRequest, PbAuthenticateResponse as AuthenticateResponse,
    PbCompactionRequest as CompactionRequest, PbCompactionResponse as CompactionResponse,
    PbCompare as Compare, PbCompareTarget as CompareTarget, PbDeleteRequest as DeleteRangeRequest,
    PbDeleteResponse as DeleteRangeResponse, PbDowngradeInfo as DowngradeInfo, PbEvent as Event,
    PbHashKvRequest as HashKvRequest, PbHashKvResponse as HashKvResponse, PbKeyValue as KeyValue,
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
    PbMemberUpdateResponse as MemberUpdateResponse, PbPutRequest as PutRequest,
    PbPutResponse as PutResponse, PbRangeRequest as RangeRequest, PbRangeResponse as RangeResponse,
    PbResponseHeader as ResponseHeader, PbResponseOp as ResponseOp,
    PbStatusRequest as StatusRequest, PbStatusResponse as StatusResponse,
    PbTargetUnion as TargetUnion, PbTxnOpRequest as RequestUnion, PbTxnOpResponse as ResponseUnion,
    PbTxnRequest as TxnRequest, PbTxnRequestOp as RequestOp, PbTxnResponse as TxnResponse,
    PbWatchResponse as WatchResponse,
};

/// `etcdserverpb.WatchRequest`: the crate exports it without the name of its parts.
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

/// `etcdserverpb.WatchCreateRequest` (rpc.proto of etcd 3.7).
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
    #[prost(bool, tag = "8")]
    pub(crate) fragment: bool,
}

#[derive(Clone, Copy, PartialEq, prost::Message)]
pub(crate) struct WatchCancelRequest {
    #[prost(int64, tag = "1")]
    pub(crate) watch_id: i64,
}

#[derive(Clone, Copy, PartialEq, prost::Message)]
pub(crate) struct WatchProgressRequest {}
