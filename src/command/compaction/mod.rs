//! `compaction`: discards history.

mod marks;

use crate::command::target_file::TargetFile;
use crate::context::Context;
use crate::etcd::Range;
use crate::etcd::proto::{
    CompactionRequest, RangeRequest, ResponseHeader, StatusRequest, StatusResponse, header_revision,
};
use crate::etcd::{CallError, Refusal, Session};
use crate::failure::{Failure, Kind};
use crate::go::{count, duration, go_duration};
use crate::output::{Cell, counted};
use crate::reply::Done;
use clap::Args;
use marks::{TimeMark, TimeMarks};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// Discard key history before a revision
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl compact 1000             discard the values that were replaced before revision 1000
  ectl compact 1000 --physical  and wait until they are removed from the database
  ectl compact --keep 10000     keep the history of the last 10000 revisions
  ectl compact --keep 0         keep no history
  ectl compact --older-than 24h --marks /var/lib/ectl/marks

Details:
  With --keep and --older-than it is not an error if there is nothing to discard. etcd does not
  store times. Each run with --older-than adds the current revision and the time to FILE, and
  compacts to the newest revision there that is old enough: run it regularly, such as every hour.
  The first runs discard nothing.")]
pub(crate) struct Compaction {
    /// Oldest revision that can still be read
    #[arg(allow_negative_numbers = true, value_parser = decimal)]
    #[arg(required_unless_present_any = ["keep", "older_than", "marks"])]
    #[arg(conflicts_with_all = ["keep", "older_than"])]
    revision: Option<i64>,
    /// Compact to the current revision minus N
    #[arg(long, value_name = "N", value_parser = count, conflicts_with = "older_than")]
    keep: Option<u64>,
    /// Compact to the newest revision in --marks that is older than DURATION
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    older_than: Option<Duration>,
    /// File of revisions with their times, for --older-than
    #[arg(long, value_name = "FILE")]
    marks: Option<PathBuf>,
    /// Wait until the history is removed from the database
    #[arg(long)]
    physical: bool,
}

/// Parses a revision. Unlike in options, a leading zero does not mean octal, as in etcdctl.
fn decimal(text: &str) -> Result<i64, String> {
    text.parse().map_err(|_| format!("\"{text}\" is not a decimal number"))
}

/// What is to be discarded.
#[derive(Debug)]
enum CompactionLimit {
    Revision(i64),
    Keep(u64),
    OlderThan { age: Duration, file: PathBuf, marks: TimeMarks },
}

impl Compaction {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output_with_fields::<Done>(&["revision", "compact_revision"])?;
        let physical = self.physical;
        let limit = self.limit()?;
        let session = cx.session()?;
        cx.confirm_protected(&limit.in_words()).await?;
        output.print(&match limit {
            CompactionLimit::Revision(revision) => {
                match compact(&session, revision, physical).await {
                    Ok(done) => done,
                    Err(fault) => return Err(with_valid_revisions(&session, fault).await.into()),
                }
            }
            CompactionLimit::Keep(count) => {
                let now = present(&session).await?.revision;
                compact_if_needed(&session, now.saturating_sub_unsigned(count), now, physical)
                    .await?
            }
            CompactionLimit::OlderThan { age, file, marks } => {
                let ResponseHeader { cluster_id, revision: now, .. } = present(&session).await?;
                match old_revision(age, &file, marks, (cluster_id, now)).await? {
                    Ok(old) => compact_if_needed(&session, old, now, physical).await?,
                    Err(why) => nothing_done(&why, now, None),
                }
            }
        })
    }

    fn limit(self) -> Result<CompactionLimit, Failure> {
        match (self.revision, self.keep, self.older_than, self.marks) {
            (_, _, Some(age), Some(file)) => {
                let marks = TimeMarks::read(&file)?;
                Ok(CompactionLimit::OlderThan { age, file, marks })
            }
            (_, _, Some(_), None) => {
                let text = "--older-than needs --marks FILE: etcd does not store times";
                let hint = "each run records its time and the revision in FILE, for later runs";
                Err(Failure::usage(text).hint(hint))
            }
            (_, _, None, Some(_)) => Err(Failure::usage("--marks is only valid with --older-than")),
            (_, Some(count), None, None) => Ok(CompactionLimit::Keep(count)),
            (revision, None, None, None) => {
                Ok(CompactionLimit::Revision(revision.unwrap_or_default()))
            }
        }
    }
}

impl CompactionLimit {
    /// Returns what is done with this limit, as a change to be confirmed.
    fn in_words(&self) -> String {
        match self {
            Self::Revision(revision) => format!("discard the history before revision {revision}"),
            Self::Keep(0) => "discard the history".to_owned(),
            Self::Keep(count) => {
                format!("discard the history but for {}", counted(*count, "revision", "revisions"))
            }
            Self::OlderThan { age, .. } => {
                format!("discard the history older than {}", go_duration(*age))
            }
        }
    }
}

