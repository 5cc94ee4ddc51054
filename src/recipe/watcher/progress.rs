//! Questions how far a watch has come, to servers whose answers do not overtake its events.

use super::{StreamState, Watcher};
use crate::etcd::proto::{
    StatusRequest, StatusResponse, WatchProgressRequest, WatchRequest, WatchRequestUnion,
    WatchResponse,
};
use std::time::Duration;
use tokio::time::timeout;

/// Time for the version of a member, in which the watch is not read.
const LIMIT: Duration = Duration::from_secs(1);

/// Whether the answers of a member come in the order of its events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AnswerOrder {
    Unknown,
    Kept,
    Unsure,
}

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

/// Returns whether a server answers only when all events before were sent: etcd 3.4.31, 3.5.13, and 3.6.
fn keeps_order(version: &str) -> bool {
    let release = version.split(['-', '+']).next().unwrap_or_default();
    let mut numbers = release.split('.').map(|number| number.parse::<u32>().ok());
    match (numbers.next().flatten(), numbers.next().flatten(), numbers.next().flatten()) {
        (Some(3), Some(4), Some(patch)) => patch >= 31,
        (Some(3), Some(5), Some(patch)) => patch >= 13,
        (Some(3), Some(minor), Some(_)) => minor >= 6,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::keeps_order;

    #[test]
    fn old_servers_are_not_trusted() {
        for version in ["3.4.31", "3.5.13", "3.6.0", "3.7.0-rc.0", "3.5.21"] {
            assert!(keeps_order(version), "{version}");
        }
        for version in ["3.4.30", "3.5.12", "3.3.99", "3.6", "", "x.y.z", "4.0.0"] {
            assert!(!keeps_order(version), "{version}");
        }
    }
}
