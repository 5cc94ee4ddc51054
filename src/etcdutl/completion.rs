//! `etcdutl completion`: scripts for shells.

use crate::complete;
use crate::output;
use std::ffi::OsString;

pub(super) const FORMATS: &[&str] = &["fields", "json", "protobuf", "simple", "table"];
pub(super) const SHELLS: &[&str] = &["bash", "zsh", "fish", "powershell"];

pub(super) fn script(arguments: &[OsString]) -> anyhow::Result<()> {
    let shell = arguments.first().and_then(|shell| shell.to_str()).unwrap_or_default();
    output::text(&complete::script(shell, "etcdutl"))
}
