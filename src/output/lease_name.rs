//! The ids of leases, as people and scripts know them.

use std::fmt;

/// A lease's id as etcdctl writes it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LeaseName(pub(crate) i64);

impl fmt::Display for LeaseName {
    /// Go's `%016x`: sixteen places, of which a sign takes one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.0.unsigned_abs();
        if self.0 < 0 { write!(f, "-{digits:015x}") } else { write!(f, "{digits:016x}") }
    }
}

#[cfg(test)]
mod tests {
    use super::LeaseName;

    #[test]
    fn names_as_go_writes_them() {
        assert_eq!(LeaseName(0x1234).to_string(), "0000000000001234");
        assert_eq!(LeaseName(i64::MAX).to_string(), "7fffffffffffffff");
        assert_eq!(LeaseName(-1).to_string(), "-000000000000001");
        assert_eq!(LeaseName(i64::MIN).to_string(), "-8000000000000000");
    }
}
