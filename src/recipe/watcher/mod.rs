//! A watch that survives the loss of its connection: it resumes at any endpoint, without a gap and
//! without duplicates.

mod answer_order;
mod progress;
mod reversal;
#[cfg(test)]
mod tests;

use crate::clock::Backoff;
use crate::etcd::proto::{WatchCreateRequest, WatchRequest, WatchRequestUnion, WatchResponse};
use crate::etcd::{CallError, Duplex, Nature, Range, Session};
use crate::failure::Kind;
use crate::recipe::retry::until_answered;
use answer_order::AnswerOrder;
use std::sync::Arc;
use std::time::Duration;

type WatchStream = Duplex<WatchRequest, WatchResponse>;

const BACKOFF: Backoff = Backoff::new(Duration::from_millis(25), Duration::from_secs(1));

/// The silence after which a watch that something waits for is opened anew.
pub(crate) const SILENCE: Duration = Duration::from_secs(7);

/// Time for the rest until the watch goes on, at most two seconds after a TTL.
const REOPENING: Duration = Duration::from_secs(1);

/// One watch. It has no deadline: once established, it reconnects until it ends.
#[derive(Debug)]
pub(crate) struct Watcher {
    session: Arc<Session>,
    /// The request to resume with: `start_revision` is the first one not seen yet, 0 if none is known.
    request: WatchCreateRequest,
    stream: Option<WatchStream>,
    id: i64,
    state: StreamState,
    backoff: Backoff,
    /// The silence that counts as a loss; without it only HTTP/2's keepalive finds a dead peer.
    silence: Option<Duration>,
    /// The endpoint that was lost by its silence.
    silent: Option<String>,
    /// A new token was requested for the stream that is not established yet.
    has_new_token: bool,
    /// The highest revision of the store, if it is minded that the store loses it.
    reached: Option<i64>,
    /// The store may have lost revisions.
    is_doubted: bool,
    /// The member that serves the stream, and the order of its answers.
    member: u64,
    order: AnswerOrder,
    end: Option<WatchEnd>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum StreamState {
    Established,
    /// The stream is open, or about to be, and etcd must still confirm the watch.
    Pending,
    Lost,
}

#[derive(Debug)]
pub(crate) enum WatchEvent {
    /// Events, a progress notification, or the end as etcd put it. A response with many events comes in
    /// parts of whole revisions; all but the last of them have `fragment` set.
    Response(WatchResponse),
    /// The watcher will resume at this revision; 0 is the current one at that time.
    Lost {
        fault: CallError,
        resume_at: i64,
    },
    Regained {
        endpoint: String,
    },
}

#[derive(Debug)]
pub(crate) enum WatchEnd {
    /// History was compacted: the watch needed the revision `wanted`, the oldest available is `first`.
    Compacted {
        wanted: i64,
        first: i64,
    },
    /// The store was at the revision `reached`, and is at `now`.
    Reverted {
        reached: i64,
        now: i64,
    },
    Refused(CallError),
}

impl Watcher {
    /// Opens a watch. Fails as any call does if that is not possible now.
    pub(crate) async fn open(
        session: Arc<Session>,
        request: WatchCreateRequest,
    ) -> Result<Self, CallError> {
        let mut watcher = Self {
            session,
            request,
            stream: None,
            id: 0,
            state: StreamState::Pending,
            backoff: BACKOFF,
            silence: None,
            silent: None,
            has_new_token: false,
            reached: None,
            is_doubted: false,
            member: 0,
            order: AnswerOrder::Unknown,
            end: None,
        };
        watcher.create().await?;
        Ok(watcher)
    }

    /// Watches a range for changes after a revision. Opening the watch is retried until etcd answers.
    pub(crate) async fn after(
        session: &Arc<Session>,
        Range { key, end }: Range,
        revision: i64,
    ) -> Result<Self, CallError> {
        let request = WatchCreateRequest {
            key,
            range_end: end,
            start_revision: revision.saturating_add(1),
            ..WatchCreateRequest::default()
        };
        until_answered(async || Self::open(session.clone(), request.clone()).await).await
    }

    /// Opens the watch anew when nothing arrives for `silence`, not even an answer to a small request.
    pub(crate) fn expect_life(mut self, silence: Duration) -> Self {
        self.silence = Some(silence);
        self
    }

    /// Waits for the next event; cancel safe.
    pub(crate) async fn next(&mut self) -> Result<WatchEvent, WatchEnd> {
        loop {
            if let Some(end) = self.end.take() {
                return Err(end);
            }
            let event = match &mut self.stream {
                Some(_) if self.is_doubted => Box::pin(self.confirm()).await?,
                None => self.reopen().await?,
                Some(stream) => match receive(stream, self.silence).await {
                    Ok(response) => self.handle(response).await?,
                    Err(fault) => self.lose(fault).await?,
                },
            };
            if let Some(event) = event {
                return Ok(event);
            }
        }
    }

    /// Returns the first revision that was not seen yet; all before it were.
    pub(crate) fn next_revision(&self) -> i64 {
        self.request.start_revision
    }

