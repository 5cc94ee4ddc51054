//! Notes on stderr about a lease that is kept alive.

use crate::go::LeaseId;
use crate::output::note;
use crate::recipe::KeepAliveEvent;
use std::time::Duration;

pub(crate) fn report(lease: i64, event: &KeepAliveEvent) {
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

/// Formats a duration in tenths of a second, rounded up.
pub(crate) fn in_words(time: Duration) -> humantime::FormattedDuration {
    let tenths = time.as_millis().div_ceil(100);
    humantime::format_duration(Duration::from_millis(u64::try_from(tenths).unwrap_or(0) * 100))
}
