use crate::etcd::proto::{Member, MemberListResponse, ResponseHeader};
use crate::go::Object;
use crate::output::{Buffer, Cell, Column, Records, Reply, names};
use crate::reply::header::{fields_header, fields_id, json_header_fields, json_id};

impl Reply for MemberListResponse {
    const FIELDS: &'static [&'static str] = &names(&MEMBER_COLUMNS);
    const MAIN: &'static [&'static str] = &MAIN_FIELDS;

    fn simple(&self, page: &mut Buffer) {
        for member in &self.members {
            page.line(format_args!("{}", simple_member(member)));
        }
    }

    fn fields(&self, page: &mut Buffer) {
        fields_header(self.header, page);
        for member in &self.members {
            fields_member(member, page);
            page.raw(b"\n");
        }
    }

    fn json(&self, page: &mut Buffer) {
        let hex = page.hex;
        page.json_object_line(|object| json_members(self.header, None, &self.members, hex, object));
    }

    fn protobuf(&self, page: &mut Buffer) {
        page.message(self);
    }

    fn records(&self) -> Records {
        Records::table(&MEMBER_COLUMNS, &self.members)
    }
}

pub(crate) fn simple_member(member: &Member) -> String {
    let (id, status, name) = (member.id, status(member), &member.name);
    let (peers, clients) = (member.peer_ur_ls.join(","), member.client_ur_ls.join(","));
    format!("{id:x}, {status}, {name}, {peers}, {clients}, {}", member.is_learner)
}

pub(crate) fn fields_member(member: &Member, page: &mut Buffer) {
    fields_id("ID", member.id, page);
    page.field_quoted("Name", member.name.as_bytes());
    for url in &member.peer_ur_ls {
        page.field_quoted("PeerURL", url.as_bytes());
    }
    for url in &member.client_ur_ls {
        page.field_quoted("ClientURL", url.as_bytes());
    }
    page.field("IsLearner", member.is_learner);
}

/// Writes a list of members, and the new one if there is one. With `hex` ids are strings.
pub(crate) fn json_members(
    header: Option<ResponseHeader>,
    new: Option<&Member>,
    members: &[Member],
    hex: bool,
    object: &mut Object<'_>,
) {
    if let Some(header) = header {
        object.object("header", |object| json_header_fields(header, hex, object));
    }
    if let Some(new) = new {
        object.object("member", |object| json_member(new, hex, object));
    }
    // With --hex etcdctl prints the list even if it is empty.
    if hex || !members.is_empty() {
        object.list("members", members, |member, object| json_member(member, hex, object));
    }
}

fn json_member(member: &Member, hex: bool, object: &mut Object<'_>) {
    json_id("ID", member.id, hex, object);
    object.nonzero("name", &*member.name);
    object.nonzero("peerURLs", &*member.peer_ur_ls);
    object.nonzero("clientURLs", &*member.client_ur_ls);
    object.nonzero("isLearner", member.is_learner);
}

pub(crate) const MEMBER_COLUMNS: [Column<Member>; 6] = [
    ("id", |member| Cell::Id(member.id)),
    ("status", |member| Cell::text(status(member))),
    ("name", |member| Cell::text(&member.name)),
    ("peer_addrs", |member| Cell::List(member.peer_ur_ls.clone())),
    ("client_addrs", |member| Cell::List(member.client_ur_ls.clone())),
    ("is_learner", |member| Cell::Flag(member.is_learner)),
];

pub(crate) const MAIN_FIELDS: [&str; 4] = ["id", "status", "name", "client_addrs"];

/// Returns the state of a member, which has no name until its first start.
fn status(member: &Member) -> &'static str {
    if member.name.is_empty() { "unstarted" } else { "started" }
}
#[cfg(test)]
mod tests {
    use super::json_members;
    use crate::etcd::proto::{Member, ResponseHeader};
    use crate::output::Buffer;

    fn json(new: Option<&Member>, members: &[Member], hex: bool) -> String {
        let header =
            ResponseHeader { cluster_id: 0x7da_6395, member_id: 0xef9a, revision: 0, raft_term: 2 };
        let mut page = Buffer::new(hex);
        page.json_object_line(|object| json_members(Some(header), new, members, hex, object));
        String::from_utf8(page.take().to_vec()).unwrap()
    }

    #[test]
    fn hexadecimal_ids_are_strings() {
        let new = Member {
            id: 0x1390,
            peer_ur_ls: vec!["http://c:2380".to_owned()],
            is_learner: true,
            ..Default::default()
        };
        let started = Member {
            id: 0x40b6,
            name: "m2".to_owned(),
            peer_ur_ls: vec!["http://a:2380".to_owned(), "http://b:2380".to_owned()],
            client_ur_ls: vec!["http://a:2379".to_owned()],
            is_learner: false,
        };
        let members = [new.clone(), started];
        let rest_of_new = "\"peerURLs\":[\"http://c:2380\"],\"isLearner\":true}";
        let rest_of_started = "\"name\":\"m2\",\"peerURLs\":[\"http://a:2380\",\"http://b:2380\"],\
                               \"clientURLs\":[\"http://a:2379\"]}";
        assert_eq!(
            json(Some(&new), &members, false),
            format!(
                "{{\"header\":{{\"cluster_id\":131752853,\"member_id\":61338,\"raft_term\":2}},\
                 \"member\":{{\"ID\":5008,{rest_of_new},\
                 \"members\":[{{\"ID\":5008,{rest_of_new},{{\"ID\":16566,{rest_of_started}]}}\n"
            )
        );
        assert_eq!(
            json(Some(&new), &members, true),
            format!(
                "{{\"header\":{{\"cluster_id\":\"7da6395\",\"member_id\":\"ef9a\",\
                 \"raft_term\":2}},\"member\":{{\"ID\":\"1390\",{rest_of_new},\
                 \"members\":[{{\"ID\":\"1390\",{rest_of_new},\
                 {{\"ID\":\"40b6\",{rest_of_started}]}}\n"
            )
        );
        assert!(json(None, &[], true).ends_with("\"raft_term\":2},\"members\":[]}\n"));
        assert!(json(None, &[], false).ends_with("\"raft_term\":2}}\n"));
    }
}
