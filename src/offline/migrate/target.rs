//! The version to migrate to, as it is typed.

use crate::failure::{Failure, Kind};
use crate::go::quote;
use crate::offline::version::SemanticVersion;
use std::cmp::Ordering;

/// Parses a version `X.Y`. The texts of errors are etcdutl's.
pub(crate) fn parse_target(text: &str) -> Result<SemanticVersion, Failure> {
    if text.matches('.').count() != 1 {
        let shown = quote(text.as_bytes());
        let text = format!("wrong target version format, expected \"X.Y\", got {shown}");
        return Err(Failure::usage(text));
    }
    let version = SemanticVersion::parse(&format!("{text}.0")).map_err(|failure| {
        failure
            .of_kind(Kind::Usage)
            .reworded(|why| format!("failed to parse target version: {why}"))
    })?;
    if version.precedence(&SemanticVersion::new(3, 5)) == Ordering::Less {
        let SemanticVersion { major, minor, .. } = version;
        let text = format!("target version \"{major}.{minor}\" not supported. Minimal \"3.5\"");
        return Err(Failure::usage(text));
    }
    Ok(version)
}

#[cfg(test)]
mod tests {
    use super::parse_target;

    fn error(text: &str) -> String {
        let failure = parse_target(text).unwrap_err();
        assert_eq!(failure.kind().code(), 128);
        failure.to_string()
    }

    #[test]
    fn targets_have_two_numbers() {
        for (text, version) in
            [("3.5", "3.5.0"), ("03.06", "3.6.0"), ("3.99", "3.99.0"), ("4.0", "4.0.0")]
        {
            assert_eq!(parse_target(text).unwrap().to_string(), version);
        }
    }

    #[test]
    fn other_targets_are_refused_in_the_words_of_etcdutl() {
        for text in ["abc", "3", "3.5.1", ""] {
            let start = "wrong target version format, expected \"X.Y\", got ";
            assert_eq!(error(text), format!("{start}\"{text}\""));
        }
        for (text, why) in [
            ("3.", "strconv.ParseInt: parsing \"\": invalid syntax"),
            (".5", "strconv.ParseInt: parsing \"\": invalid syntax"),
            ("a.b", "strconv.ParseInt: parsing \"a\": invalid syntax"),
            ("3.x", "strconv.ParseInt: parsing \"x\": invalid syntax"),
            ("3.6 ", "strconv.ParseInt: parsing \"6 \": invalid syntax"),
            ("v3.6", "strconv.ParseInt: parsing \"v3\": invalid syntax"),
            (
                "3.9223372036854775808",
                "strconv.ParseInt: parsing \"9223372036854775808\": value out of range",
            ),
            ("3.6-rc", "3.6 is not in dotted-tri format"),
            ("3.-1", "3. is not in dotted-tri format"),
            ("+3.6", " is not in dotted-tri format"),
        ] {
            assert_eq!(error(text), format!("failed to parse target version: {why}"), "{text}");
        }
        for text in ["3.4", "2.9", "0.0"] {
            let expected = format!("target version \"{text}\" not supported. Minimal \"3.5\"");
            assert_eq!(error(text), expected);
        }
    }
}
