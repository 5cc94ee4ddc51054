//! The flags and arguments of a command, read as pflag does: anywhere, and the last one wins.

use super::flag::Flag;
use super::values::{Values, quoted};
use super::verb::Verb;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt as _;
use std::slice::Iter;

/// Parses the words behind the names of a command. Returns the values of flags, and the arguments.
pub(super) fn arguments(
    verb: &Verb,
    words: &[OsString],
) -> Result<(Values, Vec<OsString>), String> {
    let mut parser = Parser { verb, words: words.iter(), values: Values::default() };
    let mut arguments = Vec::new();
    while let Some(word) = parser.words.next() {
        match word.as_bytes() {
            b"--" => arguments.extend(parser.words.by_ref().cloned()),
            [b'-', b'-', flag @ ..] => parser.long(word, flag)?,
            [b'-', letters @ ..] if !letters.is_empty() => parser.short(letters)?,
            _ => arguments.push(word.clone()),
        }
    }
    Ok((parser.values, arguments))
}

struct Parser<'a> {
    verb: &'a Verb,
    words: Iter<'a, OsString>,
    values: Values,
}

impl<'a> Parser<'a> {
    /// Parses `--flag`, whose value may be the next word.
    fn long(&mut self, word: &OsStr, flag: &'a [u8]) -> Result<(), String> {
        let mut parts = flag.splitn(2, |byte| *byte == b'=');
        let (name, value) = (parts.next().unwrap_or_default(), parts.next());
        if matches!(name, [] | [b'-', ..]) {
            return Err(format!("bad flag syntax: {}", word.to_string_lossy()));
        }
        let meant = self.verb.flag(|flag| flag.name.as_bytes() == name);
        let flag = meant
            .ok_or_else(|| format!("unknown flag: --{}", OsStr::from_bytes(name).display()))?;
        let value = match value {
            Some(value) => OsStr::from_bytes(value),
            None if !flag.takes_value() => OsStr::new("true"),
            None => self
                .next()
                .ok_or_else(|| format!("flag needs an argument: {}", word.to_string_lossy()))?,
        };
        self.set(flag, value)
    }

    /// Parses the letters behind a dash: flags without values, and perhaps one with a value.
    fn short(&mut self, mut letters: &'a [u8]) -> Result<(), String> {
        while let Some((letter, rest)) = letters.split_first() {
            let letter = char::from(*letter);
            let shown = OsStr::from_bytes(letters).display();
            let flag = self
                .verb
                .flag(|flag| flag.short == Some(letter))
                .ok_or_else(|| format!("unknown shorthand flag: '{letter}' in -{shown}"))?;
            let value = match rest {
                [b'=', value @ ..] if !value.is_empty() => OsStr::from_bytes(value),
                _ if !flag.takes_value() => {
                    self.set(flag, OsStr::new("true"))?;
                    letters = rest;
                    continue;
                }
                [] => self
                    .next()
                    .ok_or_else(|| format!("flag needs an argument: '{letter}' in -{shown}"))?,
                value => OsStr::from_bytes(value),
            };
            return self.set(flag, value);
        }
        Ok(())
    }

    fn next(&mut self) -> Option<&'a OsStr> {
        self.words.next().map(OsString::as_os_str)
    }

    fn set(&mut self, flag: &'static Flag, value: &OsStr) -> Result<(), String> {
        self.values.given.insert(flag.name);
        (flag.set)(&mut self.values, value).map_err(|why| {
            format!("invalid argument {} for \"{}\" flag: {why}", quoted(value), flag.typed())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::arguments;
    use crate::etcdutl::values::Values;
    use crate::etcdutl::verb::{ROOT, Verb};
    use proptest::prelude::{any, prop, prop_assert, proptest};
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt as _;

    fn restore() -> &'static Verb {
        let snapshot = ROOT.verbs.iter().find(|verb| verb.name() == "snapshot").unwrap();
        snapshot.verbs.iter().find(|verb| verb.name() == "restore").unwrap()
    }

    fn parse(line: &str) -> Result<(Values, Vec<OsString>), String> {
        arguments(restore(), &line.split(' ').map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn flags_stand_anywhere_and_the_last_wins() {
        let line = "a --name=x -w json --bump-revision 0x10 --name y b -wtable --skip-hash-check \
                    --mark-compacted=T -- --name z";
        let (values, arguments) = parse(line).unwrap();
        assert_eq!(arguments, ["a", "b", "--name", "z"]);
        assert_eq!((values.name, values.write_out), ("y".into(), "table".into()));
        assert_eq!((values.bump_revision, values.timeout), (16, 10_000_000_000));
        assert!(values.skip_hash_check && values.mark_compacted && !values.help);
        let given: Vec<_> = values.given.into_iter().collect();
        let all = ["bump-revision", "mark-compacted", "name", "skip-hash-check", "write-out"];
        assert_eq!(given, all);
        assert!(parse("-h=0 -hh").unwrap().0.help);
    }

    #[test]
    fn errors_are_in_the_words_of_pflag() {
        for (line, error) in [
            ("--bogus", "unknown flag: --bogus"),
            ("--bogus=x", "unknown flag: --bogus"),
            ("--nam x", "unknown flag: --nam"),
            ("--name", "flag needs an argument: --name"),
            ("--=x", "bad flag syntax: --=x"),
            ("---", "bad flag syntax: ---"),
            ("-hx", "unknown shorthand flag: 'x' in -x"),
            ("-hw", "flag needs an argument: 'w' in -w"),
            ("-w=", ""),
            (
                "--timeout 5",
                r#"invalid argument "5" for "--timeout" flag: time: missing unit in duration "5""#,
            ),
            (
                "-h=x",
                r#"invalid argument "x" for "-h, --help" flag: strconv.ParseBool: parsing "x": invalid syntax"#,
            ),
            (
                "--bump-revision -1",
                r#"invalid argument "-1" for "--bump-revision" flag: strconv.ParseUint: parsing "-1": invalid syntax"#,
            ),
        ] {
            assert_eq!(parse(line).map(drop).err().unwrap_or_default(), error, "{line}");
        }
    }

    proptest! {
        #[test]
        fn any_words_are_parsed(
            words in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..6), 0..6),
        ) {
            let words: Vec<_> = words.into_iter().map(OsString::from_vec).collect();
            if let Err(error) = arguments(restore(), &words) {
                prop_assert!(!error.is_empty());
            }
        }
    }
}
