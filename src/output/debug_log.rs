//! `--debug`: what is done, a line on stderr for each step, with the time since the start.

use crate::output;
use std::fmt::{self, Write as _};
use std::time::Instant;
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Turns it on, for good.
pub(crate) fn start() {
    // Who listens already goes on listening: that is a test.
    let _ = tracing::subscriber::set_global_default(Log { start: Instant::now() });
}

/// Prints our own events; those of the libraries below us are for their developers.
struct Log {
    start: Instant,
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event() && metadata.target().starts_with("ectl")
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(LevelFilter::DEBUG)
    }

    fn event(&self, event: &Event<'_>) {
        let mut line = format!("[{:>9}] ", format!("{:.1?}", self.start.elapsed()));
        event.record(&mut DebugMessage(&mut line));
        output::note(&line);
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// Our events are sentences: they have no other fields.
struct DebugMessage<'a>(&'a mut String);

impl Visit for DebugMessage<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            let _ = write!(self.0, "{value:?}");
        }
    }
}
