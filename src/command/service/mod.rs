//! `service`: endpoints of services, as etcd's Go package `naming/endpoints` has them.

mod attend;
mod checks;
mod deregister;
mod herald;
mod lint;
mod list;
mod register;
mod resolve;
mod update;
mod watch;

use crate::cli::Context;
use crate::failure::Failure;
use crate::input;
use crate::output::note;
use crate::recipe::naming::Skipped;
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
fn metadata(text: &str) -> Result<Value, Failure> {
    serde_json::from_str(text).map_err(|why| {
        Failure::usage(format!("--metadata is not JSON: {why}"))
            .hint("text is in double quotes: --metadata '\"text\"'")
    })
}

fn note_skipped(skipped: &Skipped) {
    note(&format!("skipped {}: {}", shown(&skipped.key), skipped.why));
}

#[cfg(test)]
mod tests {
    use super::where_to_look;

    #[test]
    fn frequent_slips_are_named() {
        assert!(where_to_look(b"etcd:///a/b").ends_with("is a/b"));
        assert!(where_to_look(b"a/").ends_with(": a"));
        assert!(where_to_look(b"a").contains("service list"));
    }
}
