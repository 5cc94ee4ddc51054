//! Prints responses, of several watches at a time in interactive mode.

use crate::etcd::proto::{ResponseHeader, WatchResponse, header_revision};
use crate::output::{Format, Output, note};
use crate::recipe::FeedPart;
use crate::reply::{WatchPart, WatchSource, is_progress};
use std::mem;
use tokio::sync::{Mutex, MutexGuard};

/// The right to print, which a watch holds from the first part of a response to the last.
pub(super) type PrintTurn = Mutex<()>;

pub(super) struct WatchPrinter<'a> {
    output: Output<WatchPart>,
    turn: &'a PrintTurn,
    held: Option<MutexGuard<'a, ()>>,
    /// The next part continues a response.
    continues: bool,
}

impl<'a> WatchPrinter<'a> {
    pub(super) fn new(output: Output<WatchPart>, turn: &'a PrintTurn) -> Self {
        Self { output, turn, held: None, continues: false }
    }

    /// Prints a part. If not `at_once`, only the last part of a response is certainly written.
    pub(super) async fn print(&mut self, part: &mut FeedPart, at_once: bool) -> anyhow::Result<()> {
        self.begin_turn().await;
        let response = mem::take(&mut part.response);
        // In the other formats a progress notification is an empty response.
        if self.output.format() != Format::Simple && is_progress(&response) {
            note(&format!("progress notify: {}", header_revision(response.header)));
        }
        let fragment = response.fragment;
        let source = if part.is_state { WatchSource::State } else { WatchSource::Watch };
        let printed = WatchPart { response, continues: self.continues, source };
        self.continues = fragment;
        self.output.print_aside(&printed, at_once || !fragment).await?;
        part.response = printed.response;
        Ok(())
    }

    /// Prints that all keys as of a revision were printed.
    pub(super) async fn print_synced(&mut self, header: ResponseHeader) -> anyhow::Result<()> {
        self.begin_turn().await;
        let response = WatchResponse { header: Some(header), ..WatchResponse::default() };
        let printed = WatchPart { response, continues: false, source: WatchSource::Synced };
        self.output.print_aside(&printed, true).await
    }

    /// Lets other watches print, unless a response is not complete.
    pub(super) fn end_turn(&mut self) {
        if !self.continues {
            self.held = None;
        }
    }

    /// Completes a response of which parts are missing.
    pub(super) async fn finish(&mut self) -> anyhow::Result<()> {
        if !mem::take(&mut self.continues) {
            return Ok(());
        }
        let response = WatchResponse::default();
        let printed = WatchPart { response, continues: true, source: WatchSource::Watch };
        self.output.print_aside(&printed, true).await
    }

    async fn begin_turn(&mut self) {
        if self.held.is_none() {
            self.held = Some(self.turn.lock().await);
        }
    }
}
