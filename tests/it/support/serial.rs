//! Tests that do not run beside others of their kind.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};

static SERIAL: Mutex<()> = Mutex::new(());

/// Waits for its turn; for a test that measures time, or that keeps the processors busy and so would
/// disturb one that does. Take it before the servers start.
pub fn serial() -> MutexGuard<'static, ()> {
    // A test that failed leaves nothing behind that the next one could trip over.
    SERIAL.lock().unwrap_or_else(PoisonError::into_inner)
}

static PLACES: Semaphore = Semaphore::const_new(3);

/// Waits for one of three places; for a test with some thirty processes whose leases must not expire.
pub fn place() -> SemaphorePermit<'static> {
    loop {
        if let Ok(permit) = PLACES.try_acquire() {
            return permit;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}
