//! How healthy each endpoint is.

use crate::output::{Cell, Format, Page, Records, Reply, go_duration};
use serde::Serialize;
use std::time::Duration;

/// What came of examining endpoints, in the order they were given.
#[derive(Debug)]
pub(crate) struct EndpointHealth {
    pub(crate) checks: Vec<(String, HealthCheck)>,
}

/// What came of examining one.
#[derive(Debug)]
pub(crate) struct HealthCheck {
    pub(crate) took: Duration,
    /// Empty if it is healthy.
    pub(crate) error: String,
}

impl EndpointHealth {
    /// A line for each unhealthy endpoint. In the simple format they go to stderr.
    pub(crate) fn complaints(&self) -> impl Iterator<Item = String> {
        let unhealthy = self.checks.iter().filter(|(_, check)| !check.error.is_empty());
        unhealthy.map(|(endpoint, HealthCheck { error, .. })| {
            format!("{endpoint} is unhealthy: failed to commit proposal: {error}")
        })
    }
}

impl Reply for EndpointHealth {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];

    fn simple(&self, page: &mut Page) {
        for (endpoint, check) in self.checks.iter().filter(|(_, check)| check.error.is_empty()) {
            let took = go_duration(check.took);
            page.line(format_args!(
                "{endpoint} is healthy: successfully committed proposal: took = {took}"
            ));
        }
    }

    fn fields(&self, page: &mut Page) {
        for (endpoint, check) in &self.checks {
            page.field_quoted("Endpoint", endpoint.as_bytes());
            page.field("Health", check.error.is_empty());
            page.field("Took", go_duration(check.took));
            page.field("Error", &check.error);
            page.line(format_args!(""));
        }
    }

    fn json(&self, page: &mut Page) {
        let view = |(endpoint, check)| HealthJson::of(endpoint, check);
        page.json_line(&self.checks.iter().map(|(e, c)| view((e, c))).collect::<Vec<_>>());
    }

    fn protobuf(&self, _page: &mut Page) {}

    fn records(&self) -> Records {
        let mut records = Records::new(&["endpoint", "health", "took", "error"]);
        for (endpoint, check) in &self.checks {
            let healthy = check.error.is_empty();
            records.push([
                Cell::text(endpoint),
                Cell::Flag(healthy),
                Cell::text(go_duration(check.took)),
                if healthy { Cell::Nothing } else { Cell::text(&check.error) },
            ]);
        }
        records
    }
}

#[derive(Debug, Serialize)]
struct HealthJson<'a> {
    endpoint: &'a str,
    health: bool,
    took: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    error: &'a str,
}

impl<'a> HealthJson<'a> {
    fn of(endpoint: &'a str, check: &'a HealthCheck) -> Self {
        let error = check.error.as_str();
        Self { endpoint, health: error.is_empty(), took: go_duration(check.took), error }
    }
}

#[cfg(test)]
mod tests {
    use super::{EndpointHealth, HealthCheck};
    use crate::output::{Page, Reply};
    use std::time::Duration;

    fn reply() -> EndpointHealth {
        let check = |nanos, error: &str| HealthCheck {
            took: Duration::from_nanos(nanos),
            error: error.to_owned(),
        };
        EndpointHealth {
            checks: vec![
                ("a:1".to_owned(), check(2_683_900, "")),
                ("b:2".to_owned(), check(3_000_000, "Active Alarm(s): NOSPACE ")),
            ],
        }
    }

    fn printed(print: impl Fn(&EndpointHealth, &mut Page)) -> String {
        let mut page = Page::new(false);
        print(&reply(), &mut page);
        String::from_utf8(page.take().to_vec()).unwrap()
    }

    #[test]
    fn as_etcdctl_writes_it() {
        assert_eq!(
            printed(Reply::simple),
            "a:1 is healthy: successfully committed proposal: took = 2.6839ms\n"
        );
        assert_eq!(
            reply().complaints().collect::<Vec<_>>(),
            ["b:2 is unhealthy: failed to commit proposal: Active Alarm(s): NOSPACE "]
        );
        assert_eq!(
            printed(Reply::fields),
            "\"Endpoint\" : \"a:1\"\n\"Health\" : true\n\"Took\" : 2.6839ms\n\"Error\" : \n\n\
             \"Endpoint\" : \"b:2\"\n\"Health\" : false\n\"Took\" : 3ms\n\
             \"Error\" : Active Alarm(s): NOSPACE \n\n"
        );
        assert_eq!(
            printed(Reply::json),
            "[{\"endpoint\":\"a:1\",\"health\":true,\"took\":\"2.6839ms\"},\
             {\"endpoint\":\"b:2\",\"health\":false,\"took\":\"3ms\",\
             \"error\":\"Active Alarm(s): NOSPACE \"}]\n"
        );
    }
}
