//! Pipes whose readers do not read.

use nix::fcntl::{FcntlArg, OFlag, fcntl};
use std::io::{PipeReader, PipeWriter, Write as _, pipe};

/// A pipe that takes nothing more until its reader reads.
pub fn full_pipe() -> (PipeReader, PipeWriter) {
    let (reader, writer) = pipe().unwrap();
    fill(&writer);
    (reader, writer)
}

/// Writes to a pipe until it takes nothing more.
pub fn fill(writer: &PipeWriter) {
    fcntl(writer, FcntlArg::F_SETFL(OFlag::O_NONBLOCK)).unwrap();
    let mut filling = writer;
    for piece in [4096, 1] {
        while filling.write(&vec![b'\n'; piece]).is_ok() {}
    }
    fcntl(writer, FcntlArg::F_SETFL(OFlag::empty())).unwrap();
}
