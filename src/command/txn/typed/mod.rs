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
mod tests;
