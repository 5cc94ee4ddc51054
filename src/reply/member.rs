//! The members of a cluster, and what became of one of them.

use super::header::{fields_header, fields_id};
use super::is_default;
use crate::etcd::proto::{
    Member, MemberAddResponse, MemberListResponse, MemberPromoteResponse, MemberRemoveResponse,
    MemberUpdateResponse, ResponseHeader,
};
use crate::output::{Cell, Page, Records, Reply, quote};
use serde::Serialize;

impl Reply for MemberListResponse {
    fn simple(&self, page: &mut Page) {
        for member in &self.members {
            page.line(format_args!(
                "{:x}, {}, {}, {}, {}, {}",
                member.id,
                status(member),
                member.name,
                member.peer_ur_ls.join(","),
                member.client_ur_ls.join(","),
                member.is_learner
            ));
        }
    }

    fn fields(&self, page: &mut Page) {
        fields_header(self.header.as_ref(), page);
        for member in &self.members {
            fields_member(member, &member.name, page);
            page.line(format_args!(""));
        }
    }

    fn json(&self, page: &mut Page) {
        let view = MembersJson {
            header: HeaderJson::of(self.header.as_ref(), page.hex),
            member: None,
            members: members_json(&self.members, page.hex),
        };
        page.json_line(&view);
    }

    fn protobuf(&self, page: &mut Page) {
        page.message(self);
    }

    fn records(&self) -> Records {
        let mut records = Records::new(&COLUMNS);
        for member in &self.members {
            records.push(cells(member, &member.name));
        }
        records
    }
}

/// A member that was removed, updated or promoted, and the members there are now.
#[derive(Debug)]
pub(crate) struct MemberChanged {
    what: &'static str,
    id: u64,
    /// The answers to all three have the shape of a list of members, on the wire too.
    now: MemberListResponse,
}

impl MemberChanged {
    pub(crate) fn promoted(id: u64, reply: MemberPromoteResponse) -> Self {
        let now = MemberListResponse { header: reply.header, members: reply.members };
        Self { what: "promoted in", id, now }
    }

    pub(crate) fn removed(id: u64, reply: MemberRemoveResponse) -> Self {
        let now = MemberListResponse { header: reply.header, members: reply.members };
        Self { what: "removed from", id, now }
    }

    pub(crate) fn updated(id: u64, reply: MemberUpdateResponse) -> Self {
        let now = MemberListResponse { header: reply.header, members: reply.members };
        Self { what: "updated in", id, now }
    }
}

impl Reply for MemberChanged {
    fn simple(&self, page: &mut Page) {
        let cluster = self.now.header.unwrap_or_default().cluster_id;
        page.line(format_args!("Member {:16x} {} cluster {cluster:16x}", self.id, self.what));
    }

    fn fields(&self, page: &mut Page) {
        self.now.fields(page);
    }

    fn json(&self, page: &mut Page) {
        self.now.json(page);
    }

    fn protobuf(&self, page: &mut Page) {
        self.now.protobuf(page);
    }

    fn records(&self) -> Records {
        self.now.records()
    }
}

/// A new member, with what its etcd has to be told.
#[derive(Debug)]
pub(crate) struct MemberAdded {
    /// The name it will have: etcd learns it when the member starts.
    pub(crate) name: String,
    /// Its peer URLs as the user gave them.
    pub(crate) peer_urls: String,
    pub(crate) response: MemberAddResponse,
}

impl MemberAdded {
    fn member(&self) -> Member {
        self.response.member.clone().unwrap_or_default()
    }

    /// The value of `--initial-cluster` for the new member.
    fn initial_cluster(&self) -> String {
        let new = self.member().id;
        let pairs = self.response.members.iter().flat_map(|member| {
            let name = if member.id == new { &self.name } else { &member.name };
            member.peer_ur_ls.iter().map(move |url| format!("{name}={url}"))
        });
        pairs.collect::<Vec<_>>().join(",")
    }
}

impl Reply for MemberAdded {
    fn simple(&self, page: &mut Page) {
        let member = self.member();
        let cluster = self.response.header.unwrap_or_default().cluster_id;
        let how = if member.is_learner { "added as learner to" } else { "added to" };
        page.line(format_args!("Member {:16x} {how} cluster {cluster:16x}", member.id));
        let quoted = |text: &str| quote(text.as_bytes());
        page.line(format_args!("\nETCD_NAME={}", quoted(&self.name)));
        page.line(format_args!("ETCD_INITIAL_CLUSTER={}", quoted(&self.initial_cluster())));
        let urls = quoted(&self.peer_urls);
        page.line(format_args!("ETCD_INITIAL_ADVERTISE_PEER_URLS={urls}"));
        page.line(format_args!("ETCD_INITIAL_CLUSTER_STATE=\"existing\""));
    }

