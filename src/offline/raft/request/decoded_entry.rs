//! The contents of an entry of raft's log as named, typed fields. Passwords and tokens are left out.

use super::decoder::decode;
use super::entry_value::{EntryFields, EntryValue};
use super::form::EntryForm;
use super::internal_request::requests;
use super::meaning::{conf_change, v2_request};
use crate::failure::Failure;
use crate::offline::invalid;
use crate::offline::raft::RaftEntry;

/// The kind of an entry without data.
const EMPTY: &str = "empty";
/// The kind of a request of the v2 API.
const V2: &str = "v2";
/// The kind of a change of the members.
const CONF: &str = "conf";
/// The kind of a request that only newer versions of etcd have.
const UNKNOWN: &str = "unknown";

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DecodedEntry<'a> {
    /// The name of the request in etcd, such as `put`; or `conf`, `v2`, `empty` or `unknown`.
    pub(crate) kind: &'static str,
    pub(crate) fields: EntryFields<'a>,
}

/// Returns the kinds that an entry can have.
pub(crate) fn entry_kinds() -> impl Iterator<Item = &'static str> {
    requests().map(|field| field.name).chain([CONF, V2, EMPTY, UNKNOWN])
}

impl<'a> DecodedEntry<'a> {
    pub(crate) fn parse(entry: &RaftEntry<'a>) -> Result<Self, Failure> {
        let form = EntryForm::of(entry);
        let Some(spec) = form.spec() else {
            return Err(invalid(format!("raft does not have entries of type {}", entry.kind)));
        };
        let fields = decode(spec, entry.data)?;
        Ok(match form {
            EntryForm::Empty | EntryForm::Unknown(_) => Self { kind: EMPTY, fields },
            EntryForm::V2 => Self { kind: V2, fields: v2_request(fields) },
            EntryForm::ConfChange | EntryForm::ConfChangeV2 => {
                Self { kind: CONF, fields: conf_change(fields) }
            }
            EntryForm::Request => Self::of_request(fields),
        })
    }

    /// Takes the request out of the message around it.
    fn of_request(mut around: EntryFields<'a>) -> Self {
        let is_request = |name: &str| requests().any(|field| field.name == name);
        let Some(at) = around.iter().position(|(name, _)| is_request(name)) else {
            return Self { kind: UNKNOWN, fields: around };
        };
        let (kind, request) = around.remove(at);
        let mut fields = match request {
            EntryValue::Message(fields) => fields,
            _ => Vec::new(),
        };
        fields.extend(around);
        Self { kind, fields }
    }
}

#[cfg(test)]
mod tests {
    use super::{DecodedEntry, EntryValue};
    use crate::etcd::proto::{
        AuthUserAddRequest, Compare, DeleteRangeRequest, PutRequest, RangeRequest, RequestOp,
        RequestUnion, TargetUnion, TxnRequest, UserAddOptions, operation,
    };
    use crate::offline::protobuf_writer::MessageWriter;
    use crate::offline::raft::RaftEntry;
    use crate::offline::raft::testing::{D, unhex};
    use prost::Message as _;

    /// Returns kind and fields as text, like `put key="k" value="v"`.
    fn shown(kind: i32, data: &[u8]) -> String {
        let entry = RaftEntry { kind, data, ..RaftEntry::default() };
        let decoded = DecodedEntry::parse(&entry).unwrap();
        format!("{}{}", decoded.kind, fields(&decoded.fields))
    }

