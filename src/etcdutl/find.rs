//! The command that a command line names, as cobra finds it: flags may come before it.

use super::values::quoted;
use super::verb::{ROOT, Verb};
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt as _;

/// Returns the command and the words without its names, or an error for an unknown command.
pub(super) fn find(words: &[OsString]) -> Result<(&'static Verb, Vec<OsString>), String> {
    let mut words = words.to_vec();
    let mut found = ROOT;
    while let Some((position, name)) = first_name(&words) {
        let Some(verb) = named(found, name) else { break };
        found = verb;
        words.remove(position);
    }
    match first_name(&words) {
        Some((_, name)) if found.is_root() => Err(unknown(name)),
        _ => Ok((found, words)),
    }
}

/// Returns the first word that is neither a flag nor the value of one. Only flags with values are
/// expected in front of a command's name.
fn first_name(words: &[OsString]) -> Option<(usize, &OsStr)> {
    let mut words = words.iter().enumerate();
    while let Some((position, word)) = words.next() {
        match word.as_bytes() {
            b"--" => return None,
            flag @ ([b'-', b'-', ..] | [b'-', _]) if !flag.contains(&b'=') => drop(words.next()),
            [] | [b'-', ..] => {}
            _ => return Some((position, word)),
        }
    }
    None
}

/// Returns the command of that name, or the only one that begins with it.
fn named(level: &Verb, word: &OsStr) -> Option<&'static Verb> {
    let word = word.to_str()?;
    let begins = |verb: &&&Verb| verb.name().starts_with(word);
    let found: Vec<_> = level.verbs.iter().filter(begins).copied().collect();
    match found.as_slice() {
        [only] => Some(only),
        several => several.iter().find(|verb| verb.name() == word).copied(),
    }
}

fn unknown(word: &OsStr) -> String {
    let text = format!("unknown command {} for \"etcdutl\"", quoted(word));
    let word = word.to_string_lossy().to_lowercase();
    let is_near = |name: &&str| name.starts_with(&word) || strsim::levenshtein(name, &word) <= 2;
    // cobra never suggests help.
    let names = ROOT.verbs.iter().map(|verb| verb.name()).filter(|name| *name != "help");
    let near: String = names.filter(is_near).map(|name| format!("\t{name}\n")).collect();
    if near.is_empty() { text } else { format!("{text}\n\nDid you mean this?\n{near}") }
}

#[cfg(test)]
mod tests {
    use super::find;
    use std::ffi::OsString;

    fn found(line: &str) -> Result<String, String> {
        let words: Vec<OsString> =
            line.split(' ').map(|word| if word == "E" { "" } else { word }.into()).collect();
        let (verb, words) = find(&words)?;
        Ok([&[verb.path.into()], &words[..]].concat().join("|".as_ref()).into_string().unwrap())
    }

    #[test]
    fn commands_are_found_behind_flags_and_by_prefix() {
        for (typed, understood) in [
            ("snapshot status f", "etcdutl snapshot status|f"),
            ("s s f -w x", "etcdutl snapshot status|f|-w|x"),
            ("--rev 5 hashkv f", "etcdutl hashkv|--rev|5|f"),
            (
                "-w json --timeout=5 snapshot -w x status",
                "etcdutl snapshot status|-w|json|--timeout=5|-w|x",
            ),
            ("--force version", "etcdutl|--force|version"),
            ("-h version", "etcdutl|-h|version"),
            ("-wh version", "etcdutl version|-wh"),
            ("E version", "etcdutl version|"),
            ("- version", "etcdutl version|-"),
            ("-- version", "etcdutl|--|version"),
            ("snapshot -- status", "etcdutl snapshot|--|status"),
            ("snapshot bogus", "etcdutl snapshot|bogus"),
            ("version version", "etcdutl version|version"),
        ] {
            assert_eq!(found(typed).as_deref(), Ok(understood), "{typed}");
        }
    }

    #[test]
    fn unknown_commands_are_errors_with_the_nearest_name() {
        let suggest = |word: &str, name: &str| {
            let error = format!(
                "unknown command \"{word}\" for \"etcdutl\"\n\nDid you mean this?\n\t{name}\n"
            );
            assert_eq!(found(word), Err(error));
        };
        // A prefix of help, too, which is not suggested.
        suggest("h", "hashkv");
        suggest("VERSION", "version");
        suggest("defrgag", "defrag");
        for word in ["bogus", "restore", "helpx"] {
            let error = format!("unknown command \"{word}\" for \"etcdutl\"");
            assert_eq!(found(word), Err(error));
        }
        assert_eq!(found("--x y bogus"), Err("unknown command \"bogus\" for \"etcdutl\"".into()));
    }
}
