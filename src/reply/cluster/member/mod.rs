mod list;
pub(crate) mod status;
#[cfg(test)]
mod tests;

use crate::etcd::proto::{
    Member, MemberAddResponse, MemberListResponse, MemberPromoteResponse, MemberRemoveResponse,
    MemberUpdateResponse,
};
use crate::go::quote;
use crate::output::{Buffer, Cell, Records, Reply};
use crate::reply::header::fields_header;
use list::{MAIN_FIELDS, MEMBER_COLUMNS, fields_member, json_members};

/// A member that was removed, updated or promoted, and the members afterwards.
#[derive(Debug)]
pub(crate) struct MemberChanged {
    change: &'static str,
    id: u64,
    /// The responses to all three changes have the form of a member list, also in protobuf.
    members: MemberListResponse,
}

impl MemberChanged {
    pub(crate) fn promoted(id: u64, reply: MemberPromoteResponse) -> Self {
        let members = MemberListResponse { header: reply.header, members: reply.members };
        Self { change: "promoted in", id, members }
    }

    pub(crate) fn removed(id: u64, reply: MemberRemoveResponse) -> Self {
        let members = MemberListResponse { header: reply.header, members: reply.members };
        Self { change: "removed from", id, members }
    }

    pub(crate) fn updated(id: u64, reply: MemberUpdateResponse) -> Self {
        let members = MemberListResponse { header: reply.header, members: reply.members };
        Self { change: "updated in", id, members }
    }
}

impl Reply for MemberChanged {
    const FIELDS: &'static [&'static str] = MemberListResponse::FIELDS;
    const MAIN: &'static [&'static str] = &MAIN_FIELDS;

    fn simple(&self, page: &mut Buffer) {
        let cluster = self.members.header.unwrap_or_default().cluster_id;
        page.confirmation(format_args!(
            "Member {:16x} {} cluster {cluster:16x}",
            self.id, self.change
        ));
    }

    fn fields(&self, page: &mut Buffer) {
        self.members.fields(page);
    }

    fn json(&self, page: &mut Buffer) {
        self.members.json(page);
    }

    fn protobuf(&self, page: &mut Buffer) {
        self.members.protobuf(page);
    }

    fn records(&self) -> Records {
        self.members.records()
    }
}

/// A new member, with the environment for its etcd.
#[derive(Debug)]
pub(crate) struct MemberAdded {
    /// Its future name, which etcd learns when the member starts.
    pub(crate) name: String,
    pub(crate) peer_urls: String,
    /// Print only the environment, in the simple format.
    pub(crate) env_only: bool,
    pub(crate) response: MemberAddResponse,
}

impl MemberAdded {
    fn member(&self) -> Member {
        self.response.member.clone().unwrap_or_default()
    }

    fn named_member(&self) -> Member {
        Member { name: self.name.clone(), ..self.member() }
    }

    fn initial_cluster(&self) -> String {
        let new = self.member().id;
        let pairs = self.response.members.iter().flat_map(|member| {
            let name = if member.id == new { &self.name } else { &member.name };
            member.peer_ur_ls.iter().map(move |url| format!("{name}={url}"))
        });
        pairs.collect::<Vec<_>>().join(",")
    }

    fn environment(&self) -> [(&'static str, String); 4] {
        [
            ("ETCD_NAME", self.name.clone()),
            ("ETCD_INITIAL_CLUSTER", self.initial_cluster()),
            ("ETCD_INITIAL_ADVERTISE_PEER_URLS", self.peer_urls.clone()),
            ("ETCD_INITIAL_CLUSTER_STATE", "existing".to_owned()),
        ]
    }
}

impl Reply for MemberAdded {
    const FIELDS: &'static [&'static str] =
        &["id", "status", "name", "peer_addrs", "client_addrs", "is_learner", "initial_cluster"];

    fn simple(&self, page: &mut Buffer) {
        if !self.env_only {
            let member = self.member();
            let cluster = self.response.header.unwrap_or_default().cluster_id;
            let how = if member.is_learner { "added as learner to" } else { "added to" };
            let line = format!("Member {:16x} {how} cluster {cluster:16x}\n", member.id);
            page.confirmation(format_args!("{line}"));
        }
        for (name, value) in self.environment() {
            page.line(format_args!("{name}={}", quote(value.as_bytes())));
        }
    }

    fn fields(&self, page: &mut Buffer) {
        fields_header(self.response.header, page);
        fields_member(&self.named_member(), page);
        page.field_quoted("InitialCluster", self.initial_cluster().as_bytes());
    }

    fn json(&self, page: &mut Buffer) {
        let MemberAddResponse { header, member, members } = &self.response;
        let hex = page.hex;
        page.json_object_line(|object| {
            json_members(*header, member.as_ref(), members, hex, object);
            // Not in etcdctl's output, so it comes last.
            object.object("env", |object| {
                self.environment().iter().for_each(|(name, value)| object.field(name, value));
            });
        });
    }

    fn protobuf(&self, page: &mut Buffer) {
        page.message(&self.response);
    }

    fn records(&self) -> Records {
        let [id, _, name, peers, clients, learner] = MEMBER_COLUMNS;
        // The name is not etcd's yet: the member was not started.
        let columns =
            [id, ("status", |_: &_| Cell::text("unstarted")), name, peers, clients, learner];
        let cluster = Cell::text(self.initial_cluster());
        Records::table(&columns, [&self.named_member()])
            .beside(Records::one([("initial_cluster", cluster)]))
    }
}
