//! `completion`: scripts for shells.

use crate::output;
use clap::{Args, Command};
use clap_complete::Shell;

/// Print a completion script for a shell
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  source <(ectl completion bash)    in ~/.bashrc
  source <(ectl completion zsh)     in ~/.zshrc, after compinit
  ectl completion fish | source     in ~/.config/fish/config.fish
  ectl completion powershell | Out-String | Invoke-Expression")]
pub(crate) struct Completion {
    /// Shell
    #[arg(value_parser = ["bash", "zsh", "fish", "powershell"])]
    shell: String,
}

impl Completion {
    pub(crate) fn run(&self, tree: Command) -> anyhow::Result<()> {
        let shell = match self.shell.as_str() {
            "zsh" => Shell::Zsh,
            "fish" => Shell::Fish,
            "powershell" => Shell::PowerShell,
            _ => Shell::Bash,
        };
        output::text(&script(shell, tree))
    }
}

fn script(shell: Shell, mut tree: Command) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut tree, "ectl", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}
