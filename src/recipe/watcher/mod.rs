//! A watch that survives the loss of its connection: it goes on where it was, at any endpoint,
//! without a gap and without a duplicate.

#[cfg(test)]
mod tests;

use crate::etcd::proto::{
    WatchCreateRequest, WatchProgressRequest, WatchRequest, WatchRequestUnion, WatchResponse,
};
use crate::etcd::{CallError, Duplex, Nature, Session};
use crate::failure::Kind;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::sleep;

type WatchStream = Duplex<WatchRequest, WatchResponse>;

/// The pause before the first try to reconnect; it doubles up to the longest.
const FIRST_PAUSE: Duration = Duration::from_millis(25);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// One watch. It has no deadline: once it has been established, it tries for ever to go on.
#[derive(Debug)]
pub(crate) struct Watcher {
    session: Arc<Session>,
    /// What to ask for; `start_revision` is the first one not seen yet, 0 if none is known.
    request: WatchCreateRequest,
    stream: Option<WatchStream>,
    id: i64,
    contact: StreamState,
    pause: Duration,
    /// A new token was fetched for the stream that is not established yet.
    renewed: bool,
    end: Option<WatchEnd>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum StreamState {
    Established,
    /// The stream is open, or about to be, and etcd has not confirmed the watch.
    Pending,
    /// As pending, and the user was told that contact is lost.
    Lost,
}

/// What a watcher has to tell.
#[derive(Debug)]
pub(crate) enum WatchEvent {
    /// Events, a progress notification, or the end as etcd put it. A response with many events comes in
    /// parts of whole revisions; all but the last of them have `fragment` set.
    Response(WatchResponse),
    /// Contact is lost. The watcher will go on at this revision; 0 means: at whatever is then now.
    Lost { fault: CallError, resume_at: i64 },
    /// Contact is there again.
    Regained { endpoint: String },
}

/// Why a watch has ended for good.
#[derive(Debug)]
pub(crate) enum WatchEnd {
    /// What it waited for is gone: it was to go on at `wanted`, and etcd remembers from `first` on.
    Compacted { wanted: i64, first: i64 },
    /// etcd said no.
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
            contact: StreamState::Pending,
            pause: FIRST_PAUSE,
            renewed: false,
            end: None,
        };
        watcher.create().await?;
        Ok(watcher)
    }

    /// The next thing to tell. Nothing is lost if this is dropped before it is ready.
    pub(crate) async fn next(&mut self) -> Result<WatchEvent, WatchEnd> {
        loop {
            if let Some(end) = self.end.take() {
                return Err(end);
            }
            let news = match &mut self.stream {
                None => self.reopen().await?,
                Some(stream) => match stream.next().await {
                    Ok(response) => self.take(response).await?,
                    Err(fault) => self.lose(fault).await?,
                },
            };
            if let Some(news) = news {
                return Ok(news);
            }
        }
    }

    /// Asks etcd how far it has come; the answer is a response without events.
    pub(crate) async fn request_progress(&self) {
        if let Some(stream) = &self.stream {
            let request = WatchRequestUnion::Progress(WatchProgressRequest {});
            stream.send(WatchRequest { request: Some(request) }).await;
        }
    }

    async fn create(&mut self) -> Result<(), CallError> {
        let request = WatchRequestUnion::Create(self.request.clone());
        let stream = self.session.watch(WatchRequest { request: Some(request) }).await?;
        self.stream = Some(stream);
        Ok(())
    }

    async fn reopen(&mut self) -> Result<Option<WatchEvent>, WatchEnd> {
        sleep(self.pause).await;
        match self.create().await {
            Ok(()) => Ok(None),
            Err(fault) => self.lose(fault).await,
        }
    }

    /// The stream ended, or could not be opened.
    async fn lose(&mut self, fault: CallError) -> Result<Option<WatchEvent>, WatchEnd> {
        // First of all: whatever is awaited below may be the last that is done.
        let stream = self.stream.take();
        if self.renew(&fault, stream.as_ref()).await {
            return Ok(None);
        }
        // A stream that was at work may be ended by any word of a server that shuts down.
        let for_good = fault.kind() == Kind::Denied || fault.nature == Nature::TooLarge;
        let established = self.contact == StreamState::Established && !for_good;
        if !established && !fault.is_out_of_contact() {
            return Err(WatchEnd::Refused(fault));
        }
        if let Some(stream) = &stream {
            self.session.abandon(stream).await;
        }
        self.pause = (self.pause * 2).min(LONGEST_PAUSE);
        if self.contact == StreamState::Lost {
            return Ok(None);
        }
        self.contact = StreamState::Lost;
        Ok(Some(WatchEvent::Lost { fault, resume_at: self.request.start_revision }))
    }

    /// Prepares for another token if etcd no longer takes this one, once for each stream.
    async fn renew(&mut self, fault: &CallError, stream: Option<&WatchStream>) -> bool {
        match stream {
            Some(stream) if fault.nature == Nature::StaleToken && !self.renewed => {
                self.renewed = self.session.invalidate_token(stream).await;
                self.renewed
            }
            _ => false,
        }
    }

    async fn take(&mut self, response: WatchResponse) -> Result<Option<WatchEvent>, WatchEnd> {
        if response.canceled {
            return self.cancel(response).await;
        }
        if response.created {
            return Ok(self.establish(&response));
        }
        self.advance(&response);
        self.pause = FIRST_PAUSE;
        Ok(Some(WatchEvent::Response(response)))
    }

    fn establish(&mut self, response: &WatchResponse) -> Option<WatchEvent> {
        self.id = response.watch_id;
        self.renewed = false;
        if self.request.start_revision == 0 {
            self.request.start_revision = response.header.map_or(0, |header| header.revision + 1);
        }
        let before = std::mem::replace(&mut self.contact, StreamState::Established);
        let endpoint = self.stream.as_ref().map(Duplex::endpoint).unwrap_or_default();
        (before == StreamState::Lost).then_some(WatchEvent::Regained { endpoint })
    }

    /// Notes how far the watch has come. The header's revision says that only in a notification of
    /// this watch itself: with events it is the store's, which they may be far behind of, and the
    /// answer to [`Self::request_progress`] overtakes events on servers before 3.5.8.
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
            if self.renew(&fault, stream.as_ref()).await {
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
