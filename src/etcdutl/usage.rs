//! Help in the layout of cobra, etcdutl's parser.

use super::flag::{Flag, GLOBAL};
use super::verb::Verb;
use std::fmt::Write as _;

/// Returns the usage of a command, which is all the help that etcdutl has.
pub(super) fn usage(verb: &Verb) -> String {
    layout(verb, &verb.local_flags())
}

/// Returns the usage that follows the name of an unknown help topic, which lacks `--help`.
pub(super) fn usage_for_unknown_topic(root: &Verb) -> String {
    layout(root, root.flags)
}

fn layout(verb: &Verb, flags: &[&Flag]) -> String {
    let mut page = format!("Usage:\n  {} {}\n", verb.path, verb.rest);
    if !verb.verbs.is_empty() {
        page.push_str("\nAvailable Commands:\n");
    }
    for verb in verb.verbs {
        let _ = writeln!(page, "  {:<11} {}", verb.name(), verb.about);
    }
    let _ = write!(page, "\nFlags:\n{}", lines(flags, verb));
    if !verb.is_root() {
        let _ = write!(page, "\nGlobal Flags:\n{}", lines(GLOBAL, verb));
    }
    if !verb.verbs.is_empty() {
        let path = verb.path;
        let _ = write!(
            page,
            "\nUse \"{path} [command] --help\" for more information about a command.\n"
        );
    }
    page
}

fn lines(flags: &[&Flag], verb: &Verb) -> String {
    let heads: Vec<_> = flags.iter().map(|flag| head(flag)).collect();
    let width = heads.iter().map(String::len).max().unwrap_or_default();
    let line = |(head, flag): (&String, &&Flag)| {
        let default = match flag.default {
            "" => String::new(),
            default => format!(" (default {default})"),
        };
        format!("{head:<width$}   {}{default}\n", about(flag, verb))
    };
    heads.iter().zip(flags).map(line).collect()
}

/// Returns the description of a flag; that of `--help` ends with the name of the command.
pub(super) fn about(flag: &Flag, verb: &Verb) -> String {
    let name = if flag.about.ends_with(' ') { verb.name() } else { "" };
    format!("{}{name}", flag.about)
}

fn head(flag: &Flag) -> String {
    let indent = if flag.short.is_some() { "  " } else { "      " };
    format!("{indent}{} {}", flag.typed(), flag.kind).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::verb::ROOT;
    use super::{usage, usage_for_unknown_topic};

    #[test]
    fn usage_has_the_layout_of_cobra() {
        let snapshot = ROOT.verbs.iter().find(|verb| verb.name() == "snapshot").unwrap();
        let migrate = ROOT.verbs.iter().find(|verb| verb.name() == "migrate").unwrap();
        let global = "\
Global Flags:
      --timeout duration   time to wait to obtain a file lock on db file, 0 to block indefinitely (default 10s)
  -w, --write-out string   set the output format (fields, json, protobuf, simple, table) (default \"simple\")
";
        assert_eq!(
            usage(snapshot),
            format!(
                "\
Usage:
  etcdutl snapshot [command]

Available Commands:
  restore     Restores an etcd member snapshot to an etcd directory
  status      Gets backend snapshot status of a given file

Flags:
  -h, --help   help for snapshot

{global}
Use \"etcdutl snapshot [command] --help\" for more information about a command.
"
            )
        );
        assert_eq!(
            usage(migrate),
            format!(
                "\
Usage:
  etcdutl migrate [flags]

Flags:
      --data-dir string         Path to the etcd data dir
      --force                   Ignore migration failure and forcefully override storage version. Not recommended.
  -h, --help                    help for migrate
      --target-version string   Target etcd version to migrate contents of data dir. Minimal value 3.5. Format \"X.Y\" for example 3.6.

{global}"
            )
        );
    }

    #[test]
    fn usage_for_unknown_topic_lacks_the_flag_help() {
        let help = "  -h, --help               help for etcdutl\n";
        assert_eq!(usage(ROOT).replace(help, ""), usage_for_unknown_topic(ROOT));
        assert!(usage(ROOT).contains(help));
    }
}
