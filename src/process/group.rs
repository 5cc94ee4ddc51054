//! Process groups: signals to one, and when it is empty.

use nix::errno::Errno;
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use std::time::Duration;
use tokio::time::sleep;

/// The pauses between two checks whether a group is empty grow from the one to the other.
const FIRST_PAUSE: Duration = Duration::from_millis(20);
const LONGEST_PAUSE: Duration = Duration::from_millis(500);

/// Sends a signal to all processes of a group.
pub(super) fn signal(group: Pid, signal: Signal) {
    // The group may have become empty at this moment; then there is nothing to signal.
    let _ = killpg(group, signal);
}

/// Waits until no process of a group is alive.
pub(super) async fn emptied(group: Pid) {
    let mut pause = FIRST_PAUSE;
    while !is_empty(group) {
        sleep(pause).await;
        pause = LONGEST_PAUSE.min(pause * 2);
    }
}

/// Reports whether no process of a group is alive.
pub(super) fn is_empty(group: Pid) -> bool {
    match killpg(group, None) {
        Err(Errno::ESRCH) => true,
        // Zombies take signals. They stay where the first process of a container does not reap them.
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

/// Reads a process's state from its line in `/proc`; `None` if it belongs to another group.
#[cfg(any(target_os = "linux", target_os = "android"))]
fn is_zombie_of(stat: &str, group: Pid) -> Option<bool> {
    // The name before it is in brackets, and may contain any.
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut fields = fields.split(' ');
    let state = fields.next()?;
    (fields.nth(1)?.parse() == Ok(group.as_raw())).then_some(matches!(state, "Z" | "X"))
}

/// Elsewhere the first process is no container's, and reaps at once.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn has_only_zombies(_: Pid) -> bool {
    false
}

#[cfg(all(test, target_os = "linux"))]
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