    async fn create(&mut self) -> Result<(), CallError> {
        let request = WatchRequestUnion::Create(self.request.clone());
        let stream = self.session.watch(WatchRequest { request: Some(request) }).await?;
        self.stream = Some(stream);
        Ok(())
    }

    async fn reopen(&mut self) -> Result<Option<WatchEvent>, WatchEnd> {
        self.backoff.pause().await;
        match self.create().await {
            Ok(()) => Ok(None),
            Err(fault) => self.lose(fault).await,
        }
    }

    async fn lose(&mut self, fault: CallError) -> Result<Option<WatchEvent>, WatchEnd> {
        // Before any await: this future may be dropped at each of them.
        let stream = self.stream.take();
        if self.renew_token(&fault, stream.as_ref()).await {
            return Ok(None);
        }
        // A server that shuts down may end an established stream with any status.
        let for_good = fault.kind() == Kind::Denied || fault.nature == Nature::TooLarge;
        let established = self.state == StreamState::Established && !for_good;
        if !established && !fault.is_out_of_contact() {
            return Err(WatchEnd::Refused(fault));
        }
        if let Some(stream) = &stream {
            self.silent = (fault.kind() == Kind::Deadline).then(|| stream.endpoint());
            self.session.abandon(stream).await;
        }
        if self.state == StreamState::Lost {
            return Ok(None);
        }
        self.state = StreamState::Lost;
        Ok(Some(WatchEvent::Lost { fault, resume_at: self.request.start_revision }))
    }

    /// Drops a token that etcd no longer accepts, once for each stream; returns whether it did.
    async fn renew_token(&mut self, fault: &CallError, stream: Option<&WatchStream>) -> bool {
        match stream {
            Some(stream) if fault.nature == Nature::StaleToken && !self.has_new_token => {
                self.has_new_token = self.session.invalidate_token(stream).await;
                self.has_new_token
            }
            _ => false,
        }
    }

    async fn handle(&mut self, response: WatchResponse) -> Result<Option<WatchEvent>, WatchEnd> {
        if response.canceled {
            return self.cancel(response).await;
        }
        self.note_revision(&response);
        if response.created {
            return Ok(self.establish(&response));
        }
        let response = self.adopt_answer(response);
        self.advance(&response);
        self.backoff = BACKOFF;
        Ok(Some(WatchEvent::Response(response)))
    }

    fn establish(&mut self, response: &WatchResponse) -> Option<WatchEvent> {
        self.id = response.watch_id;
        self.note_member(response);
        self.has_new_token = false;
        if self.request.start_revision == 0 {
            self.request.start_revision = response.header.map_or(0, |header| header.revision + 1);
        }
        let before = std::mem::replace(&mut self.state, StreamState::Established);
        let endpoint = self.stream.as_ref().map(Duplex::endpoint).unwrap_or_default();
        if self.silent.take().as_ref() == Some(&endpoint) {
            // It was slow, not stopped: it gets more time, so that the watch is not lost again and again.
            self.silence =
                self.silence.map(|silence| silence.saturating_mul(2).min(self.longest_silence()));
        }
        (before == StreamState::Lost).then_some(WatchEvent::Regained { endpoint })
    }

    /// Opens the watch anew after a silence, so that it goes on soon after a lease of this TTL would expire.
    pub(crate) fn expect_life_under_ttl(self, ttl: Duration) -> Self {
        let known = Some(ttl).filter(|ttl| !ttl.is_zero());
        self.expect_life(known.map_or(SILENCE, |ttl| SILENCE.min(ttl + REOPENING)))
    }

    fn longest_silence(&self) -> Duration {
        let options = self.session.options();
        options.keepalive_time + options.keepalive_timeout
    }

    /// Records how far the watch has come. The header's revision counts only in a progress notification
    /// of this watch: with events it is the store's, which may be far ahead of them, and the answer to
    /// [`Self::request_progress`] overtakes events on servers before 3.5.8.
    fn advance(&mut self, response: &WatchResponse) {
        let last = response.events.last().and_then(|event| event.kv.as_ref());
        let seen = match (last, response.header) {
            (Some(kv), _) => kv.mod_revision,
            (None, Some(header)) if response.watch_id == self.id => header.revision,
            _ => return,
        };
        self.request.start_revision = self.request.start_revision.max(seen.saturating_add(1));
    }

    async fn cancel(&mut self, response: WatchResponse) -> Result<Option<WatchEvent>, WatchEnd> {
        let stream = self.stream.take();
        let end = if response.compact_revision == 0 {
            let fault = self.session.canceled(&response.cancel_reason, &self.request);
            if self.renew_token(&fault, stream.as_ref()).await {
                return Ok(None);
            }
            WatchEnd::Refused(fault)
        } else {
            let wanted = self.request.start_revision;
            WatchEnd::Compacted { wanted, first: response.compact_revision }
        };
        self.end = Some(end);
        Ok(Some(WatchEvent::Response(response)))
    }
}

async fn receive(
    stream: &mut WatchStream,
    silence: Option<Duration>,
) -> Result<WatchResponse, CallError> {
    match silence {
        Some(limit) => stream.next_unless_silent(limit).await,
        None => stream.next().await,
    }
}
