//! The feed of a watch, and the requests for its progress.

use crate::recipe::{ChangeFeed, FeedEnd, FeedEvent};
use std::future::pending;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

/// How often etcd is asked how far a watch has come that is remembered in a file.
const ASKING: Duration = Duration::from_secs(3);

/// A feed, and the requests for its progress in interactive mode.
pub(super) struct FollowedFeed {
    pub(super) feed: ChangeFeed,
    progress: Option<watch::Receiver<()>>,
    asking: Option<Interval>,
}

impl FollowedFeed {
    /// Returns the feed of a line, whose progress is asked for by `progress`.
    pub(super) fn asked_by(feed: ChangeFeed, progress: watch::Receiver<()>) -> Self {
        Self { feed, progress: Some(progress), asking: None }
    }

    /// Returns the feed of a watch. If it is remembered, etcd is asked again and again how far it has come: while
    /// the keys are quiet the file must not fall behind compactions.
    pub(super) fn new(feed: ChangeFeed, is_remembered: bool) -> Self {
        let asking = is_remembered.then(|| {
            let mut asking = interval_at(Instant::now() + ASKING, ASKING);
            asking.set_missed_tick_behavior(MissedTickBehavior::Delay);
            asking
        });
        Self { feed, progress: None, asking }
    }

    /// Waits for the next event; cancel safe.
    pub(super) async fn next(&mut self) -> Result<FeedEvent, FeedEnd> {
        loop {
            tokio::select! {
                biased;
                event = self.feed.next() => return event,
                () = asked(&mut self.progress) => self.feed.request_progress().await,
                () = tick(&mut self.asking) => self.feed.ask_progress().await,
            }
        }
    }
}

async fn asked(progress: &mut Option<watch::Receiver<()>>) {
    if let Some(progress) = progress
        && progress.changed().await.is_ok()
    {
        return;
    }
    pending::<()>().await;
}

async fn tick(asking: &mut Option<Interval>) {
    match asking {
        Some(asking) => _ = asking.tick().await,
        None => pending().await,
    }
}
