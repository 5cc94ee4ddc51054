//! `service`: endpoints of services, as etcd's Go package `naming/endpoints` has them.

mod checks;
mod deregister;
mod lint;
mod list;
mod register;
mod reporter;
mod resolve;
mod run;
mod update;
mod watch;

use crate::context::Context;
use crate::failure::Failure;
use crate::input;
use crate::output::note;
use crate::recipe::naming::{Metadata, Skipped};
use clap::Subcommand;
use serde_json::Value;
use std::ffi::OsStr;

/// Register services, and find them
#[derive(Debug, Subcommand)]
pub(crate) enum Service {
    Register(Box<register::Register>),
    Deregister(deregister::Deregister),
    Lint(lint::Lint),
    List(list::List),
    Resolve(resolve::Resolve),
    Update(update::Update),
    Watch(watch::Watch),
}

impl Service {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        match self {
            Self::Register(register) => register.run(cx).await,
            Self::Deregister(deregister) => deregister.run(cx).await,
            Self::Lint(lint) => lint.run(cx).await,
            Self::List(list) => list.run(cx).await,
            Self::Resolve(resolve) => resolve.run(cx).await,
            Self::Update(update) => update.run(cx).await,
            Self::Watch(watch) => watch.run(cx).await,
        }
    }
}

/// The target that was typed, as its keys begin.
fn target(typed: &OsStr) -> Result<Vec<u8>, Failure> {
    let target = input::bytes(typed);
    if target.is_empty() {
        return Err(Failure::usage("the target is empty").hint("`ectl service list` shows them"));
    }
    Ok(target)
}

fn shown(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Why a target may have no endpoints, though somebody thinks it has.
fn where_to_look(target: &[u8]) -> String {
    let shown = shown(target);
    if let Some((_, name)) = shown.split_once("etcd:///") {
        return format!("the target of etcd:///{name} is {name}");
    }
    if let Some(name) = shown.strip_suffix('/') {
        return format!("a target has no slash at its end: {name}");
    }
    "`ectl service list` shows the targets that there are".to_owned()
}

/// What clients are told about an endpoint.
fn metadata(text: &str) -> Result<Metadata, Failure> {
    serde_json::from_str(text).map(|value: Value| value.into()).map_err(|why| {
        Failure::usage(format!("--metadata is not JSON: {why}"))
            .hint("text is in double quotes: --metadata '\"text\"'")
    })
}

/// So many keys that are no endpoints are named.
const NAMED: usize = 3;

/// Notes keys that are no endpoints: a few by name, the others by number.
fn note_skipped<'a>(skipped: impl IntoIterator<Item = &'a Skipped>) {
    let mut skipped = skipped.into_iter();
    for Skipped { key, why, .. } in skipped.by_ref().take(NAMED) {
        note(&format!("skipped {}: {why}", shown(key)));
    }
    let others = skipped.count();
    if others > 0 {
        note(&format!("… and {} more", grouped(others)));
    }
}

/// A number with its thousands apart.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let groups = digits.as_bytes().rchunks(3).rev();
    groups.map(String::from_utf8_lossy).collect::<Vec<_>>().join(",")
}

/// Checks that clients can dial an address: HOST:PORT, or the path of a Unix socket.
fn check_address(address: &str) -> Result<(), Failure> {
    let is_socket = ["unix:", "unix-abstract:"].iter().any(|scheme| {
        address.strip_prefix(scheme).is_some_and(|path| !path.trim_start_matches('/').is_empty())
    });
    let has_port = address.rsplit_once(':').is_some_and(|(host, port)| {
        let bracketed = host.starts_with('[') && host.ends_with(']');
        (bracketed || !host.contains([':', '[', ']']))
            && port.bytes().all(|byte| byte.is_ascii_digit())
            && port.parse::<u16>().is_ok()
    });
    if is_socket || has_port {
        return Ok(());
    }
    let text = format!("invalid address \"{address}\": expected HOST:PORT or unix:PATH");
    Err(Failure::usage(text))
}

#[cfg(test)]
mod tests {
    use super::{check_address, grouped, where_to_look};

    #[test]
    fn frequent_slips_are_named() {
        assert!(where_to_look(b"etcd:///a/b").ends_with("is a/b"));
        assert!(where_to_look(b"a/").ends_with(": a"));
        assert!(where_to_look(b"a").contains("service list"));
    }

    #[test]
    fn an_address_can_be_dialled() {
        for address in ["h:1", "[::1]:80", ":80", "10.0.0.1:65535", "unix:a.sock", "unix:///a"] {
            assert!(check_address(address).is_ok(), "{address}");
        }
        for address in ["", "h", "1.2.3.4", "::1", "[::1]", "h:", "h:x", "h:65536", "unix:", "/a"] {
            assert_eq!(check_address(address).unwrap_err().kind().code(), 128, "{address}");
        }
    }

    #[test]
    fn thousands_stand_apart() {
        for (number, text) in [(1, "1"), (999, "999"), (1000, "1,000"), (199_997, "199,997")] {
            assert_eq!(grouped(number), text);
        }
    }
}
