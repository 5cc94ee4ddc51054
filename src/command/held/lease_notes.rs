//! What people are told while a lease is kept alive.

use crate::go::LeaseId;
use crate::output::note;
use crate::recipe::KeepAliveEvent;
use std::time::Duration;

/// Says on stderr that contact is lost, or there again.
pub(crate) fn tell(lease: i64, event: &KeepAliveEvent) {
    let lease = LeaseId(lease);
    match event {
        KeepAliveEvent::OutOfContact { cause, left } => {
            let left = in_words(*left);
            note(&format!("lease {lease} is not being renewed and expires in {left}: {cause}"));
        }
        KeepAliveEvent::Regained => note(&format!("lease {lease} is being renewed again")),
        KeepAliveEvent::Renewed { .. }
        | KeepAliveEvent::SeenAlive { .. }
        | KeepAliveEvent::Lost(_) => {}
    }
}

/// A time in tenths of a second, rounded up.
pub(crate) fn in_words(time: Duration) -> humantime::FormattedDuration {
    let tenths = time.as_millis().div_ceil(100);
    humantime::format_duration(Duration::from_millis(u64::try_from(tenths).unwrap_or(0) * 100))
}
