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
        output::text(&script(&self.shell, tree, "ectl"))
    }
}

/// Returns the script for a shell that completes the commands of a program.
pub(crate) fn script(shell: &str, mut tree: Command, program: &str) -> String {
    let shell = match shell {
        "zsh" => Shell::Zsh,
        "fish" => Shell::Fish,
        "powershell" => Shell::PowerShell,
        _ => Shell::Bash,
    };
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut tree, program, &mut script);
    String::from_utf8_lossy(&script).into_owned()
}
