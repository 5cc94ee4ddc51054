//! The calls of etcd's API that answer once: which message goes where, what comes back, and whether
//! asking twice does harm.

use super::proto::{
    AlarmRequest, AlarmResponse, AuthenticateRequest, AuthenticateResponse, CompactionRequest,
    CompactionResponse, DeleteRangeRequest, DeleteRangeResponse, HashKvRequest, HashKvResponse,
    LeaseGrantRequest, LeaseGrantResponse, LeaseLeasesRequest, LeaseLeasesResponse,
    LeaseRevokeRequest, LeaseRevokeResponse, LeaseTimeToLiveRequest, LeaseTimeToLiveResponse,
    MemberAddRequest, MemberAddResponse, MemberListRequest, MemberListResponse,
    MemberPromoteRequest, MemberPromoteResponse, MemberRemoveRequest, MemberRemoveResponse,
    MemberUpdateRequest, MemberUpdateResponse, PutRequest, PutResponse, RangeRequest,
    RangeResponse, StatusRequest, StatusResponse, TxnRequest, TxnResponse,
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
    // Asking for alarms is a read, and clearing one twice does no harm.
    read  "Maintenance/Alarm" AlarmRequest => AlarmResponse;
    read  "Auth/Authenticate" AuthenticateRequest => AuthenticateResponse;
}
