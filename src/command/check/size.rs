//! The sizes of a check's load.

use crate::failure::{Failure, Kind};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Size {
    S,
    M,
    L,
    Xl,
}

impl Size {
    pub(crate) fn parse(name: &str) -> Result<Self, Failure> {
        match name {
            "s" | "small" => Ok(Self::S),
            "m" | "medium" => Ok(Self::M),
            "l" | "large" => Ok(Self::L),
            "xl" | "xLarge" => Ok(Self::Xl),
            _ => Err(Failure::new(Kind::Format, format!("unknown load option {name}"))
                .hint("valid values: s (small), m (medium), l (large), xl (xLarge)")),
        }
    }

    pub(crate) fn clients(self) -> usize {
        match self {
            Self::S => 50,
            Self::M => 200,
            Self::L => 500,
            Self::Xl => 1000,
        }
    }

    /// Returns the puts per second of `check perf`.
    pub(crate) fn per_second(self) -> u32 {
        match self {
            Self::S => 150,
            Self::M => 1000,
            Self::L => 8000,
            Self::Xl => 15000,
        }
    }

    /// Returns the number of keys of `check datascale`.
    pub(crate) fn keys(self) -> u64 {
        match self {
            Self::S => 10_000,
            Self::M => 100_000,
            Self::L => 1_000_000,
            Self::Xl => 3_000_000,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Size;

    #[test]
    fn names_are_those_of_etcdctl() {
        for (names, size) in [
            (["s", "small"], Size::S),
            (["m", "medium"], Size::M),
            (["l", "large"], Size::L),
            (["xl", "xLarge"], Size::Xl),
        ] {
            assert!(names.iter().all(|name| Size::parse(name).unwrap() == size), "{names:?}");
        }
        let refused = Size::parse("XL").unwrap_err();
        assert_eq!((refused.kind().code(), &*refused.to_string()), (4, "unknown load option XL"));
    }
}
