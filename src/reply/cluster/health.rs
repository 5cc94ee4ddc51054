use super::health_model::{CONDITION, HealthCheck, HealthError, HealthTally, ProbeKind, Verdict};
use crate::go::go_duration;
use crate::output::{Buffer, Cell, Column, Format, Records, Reply, names};

/// The health of endpoints, in the order they were given.
#[derive(Debug)]
pub(crate) struct EndpointHealth {
    pub(crate) probe: ProbeKind,
    pub(crate) checks: Vec<(String, HealthCheck)>,
    pub(crate) voters: Vec<Vec<String>>,
}

impl EndpointHealth {
    pub(crate) fn each(&self) -> impl Iterator<Item = Self> {
        let alone = |check: &(String, HealthCheck)| Self {
            probe: self.probe,
            checks: vec![check.clone()],
            voters: Vec::new(),
        };
        self.checks.iter().map(alone)
    }

    /// Returns a line for each endpoint that is not healthy, for stderr in the simple format.
    pub(crate) fn problems(&self) -> impl Iterator<Item = String> {
        self.failed().map(|(endpoint, HealthError { verdict, phase, error, .. })| {
            if *verdict == Verdict::Unknown {
                return format!("{endpoint}: health unknown: {error}");
            }
            // etcdctl's words, where they are true.
            let proposed = self.probe == ProbeKind::Healthy && *phase != CONDITION;
            let what = if proposed { "failed to commit proposal: " } else { "" };
            format!("{endpoint} is {}: {what}{error}", self.probe.failed())
        })
    }

    /// Returns the first hint about an endpoint that is not healthy.
    pub(crate) fn advice(&self) -> Option<String> {
        let (endpoint, hint) =
            self.failed().find_map(|(endpoint, error)| Some((endpoint, error.hint.as_ref()?)))?;
        Some(if self.checks.len() > 1 { format!("{endpoint}: {hint}") } else { hint.clone() })
    }

    fn failed(&self) -> impl Iterator<Item = (&str, &HealthError)> {
        self.checks.iter().filter_map(|(endpoint, check)| Some((&**endpoint, check.error()?)))
    }

    pub(crate) fn endpoints(&self) -> HealthTally {
        HealthTally::of(self.checks.iter().map(|(_, check)| check.verdict()))
    }

    /// Counts the voters by their health, which is that of the healthiest of their addresses.
    pub(crate) fn voters(&self) -> HealthTally {
        let verdict = |addresses: &Vec<String>| {
            let own = self.checks.iter().filter(|(endpoint, _)| addresses.contains(endpoint));
            own.map(|(_, check)| check.verdict()).max().unwrap_or(Verdict::Unhealthy)
        };
        HealthTally::of(self.voters.iter().map(verdict))
    }

    /// Returns whether several endpoints were checked and not all are healthy.
    pub(crate) fn needs_summary(&self) -> bool {
        self.checks.len() > 1 && self.failed().next().is_some()
    }

    pub(crate) fn summary(&self) -> String {
        let tally @ HealthTally { all, healthy, unknown } = self.voters();
        let unknown = if unknown == 0 { String::new() } else { format!(", {unknown} unknown") };
        let (verdict, passed) = (tally.verdict().name(), self.probe.passed());
        format!("cluster: {verdict} ({healthy} of {all} {passed}{unknown})")
    }
}

impl Reply for EndpointHealth {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];
    const FIELDS: &'static [&'static str] = &names(&COLUMNS);
    const MAIN: &'static [&'static str] = &["endpoint", "health", "error"];

    fn simple(&self, page: &mut Buffer) {
        let proposed = match self.probe {
            ProbeKind::Healthy => "successfully committed proposal: ",
            ProbeKind::Live | ProbeKind::Ready => "",
        };
        let passed = self.probe.passed();
        for (endpoint, check) in self.checks.iter().filter(|(_, check)| check.outcome.is_ok()) {
            let took = go_duration(check.took);
            page.line(format_args!("{endpoint} is {passed}: {proposed}took = {took}"));
        }
    }

    fn fields(&self, page: &mut Buffer) {
        for (endpoint, check) in &self.checks {
            page.field_quoted("Endpoint", endpoint.as_bytes());
            page.field("Health", check.outcome.is_ok());
            page.field("Took", go_duration(check.took));
            page.field("Error", check.error().map_or("", |error| &error.error));
            page.raw(b"\n");
        }
    }

    fn json(&self, page: &mut Buffer) {
        page.json_objects(&self.checks, |(endpoint, check), object| {
            let error = check.error();
            object.field("endpoint", endpoint);
            object.field("health", error.is_none());
            object.field("took", go_duration(check.took));
            object.nonzero("error", error.map_or("", |error| &error.error));
            object.field("verdict", check.verdict().name());
            object.nonzero("cause", error.map(|error| &error.cause));
            object.nonzero("phase", error.map(|error| error.phase));
            object.field("took_ms", check.took_ms());
        });
        page.raw(b"\n");
    }

    fn records(&self) -> Records {
        self.jsonl_records().first_columns(4)
    }

    fn jsonl_records(&self) -> Records {
        Records::table(&COLUMNS, &self.checks)
    }
}

