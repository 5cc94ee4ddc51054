//! Parsing of command lines.

use crate::cli::usage_error::usage_error;
use crate::cli::{argv, help};
use crate::command::{Command, CommandEntry, version};
use crate::failure::Failure;
use crate::settings::Globals;
use crate::settings::program::Program;
use clap::error::ErrorKind;
use clap::{CommandFactory as _, FromArgMatches as _, Parser};
use std::ffi::{OsStr, OsString};
use std::mem::ManuallyDrop;

/// Command-line client for etcd v3, compatible with etcdctl
#[derive(Debug, Parser)]
#[command(name = "ectl", version, disable_help_subcommand = true)]
#[command(after_help = "\
Use \"ectl COMMAND --help\" for details and examples.
Use \"ectl options\" for a list of global options.")]
pub struct Cli {
    #[command(flatten)]
    pub(crate) globals: Globals,
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Set if the last argument is `--`, which clap does not report.
    #[arg(skip)]
    pub(crate) ends_with_separator: bool,
}

#[derive(Debug)]
pub(crate) enum Parsed {
    Command(Box<Cli>),
    /// Help or versions, to be printed.
    Text(String),
}

/// Parses a command line, without doing anything.
pub(crate) fn parse(arguments: &[OsString]) -> Result<Parsed, Failure> {
    if matches!(arguments, [_, only] if only == "--version" || only == "-V") {
        return Ok(Parsed::Text(version::text(Program::from_arguments(arguments))));
    }
    let ends_with_separator = arguments.last().is_some_and(|word| word == "--");
    let (tree, words) = tree_and_words(arguments);
    if words.len() == 1 {
        return Ok(Parsed::Text(help::text(Cli::command(), &[])));
    }
    let path = words.get(1..).unwrap_or_default();
    // Dropping the tree would take as long as building it.
    let mut tree = ManuallyDrop::new(argv::as_cobra(tree));
    let error = match tree
        .try_get_matches_from_mut(&words)
        .and_then(|mut matches| Cli::from_arg_matches_mut(&mut matches))
    {
        Ok(cli) => return Ok(Parsed::Command(Box::new(Cli { ends_with_separator, ..cli }))),
        Err(error) => error,
    };
    match error.kind() {
        ErrorKind::DisplayHelp => Ok(Parsed::Text(help::text(Cli::command(), path))),
        ErrorKind::DisplayVersion => {
            Ok(Parsed::Text(version::text(Program::from_arguments(arguments))))
        }
        _ => Err(usage_error(&error, &Cli::command(), path)),
    }
}

/// Returns the line as clap understands it, and the tree of the one command that it names: building the
/// others would take most of the run time of a short command. The whole tree if it names none.
fn tree_and_words(arguments: &[OsString]) -> (clap::Command, Vec<OsString>) {
    let globals = Globals::tree();
    let meant = argv::first_word(&globals, arguments).and_then(entry);
    let tree = tree_of(globals, meant);
    let words = argv::normalise(&tree, arguments);
    // `lease help` means `help lease`.
    let named = words.get(1).and_then(|word| Command::entry(word.to_str()?));
    let is_same = meant.map(|entry| entry.name) == named.map(|entry| entry.name);
    (if is_same { tree } else { tree_of(Globals::tree(), named) }, words)
}

fn entry(word: &OsStr) -> Option<&'static CommandEntry> {
    let names = || Command::entries().map(|entry| entry.name);
    Command::entry(word.to_str()?).or_else(|| Command::entry(argv::by_prefix(names(), word)?))
}

