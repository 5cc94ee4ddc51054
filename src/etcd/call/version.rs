//! What etcd tells anyone in HTTP/1: its version, and by the way the time.

use serde::Deserialize;
use std::time::SystemTime;

/// What etcd tells anyone under `/version`.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct ServerVersion {
    pub(crate) version: String,
    pub(crate) cluster_version: String,
    pub(crate) skew: Option<ClockSkew>,
}

/// How far the server's clock is ahead of ours, in seconds: somewhere between these. A date in HTTP
/// is one of whole seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ClockSkew {
    pub(crate) least: f64,
    pub(crate) most: f64,
}

#[derive(Deserialize)]
struct Versions {
    etcdserver: String,
    #[serde(default)]
    etcdcluster: String,
}

/// Reads an answer that came between two moments of our clock.
pub(crate) fn greeting(
    answer: &str,
    before: SystemTime,
    after: SystemTime,
) -> Option<ServerVersion> {
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let versions: Versions = serde_json::from_str(body.trim()).ok()?;
    let skew = date(head)
        .map(|date| ClockSkew { least: seconds(date, after), most: seconds(date, before) + 1.0 });
    Some(ServerVersion {
        version: versions.etcdserver,
        cluster_version: versions.etcdcluster,
        skew,
    })
}

/// How much later one moment is than another.
fn seconds(one: SystemTime, other: SystemTime) -> f64 {
    match one.duration_since(other) {
        Ok(later) => later.as_secs_f64(),
        Err(earlier) => -earlier.duration().as_secs_f64(),
    }
}

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The `Date` among headers: `Sat, 21 Nov 2026 02:40:37 GMT`.
fn date(head: &str) -> Option<SystemTime> {
    let date = head.lines().find_map(|line| line.strip_prefix("Date: "))?;
    let words: Vec<_> = date.split_whitespace().collect();
    let [_, day, month, year, time, "GMT"] = words.as_slice() else { return None };
    let month = MONTHS.iter().position(|name| name == month)? + 1;
    humantime::parse_rfc3339(&format!("{year}-{month:02}-{day}T{time}Z")).ok()
}

#[cfg(test)]
mod tests {
    use super::{ClockSkew, greeting};
    use std::time::{Duration, SystemTime};

    const ANSWER: &str = "HTTP/1.0 200 OK\r\nDate: Sat, 21 Nov 2026 02:40:37 GMT\r\n\r\n\
        {\"etcdserver\":\"3.5.30\",\"etcdcluster\":\"3.5.0\"}";

    #[test]
    fn a_date_of_whole_seconds_bounds_the_skew() {
        let date = humantime::parse_rfc3339("2026-11-21T02:40:37Z").unwrap();
        let seen = |before: f64, after: f64| {
            let at = |seconds| date + Duration::from_secs_f64(seconds);
            greeting(ANSWER, at(before), at(after)).unwrap()
        };
        assert_eq!(seen(0.25, 0.5).version, "3.5.30");
        assert_eq!(seen(0.25, 0.5).cluster_version, "3.5.0");
        assert_eq!(seen(0.25, 0.5).skew, Some(ClockSkew { least: -0.5, most: 0.75 }));
        assert_eq!(seen(10.0, 10.5).skew, Some(ClockSkew { least: -10.5, most: -9.0 }));
    }

    #[test]
    fn what_is_no_answer_of_etcd_is_none() {
        let now = SystemTime::now();
        for text in ["", "HTTP/1.0 404\r\n\r\n404 page", "HTTP/1.0 200\r\n\r\n{}", "\r\n\r\n[]"] {
            assert_eq!(greeting(text, now, now), None, "{text:?}");
        }
        let dateless = ANSWER.replace("21 Nov", "21 Foo");
        assert_eq!(greeting(&dateless, now, now).unwrap().skew, None);
    }
}
