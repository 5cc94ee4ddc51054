//! A transaction on stdin: three sections of lines, each of which ends with an empty line.

use super::grammar::Grammar;
use crate::etcd::proto::TxnRequest;
use crate::failure::{Failure, Kind};
use std::io::{BufRead as _, BufReader, Read};

// etcdctl's prompts.
const COMPARES: &str = "compares:";
const SUCCESS: &str = "success requests (get, put, del):";
const FAILURE: &str = "failure requests (get, put, del):";

/// Reads a transaction, up to the empty line after its third section or to the end of the input there.
/// Calls `prompt` at the start of each section.
pub(super) fn read<R: Read>(
    input: BufReader<R>,
    grammar: &mut Grammar,
    mut prompt: impl FnMut(&str) -> anyhow::Result<()>,
) -> anyhow::Result<TxnRequest> {
    let mut lines = Lines { input, number: 0 };
    let mut request = TxnRequest::default();
    prompt(COMPARES)?;
    while let Some(line) = lines.next(COMPARES)? {
        request.compare.push(grammar.compare(&line).map_err(|e| lines.at_line(e))?);
    }
    prompt(SUCCESS)?;
    while let Some(line) = lines.next(SUCCESS)? {
        request.success.push(grammar.request(&line).map_err(|e| lines.at_line(e))?);
    }
    prompt(FAILURE)?;
    while let Some(line) = lines.next(FAILURE)? {
        request.failure.push(grammar.request(&line).map_err(|e| lines.at_line(e))?);
    }
    grammar.warnings.extend(lines.leftover());
    Ok(request)
}

struct Lines<R> {
    input: BufReader<R>,
    number: usize,
}

impl<R: Read> Lines<R> {
    fn next(&mut self, section: &str) -> Result<Option<Vec<u8>>, Failure> {
        let mut line = Vec::new();
        let read = self.input.read_until(b'\n', &mut line);
        let length =
            read.map_err(|e| Failure::new(Kind::Local, format!("cannot read stdin: {e}")))?;
        if length == 0 {
            return if section == FAILURE { Ok(None) } else { Err(self.cut_short(section)) };
        }
        self.number += 1;
        let line = trimmed(&line);
        Ok(Some(line.to_vec()).filter(|line| !line.is_empty()))
    }

    fn at_line(&self, failure: Failure) -> Failure {
        failure.reworded(|text| format!("line {}: {text}", self.number))
    }

    fn cut_short(&self, section: &str) -> Failure {
        let section = section.trim_end_matches(':');
        let text = format!("EOF after line {}, in the section \"{section}\"", self.number);
        Failure::new(Kind::Stdin, text).hint(
            "a transaction has three sections, each of which ends with an empty line: comparisons, \
             requests to run if they are true, and requests to run if not; or use --if, --then and --else",
        )
    }

    /// Returns a warning about lines behind the transaction that were read with it.
    fn leftover(&self) -> Option<String> {
        let mut lines = self.input.buffer().split(|byte| *byte == b'\n').map(trimmed);
        let (skipped, line) = lines.by_ref().enumerate().find(|(_, line)| !line.is_empty())?;
        let (number, line) = (self.number + skipped + 1, String::from_utf8_lossy(line));
        Some(format!(
            "warning: ignored everything after the third section, from line {number} on: {line}"
        ))
    }
}

fn trimmed(line: &[u8]) -> &[u8] {
    str::from_utf8(line).map_or_else(|_| line.trim_ascii(), |text| text.trim().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::{COMPARES, FAILURE, SUCCESS, read};
    use crate::command::txn::grammar::Grammar;
    use crate::etcd::proto::TxnRequest;
    use crate::failure::Kind;
    use proptest::collection::vec;
    use proptest::prelude::{any, proptest};
    use proptest::prop_oneof;
    use proptest::sample::select;
    use proptest::strategy::Strategy;
    use std::io::BufReader;

    fn parse(input: &[u8]) -> anyhow::Result<(TxnRequest, Vec<String>)> {
        let mut grammar = Grammar::new(Kind::Stdin);
        let request = read(BufReader::new(input), &mut grammar, |_| Ok(()))?;
        Ok((request, grammar.warnings))
    }

    fn sizes(input: &str) -> (usize, usize, usize) {
        let (request, warnings) = parse(input.as_bytes()).unwrap();
        assert!(warnings.is_empty(), "{warnings:?}");
        (request.compare.len(), request.success.len(), request.failure.len())
    }

    fn error(input: &str) -> String {
        parse(input.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn three_sections() {
        assert_eq!(sizes("mod(\"k\") = \"0\"\n\nput k v\nget k\n\ndel k\n\n"), (1, 2, 1));
        assert_eq!(sizes("mod(\"k\") = \"0\"\r\n \t\r\nput k v\r\n\r\n\r\n"), (1, 1, 0));
        assert_eq!(sizes("\n\n\n"), (0, 0, 0));
    }

    #[test]
    fn end_of_input_ends_only_the_last_section() {
        assert_eq!(sizes("\n\n"), (0, 0, 0));
        assert_eq!(sizes("\n\nget k"), (0, 0, 1));
        assert!(error("").starts_with("EOF after line 0, in the section \"compares\""));
        assert!(error("\nget k").starts_with("EOF after line 2, in the section \"success"));
    }

    #[test]
    fn errors_have_line_numbers() {
        assert!(error("\nget k\nfoo k\n").starts_with("line 3: invalid txn request: foo k ("));
        assert_eq!(error("mod\n"), "line 1: malformed comparison: mod");
    }

    #[test]
    fn ignored_text_is_a_warning() {
        let (_, warnings) = parse(b"\n\n\n\nput k v\n").unwrap();
        assert_eq!(
            warnings,
            ["warning: ignored everything after the third section, from line 5 on: put k v"]
        );
        let (_, warnings) = parse(b"ver(\"k\") = \"0\" and\n\n\n").unwrap();
        assert_eq!(warnings, ["warning: ignored the text after a comparison: and"]);
    }

    #[test]
    fn prompts_for_each_section() {
        let mut prompts = Vec::new();
        let mut grammar = Grammar::new(Kind::Stdin);
        read(BufReader::new(&b"\n\n\n"[..]), &mut grammar, |section| {
            prompts.push(section.to_owned());
            Ok(())
        })
        .unwrap();
        assert_eq!(prompts, [COMPARES, SUCCESS, FAILURE]);
    }

    const PIECES: &[&str] = &[
        "mod(", "lease(", "val(", "\"", "`", "'", "\\", "\\x", ")", " = ", "!=", "put ", "get ",
        "del ", "--prefix", "--lease=", "--limit ", "--", "-", "\n", "\r\n", " ",
    ];

    /// Bytes mixed with pieces of the grammar.
    fn nearly() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            3 => select(PIECES).prop_map(|text| text.as_bytes().to_vec()),
            1 => vec(any::<u8>(), 0..4),
        ];
        vec(piece, 0..24).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn any_bytes(bytes in vec(any::<u8>(), 0..200)) {
            let _ = parse(&bytes);
        }

        #[test]
        fn almost_valid_lines(line in nearly()) {
            let mut grammar = Grammar::new(Kind::Stdin);
            let _ = grammar.compare(&line);
            let _ = grammar.request(&line);
            let _ = parse(&line);
            let _ = parse(&[b"\n", line.as_slice()].concat());
        }
    }
}
