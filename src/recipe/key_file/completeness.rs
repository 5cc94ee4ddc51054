//! Whether a file has all keys of its export: the last line tells their number.

use super::FileName;
use super::line::FileLine;
use crate::failure::{Failure, Kind};
use crate::output::counted;

/// The lines so far, counted.
#[derive(Debug, Clone, Default)]
pub(super) struct Completeness {
    /// A file without a header need not have an end.
    has_header: bool,
    keys: u64,
    /// The number in the last line, if that line is the end of an export.
    end: Option<u64>,
}

/// What to do about a file that lacks keys.
const AGAIN: &str =
    "export the keys again; in a file that was edited, mend the number in the last line";

impl Completeness {
    pub(super) fn add(&mut self, line: &FileLine) {
        self.end = None;
        match line {
            FileLine::Header(_) => self.has_header = true,
            FileLine::Kv(_) => self.keys += 1,
            FileLine::End(keys) => self.end = Some(*keys),
            FileLine::Blank => {}
        }
    }

    /// Returns the failure for a file that ends here, unless it is complete.
    pub(super) fn check(&self, name: &FileName) -> Option<Failure> {
        if !self.has_header || self.end == Some(self.keys) {
            return None;
        }
        let keys = counted(self.keys, "key", "keys");
        let why = match self.end {
            Some(end) => format!("it has {keys} instead of {end}"),
            None => format!("its last line, with the number of keys, is missing after {keys}"),
        };
        let text = format!("{} is not a complete export: {why}", name.0);
        Some(Failure::new(Kind::Stdin, text).hint(AGAIN))
    }
}

#[cfg(test)]
mod tests {
    use super::Completeness;
    use crate::recipe::key_file::FileName;
    use crate::recipe::key_file::line::FileLine;

    #[test]
    fn last_line_has_the_number_of_keys() {
        let check = |lines: &[&str]| {
            let mut counted = Completeness::default();
            for line in lines {
                counted.add(&FileLine::parse(line.as_bytes()).unwrap());
            }
            counted.check(&FileName("f".to_owned())).map(|failure| failure.to_string())
        };
        let header = r#"{"ectl_export":1,"cluster_id":"1","revision":"9","prefix":"a"}"#;
        let key = r#"{"key":"a","value":""}"#;
        let end = r#"{"ectl_export_end":1,"keys":"1"}"#;
        let missing =
            "f is not a complete export: its last line, with the number of keys, is missing";
        assert_eq!(check(&[]), None);
        assert_eq!(check(&[key]), None);
        assert_eq!(check(&[header, key, end]), None);
        assert_eq!(check(&[header, r#"{"ectl_export_end":1,"keys":"0"}"#]), None);
        assert_eq!(check(&[header, key]), Some(format!("{missing} after 1 key")));
        assert_eq!(check(&[header, key, end, key]), Some(format!("{missing} after 2 keys")));
        let fewer = "f is not a complete export: it has 0 keys instead of 1";
        assert_eq!(check(&[header, end]), Some(fewer.to_owned()));
    }
}
