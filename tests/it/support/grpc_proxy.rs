//! etcd's own gRPC proxy, which the etcd program brings along.

use super::added::free_address;
use super::{ectl, eventually, program};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

pub struct GrpcProxy {
    child: Child,
    address: String,
    _directory: TempDir,
}

impl GrpcProxy {
    /// Starts one in front of these endpoints, and waits until it answers.
    pub fn start(endpoints: &str) -> Self {
        Self::start_program(&program("ETCD", "etcd"), endpoints)
    }

    /// Starts the one that a program brings along.
    pub fn start_program(program: &Path, endpoints: &str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let address = free_address();
        let child = Command::new(program)
            .args(["grpc-proxy", "start", "--endpoints", endpoints, "--listen-addr", &address])
            // It asks itself for its health there, and exits if nothing listens.
            .args(["--advertise-client-url", &address])
            .current_dir(directory.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("cannot start etcd's grpc-proxy");
        let proxy = Self { child, address, _directory: directory };
        let read = || ectl(&proxy.address, "get a").run().code == 0;
        eventually("the grpc-proxy answers", read);
        proxy
    }

    pub fn endpoint(&self) -> &str {
        &self.address
    }
}

impl Drop for GrpcProxy {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
