//! `context list` and `context show`.

use crate::context::LocalContext;
use crate::failure::Failure;
use crate::output;
use crate::reply::{ContextReply, SettingReply};
use crate::settings::config::ConfigFile;
use crate::settings::program::Program;
use crate::settings::{Globals, Settings};
use clap::Args;

/// List the contexts of the config file
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl context list                        the current one has an asterisk
  ectl context list -w jsonl | jq -r .name")]
pub(crate) struct ContextList {}

/// Show the settings in force and their sources
#[derive(Debug, Args)]
#[command(
    long_about = "\
Show the settings in force and their sources

Shows each setting as a command with these options, variables and this context would use it, and
whether it comes from an option, a variable, the context or is the default. Secrets are not shown.",
    after_help = "\
Examples:
  ectl context show
  ectl context show prod                   as with --context prod
  ectl context show -w jsonl | jq -r 'select(.setting == \"endpoints\").value'"
)]
pub(crate) struct ShowContext {
    /// Context (default: the one in force); '' for none
    name: Option<String>,
}

impl ContextList {
    /// Lists every context; a wrong one is reported after the others.
    pub(super) fn run(&self, cx: &LocalContext, flags: &Globals) -> anyhow::Result<()> {
        let mut output = cx.output::<ContextReply>()?;
        let Some(file) = ConfigFile::read()? else {
            output::note("no contexts: there is no config file");
            return output.print(&ContextReply::default());
        };
        let (mut list, mut wrong) = (ContextReply::default(), None);
        for name in file.names() {
            match file.context(name) {
                Ok(context) => list.contexts.extend(context),
                Err(failure) => wrong = wrong.or(Some(failure)),
            }
        }
        list.current = in_force(flags, file.current(), cx.program)?;
        file.warn_if_readable(&list.contexts);
        output.print(&list)?;
        wrong.map_or(Ok(()), |failure| Err(failure.into()))
    }
}

/// Returns the name of the context in force.
fn in_force(
    flags: &Globals,
    current: Option<&str>,
    program: Program,
) -> Result<Option<String>, Failure> {
    let current = current.filter(|_| program == Program::Ectl).map(str::to_owned);
    let Some(asked) = Settings::asked_context(flags)? else { return Ok(current) };
    if let Some(current) = current.filter(|current| *current != asked) {
        output::note(&format!(
            "--context or ECTL_CONTEXT wins over the current context, {current}"
        ));
    }
    Ok(Some(asked))
}

impl ShowContext {
    pub(super) fn run(&self, cx: &LocalContext, flags: &Globals) -> anyhow::Result<()> {
        let mut output = cx.output::<SettingReply>()?;
        let settings = Settings::in_force(flags, self.name.as_deref(), cx.program)?;
        output.print(&SettingReply { settings })
    }
}
