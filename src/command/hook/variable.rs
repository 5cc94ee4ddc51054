//! Environment variables with arbitrary bytes.

use crate::process::Variable;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;

/// The longest variable that Linux accepts (`MAX_ARG_STRLEN`), with its name and the final NUL. A
/// longer one would prevent the command from starting.
const LONGEST: usize = 128 << 10;

/// Returns a variable, which is unset without a value, or for one that a variable cannot hold.
pub(crate) fn variable(name: &'static str, value: Option<Vec<u8>>) -> Variable {
    let fits = |value: &Vec<u8>| !value.contains(&0) && variable_fits(name, value);
    (name, value.filter(fits).map(OsString::from_vec))
}

pub(crate) fn variable_fits(name: &str, value: &[u8]) -> bool {
    name.len() + value.len() + "=\0".len() <= LONGEST
}

#[cfg(test)]
mod tests {
    use super::variable;

    #[test]
    fn values_that_no_variable_can_hold_are_omitted() {
        assert_eq!(variable("V", Some(b"a\0b".to_vec())).1, None);
        assert_eq!(variable("V", Some(vec![b'x'; 128 << 10])).1, None);
        assert_eq!(variable("V", None).1, None);
        assert_eq!(variable("V", Some(Vec::new())).1, Some("".into()));
    }
}
