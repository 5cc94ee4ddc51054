//! A diagnosis as gauges, for the text file collector of Prometheus' node exporter.

use crate::doctor::{Diagnosis, Level, MEASURES};
use crate::output::Buffer;
use std::time::{Duration, SystemTime};

pub(super) fn write(diagnosis: &Diagnosis, page: &mut Buffer) {
    head("check_level", "Result of the check: 0 ok, 1 unknown, 2 warn, 3 critical.", page);
    for finding in &diagnosis.findings {
        let endpoint = label(finding.endpoint.as_deref().unwrap_or_default());
        let (check, level) = (label(finding.check), finding.level as u8);
        page.line(format_args!(
            "ectl_doctor_check_level{{endpoint=\"{endpoint}\",check=\"{check}\"}} {level}"
        ));
    }
    head("findings", "Number of findings by level.", page);
    for level in Level::ALL {
        let (name, count) = (level.name(), diagnosis.count(level));
        page.line(format_args!("ectl_doctor_findings{{level=\"{name}\"}} {count}"));
    }
    for (name, help) in MEASURES {
        let mut measures =
            diagnosis.measures.iter().filter(|measure| measure.name == name).peekable();
        if measures.peek().is_some() {
            head(name, help, page);
        }
        for measure in measures {
            let (endpoint, value) = (label(&measure.endpoint), measure.value);
            page.line(format_args!("ectl_doctor_{name}{{endpoint=\"{endpoint}\"}} {value}"));
        }
    }
    head("last_run_timestamp_seconds", "Time of the last run.", page);
    let at = diagnosis.at.duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO);
    page.line(format_args!("ectl_doctor_last_run_timestamp_seconds {}", at.as_secs()));
}

fn head(name: &str, help: &str, page: &mut Buffer) {
    page.line(format_args!("# HELP ectl_doctor_{name} {help}"));
    page.line(format_args!("# TYPE ectl_doctor_{name} gauge"));
}

fn label(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn labels_are_escaped() {
        assert_eq!(label("C:\\\"x\"\n"), "C:\\\\\\\"x\\\"\\n");
    }
}
