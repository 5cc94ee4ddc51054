//! `txn`: runs requests in one transaction, depending on comparisons.

mod grammar;
mod json;
mod part_option;
mod sections;
mod strict_json;
mod typed;
mod value_argument;

use super::write::fence::{IfHeld, commit};
use crate::cli::help::sections::{held_variables, outcome_unknown};
use crate::context::Context;
use crate::etcd::Range;
use crate::etcd::proto::{RequestOp, RequestUnion, TxnRequest, TxnResponse};
use crate::failure::{Failure, Kind};
use crate::input::value;
use crate::output::{self, Format};
use clap::Args;
use grammar::Grammar;
use part_option::part_ids;
use sections::Lines;
use std::io::{self, IsTerminal as _};
use std::path::{Path, PathBuf};
use typed::TypedParts;

/// Fails if any text on stdin is refused without a reason, or with an exit code of another fault.
#[cfg(any(test, fuzzing))]
pub(crate) fn any_text(bytes: &[u8]) {
    let lines = Lines::of_stdin(bytes, false);
    if let Err(error) = lines.transaction(&mut Grammar::new(Kind::Stdin), |_| Ok(())) {
        let code = crate::failure::kind(&error).code();
        assert!([3, 4, 128].contains(&code), "{code}: {error}");
        assert!(!error.to_string().is_empty());
    }
}

/// Fails if any bytes are taken for JSON of another meaning than with spaces around them, or refused without
/// a reason.
#[cfg(any(test, fuzzing))]
pub(crate) fn any_json(bytes: &[u8]) {
    let parsed = json::parse(bytes);
    match &parsed {
        Ok(request) => {
            assert!(request.compare.iter().all(|compare| !compare.key.is_empty()));
            assert_ne!(*request, TxnRequest::default());
        }
        Err(why) => assert!(!why.is_empty()),
    }
    let spaced = [b" \n", bytes, b"\n"].concat();
    assert_eq!(json::parse(&spaced).ok(), parsed.ok());
}

const LONG: &str = "Run requests in one transaction, depending on comparisons

A transaction is a list of comparisons, requests to run if all of them are true, and requests to run
if not. It is read from stdin, or from a file with -f, in three sections separated by empty lines;
the end of the input ends any section, and lines that begin with # are comments. With --if, --then,
--else and similar options, stdin is not read. --json reads the form described in ectl-formats(7).
Nothing is sent unless all of it can be parsed.";

const MORE: &str = concat!(
    r#"Examples:
  ectl txn --if-missing jobs/1 --then-put jobs/1 mine --fail   only if jobs/1 does not exist
  ectl txn --if-value stage blue --then-put stage green        only if stage is blue
  ectl txn --then-put motd @motd.txt --then 'del old --prefix'
                                                               all or nothing
  ectl txn --if 'ver("jobs/1") > 3' --then 'get jobs/1' \
           --else 'put jobs/1 "two words"'
  ectl txn --json change.json
  ectl txn <<'END'
  mod("config") = "42"

  put config "two words"

  get config
  END

Grammar:
  comparison  TARGET("KEY") OP "VALUE", such as mod("config") > "42"; numbers need no quotes
  TARGET      ver, create, mod, val or lease
  OP          = != < or >
  request     get, put or del, with some of their options: see ectl-txn(1)
  word        "…" with Go's escapes (\n \" \\ \x00), '…' without escapes, or text without spaces

Values:
  TEXT    as it is, with no quotes but those of the shell
  @FILE   the contents of a file, with its last newline; @- those of stdin
  @@TEXT  the text @TEXT; in bash, "${value/#@/@@}" makes any value safe

  These are the values of --then-put, --else-put and --if-value.

Exit codes:
  0    executed: also if the comparisons were false
  3    the transaction on stdin or in a file cannot be parsed
  8    a comparison was false, with --fail; or the lock is not held, with --if-held"#,
    outcome_unknown!(),
    "\n\nEnvironment:",
    held_variables!()
);

/// Run requests in one transaction, depending on comparisons
#[derive(Debug, Args)]
#[command(long_about = LONG, after_help = MORE)]
pub(crate) struct Txn {
    /// Prompt for each section, and again after a mistake on a terminal
    #[arg(short, long, conflicts_with_all = part_ids())]
    interactive: bool,
    /// Read the transaction from FILE; - for stdin
    #[arg(short, long, value_name = "FILE", conflicts_with = "interactive", conflicts_with_all = part_ids())]
    file: Option<PathBuf>,
    /// Read the transaction as JSON from FILE; - for stdin
    #[arg(long, value_name = "FILE", conflicts_with = "interactive", conflicts_with = "file", conflicts_with_all = part_ids())]
    json: Option<PathBuf>,
    #[command(flatten)]
    parts: TypedParts,
    /// Exit with 8 if a comparison is false
    #[arg(long)]
    fail: bool,
    #[command(flatten)]
    held: IfHeld,
}

/// JSON may be longer than the request: a byte takes up to six, as `\\u0000`.
const JSON_FACTOR: usize = 8;

impl Txn {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<TxnResponse>()?;
        let fence = self.held.fence()?;
        // Before stdin is read: a password from stdin comes before the transaction.
        let session = cx.session()?;
        let limit = cx.settings.limits.max_request_bytes;
        let request = self.request(output.format(), limit)?;
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

    /// Reads the transaction. `limit` is the size of the largest request.
    fn request(&self, format: Format, limit: usize) -> anyhow::Result<TxnRequest> {
        if let Some(path) = &self.json {
            return Ok(from_json(path, limit)?);
        }
        let kind = if self.parts.is_empty() { Kind::Stdin } else { Kind::Usage };
        let mut grammar = Grammar::new(kind);
        let request = match &self.file {
            None if !self.parts.is_empty() => self.parts.request(&mut grammar, limit)?,
            Some(path) if path.as_os_str() != "-" => {
                let file = value::open(WHAT, path)?;
                let lines = Lines::of_file(file, path.display().to_string());
                lines.transaction(&mut grammar, |_| Ok(()))?
            }
            _ => {
                let lines = Lines::of_stdin(io::stdin(), io::stdin().is_terminal());
                lines.transaction(&mut grammar, |section| self.prompt(section, format))?
            }
        };
        grammar.warnings.iter().for_each(|warning| output::note(warning));
        Ok(request)
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

const WHAT: &str = "the transaction";

fn from_json(path: &Path, limit: usize) -> Result<TxnRequest, Failure> {
    let bytes = value::contents(WHAT, path, limit.saturating_mul(JSON_FACTOR))?;
    json::parse(&bytes).map_err(|why| {
        let name =
            if path.as_os_str() == "-" { "stdin".into() } else { path.display().to_string() };
        let hint = "ectl-formats(7) describes transactions as JSON";
        Failure::new(Kind::Stdin, format!("{name}: {why}")).hint(hint)
    })
}