/// Columns of `jsonl`; `table` has the first four, which etcdctl has too.
const COLUMNS: [Column<(String, HealthCheck)>; 8] = [
    ("endpoint", |(endpoint, _)| Cell::text(endpoint)),
    ("health", |(_, check)| Cell::Flag(check.outcome.is_ok())),
    ("took", |(_, check)| Cell::text(go_duration(check.took))),
    ("error", |(_, check)| Cell::text_or_nothing(check.error().map(|error| &error.error))),
    ("verdict", |(_, check)| Cell::text(check.verdict().name())),
    ("cause", |(_, check)| Cell::text_or_nothing(check.error().map(|error| &error.cause))),
    ("phase", |(_, check)| Cell::text_or_nothing(check.error().map(|error| error.phase))),
    ("took_ms", |(_, check)| Cell::Number(check.took_ms())),
];

#[cfg(test)]
mod tests {
    use super::{EndpointHealth, HealthCheck, HealthError, ProbeKind, Verdict};
    use crate::output::{Buffer, Reply};
    use std::time::Duration;

    fn error(verdict: Verdict, phase: &'static str, cause: &str) -> HealthError {
        let error = format!("cannot reach it: {cause}");
        HealthError { verdict, phase, cause: cause.to_owned(), error, hint: None }
    }

    fn reply() -> EndpointHealth {
        let check = |nanos, outcome| HealthCheck { took: Duration::from_nanos(nanos), outcome };
        let refused = error(Verdict::Unhealthy, "connect", "refused");
        let denied = error(Verdict::Unknown, "login", "no user");
        let checks = [(2_683_900, Ok(())), (3_000_000, Err(refused)), (4_000_000, Err(denied))];
        let named = checks.into_iter().zip(["a:1", "b:2", "c:3"]);
        EndpointHealth {
            probe: ProbeKind::Healthy,
            checks: named.map(|((n, outcome), at)| (at.to_owned(), check(n, outcome))).collect(),
            voters: vec![vec!["a:1".to_owned(), "b:2".to_owned()], vec!["c:3".to_owned()], vec![]],
        }
    }

    fn printed(print: impl Fn(&EndpointHealth, &mut Buffer)) -> String {
        let mut page = Buffer::new(false);
        print(&reply(), &mut page);
        String::from_utf8(page.take().to_vec()).unwrap()
    }

    #[test]
    fn prints_etcdctls_text() {
        assert_eq!(
            printed(Reply::simple),
            "a:1 is healthy: successfully committed proposal: took = 2.6839ms\n"
        );
        assert_eq!(
            reply().problems().collect::<Vec<_>>(),
            [
                "b:2 is unhealthy: failed to commit proposal: cannot reach it: refused",
                "c:3: health unknown: cannot reach it: no user"
            ]
        );
        assert_eq!(
            printed(Reply::fields),
            "\"Endpoint\" : \"a:1\"\n\"Health\" : true\n\"Took\" : 2.6839ms\n\"Error\" : \n\n\
             \"Endpoint\" : \"b:2\"\n\"Health\" : false\n\"Took\" : 3ms\n\
             \"Error\" : cannot reach it: refused\n\n\
             \"Endpoint\" : \"c:3\"\n\"Health\" : false\n\"Took\" : 4ms\n\
             \"Error\" : cannot reach it: no user\n\n"
        );
    }

    #[test]
    fn json_adds_verdict_cause_and_phase() {
        assert_eq!(
            printed(Reply::json),
            "[{\"endpoint\":\"a:1\",\"health\":true,\"took\":\"2.6839ms\",\
             \"verdict\":\"healthy\",\"took_ms\":2},\
             {\"endpoint\":\"b:2\",\"health\":false,\"took\":\"3ms\",\
             \"error\":\"cannot reach it: refused\",\"verdict\":\"unhealthy\",\
             \"cause\":\"refused\",\"phase\":\"connect\",\"took_ms\":3},\
             {\"endpoint\":\"c:3\",\"health\":false,\"took\":\"4ms\",\
             \"error\":\"cannot reach it: no user\",\"verdict\":\"unknown\",\
             \"cause\":\"no user\",\"phase\":\"login\",\"took_ms\":4}]\n"
        );
    }

    #[test]
    fn healthiest_address_decides_health_of_member() {
        assert_eq!(reply().summary(), "cluster: unknown (1 of 3 healthy, 1 unknown)");
        assert_eq!(reply().endpoints().reaches(3), Verdict::Unhealthy);
    }

    #[test]
    fn each_probe_has_its_words() {
        let live = EndpointHealth { probe: ProbeKind::Live, ..reply() };
        let mut page = Buffer::new(false);
        live.simple(&mut page);
        assert_eq!(page.take(), b"a:1 is live: took = 2.6839ms\n");
        assert_eq!(live.problems().next().unwrap(), "b:2 is not live: cannot reach it: refused");
        assert_eq!(live.summary(), "cluster: unknown (1 of 3 live, 1 unknown)");
    }
}
