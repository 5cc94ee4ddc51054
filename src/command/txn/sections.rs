//! A transaction as text: three sections of lines, each of which ends with an empty line, or with the text.

use super::grammar::Grammar;
use crate::etcd::proto::TxnRequest;
use crate::failure::{Failure, Kind};
use crate::output;
use std::io::{BufRead as _, BufReader, Read};

// etcdctl's prompts.
const COMPARES: &str = "compares:";
const SUCCESS: &str = "success requests (get, put, del):";
const FAILURE: &str = "failure requests (get, put, del):";

/// What some editors put before the first line.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// A text that a transaction is read from.
#[derive(Debug)]
pub(super) struct Lines<R> {
    input: BufReader<R>,
    /// For messages; empty for stdin.
    file: String,
    /// Whether a person types the lines, and can type a line again after a mistake.
    is_typed: bool,
    number: usize,
    /// Number of empty lines, which end sections.
    separators: usize,
}

impl<R: Read> Lines<R> {
    pub(super) fn of_stdin(input: R, is_typed: bool) -> Self {
        Self::new(input, String::new(), is_typed)
    }

    pub(super) fn of_file(input: R, file: String) -> Self {
        Self::new(input, file, false)
    }

    fn new(input: R, file: String, is_typed: bool) -> Self {
        Self { input: BufReader::new(input), file, is_typed, number: 0, separators: 0 }
    }

    /// Reads a transaction, up to the empty line after its third section or to the end of the input. Calls
    /// `prompt` at the start of each section.
    pub(super) fn transaction(
        mut self,
        grammar: &mut Grammar,
        mut prompt: impl FnMut(&str) -> anyhow::Result<()>,
    ) -> anyhow::Result<TxnRequest> {
        prompt(COMPARES)?;
        let compare = self.section(|line| grammar.compare(line))?;
        prompt(SUCCESS)?;
        let success = self.section(|line| grammar.request(line))?;
        prompt(FAILURE)?;
        let failure = self.section(|line| grammar.request(line))?;
        let is_blank = compare.is_empty() && success.is_empty() && failure.is_empty();
        // The program that writes it may have failed; three empty lines are a transaction.
        if is_blank && self.separators < 3 {
            return Err(empty().into());
        }
        grammar.warnings.extend(self.leftover());
        Ok(TxnRequest { compare, success, failure })
    }

    fn section<T>(
        &mut self,
        mut parse: impl FnMut(&[u8]) -> Result<T, Failure>,
    ) -> Result<Vec<T>, Failure> {
        let mut parsed = Vec::new();
        while let Some(line) = self.next()? {
            match parse(&line) {
                Ok(item) => parsed.push(item),
                Err(failure) if self.is_typed => ask_again(&failure),
                Err(failure) => return Err(self.at_line(failure)),
            }
        }
        Ok(parsed)
    }

    /// Returns the next line that is not a comment; `None` at an empty line and at the end.
    fn next(&mut self) -> Result<Option<Vec<u8>>, Failure> {
        loop {
            let mut line = Vec::new();
            let read = self.input.read_until(b'\n', &mut line);
            let length = read.map_err(|error| {
                let name = if self.file.is_empty() { "stdin" } else { &self.file };
                Failure::new(Kind::Local, format!("cannot read {name}: {error}"))
            })?;
            if length == 0 {
                return Ok(None);
            }
            self.number += 1;
            let text = line.strip_prefix(BYTE_ORDER_MARK).filter(|_| self.number == 1);
            match trimmed(text.unwrap_or(&line)) {
                [] => {
                    self.separators += 1;
                    return Ok(None);
                }
                [b'#', ..] => {}
                line => return Ok(Some(line.to_vec())),
            }
        }
    }

    fn at_line(&self, failure: Failure) -> Failure {
        let Self { file, number, .. } = self;
        failure.reworded(|text| match file.is_empty() {
            true => format!("line {number}: {text}"),
            false => format!("{file}, line {number}: {text}"),
        })
    }

