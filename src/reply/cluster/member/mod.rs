//! The members of a cluster, and what became of one of them.

pub(crate) mod json;
pub(crate) mod status;
#[cfg(test)]
pub(crate) mod tests;

use crate::etcd::proto::{
    Member, MemberAddResponse, MemberListResponse, MemberPromoteResponse, MemberRemoveResponse,
    MemberUpdateResponse,
};
use crate::go::quote;
use crate::output::{Buffer, Cell, Records, Reply};
use crate::reply::header::{fields_header, fields_id};
use json::{Environment, MembersJson};

impl Reply for MemberListResponse {
    fn simple(&self, page: &mut Buffer) {
        for member in &self.members {
            page.line(format_args!("{}", simple_member(member)));
        }
    }

    fn fields(&self, page: &mut Buffer) {
        fields_header(self.header.as_ref(), page);
        for member in &self.members {
            fields_member(member, &member.name, page);
            page.line(format_args!(""));
        }
    }

    fn json(&self, page: &mut Buffer) {
        let header = self.header.as_ref();
        page.json_line(&MembersJson::of(header, None, &self.members, page.hex));
    }

    fn protobuf(&self, page: &mut Buffer) {
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
    fn simple(&self, page: &mut Buffer) {
        let cluster = self.now.header.unwrap_or_default().cluster_id;
        page.line(format_args!("Member {:16x} {} cluster {cluster:16x}", self.id, self.what));
    }

    fn fields(&self, page: &mut Buffer) {
        self.now.fields(page);
    }

    fn json(&self, page: &mut Buffer) {
        self.now.json(page);
    }

    fn protobuf(&self, page: &mut Buffer) {
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
    /// Print only the variables, in the simple format.
    pub(crate) env_only: bool,
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

    /// What the new member's etcd has to find in its environment.
    fn environment(&self) -> Environment<'_> {
        Environment {
            name: &self.name,
            initial_cluster: self.initial_cluster(),
            initial_advertise_peer_urls: &self.peer_urls,
            initial_cluster_state: "existing",
        }
    }
}

impl Reply for MemberAdded {
    fn simple(&self, page: &mut Buffer) {
        if !self.env_only {
            let member = self.member();
            let cluster = self.response.header.unwrap_or_default().cluster_id;
            let how = if member.is_learner { "added as learner to" } else { "added to" };
            page.line(format_args!("Member {:16x} {how} cluster {cluster:16x}\n", member.id));
        }
        let environment = self.environment();
        for (name, value) in environment.lines() {
            page.line(format_args!("{name}={}", quote(value.as_bytes())));
        }
    }

    fn fields(&self, page: &mut Buffer) {
        fields_header(self.response.header.as_ref(), page);
        fields_member(&self.member(), &self.name, page);
        page.field_quoted("InitialCluster", self.initial_cluster().as_bytes());
    }

    fn json(&self, page: &mut Buffer) {
        let MemberAddResponse { header, member, members } = &self.response;
        let json = MembersJson::of(header.as_ref(), member.as_ref(), members, page.hex);
        page.json_line(&json.with_environment(self.environment()));
    }

    fn protobuf(&self, page: &mut Buffer) {
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

/// A member on a line.
pub(crate) fn simple_member(member: &Member) -> String {
    let (id, status, name) = (member.id, status(member), &member.name);
    let (peers, clients) = (member.peer_ur_ls.join(","), member.client_ur_ls.join(","));
    format!("{id:x}, {status}, {name}, {peers}, {clients}, {}", member.is_learner)
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

fn fields_member(member: &Member, name: &str, page: &mut Buffer) {
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
