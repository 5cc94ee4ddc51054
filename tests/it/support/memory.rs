//! The memory of processes.

use std::fs::read_to_string;
use std::thread::{JoinHandle, sleep, spawn};
use std::time::Duration;

/// Returns the peak memory of a process in KiB, as far as it is seen before the process ends.
pub(crate) fn watch_memory(process: u32) -> JoinHandle<u64> {
    let peak_now = move || -> Option<u64> {
        let status = read_to_string(format!("/proc/{process}/status")).ok()?;
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        peak.split_whitespace().next()?.parse().ok()
    };
    spawn(move || {
        let mut peak = 0;
        while let Some(now) = peak_now() {
            peak = now;
            sleep(Duration::from_millis(1));
        }
        peak
    })
}
