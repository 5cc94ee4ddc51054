//! An interactive shell on a terminal, where a person completes words with TAB.

use super::pty::Seated;
use super::{HANG, eventually, line};
use nix::pty::Winsize;
use std::fs::{create_dir, read_to_string, remove_file, write};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

pub const SHELLS: [&str; 3] = ["bash", "zsh", "fish"];

/// A shell with the completion script, and with ectl and a link to it named etcdctl on its `PATH`.
pub struct Shell {
    seated: Seated,
    folder: TempDir,
    typed: PathBuf,
}

const PROMPT: &str = "READY>";

/// The key that writes the line to a file, and empties it.
const DUMP: &str = "\x18p";

const BASH: &str = r#"
PS1='READY> '
bind 'set enable-bracketed-paste off'
dump() { printf %s "$READLINE_LINE" >"$HOME/typed.new"; mv "$HOME/typed.new" "$HOME/typed"; READLINE_LINE=; }
bind -x '"\C-xp": dump'
. "$SCRIPTS/ectl.bash"
"#;

const ZSH: &str = r#"
PS1='READY> '
unset zle_bracketed_paste
dump() { print -rn -- "$BUFFER" >"$HOME/typed.new"; mv "$HOME/typed.new" "$HOME/typed"; BUFFER=; }
zle -N dump
bindkey '^Xp' dump
autoload -Uz compinit
compinit -u -d "$HOME/zcompdump"
. "$SCRIPTS/_ectl"
"#;

const FISH: &str = r#"
function fish_prompt
    echo -n 'READY> '
end
function fish_greeting
end
function dump
    commandline | string collect >$HOME/typed.new
    mv $HOME/typed.new $HOME/typed
    commandline ''
end
bind \cxp dump
. $SCRIPTS/ectl.fish
"#;

impl Shell {
    /// Starts a shell with endpoints in its environment.
    #[track_caller]
    pub fn start(shell: &str, endpoints: &str) -> Self {
        Self::start_with(shell, endpoints, |_| String::new())
    }

    /// Starts a shell with more lines at the end of its configuration, made for its home.
    #[track_caller]
    pub fn start_with(shell: &str, endpoints: &str, more: impl Fn(&Path) -> String) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let home = folder.path().to_owned();
        let bin = home.join("bin");
        create_dir(&bin).unwrap();
        for name in ["ectl", "etcdctl", "etcdutl"] {
            symlink(env!("CARGO_BIN_EXE_ectl"), bin.join(name)).unwrap();
        }
        let (file, text, arguments) = match shell {
            "bash" => ("rc", BASH, vec!["bash", "--noprofile", "--rcfile", "rc", "-i"]),
            "zsh" => (".zshrc", ZSH, vec!["zsh", "-d", "-i"]),
            _ => ("config.fish", FISH, vec!["fish", "-i"]),
        };
        create_dir(home.join("fish")).unwrap();
        let place = if shell == "fish" { home.join("fish").join(file) } else { home.join(file) };
        let more = more(&home);
        write(place, format!("{text}{more}")).unwrap();
        let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap());
        let scripts = concat!(env!("CARGO_MANIFEST_DIR"), "/completions");
        let size = Winsize { ws_row: 24, ws_col: 200, ws_xpixel: 0, ws_ypixel: 0 };
        let mut words = vec!["--ctty"];
        words.extend(arguments);
        let seated = line(Path::new("setsid"), endpoints, words.as_slice())
            .env("PATH", path)
            .env("HOME", &home)
            .env("ZDOTDIR", &home)
            .env("XDG_CONFIG_HOME", &home)
            .env("XDG_DATA_HOME", &home)
            .env("SCRIPTS", scripts)
            .env("TERM", "xterm")
            .env("LC_ALL", "C.UTF-8")
            .directory(&home)
            .at_keyboard(&size);
        let typed = home.join("typed");
        let shell_started = Self { seated, folder, typed };
        let has_prompt = || {
            let screen = shell_started.seated.screen();
            assert!(
                !screen.contains("No such file or directory"),
                "{shell} is missing: install it, or run `make check`: {screen}"
            );
            screen.contains(PROMPT)
        };
        eventually(&format!("a prompt of {shell}"), has_prompt);
        shell_started
    }

    pub fn home(&self) -> &Path {
        self.folder.path()
    }

    /// Types keys, and returns the line that is then to be edited.
    #[track_caller]
    pub fn line_after(&mut self, keys: &str) -> String {
        let _ = remove_file(&self.typed);
        self.seated.types(keys);
        self.seated.types(DUMP);
        eventually(&format!("the line within {HANG:?}: {keys:?}"), || self.typed.exists());
        read_to_string(&self.typed).unwrap().trim_end_matches('\n').to_owned()
    }

    pub fn types(&mut self, keys: &str) {
        self.seated.types(keys);
    }

    /// All that was to be seen.
    pub fn screen(&self) -> String {
        self.seated.screen()
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        self.seated.stop();
    }
}
