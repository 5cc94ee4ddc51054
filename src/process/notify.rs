//! Readiness notification: a line on a file descriptor, and the protocol of systemd's `sd_notify`.

use super::reexec::inherited_path;
use crate::failure::Failure;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::net::{SocketAddr, UnixDatagram};

const SOCKET: &str = "NOTIFY_SOCKET";

#[derive(Debug)]
pub(crate) struct ReadyNotifier {
    line: Option<File>,
    socket: Option<UnixDatagram>,
}

impl ReadyNotifier {
    /// Opens `--ready-fd` and `$NOTIFY_SOCKET`.
    pub(crate) fn open(descriptor: Option<i32>) -> Result<Self, Failure> {
        let line = descriptor.map(reopen).transpose()?;
        let address = std::env::var_os(SOCKET).filter(|address| !address.is_empty());
        let socket = address.map(|address| {
            connect(&address).map_err(|error| {
                Failure::usage(format!("{SOCKET}={}: {error}", address.to_string_lossy()))
            })
        });
        Ok(Self { line, socket: socket.transpose()? })
    }

    /// Reports readiness. The line is written the first time only.
    pub(crate) fn ready(&mut self) {
        if let Some(mut line) = self.line.take() {
            // The reader may be gone.
            let _ = line.write_all(b"ready\n");
        }
        self.send("READY=1");
    }

    pub(crate) fn status(&self, text: &str) {
        self.send(&format!("STATUS={}", text.replace('\n', " ")));
    }

    pub(crate) fn stopping(&self) {
        self.send("STOPPING=1");
    }

    fn send(&self, message: &str) {
        if let Some(socket) = &self.socket {
            // A lease has to be renewed even if systemd does not read.
            let _ = socket.send(message.as_bytes());
        }
    }
}

/// Opens an inherited descriptor again and closes the original, so that no child inherits it.
fn reopen(descriptor: i32) -> Result<File, Failure> {
    let opened = File::options().append(true).open(inherited_path(descriptor));
    let line = opened.map_err(|error| {
        Failure::usage(format!("--ready-fd {descriptor} cannot be written: {error}"))
    })?;
    if descriptor > 2 {
        nix::unistd::close(descriptor).map_err(|error| Failure::usage(error.desc()))?;
    }
    Ok(line)
}

fn connect(address: &OsStr) -> io::Result<UnixDatagram> {
    let socket = UnixDatagram::unbound()?;
    socket.set_nonblocking(true)?;
    match address.as_bytes().strip_prefix(b"@") {
        Some(name) => socket.connect_addr(&abstract_address(name)?)?,
        None => socket.connect(address)?,
    }
    Ok(socket)
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn abstract_address(name: &[u8]) -> io::Result<SocketAddr> {
    use std::os::linux::net::SocketAddrExt as _;
    SocketAddr::from_abstract_name(name)
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn abstract_address(_: &[u8]) -> io::Result<SocketAddr> {
    Err(io::ErrorKind::Unsupported.into())
}
