//! The name that the program was called by: a link or a copy named `etcdctl` or `etcdutl` stands in for
//! that program.

use std::ffi::{OsStr, OsString};
use std::path::Path;

pub(crate) const ETCDCTL_VERSION: &str = "3.7.3";

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Program {
    #[default]
    Ectl,
    /// Behaves as etcdctl where scripts may rely on it: the output of `version`, waiting for an etcd that
    /// is starting, the meaning of arguments.
    Etcdctl,
    /// Is etcdutl, with its command line (see `src/etcdutl`).
    Etcdutl,
}

impl Program {
    pub(crate) fn from_arguments(arguments: &[OsString]) -> Self {
        let name = arguments.first().and_then(|path| Path::new(path).file_name());
        match name.and_then(OsStr::to_str) {
            Some("etcdctl") => Self::Etcdctl,
            Some("etcdutl") => Self::Etcdutl,
            _ => Self::Ectl,
        }
    }

    pub(crate) fn is_etcdctl(self) -> bool {
        self == Self::Etcdctl
    }
}

#[cfg(test)]
mod tests {
    use super::Program;

    #[test]
    fn file_name_decides() {
        let called = |name: &str| Program::from_arguments(&[name.into(), "etcdctl".into()]);
        for name in ["etcdctl", "/usr/bin/etcdctl", "./etcdctl"] {
            assert_eq!(called(name), Program::Etcdctl, "{name}");
        }
        for name in ["etcdutl", "/usr/bin/etcdutl"] {
            assert_eq!(called(name), Program::Etcdutl, "{name}");
        }
        for name in ["ectl", "/opt/etcdctl/ectl", "etcdctl3", "my-etcdctl", "etcdutl/ectl", ""] {
            assert_eq!(called(name), Program::Ectl, "{name}");
        }
        assert_eq!(Program::from_arguments(&[]), Program::Ectl);
    }
}
