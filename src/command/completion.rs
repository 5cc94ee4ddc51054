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

Details:
  Values that etcd knows are completed, too, with the options of the line and the exported variables
  of the shell: keys, one level by / at a time, leases, members, endpoints, users, roles, services,
  locks and elections. A TAB waits for etcd for 300 ms at most. It never asks for a password, and
  runs no --password-command. Links named etcdctl and etcdutl are completed like ectl.")]
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
