//! Passes options to the linker.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    link_at_fixed_address();
}

/// Links the release for Linux with glibc at a fixed address: otherwise the loader writes to 13,000
/// addresses at each start. `.cargo/config.toml` does the same for musl. See ARCHITECTURE.md, "Start-up".
fn link_at_fixed_address() {
    let is = |variable: &str, value: &str| env::var(variable).is_ok_and(|it| it == value);
    if is("PROFILE", "release")
        && is("CARGO_CFG_TARGET_OS", "linux")
        && is("CARGO_CFG_TARGET_ENV", "gnu")
    {
        println!("cargo::rustc-link-arg-bins=-no-pie");
    }
}
