//! The members of a restored cluster in the form of etcd's v2 store, which servers up to 3.6 load from a
//! snapshot of raft.

use super::identity::NewMember;
use crate::go::{Object, object};
use std::collections::BTreeMap;

/// Entries that the history of events has room for; those that are empty are `null`.
const HISTORY: usize = 1000;

const STATISTICS: [&str; 16] = [
    "getsSuccess",
    "getsFail",
    "setsSuccess",
    "setsFail",
    "deleteSuccess",
    "deleteFail",
    "updateSuccess",
    "updateFail",
    "createSuccess",
    "createFail",
    "compareAndSwapSuccess",
    "compareAndSwapFail",
    "compareAndDeleteSuccess",
    "compareAndDeleteFail",
    "expireCount",
    "watchers",
];

/// A node of the store. One with a value has no children.
struct Node<'a> {
    path: String,
    index: usize,
    value: &'a str,
    children: Option<BTreeMap<String, Node<'a>>>,
}

impl<'a> Node<'a> {
    fn folder(path: &str, index: usize, children: impl IntoIterator<Item = Node<'a>>) -> Self {
        let name = |node: &Node<'_>| node.path.rsplit('/').next().unwrap_or_default().to_owned();
        let children = children.into_iter().map(|node| (name(&node), node)).collect();
        Self { path: path.to_owned(), index, value: "", children: Some(children) }
    }

    fn write(&self, to: &mut Object<'_>) {
        to.field("Path", &self.path);
        to.field("CreatedIndex", self.index);
        to.field("ModifiedIndex", self.index);
        to.field("ExpireTime", "0001-01-01T00:00:00Z");
        to.field("Value", self.value);
        match &self.children {
            None => to.field("Children", ()),
            Some(children) => to.object("Children", |to| {
                for (name, child) in children {
                    to.object(name, |to| child.write(to));
                }
            }),
        }
    }
}

/// A member's node: its folder, and its peer URLs as JSON.
struct MemberNode {
    folder: String,
    urls: String,
}

/// Returns the store as JSON; the members are in the order of their ids.
pub(super) fn v2_store(members: &[NewMember]) -> Vec<u8> {
    let nodes: Vec<_> = members
        .iter()
        .map(|member| {
            let mut urls = Vec::new();
            object(&mut urls, |to| to.field("peerURLs", &member.peer_urls));
            let urls = String::from_utf8_lossy(&urls).into_owned();
            MemberNode { folder: format!("/0/members/{:x}", member.id), urls }
        })
        .collect();
    let mut json = Vec::new();
    object(&mut json, |to| {
        to.object("Root", |to| tree(&nodes).write(to));
        to.object("WatcherHub", |to| to.object("EventHistory", |to| history(&nodes, to)));
        to.field("CurrentIndex", nodes.len());
        to.object("Stats", |to| statistics(nodes.len(), to));
        to.field("CurrentVersion", 2);
    });
    json
}

fn tree(members: &[MemberNode]) -> Node<'_> {
    let members = (1..).zip(members).map(|(index, member)| {
        let path = format!("{}/raftAttributes", member.folder);
        let attributes = Node { path, index, value: &member.urls, children: None };
        Node::folder(&member.folder, index, [attributes])
    });
    let members = Node::folder("/0/members", 1, members);
    Node::folder("/", 0, [Node::folder("/0", 0, [members]), Node::folder("/1", 0, [])])
}

fn history(members: &[MemberNode], to: &mut Object<'_>) {
    to.object("Queue", |to| {
        to.json("Events", &events(members));
        to.field("Size", members.len());
        to.field("Front", 0);
        to.field("Back", members.len());
        to.field("Capacity", HISTORY);
    });
    to.field("StartIndex", 1);
    to.field("LastIndex", members.len());
}

fn events(members: &[MemberNode]) -> String {
    let mut events: Vec<_> =
        (1..).zip(members).map(|(index, member)| event(index, member)).collect();
    events.resize(HISTORY.max(events.len()), "null".to_owned());
    format!("[{}]", events.join(","))
}

fn event(index: usize, member: &MemberNode) -> String {
    let mut json = Vec::new();
    object(&mut json, |to| {
        to.field("action", "create");
        to.object("node", |to| {
            to.field("key", format!("{}/raftAttributes", member.folder));
            to.field("value", &member.urls);
            to.field("modifiedIndex", index);
            to.field("createdIndex", index);
        });
    });
    String::from_utf8_lossy(&json).into_owned()
}

fn statistics(members: usize, to: &mut Object<'_>) {
    for name in STATISTICS {
        let number = match name {
            "createSuccess" => members,
            // As etcdutl 3.7 writes it; 3.5 writes 0.
            "getsFail" => 1,
            _ => 0,
        };
        to.field(name, number);
    }
}
