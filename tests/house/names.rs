//! One name, one meaning: what two modules may both call a type.

use crate::source::sources;
use std::collections::BTreeMap;
use syn::Item;

/// Names that stand for more than one type, and why.
const TWICE: &[(&str, &str)] = &[
    ("Add", COMMAND),
    ("Auth", "the command, and the authentication settings"),
    ("Check", COMMAND),
    ("Endpoint", "the command, and an address that etcd is dialed at"),
    ("Get", COMMAND),
    ("Grant", "commands, and the moment and TTL that etcd granted a lease with"),
    ("Hashkv", COMMAND),
    ("Health", "the command, and the health of a service"),
    ("KeepAlive", "the command, and the task that renews a lease"),
    ("Launch", "of two modules, of which each system has one"),
    ("Lease", "the command, and a lease that is kept alive"),
    ("Level", "of a finding, and of keys that a delimiter divides"),
    ("List", COMMAND),
    ("Member", "the command, and a process of the sandbox"),
    ("Page", "of a database, and of an HTTP server"),
    ("Options", "the command, and the options of a session"),
    ("Revoke", COMMAND),
    ("Session", "the command, and a session with a cluster"),
    ("Status", COMMAND),
    ("Update", COMMAND),
    ("Watch", COMMAND),
];

/// Commands of different groups are named as they are typed.
const COMMAND: &str = "commands of different groups";

#[test]
fn type_names_have_one_meaning() {
    let mut defined = BTreeMap::<String, Vec<String>>::new();
    for source in sources() {
        for item in &source.file.items {
            let name = match item {
                Item::Struct(item) => &item.ident,
                Item::Enum(item) => &item.ident,
                Item::Trait(item) => &item.ident,
                Item::Type(item) => &item.ident,
                _ => continue,
            };
            defined.entry(name.to_string()).or_default().push(source.module.join("::"));
        }
    }
    defined.retain(|_, modules| modules.len() > 1);
    let found: Vec<_> = defined.iter().filter(|(name, _)| reason(name).is_none()).collect();
    assert!(found.is_empty(), "defined more than once: {found:#?}");
    for (name, _) in TWICE {
        assert!(defined.contains_key(*name), "{name} is defined once: remove it from TWICE");
    }
}

fn reason(name: &str) -> Option<&'static str> {
    TWICE.iter().find(|(known, _)| *known == name).map(|(_, reason)| *reason)
}
