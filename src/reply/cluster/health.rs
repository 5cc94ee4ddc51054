//! How healthy each endpoint is, and with it the cluster.

use super::health_model::{CONDITION, HealthCheck, HealthError, HealthTally, ProbeKind, Verdict};
use crate::go::go_duration;
use crate::output::{Buffer, Cell, Format, Records, Reply};
use serde::Serialize;

/// What came of examining endpoints, in the order they were given.
#[derive(Debug)]
pub(crate) struct EndpointHealth {
    pub(crate) question: ProbeKind,
    pub(crate) checks: Vec<(String, HealthCheck)>,
    /// The addresses of each member that has a vote.
    pub(crate) voters: Vec<Vec<String>>,
}

impl EndpointHealth {
    /// Returns the health of each endpoint by itself.
    pub(crate) fn each(&self) -> impl Iterator<Item = Self> {
        let alone = |check: &(String, HealthCheck)| Self {
            question: self.question,
            checks: vec![check.clone()],
            voters: Vec::new(),
        };
        self.checks.iter().map(alone)
    }

    /// A line for each endpoint that is not healthy. In the simple format they go to stderr.
    pub(crate) fn complaints(&self) -> impl Iterator<Item = String> {
        let ill =
            self.checks.iter().filter_map(|(at, check)| Some((at, check.outcome.as_ref().err()?)));
        ill.map(|(endpoint, HealthError { verdict, phase, error, .. })| {
            let state = self.question.opposite(*verdict);
            let proposed = self.question == ProbeKind::Healthy && *verdict == Verdict::Unhealthy;
            // etcdctl's words, where they are true.
            let what =
                if proposed && *phase != CONDITION { "failed to commit proposal: " } else { "" };
            format!("{endpoint} is {state}: {what}{error}")
        })
    }

    /// What to do about the first that is not healthy, if that is clear.
    pub(crate) fn advice(&self) -> Option<String> {
        let mut ill =
            self.checks.iter().filter_map(|(at, check)| Some((at, check.outcome.as_ref().err()?)));
        let (endpoint, hint) = ill.find_map(|(at, ailment)| Some((at, ailment.hint.as_ref()?)))?;
        Some(if self.checks.len() > 1 { format!("{endpoint}: {hint}") } else { hint.clone() })
    }

    /// How the endpoints are that were asked.
    pub(crate) fn endpoints(&self) -> HealthTally {
        HealthTally::of(self.checks.iter().map(|(_, check)| check.verdict()))
    }

    /// How the members are that have a vote: each as the best of its addresses.
    pub(crate) fn voters(&self) -> HealthTally {
        let verdict = |addresses: &Vec<String>| {
            let own = self.checks.iter().filter(|(endpoint, _)| addresses.contains(endpoint));
            own.map(|(_, check)| check.verdict()).max().unwrap_or(Verdict::Unhealthy)
        };
        HealthTally::of(self.voters.iter().map(verdict))
    }

    /// Whether there is more to say than of one endpoint, or that all is well.
    pub(crate) fn is_worth_a_summary(&self) -> bool {
        self.checks.len() > 1 && self.checks.iter().any(|(_, check)| check.outcome.is_err())
    }

    /// All together in one line.
    pub(crate) fn summary(&self) -> String {
        let tally @ HealthTally { all, healthy, unknown } = self.voters();
        let unknown = if unknown == 0 { String::new() } else { format!(", {unknown} unknown") };
        let (verdict, word) = (tally.verdict().word(), self.question.word());
        format!("cluster: {verdict} ({healthy} of {all} {word}{unknown})")
    }
}

