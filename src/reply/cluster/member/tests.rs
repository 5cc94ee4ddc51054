//! Members in every format.

use super::{MemberAdded, MemberChanged};
use crate::etcd::proto::{
    Member, MemberAddResponse, MemberListResponse, MemberRemoveResponse, ResponseHeader,
};
use crate::output::{Buffer, Reply};

const HEADER: ResponseHeader =
    ResponseHeader { cluster_id: 0x7da_6395, member_id: 0xef9a, revision: 0, raft_term: 2 };

fn started() -> Member {
    Member {
        id: 0x40b6,
        name: "m2".to_owned(),
        peer_ur_ls: vec!["http://a:2380".to_owned(), "http://b:2380".to_owned()],
        client_ur_ls: vec!["http://a:2379".to_owned()],
        is_learner: false,
    }
}

fn new() -> Member {
    Member {
        id: 0x1390,
        peer_ur_ls: vec!["http://c:2380".to_owned()],
        is_learner: true,
        ..Default::default()
    }
}

fn added() -> MemberAdded {
    let response = MemberAddResponse {
        header: Some(HEADER),
        member: Some(new()),
        members: vec![new(), started()],
    };
    let peer_urls = " http://c:2380".to_owned();
    MemberAdded { name: "m4".to_owned(), peer_urls, env_only: false, response }
}

fn printed<R: Reply>(reply: &R, hex: bool, print: impl Fn(&R, &mut Buffer)) -> String {
    let mut page = Buffer::new(hex);
    print(reply, &mut page);
    String::from_utf8(page.take().to_vec()).unwrap()
}

#[test]
fn unstarted_member_has_no_name() {
    let list = MemberListResponse { header: Some(HEADER), members: vec![new(), started()] };
    assert_eq!(
        printed(&list, false, Reply::simple),
        "1390, unstarted, , http://c:2380, , true\n\
         40b6, started, m2, http://a:2380,http://b:2380, http://a:2379, false\n"
    );
    assert_eq!(
        printed(&list, true, Reply::fields),
        "\"ClusterID\" : 7da6395\n\"MemberID\" : ef9a\n\"RaftTerm\" : 2\n\
         \"ID\" : 1390\n\"Name\" : \"\"\n\"PeerURL\" : \"http://c:2380\"\n\
         \"IsLearner\" : true\n\n\
         \"ID\" : 40b6\n\"Name\" : \"m2\"\n\"PeerURL\" : \"http://a:2380\"\n\
         \"PeerURL\" : \"http://b:2380\"\n\"ClientURL\" : \"http://a:2379\"\n\
         \"IsLearner\" : false\n\n"
    );
}

#[test]
fn ids_are_padded_with_spaces_in_sentences() {
    let reply = MemberRemoveResponse { header: Some(HEADER), members: vec![started()] };
    let removed = MemberChanged::removed(0x1390, reply);
    assert_eq!(
        printed(&removed, false, Reply::simple),
        "Member             1390 removed from cluster          7da6395\n"
    );
}

#[test]
fn new_member_comes_with_its_environment() {
    let variables = "ETCD_NAME=\"m4\"\n\
         ETCD_INITIAL_CLUSTER=\"m4=http://c:2380,m2=http://a:2380,m2=http://b:2380\"\n\
         ETCD_INITIAL_ADVERTISE_PEER_URLS=\" http://c:2380\"\n\
         ETCD_INITIAL_CLUSTER_STATE=\"existing\"\n";
    let sentence = "Member             1390 added as learner to cluster          7da6395\n\n";
    let whole = printed(&added(), false, Reply::simple);
    assert_eq!(whole, format!("{sentence}{variables}"));
    let added = MemberAdded { env_only: true, ..added() };
    assert_eq!(printed(&added, false, Reply::simple), variables);
    let json = printed(&added, false, Reply::json);
    let environment = "],\"env\":{\"ETCD_NAME\":\"m4\",\
         \"ETCD_INITIAL_CLUSTER\":\"m4=http://c:2380,m2=http://a:2380,m2=http://b:2380\",\
         \"ETCD_INITIAL_ADVERTISE_PEER_URLS\":\" http://c:2380\",\
         \"ETCD_INITIAL_CLUSTER_STATE\":\"existing\"}}\n";
    assert!(json.ends_with(environment), "{json}");
}
