//! The log of `--debug`: a line on stderr for each step, with the time since the start.

use crate::output;
use std::fmt::{self, Write as _};
use std::time::Instant;
use tracing::field::{Field, Visit};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

pub(crate) fn start() {
    // Fails only in a test that set a subscriber of its own.
    let _ = tracing::subscriber::set_global_default(Log { start: Instant::now() });
}

/// Prints events of this crate; those of libraries are for their developers.
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

/// Extracts an event's message; events of this crate have no other fields.
struct DebugMessage<'a>(&'a mut String);

impl Visit for DebugMessage<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            let _ = write!(self.0, "{value:?}");
        }
    }
}
