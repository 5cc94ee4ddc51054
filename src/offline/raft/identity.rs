//! The ids of a new cluster and its members, and how etcd stores a member. The ids follow from the peer
//! URLs and the cluster's token.

use crate::go::object;
use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, digest};

/// A member of a cluster that is restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewMember {
    pub(crate) id: u64,
    pub(crate) name: String,
    /// In the order of their text.
    pub(crate) peer_urls: Vec<String>,
}

impl NewMember {
    pub(crate) fn new(name: &str, peer_urls: &[String], token: &str) -> Self {
        let mut peer_urls = peer_urls.to_vec();
        peer_urls.sort();
        let id = hash(format!("{}{token}", peer_urls.concat()).as_bytes());
        Self { id, name: name.to_owned(), peer_urls }
    }

    /// Returns the JSON that etcd keeps in its database, and in the log.
    pub(crate) fn to_json(&self) -> Vec<u8> {
        let mut json = Vec::new();
        object(&mut json, |object| {
            object.field("id", self.id);
            object.field("peerURLs", &self.peer_urls);
            object.nonzero("name", self.name.as_str());
        });
        json
    }
}

/// Returns the id of the cluster of these members.
pub(crate) fn cluster_id(members: &[NewMember]) -> u64 {
    let mut ids: Vec<_> = members.iter().map(|member| member.id).collect();
    ids.sort_unstable();
    hash(&ids.into_iter().flat_map(u64::to_be_bytes).collect::<Vec<_>>())
}

fn hash(bytes: &[u8]) -> u64 {
    let digest = digest(&SHA1_FOR_LEGACY_USE_ONLY, bytes);
    digest.as_ref().first_chunk().map_or(0, |first| u64::from_be_bytes(*first))
}

#[cfg(test)]
mod tests {
    use super::{NewMember, cluster_id};

    fn ids(urls: &[&str], token: &str) -> (Vec<u64>, u64) {
        let members: Vec<_> =
            urls.iter().map(|url| NewMember::new("m", &[(*url).to_owned()], token)).collect();
        (members.iter().map(|member| member.id).collect(), cluster_id(&members))
    }

    #[test]
    fn ids_are_those_of_etcdutl() {
        for (url, member, cluster) in [
            ("http://localhost:2380", 0x8e9e_05c5_2164_694d, 0xcdf8_1819_4e3a_8c32),
            ("http://[::1]:2380", 0x9f01_c011_11e4_7e74, 0xf34e_429f_9173_d762),
            ("unix:///tmp/m0", 0x023b_4725_68cd_9605, 0x7b27_62bc_d429_be8b),
            ("https://EXAMPLE.com:2380", 0xf466_1846_a244_eecc, 0x1e4d_7a20_5dd9_550f),
        ] {
            assert_eq!(ids(&[url], "etcd-cluster"), (vec![member], cluster), "{url}");
        }
        let empty_token = (vec![0x3780_7cb0_bf75_00f6], 0x2c83_3ae9_c755_5b5e);
        assert_eq!(ids(&["http://localhost:2380"], ""), empty_token);
        let urls = ["http://127.0.0.1:23112", "http://127.0.0.1:23122", "http://127.0.0.1:23132"];
        let members = vec![0xd9a1_9ef6_5b3e_f270, 0x7eef_7788_3c7d_41d4, 0xd4f8_1551_2178_fabe];
        assert_eq!(ids(&urls, "tok1"), (members, 0xb4cf_0517_eccc_c123));
    }

    #[test]
    fn members_are_json_as_go_writes_it() {
        let urls = ["http://a&b:1".to_owned(), "http://a:1".to_owned()];
        let member = NewMember::new("", &urls[..1], "etcd-cluster");
        let expected = r#"{"id":17479390085786459809,"peerURLs":["http://a\u0026b:1"]}"#;
        assert_eq!(String::from_utf8(member.to_json()).unwrap(), expected);
        let member = NewMember { id: 1, ..NewMember::new("m", &urls, "") };
        let expected = r#"{"id":1,"peerURLs":["http://a\u0026b:1","http://a:1"],"name":"m"}"#;
        assert_eq!(String::from_utf8(member.to_json()).unwrap(), expected);
    }

    #[test]
    fn order_of_urls_does_not_matter() {
        let (a, b) = ("http://a:1".to_owned(), "http://b:1".to_owned());
        let member = NewMember::new("m", &[b.clone(), a.clone()], "t");
        assert_eq!(member, NewMember::new("m", &[a, b], "t"));
    }
}
