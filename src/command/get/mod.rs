//! `get`: gets a key or a range of keys.

mod offline;
mod options;
mod print;

use super::offline_file::DatabaseOptions;
use crate::cli::argv::bool_option;
use crate::cli::help::sections::exit_code_of_nothing;
use crate::context::Context;
use crate::etcd::proto::RangeRequest;
use crate::etcd::{CallError, FEW, Range, RangeCall, RangeStream, Session};
use crate::failure::{Failure, Kind};
use crate::input;
use crate::output::{Format, Output, OutputOptions};
use crate::reply::{RangeFragment, Show};
use crate::settings::DEFAULT_MAX_RECV;
use clap::Args;
pub(super) use options::GetOptions;
use options::not_both;
use print::RangeCount;
pub(super) use print::print;
use std::ffi::OsString;

/// Get a key or a range of keys
#[derive(Debug, Args)]
#[command(
    mut_args(bool_option),
    after_help = concat!("\
Examples:
  ectl get config/port                      a key and its value
  ectl get --print-value-only config/port   only the value
  ectl get --prefix services/ -w jsonl      every key below services/, for jq
  ectl get --prefix services/ --count-only  the number of keys
  ectl get config/port -e || echo missing   exit 7 if the key does not exist
  ectl get --prefix services/ --db backup.db
                                            from a snapshot, without a server
  ectl get config/port --rev 120 --data-dir /var/lib/etcd
                                            from the files of a stopped member

",
        exit_code_of_nothing!(),
    )
)]
pub(crate) struct Get {
    /// Key, or first key of a range
    key: OsString,
    /// End of the range (exclusive)
    range_end: Option<OsString>,
    #[command(flatten)]
    options: GetOptions,
    /// Print only the values
    #[arg(long, help_heading = "Output options")]
    print_value_only: bool,
    /// Print the raw value bytes without a trailing newline
    #[arg(long, help_heading = "Output options")]
    raw: bool,
    #[arg(long, help = "Require RangeStream (etcd 3.7) or forbid it (default: if available)")]
    stream: Option<bool>,
    /// With -w jsonl: begin with a line for the revision of the reply
    #[arg(long, help_heading = "Output options")]
    header: bool,
    /// Exit with 7 if nothing was found
    #[arg(short, long)]
    exit_status: bool,
    #[command(flatten)]
    database: DatabaseOptions,
}

impl Get {
    pub(super) fn is_offline(&self) -> bool {
        self.database.is_given()
    }

    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        self.database.check_unused()?;
        let mut output = self.output(&cx.settings.output)?;
        let (show, range, request) = self.request(output.format())?;
        let session = cx.session()?;
        let revision = request.revision;
        let reply = self.send(&session, request, output.format()).await?;
        let fragment = |part, before| RangeFragment { part, before, show };
        let found = print(reply, &mut output, revision, fragment).await?;
        self.check_found(&found, show, &range)
    }

    fn output(&self, options: &OutputOptions) -> Result<Output<RangeFragment>, Failure> {
        Output::with_header(options, self.fields(), self.header)
    }

    fn fields(&self) -> &'static [&'static str] {
        if self.options.count_only { &RangeFragment::COUNT_FIELDS } else { &RangeFragment::FIELDS }
    }

    /// Returns what to show, the range in words and the request for it.
    fn request(&self, format: Format) -> Result<(Show, Range, RangeRequest), Failure> {
        let show = self.show(format)?;
        let end = self.range_end.as_deref().map(input::bytes);
        let range = self.options.range(input::bytes(&self.key), end)?;
        let request = self.options.request(range.clone())?;
        self.options.note_ignored();
        Ok((show, range, request))
    }

    fn check_found(&self, found: &RangeCount, show: Show, range: &Range) -> anyhow::Result<()> {
        // The count of the range includes keys that a limit or a filter leaves out.
        let anything = if show == Show::Count { found.in_range > 0 } else { found.printed > 0 };
        if self.exit_status && !anything {
            return Err(Failure::new(Kind::NotFound, format!("nothing found: {range}")).into());
        }
        Ok(())
    }

    /// Sends the request, as `RangeStream` if that is faster.
    async fn send(
        &self,
        session: &Session,
        request: RangeRequest,
        format: Format,
    ) -> Result<RangeStream, CallError> {
        let limited = session.options().max_recv_bytes < DEFAULT_MAX_RECV;
        let call = match self.stream {
            Some(true) => RangeCall::Stream,
            None if !limited && gains_by_streaming(&request) => RangeCall::Either,
            _ => RangeCall::Whole,
        };
        match format {
            Format::Json | Format::Fields | Format::Protobuf => {
                session.range_in_order(call, request).await
            }
            _ if self.header => session.range_in_order(call, request).await,
            _ => session.range_by(call, request).await,
        }
    }

    fn show(&self, format: Format) -> Result<Show, Failure> {
        let GetOptions { count_only, keys_only, .. } = self.options;
        if self.raw || self.print_value_only {
            let option = if self.raw { "raw" } else { "print-value-only" };
            if format != Format::Simple {
                let text = format!("{option} is only for `--write-out=simple`");
                return Err(Failure::usage(text));
            }
            not_both(&format!("--{option}"), true, "--count-only", count_only)?;
            not_both("--raw", self.raw, "--keys-only", keys_only)?;
        }
        Ok(match self {
            _ if count_only => Show::Count,
            _ if keys_only && !self.print_value_only => Show::Key,
            Self { raw: true, .. } => Show::RawValue,
            Self { print_value_only: true, .. } => Show::Value,
            _ => Show::KeyAndValue,
        })
    }
}

