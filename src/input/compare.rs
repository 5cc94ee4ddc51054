//! Comparisons of transactions in etcdctl's syntax: `mod("key") = "5"`.

use super::words::excerpt;
use crate::etcd::proto::{Compare, CompareTarget, TargetUnion};
use crate::go::{lease_id, literal};

/// Parses a comparison. Returns also the rest of the line, which is ignored.
///
/// Unlike in etcdctl, spaces are allowed between all parts, and numbers and lease IDs need no quotes.
pub(crate) fn compare(line: &[u8]) -> Result<(Compare, &[u8]), String> {
    let mut scan = Scan { line, rest: line };
    let target = scan.target()?;
    let key = scan.literal("the key")?;
    scan.closing()?;
    let result = scan.operator()?;
    let (union, target) = scan.value(target)?;
    let rest = scan.rest.trim_ascii();
    let compare = Compare {
        result,
        target: target as i32,
        key,
        target_union: Some(union),
        range_end: Vec::new(),
    };
    Ok((compare, rest))
}

struct Scan<'a> {
    line: &'a [u8],
    rest: &'a [u8],
}

impl<'a> Scan<'a> {
    fn target(&mut self) -> Result<CompareTarget, String> {
        let open = self.rest.iter().position(|byte| *byte == b'(');
        let Some(name) = open.and_then(|at| self.take(at)) else {
            return Err(self.malformed(""));
        };
        self.take(1);
        match name.trim_ascii() {
            b"ver" | b"version" => Ok(CompareTarget::Version),
            b"c" | b"create" => Ok(CompareTarget::Create),
            b"m" | b"mod" => Ok(CompareTarget::Mod),
            b"val" | b"value" => Ok(CompareTarget::Value),
            b"lease" => Ok(CompareTarget::Lease),
            other => {
                let other = String::from_utf8_lossy(other);
                Err(self.malformed(&format!(" (unknown target {other})")))
            }
        }
    }

    fn literal(&mut self, what: &str) -> Result<Vec<u8>, String> {
        self.skip_spaces();
        match literal(self.rest) {
            Ok((value, rest)) => {
                self.rest = rest;
                Ok(value)
            }
            Err(bad) => {
                let column = self.line.len() - self.rest.len() + bad.at + 1;
                Err(self.malformed(&format!(" ({what}, column {column}: {bad})")))
            }
        }
    }

    fn closing(&mut self) -> Result<(), String> {
        self.skip_spaces();
        match self.take(1) {
            Some(b")") => Ok(()),
            _ => Err(self.malformed(" (a ) must follow the key)")),
        }
    }

    /// Returns the operator as a number of etcd's `CompareResult`.
    fn operator(&mut self) -> Result<i32, String> {
        self.skip_spaces();
        let end = self.rest.iter().position(|byte| !b"=!<>".contains(byte));
        let operator = match end {
            Some(0) => self.word(),
            end => self.take(end.unwrap_or(self.rest.len())).unwrap_or_default(),
        };
        match operator {
            b"=" => Ok(0),
            b">" => Ok(1),
            b"<" => Ok(2),
            b"!=" => Ok(3),
            b"" => Err(self.malformed(" (an operator must follow: = != < >)")),
            other => {
                let other = String::from_utf8_lossy(other);
                Err(self.malformed(&format!(" (unknown operator {other}; expected = != < >)")))
            }
        }
    }

    fn value(&mut self, target: CompareTarget) -> Result<(TargetUnion, CompareTarget), String> {
        self.skip_spaces();
        let quoted = matches!(self.rest.first(), Some(b'"' | b'`'));
        let value = if quoted || target == CompareTarget::Value || self.rest.is_empty() {
            self.literal("the value")?
        } else {
            self.word().to_vec()
        };
        let union = match target {
            CompareTarget::Value => TargetUnion::Value(value),
            CompareTarget::Version => TargetUnion::Version(self.number(&value)?),
            CompareTarget::Create => TargetUnion::CreateRevision(self.number(&value)?),
            CompareTarget::Mod => TargetUnion::ModRevision(self.number(&value)?),
            CompareTarget::Lease => TargetUnion::Lease(self.lease(&value)?),
        };
        Ok((union, target))
    }

    fn number(&self, value: &[u8]) -> Result<i64, String> {
        let text = String::from_utf8_lossy(value);
        text.parse().map_err(|_| self.invalid(&format!("\"{text}\" is not a decimal number")))
    }

    fn lease(&self, value: &[u8]) -> Result<i64, String> {
        lease_id(&String::from_utf8_lossy(value)).map_err(|why| self.invalid(&why))
    }