    fn fields(fields: &[(&str, EntryValue<'_>)]) -> String {
        fields.iter().map(|(name, value)| format!(" {name}={}", text(value))).collect()
    }

    fn text(value: &EntryValue<'_>) -> String {
        match value {
            EntryValue::Key(bytes) | EntryValue::Payload(bytes) => bytes.escape_ascii().to_string(),
            EntryValue::Message(inner) => format!("({} )", fields(inner)),
            EntryValue::List(list) => {
                format!("[{}]", list.iter().map(text).collect::<Vec<_>>().join(","))
            }
            EntryValue::Unsigned(number) | EntryValue::Id(number) => number.to_string(),
            EntryValue::Signed(number) | EntryValue::Lease(number) => number.to_string(),
            EntryValue::Flag(flag) => flag.to_string(),
            EntryValue::Text(text) | EntryValue::Json(text) => (*text).to_owned(),
            EntryValue::Hidden => "<hidden>".to_owned(),
        }
    }

    /// Returns an internal request with a header and this one inside.
    fn request(number: u64, message: &impl prost::Message) -> Vec<u8> {
        let header = MessageWriter::default().varint(1, 5).bytes(2, b"root").finish();
        MessageWriter::default()
            .bytes(number, &message.encode_to_vec())
            .bytes(100, &header)
            .finish()
    }

    #[test]
    fn requests_for_keys() {
        let put = PutRequest {
            key: b"k".to_vec(),
            value: b"v".to_vec(),
            lease: -1,
            prev_kv: true,
            ignore_value: true,
            ignore_lease: true,
        };
        assert_eq!(
            shown(0, &request(4, &put)),
            "put key=k value=v lease=-1 prev_kv=true ignore_value=true ignore_lease=true \
             header=( id=5 username=root )"
        );
        let range = RangeRequest {
            key: b"k".to_vec(),
            range_end: b"l".to_vec(),
            limit: 1,
            revision: 2,
            sort_order: 1,
            sort_target: 4,
            serializable: true,
            keys_only: true,
            count_only: true,
            min_mod_revision: 3,
            max_mod_revision: 4,
            min_create_revision: 5,
            max_create_revision: 6,
        };
        assert_eq!(
            shown(0, &MessageWriter::default().bytes(3, &range.encode_to_vec()).finish()),
            "range key=k range_end=l limit=1 revision=2 sort_order=ascend sort_target=value \
             serializable=true keys_only=true count_only=true min_mod_revision=3 \
             max_mod_revision=4 min_create_revision=5 max_create_revision=6"
        );
    }

    #[test]
    fn transactions_show_their_parts() {
        let compare = |target, result, union| Compare {
            result,
            target,
            key: b"k".to_vec(),
            range_end: Vec::new(),
            target_union: Some(union),
        };
        let delete =
            DeleteRangeRequest { key: b"d".to_vec(), range_end: b"e".to_vec(), prev_kv: false };
        let inner = TxnRequest { failure: vec![RequestOp { request: None }], ..Default::default() };
        let txn = TxnRequest {
            compare: vec![
                compare(0, 0, TargetUnion::Version(0)),
                compare(2, 3, TargetUnion::ModRevision(9)),
                compare(3, 1, TargetUnion::Value(b"x".to_vec())),
                compare(4, 2, TargetUnion::Lease(8)),
            ],
            success: vec![operation(RequestUnion::RequestDeleteRange(delete))],
            failure: vec![operation(RequestUnion::RequestTxn(inner))],
        };
        assert_eq!(
            shown(0, &MessageWriter::default().bytes(6, &txn.encode_to_vec()).finish()),
            "txn compare=[( key=k target=version result=equal version=0 ),\
             ( key=k target=mod result=not_equal mod_revision=9 ),\
             ( key=k target=value result=greater value=x ),\
             ( key=k target=lease result=less lease=8 )] \
             success=[( delete_range=( key=d range_end=e ) )] failure=[( txn=( failure=[( )] ) )]"
        );
    }

    #[test]
    fn passwords_and_tokens_are_hidden() {
        let user = AuthUserAddRequest {
            name: "alice".to_owned(),
            password: "secret".to_owned(),
            options: Some(UserAddOptions { no_password: true }),
        };
        let hash = MessageWriter::default().bytes(4, b"$2a$10$secret").finish();
        let user = [user.encode_to_vec(), hash].concat();
        assert_eq!(
            shown(0, &MessageWriter::default().bytes(1100, &user).finish()),
            "auth_user_add name=alice password=<hidden> options=( no_password=true ) \
             hashed_password=<hidden>"
        );
        let three = |number| {
            let message = MessageWriter::default()
                .bytes(1, b"alice")
                .bytes(2, b"secret")
                .bytes(3, b"secret")
                .finish();
            shown(0, &MessageWriter::default().bytes(number, &message).finish())
        };
        assert_eq!(
            three(1103),
            "auth_user_change_password name=alice password=<hidden> hashed_password=<hidden>"
        );
        assert_eq!(three(1012), "authenticate name=alice password=<hidden> simple_token=<hidden>");
        let v2 = MessageWriter::default()
            .varint(1, 1)
            .bytes(2, b"PUT")
            .bytes(3, b"/2/users/root")
            .bytes(4, b"{\"password\":\"$2a$10$secret\"}")
            .finish();
        assert_eq!(shown(0, &v2), "v2 method=PUT path=/2/users/root value=<hidden> id=1");
    }

    #[test]
    fn changes_of_members_are_named() {
        let change = |kind, context: &[u8]| {
            let change = MessageWriter::default()
                .varint(1, 0)
                .varint(2, kind)
                .varint(3, 10)
                .bytes(4, context);
            shown(1, &change.finish())
        };
        let member = b"{\"id\":10,\"peerURLs\":[\"http://a:1\"],\"isPromote\":false}";
        let text = std::str::from_utf8(member).unwrap();
        assert_eq!(change(0, member), format!("conf change=add member=10 context={text}"));
        assert_eq!(change(3, member), format!("conf change=add_learner member=10 context={text}"));
        assert_eq!(change(1, b""), "conf change=remove member=10");
        assert_eq!(change(2, b"x"), "conf change=update member=10 context=x");
        let promotion = b"{\"id\":10,\"isPromote\":true}";
        assert!(change(0, promotion).starts_with("conf change=promote member=10"));
        assert_eq!(change(9, b""), "conf change=9 member=10");
        let single = MessageWriter::default().varint(1, 1).varint(2, 5).finish();
        assert_eq!(
            shown(2, &MessageWriter::default().bytes(2, &single).finish()),
            "conf changes=[( change=remove member=5 )]"
        );
    }

    #[test]
    fn requests_of_the_v2_api() {
        let record = unhex(D);
        let entry = RaftEntry::parse(&record[18..8 + 0x4c]).unwrap();
        let shown = shown(0, entry.data);
        assert!(shown.starts_with("v2 method=PUT path=/0/version value=3.5.0 id="), "{shown}");
    }

    #[test]
    fn other_entries() {
        assert_eq!(shown(0, b""), "empty");
        let newer = MessageWriter::default().bytes(1400, b"x").varint(1, 7).finish();
        assert_eq!(shown(0, &newer), "unknown id=7 unknown_fields=[1400]");
        let alarm = MessageWriter::default().varint(1, 1).varint(2, 3).varint(3, 2).finish();
        assert_eq!(
            shown(0, &MessageWriter::default().bytes(10, &alarm).finish()),
            "alarm action=activate member=3 alarm=corrupt"
        );
        let refused = |kind, data: &[u8]| {
            let entry = RaftEntry { kind, data, ..RaftEntry::default() };
            DecodedEntry::parse(&entry).unwrap_err().to_string()
        };
        assert_eq!(refused(3, b""), "raft does not have entries of type 3");
        assert_eq!(refused(0, b"\x08"), "proto: cannot parse invalid wire-format data");
        let many = b"\x08\x01".repeat(70000);
        assert_eq!(refused(0, &many), "more than 65536 fields");
    }
}
