//! The lines of a transaction: comparisons, and requests in the form of command lines.

use crate::cli::argv;
use crate::cli::usage_error::failure_of;
use crate::command::del::DelOptions;
use crate::command::get::GetOptions;
use crate::command::put::PutOptions;
use crate::etcd::proto::{Compare, RequestOp, RequestUnion, operation};
use crate::failure::{Failure, Kind};
use crate::input::{self, compare, excerpt, words};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use std::ffi::OsString;
use std::iter::once;
use std::os::unix::ffi::OsStringExt as _;

#[derive(Debug)]
pub(super) struct Grammar {
    tree: clap::Command,
    /// The kind of failure for a malformed line: bad input, or a bad argument.
    malformed: Kind,
    pub(super) warnings: Vec<String>,
}

const REQUEST: &str = "request";

const OPTIONS: &str = "ectl-txn(1) lists the options that get, put and del have in a transaction";

#[derive(Debug, Parser)]
#[command(name = REQUEST, override_usage = "get | put | del KEY …")]
#[command(disable_help_flag = true, disable_help_subcommand = true)]
struct Line {
    #[command(subcommand)]
    request: TxnLine,
}

#[derive(Debug, Subcommand)]
enum TxnLine {
    #[command(override_usage = "get KEY [RANGE_END] [OPTIONS]")]
    Get {
        key: OsString,
        range_end: Option<OsString>,
        #[command(flatten)]
        options: GetOptions,
        /// Without effect, as in etcdctl.
        #[arg(long)]
        print_value_only: bool,
        #[arg(long)]
        stream: bool,
    },
    #[command(override_usage = "put KEY VALUE [OPTIONS]")]
    Put {
        key: OsString,
        value: Option<OsString>,
        #[command(flatten)]
        options: PutOptions,
    },
    #[command(override_usage = "del KEY [RANGE_END] [OPTIONS]")]
    Del {
        key: OsString,
        range_end: Option<OsString>,
        #[command(flatten)]
        options: DelOptions,
    },
}

impl Grammar {
    pub(super) fn new(malformed: Kind) -> Self {
        Self { tree: argv::as_cobra(Line::command()), malformed, warnings: Vec::new() }
    }

    pub(super) fn compare(&mut self, line: &[u8]) -> Result<Compare, Failure> {
        let (compare, rest) = compare(line).map_err(|text| Failure::new(self.malformed, text))?;
        if !rest.is_empty() {
            let rest = String::from_utf8_lossy(rest);
            self.warnings.push(format!("warning: ignored the text after a comparison: {rest}"));
        }
        Ok(compare)
    }

    pub(super) fn request(&mut self, line: &[u8]) -> Result<RequestOp, Failure> {
        let invalid = |why: String| format!("invalid txn request: {} ({why})", excerpt(line));
        let kind = self.malformed;
        let malformed = |why: &str| Failure::new(kind, invalid(why.to_owned()));
        let words = words(line).map_err(|why| malformed(&why))?;
        if words.len() < 2 {
            return Err(malformed("expected get, put or del, and a key"));
        }
        let request = self.parse(words).map_err(|failure| failure.reworded(invalid))?;
        // `put` would read the value from stdin, like the transaction itself.
        if matches!(&request, TxnLine::Put { value: None, options, .. } if options.wants_value()) {
            return Err(malformed("the value is missing"));
        }
        self.message(request)
    }

    fn parse(&mut self, words: Vec<Vec<u8>>) -> Result<TxnLine, Failure> {
        let line = once(REQUEST.into()).chain(words.into_iter().map(OsString::from_vec));
        let line = argv::normalise(&self.tree, &line.collect::<Vec<_>>());
        let matches = self.tree.try_get_matches_from_mut(line);
        let parsed = matches.and_then(|matches| Line::from_arg_matches(&matches));
        parsed.map(|line| line.request).map_err(|error| {
            let kind = if is_semantic(&error) { Kind::Usage } else { self.malformed };
            failure(&error).of_kind(kind)
        })
    }

