//! Ports for servers that tests start by scripts.

use std::net::TcpListener;
use std::sync::atomic::{AtomicU16, Ordering};

/// Below the ports that the system gives to clients.
const FIRST: u16 = 1_100;
const LAST: u16 = 3_200;

/// Returns a number N so that the ports N1 to N9 are free: 2380 for 23801 to 23809.
pub fn free_ports() -> u16 {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let process = u16::try_from(std::process::id() % u32::from(LAST - FIRST)).unwrap();
    let is_free = |port: u16| TcpListener::bind(("127.0.0.1", port)).is_ok();
    loop {
        let tried = NEXT.fetch_add(1, Ordering::Relaxed);
        assert!(tried < LAST, "there are no free ports");
        let ports = FIRST + (process + tried) % (LAST - FIRST);
        if (1..10).all(|last| is_free(ports * 10 + last)) {
            return ports;
        }
    }
}
