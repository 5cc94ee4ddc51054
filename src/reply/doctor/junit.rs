//! A diagnosis as a `JUnit` report.

use crate::doctor::{Diagnosis, Finding, Level};
use crate::output::Buffer;

/// Writes a suite for each endpoint and one for the cluster. A finding that makes `doctor` exit with 1 is
/// a failure; a check of unknown outcome is skipped.
pub(super) fn write(diagnosis: &Diagnosis, strict: bool, page: &mut Buffer) {
    let total = counts(&diagnosis.findings, strict);
    page.line(format_args!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"));
    page.line(format_args!("<testsuites name=\"ectl doctor\"{total}>"));
    for (subject, findings) in diagnosis.by_subject() {
        let suite = xml(subject);
        page.line(format_args!("  <testsuite name=\"{suite}\"{}>", counts(findings, strict)));
        findings.iter().for_each(|finding| case(&suite, finding, strict, page));
        page.line(format_args!("  </testsuite>"));
    }
    page.line(format_args!("</testsuites>"));
}

fn counts(findings: &[Finding], strict: bool) -> String {
    let count = |is: &dyn Fn(&Finding) -> bool| findings.iter().filter(|one| is(one)).count();
    let failures = count(&|finding| finding.fails(strict));
    let skipped = count(&|finding| finding.level == Level::Unknown);
    let tests = findings.len();
    format!(" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\"")
}

fn case(suite: &str, finding: &Finding, strict: bool, page: &mut Buffer) {
    let (check, level, text) = (finding.check, finding.level.name(), xml(&finding.text));
    let remedy = xml(finding.remedy.as_deref().unwrap_or_default());
    let seconds = finding.took.unwrap_or_default().as_secs_f64();
    let outcome = match finding.level {
        _ if finding.fails(strict) => {
            format!("<failure type=\"{level}\" message=\"{text}\">{remedy}</failure>")
        }
        Level::Unknown => format!("<skipped message=\"{text}\"/>"),
        _ if remedy.is_empty() => format!("<system-out>{level}: {text}</system-out>"),
        _ => format!("<system-out>{level}: {text} ({remedy})</system-out>"),
    };
    page.line(format_args!(
        "    <testcase classname=\"{suite}\" name=\"{check}\" time=\"{seconds:.6}\">{outcome}</testcase>"
    ));
}

/// Escapes text for elements and attributes; XML cannot represent most control characters.
fn xml(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\n' => escaped.push_str("&#10;"),
            '\t' => escaped.push_str("&#9;"),
            '\0'..' ' | '\u{fffe}' | '\u{ffff}' => escaped.push('\u{fffd}'),
            c => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::xml;

    #[test]
    fn xml_is_escaped() {
        assert_eq!(xml("a<b>&\"c\"\n\u{1}é"), "a&lt;b&gt;&amp;&quot;c&quot;&#10;\u{fffd}é");
    }
}
