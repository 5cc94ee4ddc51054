use crate::output::{Buffer, Cell, Records, TextReply};
use std::collections::BTreeMap;

/// A line: a step, a measurement, or the verdict.
#[derive(Debug)]
pub(crate) struct CheckLine {
    check: &'static str,
    /// `None` for a step, which is neither good nor bad.
    pub(crate) pass: Option<bool>,
    value: Option<String>,
    pub(crate) text: String,
}

impl CheckLine {
    pub(crate) fn step(text: String) -> Self {
        Self { check: "step", pass: None, value: None, text }
    }

    pub(crate) fn measured(check: &'static str, pass: bool, value: String, text: String) -> Self {
        let value = Some(value).filter(|value| !value.is_empty());
        Self { check, pass: Some(pass), value, text }
    }

    pub(crate) fn verdict(pass: bool) -> Self {
        let text = if pass { "PASS" } else { "FAIL" }.to_owned();
        Self { check: "verdict", pass: Some(pass), value: None, text }
    }

    /// Returns a line for each kind of error with its count, below a heading.
    pub(crate) fn errors(errors: &BTreeMap<String, u64>) -> Vec<Self> {
        let line = |value, text| Self { check: "errors", pass: Some(false), value, text };
        let all = errors.values().sum::<u64>().to_string();
        let head = line(Some(all), "FAIL: too many errors".to_owned());
        let each = errors.iter().map(|(error, times)| {
            line(Some(times.to_string()), format!("FAIL: ERROR({error}) -> {times}"))
        });
        let lines = std::iter::once(head).chain(each);
        if errors.is_empty() { Vec::new() } else { lines.collect() }
    }
}

impl TextReply for CheckLine {
    const FIELDS: &'static [&'static str] = &["check", "pass", "value", "text"];
    const STREAM: Option<&'static [usize]> = Some(&[10, 5, 10, 0]);

    fn text(&self, page: &mut Buffer) {
        page.line(format_args!("{}", self.text));
    }

    fn facts(&self) -> Records {
        Records::one([
            ("check", Cell::text(self.check)),
            ("pass", self.pass.map_or(Cell::Nothing, Cell::Flag)),
            ("value", Cell::text_or_nothing(self.value.as_ref())),
            ("text", Cell::text(&self.text)),
        ])
    }
}
