//! Questions how far a watch has come, to servers whose answers do not overtake its events.

use super::answer_order::{AnswerOrder, keeps_order};
use super::{StreamState, Watcher};
use crate::etcd::proto::{
    StatusRequest, StatusResponse, WatchProgressRequest, WatchRequest, WatchRequestUnion,
    WatchResponse,
};
use std::time::Duration;
use tokio::time::timeout;

/// Time for the version of a member, in which the watch is not read.
const LIMIT: Duration = Duration::from_secs(1);

impl Watcher {
    /// Asks etcd for its revision; the answer is a response without events.
    pub(crate) async fn request_progress(&self) {
        if let Some(stream) = &self.stream {
            let request = WatchRequestUnion::Progress(WatchProgressRequest {});
            stream.send(WatchRequest { request: Some(request) }).await;
        }
    }

    /// Asks how far the watch has come; returns whether an answer will be a progress notification of this watch.
    /// A proxy is not asked: it does not answer.
    pub(crate) async fn ask_progress(&mut self) -> bool {
        if self.state != StreamState::Established || self.is_doubted {
            return false;
        }
        if self.order == AnswerOrder::Unknown {
            let status =
                timeout(LIMIT, Box::pin(self.session.call(StatusRequest::default()))).await;
            if let Ok(Ok(status)) = status {
                self.order = self.order_of(&status);
            }
        }
        if self.order == AnswerOrder::Kept {
            self.request_progress().await;
        }
        self.order == AnswerOrder::Kept
    }

    fn order_of(&self, status: &StatusResponse) -> AnswerOrder {
        let member = status.header.map_or(0, |header| header.member_id);
        if member == self.member && member != 0 && keeps_order(&status.version) {
            AnswerOrder::Kept
        } else {
            AnswerOrder::Unsure
        }
    }

    /// Notes who serves the stream.
    pub(super) fn note_member(&mut self, response: &WatchResponse) {
        self.member = response.header.map_or(0, |header| header.member_id);
        self.order = AnswerOrder::Unknown;
    }

    /// Makes an answer that came in order a progress notification of this watch.
    pub(super) fn adopt_answer(&self, response: WatchResponse) -> WatchResponse {
        let is_answer = response.watch_id < 0 && response.events.is_empty();
        if is_answer && self.order == AnswerOrder::Kept {
            return WatchResponse { watch_id: self.id, ..response };
        }
        response
    }
}
