//! `context use`, `context remove` and `context rename`.

use crate::context::LocalContext;
use crate::failure::Failure;
use crate::reply::ContextChanged;
use crate::settings::Settings;
use crate::settings::config::ConfigEdit;
use clap::Args;

/// Make a context the current one
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl context use dev     for all commands from now on, in every shell
  ectl context use --none  use no context
  ECTL_CONTEXT=dev bash    use it in one shell only")]
pub(crate) struct UseContext {
    /// Context; '' for none
    #[arg(required_unless_present = "none")]
    name: Option<String>,
    /// Use no context
    #[arg(long, conflicts_with = "name")]
    none: bool,
}

/// Remove a context from the config file
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl context remove dev")]
pub(crate) struct RemoveContext {
    /// Context
    name: String,
}

/// Rename a context
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl context rename dev staging")]
pub(crate) struct RenameContext {
    /// Context
    old: String,
    /// New name
    new: String,
}

impl UseContext {
    pub(super) fn run(self, cx: &LocalContext) -> anyhow::Result<()> {
        let mut output = cx.output()?;
        let name = self.name.unwrap_or_default();
        let mut file = ConfigEdit::open()?;
        file.choose(&name)?;
        file.save()?;
        let text = match name.as_str() {
            "" => "No context is in use".to_owned(),
            name => format!("Context {name} is in use"),
        };
        output.print(&ContextChanged::new(text, &name, file.path()))?;
        Ok(Settings::note_winners(&name, cx.program)?)
    }
}

impl RemoveContext {
    pub(super) fn run(self, cx: &LocalContext) -> anyhow::Result<()> {
        let mut output = cx.output()?;
        let mut file = ConfigEdit::open()?;
        let was_current = file.remove(&self.name)?;
        file.save()?;
        let rest = if was_current { "; no context is in use" } else { "" };
        let text = format!("Context {} removed{rest}", self.name);
        output.print(&ContextChanged::new(text, &self.name, file.path()))
    }
}

impl RenameContext {
    pub(super) fn run(self, cx: &LocalContext) -> anyhow::Result<()> {
        let mut output = cx.output()?;
        check_name(&self.new)?;
        let mut file = ConfigEdit::open()?;
        file.rename(&self.old, &self.new)?;
        file.save()?;
        let text = format!("Context {} renamed to {}", self.old, self.new);
        output.print(&ContextChanged::new(text, &self.new, file.path()))
    }
}

/// Checks the name of a new context: it is typed in shells and shown in lists.
pub(super) fn check_name(name: &str) -> Result<(), Failure> {
    let is_bad = |c: char| c.is_whitespace() || c.is_control();
    if name.is_empty() || name.starts_with('-') || name.contains(is_bad) {
        let text = format!("bad name of a context: {name:?}");
        return Err(Failure::usage(text).hint("names have no blanks, and begin with no hyphen"));
    }
    Ok(())
}
