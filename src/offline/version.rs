//! Versions of etcd as its files have them: `3.7.0`, `3.8.0-alpha.1`.

use crate::failure::Failure;
use crate::offline::invalid;
use std::cmp::Ordering;
use std::fmt;

/// A semantic version. Leading zeros are accepted and dropped, as by etcd.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SemanticVersion {
    pub(crate) major: i64,
    pub(crate) minor: i64,
    pub(crate) patch: i64,
    /// What follows a hyphen.
    pub(crate) pre_release: String,
    /// What follows a plus sign.
    pub(crate) metadata: String,
}

impl SemanticVersion {
    pub(crate) const fn new(major: i64, minor: i64) -> Self {
        Self { major, minor, patch: 0, pre_release: String::new(), metadata: String::new() }
    }

    /// Parses a version with three numbers. The texts of errors are etcd's.
    pub(crate) fn parse(text: &str) -> Result<Self, Failure> {
        let (text, metadata) = text.split_once('+').unwrap_or((text, ""));
        let (text, pre_release) = text.split_once('-').unwrap_or((text, ""));
        let parts: Vec<_> = text.splitn(3, '.').collect();
        let [major, minor, patch] = parts.as_slice() else {
            return Err(invalid(format!("{text} is not in dotted-tri format")));
        };
        for identifier in [pre_release, metadata] {
            let is_valid = |byte: u8| byte.is_ascii_alphanumeric() || b"-.".contains(&byte);
            if !identifier.bytes().all(is_valid) {
                return Err(invalid(format!("{identifier} is not a valid semver identifier")));
            }
        }
        Ok(Self {
            major: number(major)?,
            minor: number(minor)?,
            patch: number(patch)?,
            pre_release: pre_release.to_owned(),
            metadata: metadata.to_owned(),
        })
    }
}

fn number(text: &str) -> Result<i64, Failure> {
    text.parse().map_err(|_| {
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let why = if is_number { "value out of range" } else { "invalid syntax" };
        invalid(format!("strconv.ParseInt: parsing \"{text}\": {why}"))
    })
}

impl fmt::Display for SemanticVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)?;
        for (sign, text) in [('-', &self.pre_release), ('+', &self.metadata)] {
            if !text.is_empty() {
                write!(f, "{sign}{text}")?;
            }
        }
        Ok(())
    }
}

/// The order of precedence: a pre-release comes before its version, and metadata does not count.
impl SemanticVersion {
    pub(crate) fn precedence(&self, other: &Self) -> Ordering {
        let numbers = |version: &Self| (version.major, version.minor, version.patch);
        let released = |version: &Self| version.pre_release.is_empty();
        numbers(self)
            .cmp(&numbers(other))
            .then(released(self).cmp(&released(other)))
            .then_with(|| precedence(&self.pre_release, &other.pre_release))
    }
}

/// Compares the parts between dots; numbers come before words, and fewer parts before more.
fn precedence(one: &str, other: &str) -> Ordering {
    let parts = |text: &str| -> Vec<(bool, i64, String)> {
        let part = |part: &str| match part.parse() {
            Ok(number) => (false, number, String::new()),
            Err(_) => (true, 0, part.to_owned()),
        };
        text.split('.').map(part).collect()
    };
    parts(one).cmp(&parts(other))
}

#[cfg(test)]
mod tests {
    use super::SemanticVersion;
    use std::cmp::Ordering;

    fn parsed(text: &str) -> String {
        SemanticVersion::parse(text)
            .map_or_else(|failure| failure.to_string(), |version| version.to_string())
    }

    #[test]
    fn versions_have_three_numbers() {
        for (text, shown) in [
            ("3.7.0", "3.7.0"),
            ("03.06.00", "3.6.0"),
            ("3.6.1-rc.0+b", "3.6.1-rc.0+b"),
            ("3.6", "3.6 is not in dotted-tri format"),
            ("3.6-rc", "3.6 is not in dotted-tri format"),
            ("", " is not in dotted-tri format"),
            ("3.6.5.1", "strconv.ParseInt: parsing \"5.1\": invalid syntax"),
            ("3.6.", "strconv.ParseInt: parsing \"\": invalid syntax"),
            (
                "3.6.99999999999999999999",
                "strconv.ParseInt: parsing \"99999999999999999999\": value out of range",
            ),
            ("3.6.0-a b", "a b is not a valid semver identifier"),
        ] {
            assert_eq!(parsed(text), shown, "{text}");
        }
    }

    #[test]
    fn pre_releases_come_first() {
        let ascending = [
            "2.9.9",
            "3.6.0",
            "3.7.0-1",
            "3.7.0-2",
            "3.7.0-10",
            "3.7.0-alpha",
            "3.7.0-alpha.1",
            "3.7.0-rc.0",
            "3.7.0",
            "3.7.1",
            "4.0.0",
        ];
        let versions = ascending.map(|text| SemanticVersion::parse(text).unwrap());
        for (index, one) in versions.iter().enumerate() {
            for (other, version) in versions.iter().enumerate() {
                assert_eq!(one.precedence(version), index.cmp(&other), "{one} {version}");
            }
        }
        let with_metadata = SemanticVersion::parse("3.7.0+git").unwrap();
        assert_eq!(with_metadata.precedence(&SemanticVersion::new(3, 7)), Ordering::Equal);
    }
}
