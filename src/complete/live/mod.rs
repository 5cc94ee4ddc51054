//! Values that etcd knows, as far as it tells them in time. On any failure there are none.

mod cluster;
mod keys;
mod leases;
mod services;
mod sink;

use super::kind::LiveKind;
use super::suggestion::Suggestion;
use crate::context::Context;
use crate::etcd::Session;
use crate::settings::program::Program;
use crate::settings::{Globals, Settings};
use sink::{MOST, SearchMessage, SuggestionSink};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

/// The time for all calls. A person waits for it at each TAB.
const LIMIT: Duration = Duration::from_millis(300);

/// A line whose last word etcd is asked about.
#[derive(Debug)]
pub(super) struct LiveQuery {
    pub(super) globals: Globals,
    /// The arguments before that are not options.
    pub(super) places: Vec<String>,
    pub(super) program: Program,
}

/// Returns the values that begin with a text.
pub(super) fn suggestions(kind: LiveKind, value: &str, query: LiveQuery) -> Vec<Suggestion> {
    let deadline = Instant::now() + LIMIT;
    let (found, suggestions) = channel();
    let typed = value.to_owned();
    // A thread that is left behind, should a file or a name server keep it waiting.
    let search = std::thread::Builder::new().spawn(move || run(kind, typed, query, found));
    if search.is_err() {
        return Vec::new();
    }
    gather(&suggestions, value, deadline)
}

fn gather(found: &Receiver<SearchMessage>, value: &str, deadline: Instant) -> Vec<Suggestion> {
    let mut gathered = Vec::new();
    while gathered.len() < MOST {
        let left = deadline.saturating_duration_since(Instant::now());
        match found.recv_timeout(left) {
            Ok(SearchMessage::One(suggestion)) => gathered.push(suggestion),
            Ok(SearchMessage::All) => return gathered,
            Err(_) => break,
        }
    }
    keep_open(&mut gathered, value);
    gathered
}

/// Adds the text that is typed to an incomplete list of suggestions that all go on with one letter: a shell would
/// insert it, although what is missing may go on with others. Without any text there is nothing to add.
fn keep_open(gathered: &mut Vec<Suggestion>, value: &str) {
    let next =
        |found: &Suggestion| found.word.strip_prefix(value).and_then(|rest| rest.chars().next());
    let first = gathered.first().and_then(next);
    if !value.is_empty() && first.is_some() && gathered.iter().all(|found| next(found) == first) {
        gathered.push(Suggestion::partial(value));
    }
}

/// Sends what etcd knows; nothing if the line is wrong, or etcd cannot be asked unattended.
fn run(
    kind: LiveKind,
    value: String,
    query: LiveQuery,
    found: Sender<SearchMessage>,
) -> Option<()> {
    let LiveQuery { globals, places, program } = query;
    let settings = Settings::for_background(globals, program, LIMIT)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
    let found = SuggestionSink { value, found };
    let searched = tokio::task::LocalSet::new().block_on(&runtime, async {
        let mut settings = settings;
        settings.discover().await.ok()?;
        let context = Context { settings, ends_with_separator: false };
        let etcd = context.session().ok()?;
        search(kind, &etcd, &places, &found).await
    });
    // A pending DNS query must not be waited for.
    runtime.shutdown_background();
    searched?;
    found.found.send(SearchMessage::All).ok()
}

async fn search(
    kind: LiveKind,
    etcd: &Session,
    places: &[String],
    found: &SuggestionSink,
) -> Option<()> {
    match kind {
        LiveKind::Key => keys::keys(etcd, found).await,
        LiveKind::Lease => leases::leases(etcd, found).await,
        LiveKind::Contention => leases::contentions(etcd, found).await,
        LiveKind::Member => cluster::members(etcd, found).await,
        LiveKind::Endpoints => cluster::endpoints(etcd, found).await,
        LiveKind::User => cluster::users(etcd, found).await,
        LiveKind::Role => cluster::roles(etcd, found).await,
        LiveKind::Target => services::targets(etcd, found).await,
        LiveKind::Address => services::addresses(etcd, places.first()?, found).await,
    }
}
