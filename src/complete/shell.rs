//! The shells: their scripts, their questions, and the form of the answers.

use super::bash::BashWord;
use super::suggestion::{Suggestion, Suggestions};
use super::typed;
use crate::output;
use std::ffi::OsString;

/// The hidden command of the scripts.
const COMMAND: &str = "_complete";

pub(crate) const SHELLS: [&str; 5] = ["bash", "zsh", "fish", "powershell", "elvish"];

/// A question of a script: the words of the line up to the cursor.
#[derive(Debug)]
pub(crate) struct ShellQuestion {
    shell: AskingShell,
    words: Vec<OsString>,
    current: String,
}

#[derive(Debug)]
enum AskingShell {
    Bash(BashWord),
    Zsh,
    Fish,
    Powershell,
    Elvish,
}

impl ShellQuestion {
    /// Parses the command line of a question; `None` for a user's command line.
    pub(crate) fn from_arguments(arguments: &[OsString]) -> Option<Self> {
        let [program, command, shell, rest @ ..] = arguments else { return None };
        if command != COMMAND {
            return None;
        }
        let (last, before) = rest.split_last()?;
        let last = last.to_string_lossy();
        let (shell, mut words, current) = match shell.to_str()? {
            "bash" => {
                let line = before.first()?.to_string_lossy();
                let (words, word) = BashWord::split(&line, &last);
                let current = word.text().to_owned();
                (AskingShell::Bash(word), words, current)
            }
            "zsh" => (AskingShell::Zsh, before.to_vec(), last.into_owned()),
            "fish" => (AskingShell::Fish, before.to_vec(), typed::unquoted(&last)),
            // An empty argument would get lost.
            "powershell" => (AskingShell::Powershell, before.to_vec(), last.get(1..)?.to_owned()),
            "elvish" => (AskingShell::Elvish, before.to_vec(), last.into_owned()),
            _ => return None,
        };
        for word in &mut words {
            typed::expand(word);
        }
        words.insert(0, program.clone());
        Some(Self { shell, words, current })
    }

    /// Returns the words before the one to be completed, the first being the program.
    pub(crate) fn words(&self) -> &[OsString] {
        &self.words
    }

    pub(crate) fn current(&self) -> &str {
        &self.current
    }

    /// Prints the suggestions that the word at the cursor is the beginning of.
    pub(crate) fn answer(&self, suggestions: Suggestions) -> anyhow::Result<()> {
        let (kind, before, words) = match suggestions {
            Suggestions::Words(words) => ("words", String::new(), words),
            Suggestions::Files(before) => ("files", before, Vec::new()),
            Suggestions::Directories(before) => ("directories", before, Vec::new()),
        };
        let mut page = match self.shell {
            // A line by itself, which the script reads first.
            AskingShell::Bash(_) => format!("{kind}\n"),
            _ => format!("{kind}\t{before}\n"),
        };
        let fits =
            |word: &&Suggestion| word.is_typable() && word.word.starts_with(self.current.as_str());
        for line in words.iter().filter(fits).filter_map(|word| self.line(word)) {
            page.push_str(&line);
            page.push('\n');
        }
        output::text(&page)
    }

    fn line(&self, suggestion: &Suggestion) -> Option<String> {
        let Suggestion { word, about, is_partial } = suggestion;
        let about = output::visible(about.lines().next().unwrap_or_default()).replace('\t', " ");
        let end = if *is_partial { "" } else { " " };
        let escaped = || word.replace('\\', "\\\\").replace(':', "\\:");
        Some(match &self.shell {
            AskingShell::Bash(typed) => typed.replacement(word, *is_partial)?,
            // The flag, and what _describe takes.
            AskingShell::Zsh if about.is_empty() => format!("{end}\t{}", escaped()),
            AskingShell::Zsh => format!("{end}\t{}:{about}", escaped()),
            AskingShell::Fish if about.is_empty() => word.clone(),
            AskingShell::Fish => format!("{word}\t{about}"),
            AskingShell::Powershell => format!("{}\t{word}\t{about}", powershell_word(word)),
            AskingShell::Elvish => format!("{word}\t{end}\t{about}"),
        })
    }
}

/// Quotes a word for PowerShell if it has other than plain characters.
fn powershell_word(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "/:._-=+%".contains(c);
    if word.chars().all(is_plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "''"))
    }
}

/// Returns the script that registers completion in a shell, for a program of this name.
pub(crate) fn script(shell: &str, name: &str) -> String {
    let script = match shell {
        "zsh" => include_str!("../../completions/_ectl"),
        "fish" => include_str!("../../completions/ectl.fish"),
        "powershell" => include_str!("../../completions/_ectl.ps1"),
        "elvish" => include_str!("../../completions/ectl.elv"),
        _ => include_str!("../../completions/ectl.bash"),
    };
    script.replace("ectl", name)
}