/// Returns whether a range may be long, and `RangeStream` returns it correctly: it rejects filters, and
/// sorts each chunk by itself, which loses keys between them.
fn gains_by_streaming(request: &RangeRequest) -> bool {
    let filters = [
        request.min_mod_revision,
        request.max_mod_revision,
        request.min_create_revision,
        request.max_create_revision,
    ];
    !request.range_end.is_empty()
        && !request.count_only
        && (request.limit == 0 || request.limit > FEW)
        && (request.sort_order, request.sort_target) == (0, 0)
        && filters == [0; 4]
}

#[cfg(test)]
mod tests {
    use super::{Get, gains_by_streaming};
    use crate::failure::Kind;
    use crate::output::Format;
    use crate::reply::Show;
    use clap::{Args as _, Command, FromArgMatches as _};

    fn parsed(words: &[&str]) -> Get {
        let command = Get::augment_args(Command::new("get").no_binary_name(true));
        Get::from_arg_matches(&command.try_get_matches_from(words).unwrap()).unwrap()
    }

    #[test]
    fn raw_values_need_simple_format() {
        assert_eq!(parsed(&["k", "--raw"]).show(Format::Simple).unwrap(), Show::RawValue);
        for words in [&["k", "--raw"][..], &["k", "--print-value-only"]] {
            assert_eq!(parsed(words).show(Format::Json).unwrap_err().kind(), Kind::Usage);
        }
        assert!(parsed(&["k", "--raw", "--keys-only"]).show(Format::Simple).is_err());
        assert!(parsed(&["k", "--print-value-only", "--count-only"]).show(Format::Simple).is_err());
    }

    #[test]
    fn only_long_ranges_are_streamed() {
        let gains = |words: &[&str]| {
            let get = parsed(words);
            let end = get.range_end.as_deref().map(crate::input::bytes);
            let range = get.options.range(crate::input::bytes(&get.key), end).unwrap();
            gains_by_streaming(&get.options.request(range).unwrap())
        };
        for words in [&["k", "--prefix"][..], &["k", "--from-key"], &["a", "c"], &["", "--prefix"]]
        {
            assert!(gains(words), "{words:?}");
            for more in ["--limit=1001", "--order=ascend", "--rev=3"] {
                assert!(gains(&[words, &[more]].concat()), "{words:?} {more}");
            }
            for not in [
                "--limit=1000",
                "--count-only",
                "--order=descend",
                "--sort-by=VALUE",
                "--min-mod-rev=1",
                "--max-mod-rev=1",
                "--min-create-rev=1",
                "--max-create-rev=1",
            ] {
                assert!(!gains(&[words, &[not]].concat()), "{words:?} {not}");
            }
        }
        assert!(!gains(&["k"]));
    }
}