    fn fields(&self, page: &mut Page) {
        fields_header(self.response.header.as_ref(), page);
        fields_member(&self.member(), &self.name, page);
        page.field_quoted("InitialCluster", self.initial_cluster().as_bytes());
    }

    fn json(&self, page: &mut Page) {
        let view = MembersJson {
            header: HeaderJson::of(self.response.header.as_ref(), page.hex),
            member: self.response.member.as_ref().map(|member| MemberJson::of(member, page.hex)),
            members: members_json(&self.response.members, page.hex),
        };
        page.json_line(&view);
    }

    fn protobuf(&self, page: &mut Page) {
        page.message(&self.response);
    }

    fn records(&self) -> Records {
        let mut columns = COLUMNS.to_vec();
        columns.push("initial_cluster");
        let mut records = Records::new(&columns);
        let [id, status, name, peers, clients, learner] = cells(&self.member(), &self.name);
        let cluster = Cell::text(self.initial_cluster());
        records.push([id, status, name, peers, clients, learner, cluster]);
        records
    }
}

/// A member has no name before it was started for the first time.
fn status(member: &Member) -> &'static str {
    if member.name.is_empty() { "unstarted" } else { "started" }
}

const COLUMNS: [&str; 6] = ["id", "status", "name", "peer_addrs", "client_addrs", "is_learner"];

fn cells(member: &Member, name: &str) -> [Cell; 6] {
    [
        Cell::Id(member.id),
        Cell::text(status(member)),
        Cell::text(name),
        Cell::List(member.peer_ur_ls.clone()),
        Cell::List(member.client_ur_ls.clone()),
        Cell::Flag(member.is_learner),
    ]
}

fn fields_member(member: &Member, name: &str, page: &mut Page) {
    fields_id("ID", member.id, page);
    page.field_quoted("Name", name.as_bytes());
    for url in &member.peer_ur_ls {
        page.field_quoted("PeerURL", url.as_bytes());
    }
    for url in &member.client_ur_ls {
        page.field_quoted("ClientURL", url.as_bytes());
    }
    page.field("IsLearner", member.is_learner);
}

#[derive(Debug, Serialize)]
struct MembersJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    header: Option<HeaderJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    member: Option<MemberJson<'a>>,
    /// Left out only when there are none and ids are numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    members: Option<Vec<MemberJson<'a>>>,
}

fn members_json(members: &[Member], hex: bool) -> Option<Vec<MemberJson<'_>>> {
    let list = members.iter().map(|member| MemberJson::of(member, hex)).collect();
    (hex || !members.is_empty()).then_some(list)
}

#[derive(Debug, Serialize)]
struct HeaderJson {
    #[serde(skip_serializing_if = "IdJson::is_omitted")]
    cluster_id: IdJson,
    #[serde(skip_serializing_if = "IdJson::is_omitted")]
    member_id: IdJson,
    #[serde(skip_serializing_if = "is_default")]
    revision: i64,
    #[serde(skip_serializing_if = "is_default")]
    raft_term: u64,
}

impl HeaderJson {
    fn of(header: Option<&ResponseHeader>, hex: bool) -> Option<Self> {
        header.map(|header| Self {
            cluster_id: IdJson::of(header.cluster_id, hex),
            member_id: IdJson::of(header.member_id, hex),
            revision: header.revision,
            raft_term: header.raft_term,
        })
    }
}

#[derive(Debug, Serialize)]
struct MemberJson<'a> {
    #[serde(rename = "ID", skip_serializing_if = "IdJson::is_omitted")]
    id: IdJson,
    #[serde(skip_serializing_if = "str::is_empty")]
    name: &'a str,
    #[serde(rename = "peerURLs", skip_serializing_if = "<[String]>::is_empty")]
    peer_urls: &'a [String],
    #[serde(rename = "clientURLs", skip_serializing_if = "<[String]>::is_empty")]
    client_urls: &'a [String],
    #[serde(rename = "isLearner", skip_serializing_if = "is_default")]
    is_learner: bool,
}

impl<'a> MemberJson<'a> {
    fn of(member: &'a Member, hex: bool) -> Self {
        Self {
            id: IdJson::of(member.id, hex),
            name: &member.name,
            peer_urls: &member.peer_ur_ls,
            client_urls: &member.client_ur_ls,
            is_learner: member.is_learner,
        }
    }
}

/// An id in the JSON of members: a number, or with `--hex` a string.
#[derive(Debug, Serialize)]
#[serde(untagged)]
enum IdJson {
    Number(u64),
    Hex(String),
}

impl IdJson {
    fn of(id: u64, hex: bool) -> Self {
        if hex { Self::Hex(format!("{id:x}")) } else { Self::Number(id) }
    }

    fn is_omitted(&self) -> bool {
        matches!(self, Self::Number(0))
    }
}
