use super::finding::{Finding, joined};
use super::limits::Limits;
use crate::etcd::Certificate;
use std::time::SystemTime;

const DAY: u64 = 24 * 60 * 60;

/// Checks a chain by its certificate that expires first; `None` if the chain is empty.
pub(super) fn finding(
    check: &'static str,
    chain: &[Certificate],
    limits: &Limits,
    now: SystemTime,
    remedy: &str,
) -> Option<Finding> {
    let first = chain.first()?;
    let names = match first.names.as_slice() {
        [] => "no names".to_owned(),
        names => joined(names.iter().cloned()),
    };
    let sooner = chain.iter().min_by_key(|certificate| certificate.ends).unwrap_or(first);
    let whose = if sooner.ends < first.ends { "its CA's " } else { "" };
    let ends = humantime::format_rfc3339_seconds(sooner.ends).to_string();
    let date = ends.split('T').next().unwrap_or_default();
    let Ok(left) = sooner.ends.duration_since(now) else {
        let text = format!("for {names}; {whose}expired on {date}");
        return Some(Finding::critical(check, text).remedy(remedy));
    };
    let days = left.as_secs() / DAY;
    let text = format!("for {names}; {whose}expires in {days} days, on {date}");
    Some(if days < limits.critical_days {
        Finding::critical(check, text).remedy(remedy)
    } else if days < limits.warn_days {
        Finding::warn(check, text).remedy(remedy)
    } else {
        Finding::ok(check, text)
    })
}
