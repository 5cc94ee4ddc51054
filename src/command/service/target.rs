//! The target of a service, as typed.

use crate::failure::Failure;
use crate::input;
use std::ffi::OsStr;

pub(super) fn target(typed: &OsStr) -> Result<Vec<u8>, Failure> {
    let target = input::bytes(typed);
    if target.is_empty() {
        return Err(Failure::usage("the target is empty").hint("see \"ectl service list\""));
    }
    Ok(target)
}

pub(super) fn shown(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Returns a hint for a target without endpoints, which may be misspelt.
pub(super) fn where_to_look(target: &[u8]) -> String {
    let shown = shown(target);
    if let Some((_, name)) = shown.split_once("etcd:///") {
        return format!("the target of etcd:///{name} is {name}");
    }
    if let Some(name) = shown.strip_suffix('/') {
        return format!("a target does not end in a slash: {name}");
    }
    "\"ectl service list\" shows the existing targets".to_owned()
}

#[cfg(test)]
mod tests {
    use super::where_to_look;

    #[test]
    fn hints_name_common_mistakes() {
        assert!(where_to_look(b"etcd:///a/b").ends_with("is a/b"));
        assert!(where_to_look(b"a/").ends_with(": a"));
        assert!(where_to_look(b"a").contains("service list"));
    }
}
