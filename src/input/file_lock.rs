//! Locks of files that another process may hold for a moment.

use nix::errno::Errno;
use nix::fcntl::{Flock, FlockArg};
use std::fs::File;
use std::thread;
use std::time::{Duration, Instant};

const POLL: Duration = Duration::from_millis(5);

/// Locks a file. Fails with `EWOULDBLOCK` if another process has the lock for all of the longest time.
pub(crate) fn lock_within(mut file: File, longest: Duration) -> Result<Flock<File>, Errno> {
    let begin = Instant::now();
    loop {
        file = match Flock::lock(file, FlockArg::LockExclusiveNonblock) {
            Err((file, Errno::EWOULDBLOCK)) if begin.elapsed() < longest => file,
            done => return done.map_err(|(_, error)| error),
        };
        thread::sleep(POLL);
    }
}
