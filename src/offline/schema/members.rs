//! The members of the cluster, and those that were removed: JSON by id.

use super::entries::{Entries, read};
use crate::failure::Failure;
use crate::offline::bolt::Database;
use serde::Deserialize;

/// A member as etcd stores it. Before its first start it has neither a name nor client URLs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub(crate) struct StoredMember {
    pub(crate) id: u64,
    #[serde(default)]
    pub(crate) name: String,
    #[serde(rename = "peerURLs", default)]
    peer_urls: Option<Vec<String>>,
    #[serde(rename = "clientURLs", default)]
    client_urls: Option<Vec<String>>,
    #[serde(rename = "isLearner", default)]
    pub(crate) is_learner: bool,
}

impl StoredMember {
    pub(crate) fn peer_urls(&self) -> &[String] {
        self.peer_urls.as_deref().unwrap_or_default()
    }

    pub(crate) fn client_urls(&self) -> &[String] {
        self.client_urls.as_deref().unwrap_or_default()
    }
}

pub(crate) fn members(database: &Database) -> Result<Entries<StoredMember>, Failure> {
    read(database, "members", |id, json| {
        let member: StoredMember = serde_json::from_slice(json).ok()?;
        (parse_id(id) == Some(member.id)).then_some(member)
    })
}

/// Returns the ids of members that were removed, which etcd never uses again.
pub(crate) fn removed_members(database: &Database) -> Result<Entries<u64>, Failure> {
    read(database, "members_removed", |id, _| parse_id(id))
}

fn parse_id(key: &[u8]) -> Option<u64> {
    u64::from_str_radix(str::from_utf8(key).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::StoredMember;

    #[test]
    fn members_are_read_from_json_of_go() {
        let json = r#"{"id":18446744073709551615,"peerURLs":["http://a:1"],"name":"m",
                       "clientURLs":["http://a:2"],"isLearner":true}"#;
        let member: StoredMember = serde_json::from_str(json).unwrap();
        assert_eq!((member.id, member.name.as_str(), member.is_learner), (u64::MAX, "m", true));
        assert_eq!(
            (member.peer_urls(), member.client_urls()),
            (&["http://a:1".to_owned()][..], &["http://a:2".to_owned()][..])
        );
        let json = r#"{"id":1,"peerURLs":null}"#;
        let member: StoredMember = serde_json::from_str(json).unwrap();
        assert_eq!(member, StoredMember { id: 1, ..StoredMember::default() });
    }
}