async fn status(session: &Session) -> Result<StatusResponse, CallError> {
    session.call(StatusRequest {}).await
}

/// Returns the header of a linearizable read, since a member may lag. A user who may not read gets what the
/// member knows.
async fn present(session: &Session) -> Result<ResponseHeader, CallError> {
    let read = RangeRequest { key: b"health".to_vec(), count_only: true, ..Default::default() };
    let header = match session.call(read).await {
        Ok(reply) => reply.header,
        Err(fault) if fault.refusal() == Some(Refusal::PermissionDenied) => {
            status(session).await?.header
        }
        Err(fault) => return Err(fault),
    };
    Ok(header.unwrap_or_default())
}

async fn compact(session: &Session, revision: i64, physical: bool) -> Result<Done, CallError> {
    let reply = session.call(CompactionRequest { revision, physical }).await?;
    Ok(Done::new(
        format!("compacted revision {revision}"),
        [
            ("revision", Cell::Counter(header_revision(reply.header))),
            ("compact_revision", Cell::Counter(revision)),
        ],
    ))
}

/// Compacts to a revision, unless it is compacted already, or the store never had it.
async fn compact_if_needed(
    session: &Session,
    revision: i64,
    now: i64,
    physical: bool,
) -> anyhow::Result<Done> {
    if revision < 1 {
        let why = format!("the store is at revision {now}");
        return Ok(nothing_done(&why, now, None));
    }
    match compact(session, revision, physical).await {
        Err(fault) if fault.refusal() == Some(Refusal::Compacted) => {
            let first = first_revision(session).await;
            let at = first.map(|first| format!(" at revision {first}")).unwrap_or_default();
            Ok(nothing_done(&format!("already compacted{at}"), now, first))
        }
        done => Ok(done?),
    }
}

fn nothing_done(why: &str, now: i64, first: Option<i64>) -> Done {
    Done::new(
        format!("nothing to compact: {why}"),
        [
            ("revision", Cell::Counter(now)),
            ("compact_revision", first.map_or(Cell::Nothing, Cell::Counter)),
        ],
    )
}

/// Returns the newest known revision of an age, or why there is none. Records the present in the file of marks.
async fn old_revision(
    age: Duration,
    file: &Path,
    mut marks: TimeMarks,
    (cluster, revision): (u64, i64),
) -> anyhow::Result<Result<i64, String>> {
    // After the reply, so that a change is never taken for older than it is.
    let now = SystemTime::now();
    marks.record(cluster, TimeMark { time: now, revision }).map_err(|why| {
        let hint = "delete the file, or name another one, to begin anew";
        Failure::new(Kind::Refused, format!("{} cannot be used: {why}", file.display())).hint(hint)
    })?;
    let old = marks.older_than(age, now).map(|mark| mark.revision);
    marks.forget_before(old.unwrap_or_default());
    let target = TargetFile::new(file, false)?;
    let mut part = target.create("marks")?;
    part.write(marks.text().as_bytes())?;
    part.finish().await?;
    Ok(old.ok_or_else(|| match marks.oldest() {
        None => "no revision is known".to_owned(),
        Some(TimeMark { time, revision }) => {
            let since = humantime::format_rfc3339_seconds(*time);
            let until = time.checked_add(age).map(humantime::format_rfc3339_seconds);
            let until = until.map(|until| format!(", and can be compacted from {until} on"));
            format!(
                "the oldest known revision, {revision}, is of {since}{}",
                until.unwrap_or_default()
            )
        }
    }))
}

/// Returns the failure, with the valid revisions as its hint if etcd refused the revision.
async fn with_valid_revisions(session: &Session, fault: CallError) -> Failure {
    let refusal = fault.refusal();
    let failure = Failure::from(fault);
    if !matches!(refusal, Some(Refusal::Compacted | Refusal::FutureRevision)) {
        return failure;
    }
    let status = status(session).await.ok().and_then(|status| status.header);
    let now = status.map(|header| format!("the store is at revision {}", header.revision));
    let first = match refusal == Some(Refusal::Compacted) {
        true => first_revision(session).await,
        false => None,
    };
    let first = first.map(|first| format!("already compacted at revision {first}"));
    let known: Vec<_> = first.into_iter().chain(now).collect();
    match known.is_empty() {
        true => failure.hint("\"ectl endpoint status -w json\" shows the store's revision"),
        false => failure.hint(known.join("; ")),
    }
}

/// Returns the oldest revision that can be read.
async fn first_revision(session: &Session) -> Option<i64> {
    session.oldest_revision(&Range { key: vec![0], end: Vec::new() }).await
}
