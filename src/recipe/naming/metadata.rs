//! The metadata of an endpoint.

use super::json::{compact, depth, numbers};
use serde_json::Value;

/// The deepest nesting that is read into a [`Value`]: its recursion could exhaust the stack.
const DEPTH_OF_VALUES: usize = 100;

const LARGEST_EXACT: u64 = 1 << 53;

/// Any JSON, in one line; `null` if there is none. Its formatting does not affect equality, unless it
/// is nested very deeply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Metadata(String);

impl Default for Metadata {
    fn default() -> Self {
        Self::from(Value::Null)
    }
}

impl From<Value> for Metadata {
    fn from(value: Value) -> Self {
        Self(value.to_string())
    }
}

impl Metadata {
    /// Reads JSON whose syntax has been checked.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        if depth(text) <= DEPTH_OF_VALUES {
            let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
            return Ok(value.into());
        }
        let is_finite = |number: &String| number.parse().is_ok_and(f64::is_finite);
        match numbers(text).iter().all(is_finite) {
            true => Ok(Self(compact(text))),
            false => Err("number out of range".to_owned()),
        }
    }

    pub(crate) fn as_json(&self) -> &str {
        &self.0
    }

    pub(crate) fn is_null(&self) -> bool {
        self.0 == "null"
    }

    /// Returns whether Go, which reads numbers as floating point, changes an integer.
    pub(crate) fn has_rounded_integer(&self) -> bool {
        let magnitude = |number: &String| number.trim_start_matches('-').parse::<u64>();
        numbers(&self.0).iter().any(|number| magnitude(number).is_ok_and(|n| n > LARGEST_EXACT))
    }
}
