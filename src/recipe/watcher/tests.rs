//! Where a watch resumes, and how it ends.

use super::{AnswerOrder, BACKOFF, StreamState, WatchEnd, WatchEvent, Watcher};
use crate::etcd::proto::{Event, KeyValue, ResponseHeader, WatchCreateRequest, WatchResponse};
use crate::etcd::{Credentials, Learners, Options, Session};
use std::sync::Arc;
use std::time::Duration;

fn watcher(start_revision: i64) -> Watcher {
    let options = Options {
        endpoints: Vec::new(),
        are_advertised: false,
        learners: Learners::default(),
        tls: None,
        credentials: Credentials::Anonymous,
        redial: false,
        dial_timeout: Duration::ZERO,
        command_timeout: Duration::ZERO,
        retry: Duration::ZERO,
        keepalive_time: Duration::ZERO,
        keepalive_timeout: Duration::ZERO,
        max_request_bytes: 0,
        max_recv_bytes: 0,
        ..Options::plaintext()
    };
    Watcher {
        session: Arc::new(Session::new(options)),
        request: WatchCreateRequest { start_revision, ..WatchCreateRequest::default() },
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
    }
}

/// A response of the watch 0 at store revision 9, with an event for each of the revisions.
fn response(revisions: &[i64]) -> WatchResponse {
    let event = |mod_revision| Event {
        kv: Some(KeyValue { mod_revision, ..KeyValue::default() }),
        ..Event::default()
    };
    WatchResponse {
        header: Some(ResponseHeader { revision: 9, ..ResponseHeader::default() }),
        events: revisions.iter().copied().map(event).collect(),
        ..WatchResponse::default()
    }
}

async fn resumes_at(start: i64, responses: impl IntoIterator<Item = WatchResponse>) -> i64 {
    let mut watcher = watcher(start);
    for response in responses {
        watcher.handle(response).await.unwrap();
    }
    watcher.request.start_revision
}

#[tokio::test]
async fn watch_resumes_after_the_last_revision_seen() {
    let created = || WatchResponse { created: true, ..response(&[]) };
    let progress = |watch_id| WatchResponse { watch_id, ..response(&[]) };
    let part = WatchResponse { fragment: true, ..response(&[4]) };
    let broken_off = WatchResponse::default();
    // Without a start revision it resumes after the one at which it was created.
    assert_eq!(resumes_at(0, [created()]).await, 10);
    assert_eq!(resumes_at(3, [created()]).await, 3);
    assert_eq!(resumes_at(50, [created(), progress(0)]).await, 50);
    // The header's revision is the store's, far ahead of a watch that catches up.
    assert_eq!(resumes_at(3, [created(), response(&[4, 5])]).await, 6);
    assert_eq!(resumes_at(3, [created(), progress(0)]).await, 10);
    assert_eq!(resumes_at(3, [created(), progress(-1)]).await, 3);
    // Parts end between revisions.
    assert_eq!(resumes_at(3, [created(), part.clone()]).await, 5);
    assert_eq!(resumes_at(3, [created(), part, broken_off]).await, 5);
}

#[tokio::test]
async fn canceled_watch_returns_the_response_and_then_its_end() {
    let mut watcher = watcher(3);
    let canceled = WatchResponse { canceled: true, compact_revision: 7, ..response(&[]) };
    assert!(matches!(watcher.handle(canceled).await, Ok(Some(WatchEvent::Response(_)))));
    assert!(matches!(watcher.next().await, Err(WatchEnd::Compacted { wanted: 3, first: 7 })));
}