    fn message(&mut self, request: TxnLine) -> Result<RequestOp, Failure> {
        let union = match request {
            TxnLine::Get { key, range_end, options, .. } => {
                let end = range_end.as_deref().map(input::bytes);
                let range = options.range(input::bytes(&key), end)?;
                RequestUnion::RequestRange(options.request(range)?)
            }
            TxnLine::Put { key, value, options } => {
                let value = value.as_deref().map(input::bytes);
                RequestUnion::RequestPut(options.request(input::bytes(&key), value)?)
            }
            TxnLine::Del { key, range_end, options } => {
                let end = range_end.as_deref().map(input::bytes);
                let warning = options.range_warning(&input::bytes(&key), end.as_deref());
                let advice = "You can provide `--range` flag to avoid this warning.";
                self.warnings.extend(warning.map(|text| format!("{text} {advice}")));
                RequestUnion::RequestDeleteRange(options.request(input::bytes(&key), end)?)
            }
        };
        Ok(operation(union))
    }
}

/// Returns the failure without clap's advice to type an unknown option as a value: most are options of the
/// command outside of transactions.
fn failure(error: &clap::Error) -> Failure {
    match error.kind() {
        ErrorKind::UnknownArgument if !is_semantic(error) => failure_of(error).hint(OPTIONS),
        _ => failure_of(error),
    }
}

/// Returns whether etcdctl's parser would accept the line, and only its meaning is wrong: too few or too
/// many keys, or an invalid lease ID.
fn is_semantic(error: &clap::Error) -> bool {
    let argument = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::String(argument)) => argument,
        _ => "",
    };
    match error.kind() {
        ErrorKind::MissingRequiredArgument => true,
        ErrorKind::UnknownArgument => !argument.starts_with('-'),
        ErrorKind::ValueValidation => argument.starts_with("--lease"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::Grammar;
    use crate::etcd::proto::{DeleteRangeRequest, PutRequest, RangeRequest, RequestUnion};
    use crate::failure::{Failure, Kind};

    fn request(line: &str) -> RequestUnion {
        let op = Grammar::new(Kind::Stdin).request(line.as_bytes()).unwrap();
        op.request.unwrap()
    }

    fn refused(line: &str) -> Failure {
        Grammar::new(Kind::Stdin).request(line.as_bytes()).unwrap_err()
    }

    #[test]
    fn requests() {
        let range = RangeRequest {
            key: b"a b".to_vec(),
            range_end: b"a c".to_vec(),
            limit: 16,
            ..Default::default()
        };
        for line in [
            r#"get "a b" 'a c' --limit 16"#,
            "g --print-value-only --limit=1 --stream --prefix 'a b' --limit=0x10",
        ] {
            assert_eq!(request(line), RequestUnion::RequestRange(range.clone()), "{line}");
        }
        let put = PutRequest {
            key: b"-k".to_vec(),
            value: b"\xff".to_vec(),
            lease: 0x77,
            prev_kv: true,
            ..Default::default()
        };
        assert_eq!(
            request(r#"p --prev-kv=true --lease 77 -- -k "\xff""#),
            RequestUnion::RequestPut(put)
        );
        let del = DeleteRangeRequest { key: b"k".to_vec(), ..Default::default() };
        assert_eq!(request("d k"), RequestUnion::RequestDeleteRange(del));
        assert!(matches!(request("put k --ignore-value"), RequestUnion::RequestPut(_)));
    }

    #[test]
    fn del_of_two_keys_is_a_warning() {
        let mut grammar = Grammar::new(Kind::Stdin);
        grammar.request(b"del a z --range").unwrap();
        grammar.request(b"del a").unwrap();
        assert!(grammar.warnings.is_empty());
        grammar.request(b"del a z").unwrap();
        assert!(grammar.warnings.concat().starts_with("Warning: Keys between \"a\" and \"z\""));
    }

    #[test]
    fn errors_have_the_exit_codes_of_etcdctl() {
        for line in [
            "member list",
            "help",
            "help get",
            "get --help",
            "get a -h",
            "get a --bogus",
            "get a --limit x",
            "get a -w json",
            "put k",
            r#"put k "\q""#,
            "x",
            "'' a",
            "get",
            "--",
            "get --prefix=maybe k",
            "\"",
        ] {
            let failure = refused(line);
            assert_eq!(failure.kind(), Kind::Stdin, "{line}: {failure}");
            let text = failure.to_string();
            assert!(text.starts_with(&format!("invalid txn request: {line} (")), "{text}");
        }
        for line in [
            "get --prefix",
            "put a b c",
            "get a b c",
            "get a --prefix --from-key",
            "put k v --lease zz",
        ] {
            assert_eq!(refused(line).kind(), Kind::Usage, "{line}");
        }
        for line in ["get a --order up", "get a --sort-by x", "get a --consistency x"] {
            assert_eq!(refused(line).kind(), Kind::Format, "{line}");
        }
    }
}