    fn word(&mut self) -> &'a [u8] {
        let end = self.rest.iter().position(u8::is_ascii_whitespace);
        self.take(end.unwrap_or(self.rest.len())).unwrap_or_default()
    }

    fn skip_spaces(&mut self) {
        self.rest = self.rest.trim_ascii_start();
    }

    fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(taken)
    }

    fn malformed(&self, why: &str) -> String {
        format!("malformed comparison: {}{why}", excerpt(self.line))
    }

    fn invalid(&self, why: &str) -> String {
        format!("invalid txn compare request: {} ({why})", excerpt(self.line))
    }
}

#[cfg(test)]
mod tests {
    use super::compare;
    use crate::etcd::proto::{Compare, CompareTarget, TargetUnion};

    fn read(line: &str) -> (CompareTarget, Vec<u8>, i32, TargetUnion) {
        let (compare, rest) = compare(line.as_bytes()).unwrap();
        assert_eq!(rest, b"", "{line}");
        let Compare { result, target, key, target_union, range_end } = compare;
        assert!(range_end.is_empty());
        (CompareTarget::try_from(target).unwrap(), key, result, target_union.unwrap())
    }

    #[test]
    fn targets_and_operators_are_parsed() {
        let k = || b"k".to_vec();
        for (line, expected) in [
            (r#"c("k") = "1""#, (CompareTarget::Create, k(), 0, TargetUnion::CreateRevision(1))),
            (
                r#"create("k") > "-1""#,
                (CompareTarget::Create, k(), 1, TargetUnion::CreateRevision(-1)),
            ),
            (r#"m("k") < "+2""#, (CompareTarget::Mod, k(), 2, TargetUnion::ModRevision(2))),
            (r#"mod(`k`) != `3`"#, (CompareTarget::Mod, k(), 3, TargetUnion::ModRevision(3))),
            (r#"ver("k")="0""#, (CompareTarget::Version, k(), 0, TargetUnion::Version(0))),
            (r#"version ( "k" ) = 7"#, (CompareTarget::Version, k(), 0, TargetUnion::Version(7))),
            (
                r#"val("\x6b") = "a\n""#,
                (CompareTarget::Value, k(), 0, TargetUnion::Value(b"a\n".to_vec())),
            ),
            (
                r#"value("k")  =   """#,
                (CompareTarget::Value, k(), 0, TargetUnion::Value(Vec::new())),
            ),
            (r#"lease("k") = "694d""#, (CompareTarget::Lease, k(), 0, TargetUnion::Lease(0x694d))),
            (r#"lease("k")!=0x694d"#, (CompareTarget::Lease, k(), 3, TargetUnion::Lease(0x694d))),
        ] {
            assert_eq!(read(line), expected, "{line}");
        }
    }

    #[test]
    fn rest_of_the_line_is_returned() {
        let (_, rest) = compare(br#"ver("k") = "0" and more "#).unwrap();
        assert_eq!(rest, b"and more");
    }

    #[test]
    fn errors_name_the_mistake() {
        for (line, message) in [
            ("nonsense", "malformed comparison: nonsense"),
            (
                r#"bogus("k") = "1""#,
                r#"malformed comparison: bogus("k") = "1" (unknown target bogus)"#,
            ),
            (
                "mod(k) = 1",
                "malformed comparison: mod(k) = 1 (the key, column 5: expected a quoted string)",
            ),
            (
                r#"mod("k"#,
                r#"malformed comparison: mod("k (the key, column 5: the closing " is missing)"#,
            ),
            (
                r#"mod("\q") = 1"#,
                r#"malformed comparison: mod("\q") = 1 (the key, column 6: unknown escape \q)"#,
            ),
            (r#"mod("k" = 1"#, r#"malformed comparison: mod("k" = 1 (a ) must follow the key)"#),
            (
                r#"mod("k")"#,
                r#"malformed comparison: mod("k") (an operator must follow: = != < >)"#,
            ),
            (
                r#"mod("k") == 1"#,
                r#"malformed comparison: mod("k") == 1 (unknown operator ==; expected = != < >)"#,
            ),
            (
                r#"mod("k") is 1"#,
                r#"malformed comparison: mod("k") is 1 (unknown operator is; expected = != < >)"#,
            ),
            (
                r#"mod("k") ="#,
                r#"malformed comparison: mod("k") = (the value, column 11: expected a quoted string)"#,
            ),
            (
                r#"val("k") = 5"#,
                r#"malformed comparison: val("k") = 5 (the value, column 12: expected a quoted string)"#,
            ),
            (
                r#"mod("k") = "0x5""#,
                r#"invalid txn compare request: mod("k") = "0x5" ("0x5" is not a decimal number)"#,
            ),
        ] {
            assert_eq!(compare(line.as_bytes()).unwrap_err(), message);
        }
        assert!(compare(br#"lease("k") = "zz""#).unwrap_err().contains("bad lease ID"));
    }
}
