//! The parts of a transaction that are options, in the order in which they were typed.

use super::grammar::Grammar;
use super::part_option::{ComparisonForm, OPTIONS, PartOption, PartSection, RequestForm};
use super::value_argument::{reads_stdin, value_of};
use crate::etcd::proto::{
    Compare, DeleteRangeRequest, PutRequest, RangeRequest, RequestOp, RequestUnion, TargetUnion,
    TxnRequest, equal, greater, operation,
};
use crate::failure::Failure;
use crate::go::integer;
use crate::input;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, FromArgMatches, value_parser};
use std::ffi::{OsStr, OsString};

/// One option on the line, with its values.
#[derive(Debug)]
struct TypedPart {
    option: &'static PartOption,
    words: Vec<OsString>,
}

/// All of these options on the line, in the order in which they were typed.
#[derive(Debug)]
pub(super) struct TypedParts(Vec<TypedPart>);

impl Args for TypedParts {
    fn augment_args(command: Command) -> Command {
        let options = OPTIONS.iter().map(|option| {
            Arg::new(option.name)
                .long(option.name)
                .action(ArgAction::Append)
                .num_args(option.value_names.len())
                .value_names(option.value_names)
                .value_parser(value_parser!(OsString))
                .help(option.help)
                .help_heading(option.heading())
        });
        command.args(options)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for TypedParts {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut typed: Vec<_> = OPTIONS.iter().flat_map(|option| option.typed(matches)).collect();
        typed.sort_by_key(|(place, _)| *place);
        Ok(Self(typed.into_iter().map(|(_, part)| part).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl PartOption {
    fn heading(&self) -> &'static str {
        match self.section {
            PartSection::If(_) => "Comparison options",
            PartSection::Then(_) | PartSection::Else(_) => "Request options",
        }
    }

    /// Returns each use of the option, with its place on the line.
    fn typed(&'static self, matches: &ArgMatches) -> Vec<(usize, TypedPart)> {
        let values = self.value_names.len();
        let words = matches.get_many::<OsString>(self.name).unwrap_or_default();
        let words: Vec<_> = words.cloned().collect();
        let places = matches.indices_of(self.name).into_iter().flatten().step_by(values);
        let parts =
            words.chunks(values).map(|words| TypedPart { option: self, words: words.into() });
        places.zip(parts).collect()
    }
}

impl TypedParts {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the transaction. Reads the files that values are in, each of at most `limit` bytes.
    pub(super) fn request(
        &self,
        grammar: &mut Grammar,
        limit: usize,
    ) -> Result<TxnRequest, Failure> {
        self.check()?;
        let mut request = TxnRequest::default();
        for part in &self.0 {
            let named = |failure: Failure| {
                failure.reworded(|text| format!("--{}: {text}", part.option.name))
            };
            part.add_to(&mut request, grammar, limit).map_err(named)?;
        }
        Ok(request)
    }

    fn check(&self) -> Result<(), Failure> {
        let is_if = |part: &TypedPart| matches!(part.option.section, PartSection::If(_));
        let otherwise =
            self.0.iter().find(|part| matches!(part.option.section, PartSection::Else(_)));
        if let Some(part) = otherwise.filter(|_| !self.0.iter().any(is_if)) {
            let text = format!("--{} needs a comparison", part.option.name);
            return Err(
                Failure::usage(text).hint("such as --if-exists KEY or --if-value KEY VALUE")
            );
        }
        let from_stdin = self.0.iter().filter(|part| part.value().is_some_and(reads_stdin));
        match from_stdin.count() {
            0 | 1 => Ok(()),
            _ => Err(Failure::usage("only one value can be @-: stdin is read once")),
        }
    }
}

impl TypedPart {
    fn add_to(
        &self,
        request: &mut TxnRequest,
        grammar: &mut Grammar,
        limit: usize,
    ) -> Result<(), Failure> {
        match self.option.section {
            PartSection::If(form) => {
                request.compare.extend(self.comparisons(form, grammar, limit)?);
            }
            PartSection::Then(form) => {
                request.success.extend(self.requests(form, grammar, limit)?);
            }
            PartSection::Else(form) => {
                request.failure.extend(self.requests(form, grammar, limit)?);
            }
        }
        Ok(())
    }

    fn comparisons(
        &self,
        form: ComparisonForm,
        grammar: &mut Grammar,
        limit: usize,
    ) -> Result<Vec<Compare>, Failure> {
        // An absent key was created at revision 0.
        const ABSENT: TargetUnion = TargetUnion::CreateRevision(0);
        Ok(vec![match form {
            ComparisonForm::Line => return self.each_line(|line| grammar.compare(line)),
            ComparisonForm::Value => {
                equal(self.key()?, TargetUnion::Value(self.read_value(limit)?))
            }
            ComparisonForm::ModRevision => {
                equal(self.key()?, TargetUnion::ModRevision(self.number()?))
            }
            ComparisonForm::Exists => greater(self.key()?, ABSENT),
            ComparisonForm::Missing => equal(self.key()?, ABSENT),
        }])
    }

    fn requests(
        &self,
        form: RequestForm,
        grammar: &mut Grammar,
        limit: usize,
    ) -> Result<Vec<RequestOp>, Failure> {
        let union = match form {
            RequestForm::Line => return self.each_line(|line| grammar.request(line)),
            RequestForm::Put => {
                let (key, value) = (self.key()?, self.read_value(limit)?);
                RequestUnion::RequestPut(PutRequest { key, value, ..PutRequest::default() })
            }
            RequestForm::Get => {
                let key = self.key()?;
                RequestUnion::RequestRange(RangeRequest { key, ..RangeRequest::default() })
            }
            RequestForm::Del => {
                let key = self.key()?;
                let request = DeleteRangeRequest { key, ..DeleteRangeRequest::default() };
                RequestUnion::RequestDeleteRange(request)
            }
        };
        Ok(vec![operation(union)])
    }

    /// Returns the first value: a key, or lines of the grammar.
    fn first(&self) -> Vec<u8> {
        self.words.first().map(|word| input::bytes(word)).unwrap_or_default()
    }

    /// Returns the key. An empty one is refused: a shell variable may be unset.
    fn key(&self) -> Result<Vec<u8>, Failure> {
        let key = self.first();
        if key.is_empty() { Err(Failure::usage("the key is empty")) } else { Ok(key) }
    }

    /// Returns the value as typed, if the option has one.
    fn value(&self) -> Option<&OsStr> {
        let is_value = self.option.value_names.get(1) == Some(&"VALUE");
        self.words.get(1).map(OsString::as_os_str).filter(|_| is_value)
    }

    fn read_value(&self, limit: usize) -> Result<Vec<u8>, Failure> {
        value_of(self.value().unwrap_or_default(), limit)
    }

    fn number(&self) -> Result<i64, Failure> {
        let text = self.words.get(1).map(|word| word.to_string_lossy()).unwrap_or_default();
        match integer(&text).map_err(Failure::usage)? {
            ..0 => Err(Failure::usage(format!("\"{text}\" is not a revision"))),
            number => Ok(number),
        }
    }

    /// Parses every line. Without any the option is refused: an empty shell variable must not make an
    /// `--if` true.
    fn each_line<T>(
        &self,
        mut parse: impl FnMut(&[u8]) -> Result<T, Failure>,
    ) -> Result<Vec<T>, Failure> {
        let argument = self.first();
        let lines = argument.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
        let lines = lines.filter(|line| !line.is_empty() && !line.starts_with(b"#"));
        let parsed = lines.map(&mut parse).collect::<Result<Vec<_>, _>>()?;
        if parsed.is_empty() { Err(Failure::usage("the argument is empty")) } else { Ok(parsed) }
    }
}

#[cfg(test)]
mod tests {
    use super::{Grammar, TypedParts};
    use crate::etcd::proto::{Compare, RequestOp, RequestUnion, TargetUnion, TxnRequest};
    use crate::failure::{Failure, Kind};
    use clap::{Args as _, FromArgMatches as _};

    fn parse(words: &[&str]) -> Result<TxnRequest, Failure> {
        let command = TypedParts::augment_args(clap::Command::new("txn")).no_binary_name(true);
        let matches = crate::cli::argv::as_cobra(command).try_get_matches_from(words).unwrap();
        let typed = TypedParts::from_arg_matches(&matches).unwrap();
        typed.request(&mut Grammar::new(Kind::Usage), 100)
    }

    fn op(operation: &RequestOp) -> (&'static str, &[u8], &[u8]) {
        match operation.request.as_ref().unwrap() {
            RequestUnion::RequestPut(put) => ("put", &put.key, &put.value),
            RequestUnion::RequestRange(get) => ("get", &get.key, &get.range_end),
            RequestUnion::RequestDeleteRange(del) => ("del", &del.key, &del.range_end),
            RequestUnion::RequestTxn(_) => ("txn", &[], &[]),
        }
    }

    #[test]
    fn requests_keep_the_order_in_which_they_were_typed() {
        let words = [
            "--then-put",
            "a",
            "--then-del",
            "--else-get",
            "e",
            "--then",
            "get b\n# no\ndel c",
            "--if-exists",
            "k",
            "--then-del",
            "d",
            "--then-put",
            "-k",
            "-5",
            "--then-get",
            "f",
        ];
        let request = parse(&words).unwrap();
        let then: Vec<_> = request.success.iter().map(op).collect();
        let expected: [(_, &[u8], &[u8]); 6] = [
            ("put", b"a", b"--then-del"),
            ("get", b"b", b""),
            ("del", b"c", b""),
            ("del", b"d", b""),
            ("put", b"-k", b"-5"),
            ("get", b"f", b""),
        ];
        assert_eq!(then, expected);
        assert_eq!(
            request.failure.iter().map(op).collect::<Vec<_>>(),
            [("get", &b"e"[..], &[][..])]
        );
    }

    #[test]
    fn comparisons_of_each_form() {
        let compared = |words: &[&str]| {
            let Compare { key, result, target_union, .. } = parse(words).unwrap().compare.remove(0);
            (String::from_utf8(key).unwrap(), result, target_union.unwrap())
        };
        let k = || "k".to_owned();
        let value = TargetUnion::Value(b"\"@ v".to_vec());
        assert_eq!(compared(&["--if-value", "k", "\"@ v"]), (k(), 0, value));
        let at = TargetUnion::ModRevision(12);
        assert_eq!(compared(&["--if-mod-rev", "k", "12"]), (k(), 0, at));
        let absent = TargetUnion::CreateRevision(0);
        assert_eq!(compared(&["--if-missing", "k"]), (k(), 0, absent.clone()));
        assert_eq!(compared(&["--if-exists", "k"]), (k(), 1, absent));
    }

    #[test]
    fn mistakes_are_refused() {
        for (words, message) in [
            (&["--then-put", "", "v"][..], "--then-put: the key is empty"),
            (&["--if-mod-rev", "k", "x"], "--if-mod-rev: \"x\" is not a 64-bit integer"),
            (&["--if-mod-rev", "k", "-1"], "--if-mod-rev: \"-1\" is not a revision"),
            (&["--then", " \n# x\n"], "--then: the argument is empty"),
            (&["--else-del", "k"], "--else-del needs a comparison"),
            (
                &["--if-value", "k", "@-", "--then-put", "k", "@-"],
                "only one value can be @-: stdin is read once",
            ),
        ] {
            let failure = parse(words).unwrap_err();
            assert_eq!((failure.to_string().as_str(), failure.kind()), (message, Kind::Usage));
        }
    }
}
