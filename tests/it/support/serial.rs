//! The tests that run one at a time, beside all others.

use std::sync::{Mutex, MutexGuard, PoisonError};

static SERIAL: Mutex<()> = Mutex::new(());

/// Waits for its turn; for a test that measures time, or that keeps the processors busy and so would
/// disturb one that does. Take it before the servers start.
pub fn serial() -> MutexGuard<'static, ()> {
    // A test that failed leaves nothing behind that the next one could trip over.
    SERIAL.lock().unwrap_or_else(PoisonError::into_inner)
}
