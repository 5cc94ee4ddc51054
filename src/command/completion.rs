//! `completion`: scripts for shells.

use crate::complete;
use crate::context::LocalContext;
use crate::output;
use clap::Args;

/// Print a completion script for a shell
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  source <(ectl completion bash)    in ~/.bashrc
  source <(ectl completion zsh)     in ~/.zshrc, after compinit
  ectl completion fish | source     in ~/.config/fish/config.fish
  ectl completion powershell | Out-String | Invoke-Expression
  eval (ectl completion elvish | slurp)

The script asks ectl itself. It completes commands, options and their values; and from etcd, with the
options and variables of the line: keys, leases, members, endpoints, users, roles, services, locks and
elections. A TAB waits at most 300 ms for etcd, and nothing is suggested when a password would have to
be asked for. Links named etcdctl and etcdutl are completed, too.")]
pub(crate) struct Completion {
    /// Shell
    #[arg(value_parser = complete::SHELLS)]
    shell: String,
}

impl Completion {
    pub(crate) fn run(&self, cx: &LocalContext) -> anyhow::Result<()> {
        let name = if cx.program.is_etcdctl() { "etcdctl" } else { "ectl" };
        output::text(&complete::script(&self.shell, name))
    }
}