    /// Returns a warning about lines behind the transaction that were read with it.
    fn leftover(&self) -> Option<String> {
        let lines = self.input.buffer().split(|byte| *byte == b'\n').map(trimmed);
        let mut lines = lines.zip(self.number + 1..);
        let (line, number) = lines.find(|(line, _)| !line.is_empty() && !line.starts_with(b"#"))?;
        let line = String::from_utf8_lossy(line);
        Some(format!(
            "warning: ignored everything after the third section, from line {number} on: {line}"
        ))
    }
}

fn empty() -> Failure {
    Failure::new(Kind::Stdin, "the transaction is empty").hint(
        "a transaction has three sections, separated by empty lines: comparisons, \
         requests to run if they are true, and requests to run if not; or use --if, --then and --else",
    )
}

fn ask_again(failure: &Failure) {
    output::note(&format!("not taken: {failure}"));
    failure.advice().into_iter().for_each(output::hint);
    output::note("type the line again (Ctrl-C ends without a change)");
}

fn trimmed(line: &[u8]) -> &[u8] {
    str::from_utf8(line).map_or_else(|_| line.trim_ascii(), |text| text.trim().as_bytes())
}

#[cfg(test)]
mod tests {
    use super::{COMPARES, FAILURE, Lines, SUCCESS};
    use crate::command::txn::grammar::Grammar;
    use crate::etcd::proto::TxnRequest;
    use crate::failure::Kind;
    use proptest::collection::vec;
    use proptest::prelude::{any, proptest};
    use proptest::prop_oneof;
    use proptest::sample::select;
    use proptest::strategy::Strategy;

    fn parse(input: &[u8]) -> anyhow::Result<(TxnRequest, Vec<String>)> {
        let mut grammar = Grammar::new(Kind::Stdin);
        let lines = Lines::of_stdin(input, false);
        let request = lines.transaction(&mut grammar, |_| Ok(()))?;
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
    fn end_of_input_ends_any_section() {
        assert_eq!(sizes("\n\nget k"), (0, 0, 1));
        assert_eq!(sizes("\nget k"), (0, 1, 0));
        assert_eq!(sizes("mod(\"k\") = \"0\""), (1, 0, 0));
        assert_eq!(sizes("\u{feff}mod(\"k\") = \"0\""), (1, 0, 0));
        for blank in ["", "\n", "# x\n\n\n"] {
            assert_eq!(error(blank), "the transaction is empty");
        }
    }

    #[test]
    fn comments_belong_to_no_section() {
        let text = "# a\nmod(\"k\") = 0\n  #b\n\n#\nput k '#v'\nput \"#k\" #v\n# c\n\n#\n\n# d\n";
        assert_eq!(sizes(text), (1, 2, 0));
        assert!(error("# a\n# b\nmod\n").starts_with("line 3: "));
    }

    #[test]
    fn errors_name_the_file() {
        let lines = Lines::of_file(&b"\nx y\n"[..], "t.txn".to_owned());
        let error = lines.transaction(&mut Grammar::new(Kind::Stdin), |_| Ok(())).unwrap_err();
        assert!(error.to_string().starts_with("t.txn, line 2: "), "{error}");
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
        let lines = Lines::of_stdin(&b"\n\n\n"[..], false);
        let read = lines.transaction(&mut grammar, |section| {
            prompts.push(section.to_owned());
            Ok(())
        });
        assert_eq!(read.unwrap(), TxnRequest::default());
        assert_eq!(prompts, [COMPARES, SUCCESS, FAILURE]);
    }

    const PIECES: &[&str] = &[
        "mod(", "lease(", "val(", "\"", "`", "'", "\\", "\\x", ")", " = ", "!=", "put ", "get ",
        "del ", "--prefix", "--lease=", "--limit ", "--", "-", "\n", "\r\n", " ", "#",
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