impl Reply for EndpointHealth {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];

    fn simple(&self, page: &mut Buffer) {
        let proposed = match self.question {
            ProbeKind::Healthy => "successfully committed proposal: ",
            ProbeKind::Live | ProbeKind::Ready => "",
        };
        let word = self.question.word();
        for (endpoint, check) in self.checks.iter().filter(|(_, check)| check.outcome.is_ok()) {
            let took = go_duration(check.took);
            page.line(format_args!("{endpoint} is {word}: {proposed}took = {took}"));
        }
    }

    fn fields(&self, page: &mut Buffer) {
        for (endpoint, check) in &self.checks {
            page.field_quoted("Endpoint", endpoint.as_bytes());
            page.field("Health", check.outcome.is_ok());
            page.field("Took", go_duration(check.took));
            page.field("Error", check.error());
            page.line(format_args!(""));
        }
    }

    fn json(&self, page: &mut Buffer) {
        let view = |(endpoint, check)| HealthJson::of(endpoint, check);
        page.json_line(&self.checks.iter().map(|(e, c)| view((e, c))).collect::<Vec<_>>());
    }

    fn protobuf(&self, _page: &mut Buffer) {}

    fn records(&self) -> Records {
        let mut records = Records::new(&["endpoint", "health", "took", "error"]);
        for (endpoint, check) in &self.checks {
            records.push(known_to_etcdctl(endpoint, check));
        }
        records
    }

    fn jsonl_records(&self) -> Records {
        let mut records = Records::new(&[
            "endpoint", "health", "took", "error", "verdict", "cause", "phase", "took_ms",
        ]);
        for (at, check) in &self.checks {
            let ailment = check.outcome.as_ref().err();
            let [endpoint, health, took, error] = known_to_etcdctl(at, check);
            records.push([
                endpoint,
                health,
                took,
                error,
                Cell::text(check.verdict().word()),
                ailment.map_or(Cell::Nothing, |ailment| Cell::text(&ailment.cause)),
                ailment.map_or(Cell::Nothing, |ailment| Cell::text(ailment.phase)),
                Cell::Number(check.millis()),
            ]);
        }
        records
    }
}

fn known_to_etcdctl(endpoint: &str, check: &HealthCheck) -> [Cell; 4] {
    let error = check.outcome.as_ref().err();
    [
        Cell::text(endpoint),
        Cell::Flag(error.is_none()),
        Cell::text(go_duration(check.took)),
        error.map_or(Cell::Nothing, |ailment| Cell::text(&ailment.error)),
    ]
}

#[derive(Debug, Serialize)]
struct HealthJson<'a> {
    endpoint: &'a str,
    health: bool,
    took: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    error: &'a str,
    verdict: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cause: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    phase: Option<&'static str>,
    took_ms: i64,
}

impl<'a> HealthJson<'a> {
    fn of(endpoint: &'a str, check: &'a HealthCheck) -> Self {
        let ailment = check.outcome.as_ref().err();
        Self {
            endpoint,
            health: ailment.is_none(),
            took: go_duration(check.took),
            error: check.error(),
            verdict: check.verdict().word(),
            cause: ailment.map(|ailment| ailment.cause.as_str()),
            phase: ailment.map(|ailment| ailment.phase),
            took_ms: check.millis(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{EndpointHealth, HealthCheck, HealthError, ProbeKind, Verdict};
    use crate::output::{Buffer, Reply};
    use std::time::Duration;

    fn ailment(verdict: Verdict, phase: &'static str, cause: &str) -> HealthError {
        let error = format!("cannot reach it: {cause}");
        HealthError { verdict, phase, cause: cause.to_owned(), error, hint: None }
    }

    fn reply() -> EndpointHealth {
        let check = |nanos, outcome| HealthCheck { took: Duration::from_nanos(nanos), outcome };
        let refused = ailment(Verdict::Unhealthy, "connect", "refused");
        let denied = ailment(Verdict::Unknown, "login", "no user");
        let checks = [(2_683_900, Ok(())), (3_000_000, Err(refused)), (4_000_000, Err(denied))];
        let named = checks.into_iter().zip(["a:1", "b:2", "c:3"]);
        EndpointHealth {
            question: ProbeKind::Healthy,
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
    fn as_etcdctl_writes_it() {
        assert_eq!(
            printed(Reply::simple),
            "a:1 is healthy: successfully committed proposal: took = 2.6839ms\n"
        );
        assert_eq!(
            reply().complaints().collect::<Vec<_>>(),
            [
                "b:2 is unhealthy: failed to commit proposal: cannot reach it: refused",
                "c:3 is of unknown health: cannot reach it: no user"
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
    fn json_says_more() {
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
    fn a_member_is_as_well_as_the_best_of_its_addresses() {
        assert_eq!(reply().summary(), "cluster: unknown (1 of 3 healthy, 1 unknown)");
        assert_eq!(reply().endpoints().reaches(3), Verdict::Unhealthy);
    }

    #[test]
    fn each_question_has_its_words() {
        let live = EndpointHealth { question: ProbeKind::Live, ..reply() };
        let mut page = Buffer::new(false);
        live.simple(&mut page);
        assert_eq!(page.take(), b"a:1 is live: took = 2.6839ms\n");
        assert_eq!(live.complaints().next().unwrap(), "b:2 is not live: cannot reach it: refused");
        assert_eq!(live.summary(), "cluster: unknown (1 of 3 live, 1 unknown)");
    }
}