fn tree_of(globals: clap::Command, meant: Option<&CommandEntry>) -> clap::Command {
    match meant {
        Some(meant) => globals.subcommand(meant.build()),
        None => Cli::command(),
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{Cli, parse, tree_and_words};
    use crate::cli::argv;
    use crate::settings::Globals;
    use clap::{Arg, Command, CommandFactory as _};
    use proptest::prelude::{Strategy, any, prop, prop_oneof, proptest};
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt as _;

    #[test]
    fn command_tree_is_valid() {
        Cli::command().debug_assert();
        argv::as_cobra(Cli::command()).debug_assert();
    }

    #[test]
    fn commands_have_no_option_of_the_name_of_a_global_one() {
        let names = |arg: &Arg| (arg.get_long().map(str::to_owned), arg.get_short());
        let globals: Vec<_> = Globals::tree().get_arguments().map(names).collect();
        let mut commands: Vec<_> = Cli::command().get_subcommands().cloned().collect();
        while let Some(command) = commands.pop() {
            for (long, short) in command.get_arguments().map(names) {
                let is_global = |global: &(Option<String>, Option<char>)| {
                    (long.is_some() && global.0 == long) || (short.is_some() && global.1 == short)
                };
                assert!(!globals.iter().any(is_global), "{} {long:?}", command.get_name());
            }
            commands.extend(command.get_subcommands().cloned());
        }
    }

    /// Checks that the tree of one command gives what the whole tree gives.
    fn assert_as_whole(arguments: &[OsString]) {
        let whole = Cli::command();
        let (tree, words) = tree_and_words(arguments);
        assert_eq!(words, argv::normalise(&whole, arguments));
        // The place among the others differs.
        let text = |tree: Command| format!("{:?}", tree.mut_subcommands(|it| it.display_order(0)));
        let expected = Globals::tree_of(&whole, &words[1..]);
        assert!(text(tree) == text(expected), "{arguments:?}");
    }

    #[test]
    fn one_command_is_built_as_with_the_others() {
        for command in Cli::command().get_subcommands() {
            assert_as_whole(&["ectl".into(), command.get_name().into()]);
        }
        for line in [
            "ectl",
            "ectl --version",
            "ectl nonsense",
            "ectl -w json --endpoints a get k",
            "ectl -wjson --hex --endpoints=a le g 10",
            "ectl --prefix get k",
            "ectl --prefix=true get k",
            "ectl --nonsense get k",
            "ectl - -- get k",
            "ectl lease help grant",
            "ectl help lease grant",
            "ectl lease --id-only grant 10",
            "ectl mov",
            "ectl move k",
            "ectl -h get",
            "ectl -w",
        ] {
            assert_as_whole(&line.split(' ').map(OsString::from).collect::<Vec<_>>());
        }
    }

    fn vocabulary(command: &Command, words: &mut Vec<String>) {
        words.push(command.get_name().to_owned());
        for arg in command.get_arguments() {
            words.extend(arg.get_long().map(|long| format!("--{long}")));
            words.extend(arg.get_long().map(|long| format!("--{long}=")));
            words.extend(arg.get_short().map(|short| format!("-{short}")));
        }
        command.get_subcommands().for_each(|sub| vocabulary(sub, words));
    }

    /// Returns words of command lines, and others.
    pub(crate) fn word() -> impl Strategy<Value = OsString> {
        let mut known =
            ["", "-", "--", "-h", "--help", "--=", "-=", "-1", "0x"].map(str::to_owned).to_vec();
        vocabulary(&Cli::command(), &mut known);
        let bytes = prop::collection::vec(any::<u8>(), 0..12).prop_map(OsString::from_vec);
        let known = prop::sample::select(known);
        prop_oneof![
            2 => known.clone().prop_map(OsString::from),
            1 => bytes.clone(),
            1 => (known, bytes).prop_map(|(word, tail)| {
                let mut word = OsString::from(word);
                word.push(tail);
                word
            }),
        ]
    }

    proptest! {
        #[test]
        fn any_line_is_understood_as_with_all_commands(words in prop::collection::vec(word(), 0..6)) {
            let arguments: Vec<_> = std::iter::once(OsString::from("ectl")).chain(words).collect();
            assert_as_whole(&arguments);
        }

        #[test]
        fn usage_errors_are_one_line(words in prop::collection::vec(word(), 0..8)) {
            let arguments: Vec<_> = std::iter::once(OsString::from("ectl")).chain(words).collect();
            if let Err(failure) = parse(&arguments) {
                assert_eq!(failure.kind().code(), 128);
                assert!(!failure.to_string().is_empty() && !failure.to_string().contains('\n'));
            }
        }
    }
}
