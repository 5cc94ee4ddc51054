//! The page `/version`, which etcd serves without authentication, and the clock skew from its date.

use serde::Deserialize;
use std::time::SystemTime;

#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct ServerVersion {
    pub(crate) version: String,
    pub(crate) cluster_version: String,
    pub(crate) skew: Option<ClockSkew>,
}

/// Bounds in seconds of how far the server's clock is ahead of the local one. A date of HTTP has whole
/// seconds.
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

/// Reads a page that was fetched between two times of the local clock; `None` if it is not etcd's.
pub(crate) fn parse(
    page: &str,
    date: Option<SystemTime>,
    before: SystemTime,
    after: SystemTime,
) -> Option<ServerVersion> {
    let versions: Versions = serde_json::from_str(page.trim()).ok()?;
    let skew = |date| ClockSkew { least: seconds(date, after), most: seconds(date, before) + 1.0 };
    Some(ServerVersion {
        version: versions.etcdserver,
        cluster_version: versions.etcdcluster,
        skew: date.map(skew),
    })
}

fn seconds(one: SystemTime, other: SystemTime) -> f64 {
    match one.duration_since(other) {
        Ok(later) => later.as_secs_f64(),
        Err(earlier) => -earlier.duration().as_secs_f64(),
    }
}

#[cfg(test)]
mod tests {
    use super::{ClockSkew, parse};
    use std::time::{Duration, SystemTime};

    const ANSWER: &str = "{\"etcdserver\":\"3.5.30\",\"etcdcluster\":\"3.5.0\"}";

    #[test]
    fn date_of_whole_seconds_bounds_the_skew() {
        let sent = httpdate::parse_http_date("Sat, 21 Nov 2026 02:40:37 GMT").ok();
        let date = humantime::parse_rfc3339("2026-11-21T02:40:37Z").unwrap();
        let seen = |before: f64, after: f64| {
            let at = |seconds| date + Duration::from_secs_f64(seconds);
            parse(ANSWER, sent, at(before), at(after)).unwrap()
        };
        assert_eq!(seen(0.25, 0.5).version, "3.5.30");
        assert_eq!(seen(0.25, 0.5).cluster_version, "3.5.0");
        assert_eq!(seen(0.25, 0.5).skew, Some(ClockSkew { least: -0.5, most: 0.75 }));
        assert_eq!(seen(10.0, 10.5).skew, Some(ClockSkew { least: -10.5, most: -9.0 }));
    }

    #[test]
    fn page_of_another_service_has_no_version() {
        let now = SystemTime::now();
        for text in ["", "404 page", "{}", "[]"] {
            assert_eq!(parse(text, None, now, now), None, "{text:?}");
        }
        let date = httpdate::parse_http_date("Sat, 21 Foo 2026 02:40:37 GMT").ok();
        assert_eq!(parse(ANSWER, date, now, now).unwrap().skew, None);
    }
}
