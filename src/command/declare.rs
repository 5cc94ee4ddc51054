//! The declaration of commands by the names that are typed.

use clap::{Args, Command, Subcommand};

/// A command of the first level.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CommandEntry {
    pub(crate) name: &'static str,
    pub(super) fill: fn(Command) -> Command,
}

impl CommandEntry {
    /// Returns clap's tree of this command.
    pub(crate) fn build(&self) -> Command {
        (self.fill)(Command::new(self.name))
    }
}

/// Declares an enum of commands. `args` stands for a command with options of its own, `group` for one with
/// commands. A derived `Subcommand` would build the trees of all commands for each line; here, each can be
/// built alone.
macro_rules! commands {
    ($(#[$attribute:meta])* $enum:ident {
        $($name:literal $variant:ident($form:ident $type:ty),)*
    }) => {
        $(#[$attribute])*
        #[derive(Debug)]
        pub(crate) enum $enum {
            $($variant($type),)*
        }

        impl $enum {
            const ENTRIES: &[CommandEntry] =
                &[$(CommandEntry { name: $name, fill: declare::$form::<$type> },)*];

            /// Reads a command from what clap has found; `None` if the name is of none of these.
            fn of_name(name: &str, matches: &mut ArgMatches) -> Option<Result<Self, clap::Error>> {
                Some(match name {
                    $($name => FromArgMatches::from_arg_matches_mut(matches).map(Self::$variant),)*
                    _ => return None,
                })
            }
        }
    };
}
pub(super) use commands;

pub(super) fn args<T: Args>(command: Command) -> Command {
    T::augment_args(command)
}

pub(super) fn group<T: Subcommand>(command: Command) -> Command {
    T::augment_subcommands(command.subcommand_required(true).arg_required_else_help(true))
}
