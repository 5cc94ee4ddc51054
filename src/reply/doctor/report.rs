//! A diagnosis as other systems read it: a test report (`junit`), and gauges (`prometheus`).

use super::{DiagnosisReply, subject};
use crate::doctor::{Finding, Level, MEASURES};
use crate::output::Buffer;
use std::time::{Duration, SystemTime};

/// One suite for each endpoint and one for the cluster. What would make the exit code 1 has failed;
/// what could not be looked at was skipped.
pub(crate) fn junit(reply: &DiagnosisReply, page: &mut Buffer) {
    page.line(format_args!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>"));
    page.line(format_args!(
        "<testsuites name=\"ectl doctor\"{}>",
        counts(reply, &reply.diagnosis.findings)
    ));
    for branch in reply.branches() {
        let name = xml(subject(branch));
        page.line(format_args!("  <testsuite name=\"{name}\"{}>", counts(reply, branch)));
        branch.iter().for_each(|finding| case(reply, &name, finding, page));
        page.line(format_args!("  </testsuite>"));
    }
    page.line(format_args!("</testsuites>"));
}

fn counts(reply: &DiagnosisReply, findings: &[Finding]) -> String {
    let failures = findings.iter().filter(|finding| reply.fails(finding)).count();
    let skipped = findings.iter().filter(|finding| finding.level == Level::Unknown).count();
    format!(
        " tests=\"{}\" failures=\"{failures}\" errors=\"0\" skipped=\"{skipped}\"",
        findings.len()
    )
}

fn case(reply: &DiagnosisReply, suite: &str, finding: &Finding, page: &mut Buffer) {
    let seconds = finding.took.unwrap_or_default().as_secs_f64();
    let (check, text) = (finding.check, xml(&finding.text));
    page.text(format_args!(
        "    <testcase classname=\"{suite}\" name=\"{check}\" time=\"{seconds:.6}\">"
    ));
    let remedy = xml(finding.remedy.as_deref().unwrap_or_default());
    match finding.level {
        _ if reply.fails(finding) => {
            let level = finding.level.name();
            page.text(format_args!(
                "<failure type=\"{level}\" message=\"{text}\">{remedy}</failure>"
            ));
        }
        Level::Unknown => page.text(format_args!("<skipped message=\"{text}\"/>")),
        level => {
            let remedy = if remedy.is_empty() { remedy } else { format!(" ({remedy})") };
            page.text(format_args!("<system-out>{}: {text}{remedy}</system-out>", level.name()));
        }
    }
    page.line(format_args!("</testcase>"));
}

/// Text between tags and in quotes; XML has no way to say most control characters.
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

/// Gauges, for the text file collector of Prometheus' node exporter.
pub(crate) fn prometheus(reply: &DiagnosisReply, page: &mut Buffer) {
    let diagnosis = &reply.diagnosis;
    head("check_level", "What was found: 0 ok, 1 unknown, 2 warn, 3 critical.", page);
    for finding in &diagnosis.findings {
        let endpoint = label(finding.endpoint.as_deref().unwrap_or_default());
        let (check, level) = (label(finding.check), finding.level as u8);
        page.line(format_args!(
            "ectl_doctor_check_level{{endpoint=\"{endpoint}\",check=\"{check}\"}} {level}"
        ));
    }
    head("findings", "How many findings there are of a level.", page);
    for level in Level::ALL {
        let (name, count) = (level.name(), diagnosis.count(level));
        page.line(format_args!("ectl_doctor_findings{{level=\"{name}\"}} {count}"));
    }
    for (name, help) in MEASURES {
        let mut of_name =
            diagnosis.measures.iter().filter(|measure| measure.name == name).peekable();
        if of_name.peek().is_some() {
            head(name, help, page);
        }
        for measure in of_name {
            let endpoint = label(&measure.endpoint);
            page.line(format_args!(
                "ectl_doctor_{name}{{endpoint=\"{endpoint}\"}} {}",
                measure.value
            ));
        }
    }
    head("last_run_timestamp_seconds", "When this was found out.", page);
    let at = diagnosis.at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO);
    page.line(format_args!("ectl_doctor_last_run_timestamp_seconds {}", at.as_secs()));
}

fn head(name: &str, help: &str, page: &mut Buffer) {
    page.line(format_args!("# HELP ectl_doctor_{name} {help}"));
    page.line(format_args!("# TYPE ectl_doctor_{name} gauge"));
}

/// The value of a label.
fn label(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::{label, xml};

    #[test]
    fn what_would_end_an_attribute_or_a_label_is_escaped() {
        assert_eq!(xml("a<b>&\"c\"\n\u{1}é"), "a&lt;b&gt;&amp;&quot;c&quot;&#10;\u{fffd}é");
        assert_eq!(label("C:\\\"x\"\n"), "C:\\\\\\\"x\\\"\\n");
    }
}
