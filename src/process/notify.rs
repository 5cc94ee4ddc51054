//! Tells whoever started us that we are ready: with a line on a file descriptor, and as systemd's
//! `sd_notify` does.

use crate::failure::Failure;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, Write as _};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::net::{SocketAddr, UnixDatagram};

/// What systemd says where it wants to be told.
const SOCKET: &str = "NOTIFY_SOCKET";

/// Those who wait for us.
#[derive(Debug)]
pub(crate) struct ReadyNotifier {
    line: Option<File>,
    socket: Option<UnixDatagram>,
}

impl ReadyNotifier {
    /// Who reads from this file descriptor, and who is named in the environment.
    pub(crate) fn open(descriptor: Option<i32>) -> Result<Self, Failure> {
        let line = descriptor.map(take).transpose()?;
        let address = std::env::var_os(SOCKET).filter(|address| !address.is_empty());
        let socket = address.map(|address| {
            connect(&address).map_err(|error| {
                Failure::usage(format!("{SOCKET}={}: {error}", address.to_string_lossy()))
            })
        });
        Ok(Self { line, socket: socket.transpose()? })
    }

    /// Says that we are ready. Whoever waited for a line has it after the first time.
    pub(crate) fn ready(&mut self) {
        if let Some(mut line) = self.line.take() {
            // A reader that has gone does not wait any more.
            let _ = line.write_all(b"ready\n");
        }
        self.send("READY=1");
    }

    /// Says what we are doing, in one line.
    pub(crate) fn status(&self, text: &str) {
        self.send(&format!("STATUS={}", text.replace('\n', " ")));
    }

    /// Says that we are about to end.
    pub(crate) fn stopping(&self) {
        self.send("STOPPING=1");
    }

    fn send(&self, message: &str) {
        if let Some(socket) = &self.socket {
            // A lease has to be renewed, whether or not systemd listens.
            let _ = socket.send(message.as_bytes());
        }
    }
}

/// Opens a descriptor that we were given anew, and closes it: then its reader finds the end when we
/// close ours, and a command that we start does not have it.
fn take(descriptor: i32) -> Result<File, Failure> {
    let opened = File::options().append(true).open(format!("/dev/fd/{descriptor}"));
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
        Some(name) => socket.connect_addr(&in_the_abstract(name)?)?,
        None => socket.connect(address)?,
    }
    Ok(socket)
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn in_the_abstract(name: &[u8]) -> io::Result<SocketAddr> {
    use std::os::linux::net::SocketAddrExt as _;
    SocketAddr::from_abstract_name(name)
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn in_the_abstract(_: &[u8]) -> io::Result<SocketAddr> {
    Err(io::ErrorKind::Unsupported.into())
}
