//! `txn`: runs requests in one transaction, depending on comparisons.

mod grammar;
mod sections;

use super::write::fence::{IfHeld, commit};
use crate::context::Context;
use crate::etcd::Range;
use crate::etcd::proto::{RequestOp, RequestUnion, TxnRequest, TxnResponse};
use crate::failure::{Failure, Kind};
use crate::input;
use crate::output::{self, Format};
use clap::Args;
use grammar::Grammar;
use std::ffi::OsString;
use std::io::{self, BufReader, IsTerminal as _};

/// Parses a transaction as `txn` does from stdin.
#[cfg(any(test, fuzzing))]
pub(crate) fn parse(input: &[u8]) -> anyhow::Result<TxnRequest> {
    sections::read(BufReader::new(input), &mut Grammar::new(Kind::Stdin), |_| Ok(()))
}

/// Run requests in one transaction, depending on comparisons
#[derive(Debug, Args)]
#[command(
    after_help = r#"A transaction is read from stdin: comparisons, requests to run if all of them are true, and requests
to run if not. Each of the three sections ends with an empty line. With --if, --then or --else,
stdin is not read.

Grammar:
  comparison  TARGET("KEY") OP "VALUE", such as mod("config") > "42"; numbers need no quotes
  TARGET      ver, create, mod, val or lease
  OP          = != < or >
  request     get, put or del, with the options of these commands
  word        "…" with Go's escapes (\n \" \\ \x00), '…' without escapes, or text without spaces

Examples:
  ectl txn --if 'ver("jobs/1") = 0' --then 'put jobs/1 mine' --fail   only if jobs/1 does not exist
  ectl txn --then 'put a 1' --then 'put b 2' --then 'del c'           all or nothing
  ectl txn <<'END'
  mod("config") = "42"

  put config "two words"

  get config

  END"#
)]
pub(crate) struct Txn {
    /// Prompt for each section
    #[arg(short, long, conflicts_with_all = ["comparisons", "success", "failure"])]
    interactive: bool,
    /// Compare a key; if repeated, all comparisons must be true
    #[arg(long = "if", value_name = "COMPARISON")]
    comparisons: Vec<OsString>,
    /// Request to run if all comparisons are true
    #[arg(long = "then", value_name = "REQUEST")]
    success: Vec<OsString>,
    /// Request to run if a comparison is false
    #[arg(long = "else", value_name = "REQUEST", requires = "comparisons")]
    failure: Vec<OsString>,
    /// Exit with 8 if a comparison is false
    #[arg(long)]
    fail: bool,
    #[command(flatten)]
    held: IfHeld,
}

impl Txn {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<TxnResponse>()?;
        let fence = self.held.fence()?;
        // Before stdin is read: a password from stdin comes before the transaction.
        let session = cx.session()?;
        let request = self.request(output.format())?;
        if let Some(range) = request.success.iter().chain(&request.failure).find_map(deleted_range)
        {
            cx.confirm_protected(&format!("delete {range} in a transaction")).await?;
        }
        let reply = commit(&session, fence.as_ref(), request).await?;
        output.print(&reply)?;
        if self.fail && !reply.succeeded {
            return Err(Failure::new(Kind::Unmet, "a comparison is false").into());
        }
        Ok(())
    }

    fn request(&self, format: Format) -> anyhow::Result<TxnRequest> {
        let given = [&self.comparisons, &self.success, &self.failure];
        let from_stdin = given.iter().all(|lines| lines.is_empty());
        let mut grammar = Grammar::new(if from_stdin { Kind::Stdin } else { Kind::Usage });
        let request = if from_stdin {
            sections::read(BufReader::new(io::stdin()), &mut grammar, |section| {
                self.prompt(section, format)
            })?
        } else {
            self.arguments(&mut grammar)?
        };
        grammar.warnings.iter().for_each(|warning| output::note(warning));
        Ok(request)
    }

    fn arguments(&self, grammar: &mut Grammar) -> Result<TxnRequest, Failure> {
        Ok(TxnRequest {
            compare: each_line("--if", &self.comparisons, |line| grammar.compare(line))?,
            success: each_line("--then", &self.success, |line| grammar.request(line))?,
            failure: each_line("--else", &self.failure, |line| grammar.request(line))?,
        })
    }

    /// Prompts for a section: like etcdctl on stdout, except that stdout is left to data in other formats.
    /// On a terminal the prompt is always shown.
    fn prompt(&self, section: &str, format: Format) -> anyhow::Result<()> {
        if self.interactive && format == Format::Simple {
            output::text(&format!("{section}\n"))?;
        } else if self.interactive || io::stdin().is_terminal() {
            output::note(section);
        }
        Ok(())
    }
}

/// Returns the keys of a request that deletes a range.
fn deleted_range(operation: &RequestOp) -> Option<Range> {
    match &operation.request {
        Some(RequestUnion::RequestDeleteRange(request)) if !request.range_end.is_empty() => {
            Some(Range { key: request.key.clone(), end: request.range_end.clone() })
        }
        _ => None,
    }
}

/// Parses every line of every argument. An argument without any line is refused: an empty shell variable
/// must not make an `--if` true.
fn each_line<T>(
    option: &str,
    arguments: &[OsString],
    mut parse: impl FnMut(&[u8]) -> Result<T, Failure>,
) -> Result<Vec<T>, Failure> {
    let mut parsed = Vec::new();
    for argument in arguments.iter().map(|argument| input::bytes(argument)) {
        let lines = argument.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
        let before = parsed.len();
        for line in lines.filter(|line| !line.is_empty()) {
            let named = |failure: Failure| failure.reworded(|text| format!("{option}: {text}"));
            parsed.push(parse(line).map_err(named)?);
        }
        if parsed.len() == before {
            return Err(Failure::usage(format!("{option} is empty")));
        }
    }
    Ok(parsed)
}
