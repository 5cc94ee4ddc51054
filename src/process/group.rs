//! Process groups: signals to a group, and waiting until it is empty.

use crate::clock::Backoff;
use nix::errno::Errno;
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use std::time::Duration;

const BACKOFF: Backoff = Backoff::new(Duration::from_millis(20), Duration::from_millis(500));

pub(super) fn signal(group: Pid, signal: Signal) {
    // A group that has just become empty cannot be signalled.
    let _ = killpg(group, signal);
}

/// Waits until no process of a group is alive.
pub(super) async fn emptied(group: Pid) {
    let mut backoff = BACKOFF;
    while !is_empty(group) {
        backoff.pause().await;
    }
}

pub(super) fn is_empty(group: Pid) -> bool {
    match killpg(group, None) {
        Err(Errno::ESRCH) => true,
        // Zombies accept signals, and stay where the first process of a container does not reap them.
        Ok(()) | Err(_) => has_only_zombies(group),
    }
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn has_only_zombies(group: Pid) -> bool {
    let Ok(processes) = std::fs::read_dir("/proc") else { return false };
    let stat = |entry: std::fs::DirEntry| std::fs::read_to_string(entry.path().join("stat")).ok();
    let mut zombies = processes
        .flatten()
        .filter_map(stat)
        .filter_map(|stat| is_zombie_of(&stat, group))
        .peekable();
    // Processes that /proc hides from this user may be alive.
    zombies.peek().is_some() && zombies.all(|is_zombie| is_zombie)
}

/// Reads from a process's line in `/proc` whether it is a zombie; `None` if it is in another group.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn is_zombie_of(stat: &str, group: Pid) -> Option<bool> {
    // The name before the fields is in brackets, and may contain brackets.
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut fields = fields.split(' ');
    let state = fields.next()?;
    (fields.nth(1)?.parse() == Ok(group.as_raw())).then_some(matches!(state, "Z" | "X"))
}

// Outside of containers the first process reaps zombies at once.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn has_only_zombies(_: Pid) -> bool {
    false
}

#[cfg(target_os = "linux")]
#[cfg(test)]
mod tests {
    use super::{is_empty, is_zombie_of};
    use nix::sys::signal::{Signal, killpg};
    use nix::unistd::Pid;
    use std::os::unix::process::CommandExt as _;
    use std::process::Command;
    use std::time::{Duration, Instant};

    #[test]
    fn zombies_leave_a_group_empty() {
        let mut child = Command::new("sleep").arg("60").process_group(0).spawn().unwrap();
        let group = Pid::from_raw(i32::try_from(child.id()).unwrap());
        assert!(!is_empty(group));
        killpg(group, Signal::SIGKILL).unwrap();
        // Until it is waited for it is a zombie, which signals still reach.
        let deadline = Instant::now() + Duration::from_secs(30);
        while !is_empty(group) {
            assert!(Instant::now() < deadline, "never empty");
        }
        assert_eq!(killpg(group, None), Ok(()));
        child.wait().unwrap();
        assert!(is_empty(group));
    }

    #[test]
    fn state_and_group_are_read_after_any_name() {
        let group = Pid::from_raw(7);
        assert_eq!(is_zombie_of("9 (a) Z 1 ) S 1 7 7 0 -1", group), Some(false));
        assert_eq!(is_zombie_of("9 (a) Z 1 7 7 0 -1", group), Some(true));
        assert_eq!(is_zombie_of("9 (a) S 7 8 7 0 -1", group), None);
        assert_eq!(is_zombie_of("", group), None);
    }
}
