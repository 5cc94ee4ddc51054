//! The members of a cluster in JSON, where `--hex` makes strings of the ids.

use crate::etcd::proto::{Member, ResponseHeader};
use crate::reply::is_default;
use serde::Serialize;

/// A list of members, with the one that is new if there is one.
#[derive(Debug, Serialize)]
pub(crate) struct MembersJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    header: Option<HeaderJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    member: Option<MemberJson<'a>>,
    /// With `--hex` it is there even when it is empty.
    #[serde(skip_serializing_if = "Option::is_none")]
    members: Option<Vec<MemberJson<'a>>>,
    /// etcdctl leaves it out, so it comes last.
    #[serde(skip_serializing_if = "Option::is_none")]
    env: Option<Environment<'a>>,
}

/// The variables that a new member's etcd is started with.
#[derive(Debug, Serialize)]
pub(crate) struct Environment<'a> {
    #[serde(rename = "ETCD_NAME")]
    pub(crate) name: &'a str,
    #[serde(rename = "ETCD_INITIAL_CLUSTER")]
    pub(crate) initial_cluster: String,
    #[serde(rename = "ETCD_INITIAL_ADVERTISE_PEER_URLS")]
    pub(crate) initial_advertise_peer_urls: &'a str,
    #[serde(rename = "ETCD_INITIAL_CLUSTER_STATE")]
    pub(crate) initial_cluster_state: &'a str,
}

impl Environment<'_> {
    pub(crate) fn lines(&self) -> [(&'static str, &str); 4] {
        [
            ("ETCD_NAME", self.name),
            ("ETCD_INITIAL_CLUSTER", &self.initial_cluster),
            ("ETCD_INITIAL_ADVERTISE_PEER_URLS", self.initial_advertise_peer_urls),
            ("ETCD_INITIAL_CLUSTER_STATE", self.initial_cluster_state),
        ]
    }
}

impl<'a> MembersJson<'a> {
    pub(crate) fn of(
        header: Option<&ResponseHeader>,
        member: Option<&'a Member>,
        members: &'a [Member],
        hex: bool,
    ) -> Self {
        let list = members.iter().map(|member| MemberJson::of(member, hex)).collect();
        Self {
            header: header.map(|header| HeaderJson::of(header, hex)),
            member: member.map(|member| MemberJson::of(member, hex)),
            members: (hex || !members.is_empty()).then_some(list),
            env: None,
        }
    }

    pub(crate) fn with_environment(self, env: Environment<'a>) -> Self {
        Self { env: Some(env), ..self }
    }
}

#[derive(Debug, Serialize)]
struct HeaderJson {
    #[serde(skip_serializing_if = "MemberIdJson::is_omitted")]
    cluster_id: MemberIdJson,
    #[serde(skip_serializing_if = "MemberIdJson::is_omitted")]
    member_id: MemberIdJson,
    #[serde(skip_serializing_if = "is_default")]
    revision: i64,
    #[serde(skip_serializing_if = "is_default")]
    raft_term: u64,
}

impl HeaderJson {
    fn of(header: &ResponseHeader, hex: bool) -> Self {
        Self {
            cluster_id: MemberIdJson::of(header.cluster_id, hex),
            member_id: MemberIdJson::of(header.member_id, hex),
            revision: header.revision,
            raft_term: header.raft_term,
        }
    }
}

#[derive(Debug, Serialize)]
struct MemberJson<'a> {
    #[serde(rename = "ID", skip_serializing_if = "MemberIdJson::is_omitted")]
    id: MemberIdJson,
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
            id: MemberIdJson::of(member.id, hex),
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
enum MemberIdJson {
    Number(u64),
    Hex(String),
}

impl MemberIdJson {
    fn of(id: u64, hex: bool) -> Self {
        if hex { Self::Hex(format!("{id:x}")) } else { Self::Number(id) }
    }

    fn is_omitted(&self) -> bool {
        matches!(self, Self::Number(0))
    }
}

#[cfg(test)]
mod tests {
    use super::MembersJson;
    use crate::etcd::proto::{Member, ResponseHeader};
    use crate::output::Buffer;

    fn json(new: Option<&Member>, members: &[Member], hex: bool) -> String {
        let header =
            ResponseHeader { cluster_id: 0x7da_6395, member_id: 0xef9a, revision: 0, raft_term: 2 };
        let mut page = Buffer::new(hex);
        page.json_line(&MembersJson::of(Some(&header), new, members, hex));
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
