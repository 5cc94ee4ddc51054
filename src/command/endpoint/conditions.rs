//! What is demanded of an endpoint's answers. What cannot be looked at does not hold.

use crate::etcd::alarm_hint;
use crate::etcd::proto::{AlarmResponse, StatusResponse};
use crate::go::duration;
use crate::go::integer;
use crate::output;
use crate::reply::{CONDITION, HealthError, ProbeKind, Verdict, alarm_name};
use clap::Args;
use std::time::Duration;

/// What is demanded besides. What cannot be looked at does not hold.
#[derive(Debug, Clone, Copy, Default, Args)]
pub(crate) struct HealthConditions {
    /// Demand that the read is answered within this time
    #[arg(long, value_name = "DURATION", value_parser = duration, conflicts_with = "live")]
    max_latency: Option<Duration>,
    /// Demand that the database takes no more of its quota
    #[arg(long, value_name = "PERCENT", value_parser = percent, conflicts_with = "live")]
    max_db_percent: Option<i64>,
    /// The quota, such as 8GiB, instead of what etcd reports
    #[arg(long, value_name = "BYTES", value_parser = quota, requires = "max_db_percent")]
    quota: Option<i64>,
    /// Demand that no alarm is raised, and that we may see that
    ///
    /// Without --ready an alarm is unhealthy anyway; but alarms that we may not see are not.
    #[arg(long, conflicts_with = "live")]
    no_alarms: bool,
}

impl HealthConditions {
    /// Whether alarms are to be asked for.
    pub(crate) fn on_alarms(self, question: ProbeKind) -> bool {
        self.no_alarms || question == ProbeKind::Healthy
    }

    /// Whether the size of the database is to be asked for.
    pub(crate) fn on_status(self) -> bool {
        self.max_db_percent.is_some()
    }

    pub(crate) fn latency(self, took: Duration) -> Result<(), HealthError> {
        match self.max_latency {
            Some(allowed) if took > allowed => {
                let (took, allowed) = (in_words(took), humantime::format_duration(allowed));
                Err(unmet(format!("the read took {took}, and {allowed} are allowed")))
            }
            _ => Ok(()),
        }
    }

    /// Alarms in etcdctl's words. If we may not see them we don't know, and cannot say that there are none.
    pub(crate) fn alarms(
        self,
        answer: Result<AlarmResponse, HealthError>,
    ) -> Result<(), HealthError> {
        let phase = "alarm";
        match answer {
            Ok(reply) if reply.alarms.is_empty() => Ok(()),
            Ok(reply) => {
                let names = reply.alarms.iter().map(|it| format!("{} ", alarm_name(it.alarm)));
                let error = format!("Active Alarm(s): {}", names.collect::<String>());
                let cause = error.trim_end().to_owned();
                let alarms = reply.alarms.iter();
                let hint = alarms.filter_map(|it| alarm_hint(alarm_name(it.alarm))).next();
                Err(HealthError {
                    verdict: Verdict::Unhealthy,
                    phase,
                    cause,
                    error,
                    hint: hint.map(str::to_owned),
                })
            }
            Err(ailment) => {
                let error = format!("Unable to fetch the alarm list ({})", ailment.error);
                let verdict = if self.no_alarms { Verdict::Unhealthy } else { ailment.verdict };
                Err(HealthError { verdict, phase, error, ..ailment })
            }
        }
    }

    pub(crate) fn status(
        self,
        answer: Result<StatusResponse, HealthError>,
    ) -> Result<(), HealthError> {
        let Some(percent) = self.max_db_percent else { return Ok(()) };
        let status = answer.map_err(|ailment| {
            unmet(format!("how full the database is cannot be seen ({})", ailment.error))
        })?;
        let told = Some(status.db_size_quota).filter(|quota| *quota > 0);
        let Some(quota) = self.quota.or(told) else {
            return Err(unmet(format!(
                "how full the database is cannot be told: neither etcd {} nor its metrics tell the \
                 quota, and --quota is not given",
                status.version
            )));
        };
        match output::percent(status.db_size, quota) {
            Some(full) if full > percent => Err(unmet(format!(
                "the database takes {full}% of its quota, and {percent}% are allowed"
            ))),
            _ => Ok(()),
        }
    }
}

fn unmet(what: String) -> HealthError {
    let cause = what.clone();
    HealthError { verdict: Verdict::Unhealthy, phase: CONDITION, cause, error: what, hint: None }
}

/// In milliseconds, begun ones in full.
fn in_words(time: Duration) -> humantime::FormattedDuration {
    let millis = time.as_micros().div_ceil(1000);
    humantime::format_duration(Duration::from_millis(u64::try_from(millis).unwrap_or(u64::MAX)))
}

fn percent(text: &str) -> Result<i64, String> {
    let bad = || format!("\"{text}\" is not a percentage from 1 to 100");
    integer(text.strip_suffix('%').unwrap_or(text))
        .ok()
        .filter(|percent| (1..=100).contains(percent))
        .ok_or_else(bad)
}

/// The units of sizes; those that end in others come first.
const UNITS: [(&str, i64); 7] = [
    ("KiB", 1 << 10),
    ("MiB", 1 << 20),
    ("GiB", 1 << 30),
    ("kB", 1_000),
    ("MB", 1_000_000),
    ("GB", 1_000_000_000),
    ("B", 1),
];

/// Parses the size of a quota.
pub(crate) fn quota(text: &str) -> Result<i64, String> {
    let bad = || {
        format!(
            "\"{text}\" is not a size: give bytes, or a number with kB, MB, GB, KiB, MiB or GiB"
        )
    };
    let (number, unit) = UNITS
        .iter()
        .find_map(|(name, unit)| Some((text.strip_suffix(name)?, *unit)))
        .unwrap_or((text, 1));
    let bytes = integer(number.trim_end()).ok().and_then(|number| number.checked_mul(unit));
    bytes.filter(|bytes| *bytes > 0).ok_or_else(bad)
}

#[cfg(test)]
mod tests {
    use super::{HealthConditions, percent, quota};
    use crate::etcd::proto::{AlarmResponse, StatusResponse};
    use crate::reply::{CONDITION, HealthError, Verdict};
    use std::time::Duration;

    const NONE: HealthConditions =
        HealthConditions { max_latency: None, max_db_percent: None, quota: None, no_alarms: false };

    /// What comes of a database of that size, and the quota that the server tells.
    fn fill(size: i64, told: i64, given: Option<i64>, percent: i64) -> Result<(), HealthError> {
        let version = "3.5.30".to_owned();
        let status =
            StatusResponse { version, db_size: size, db_size_quota: told, ..Default::default() };
        HealthConditions { max_db_percent: Some(percent), quota: given, ..NONE }.status(Ok(status))
    }

    fn denied() -> HealthError {
        let (cause, error) = ("no".to_owned(), "no".to_owned());
        HealthError { verdict: Verdict::Unknown, phase: "login", cause, error, hint: None }
    }

    fn why(outcome: Result<(), HealthError>) -> String {
        let ailment = outcome.unwrap_err();
        assert_eq!((ailment.verdict, ailment.phase), (Verdict::Unhealthy, CONDITION));
        ailment.error
    }

    #[test]
    fn a_database_is_full_in_percent_of_the_quota() {
        assert_eq!(fill(800, 1000, None, 80), Ok(()));
        let full = "the database takes 81% of its quota, and 80% are allowed";
        assert_eq!(why(fill(801, 1000, None, 80)), full);
        assert_eq!(why(fill(8_000_001, 10_000_000, None, 80)), full, "never as if it were allowed");
        assert_eq!(fill(800, 0, Some(1000), 80), Ok(()));
        assert_eq!(fill(801, 1000, Some(2000), 80), Ok(()), "what is given counts");
        assert!(why(fill(i64::MAX, 1, None, 100)).ends_with("100% are allowed"));
    }

    #[test]
    fn what_cannot_be_looked_at_does_not_hold() {
        assert!(why(fill(1, 0, None, 80)).contains("neither etcd 3.5.30 nor its metrics"));
        let conditions = HealthConditions { max_db_percent: Some(80), quota: Some(9), ..NONE };
        assert!(why(conditions.status(Err(denied()))).contains("cannot be seen (no)"));
    }

    #[test]
    fn a_read_may_take_so_long() {
        let limit =
            |millis| HealthConditions { max_latency: Some(Duration::from_millis(millis)), ..NONE };
        let took = Duration::from_micros(200_001);
        assert_eq!(NONE.latency(took), Ok(()));
        assert_eq!(limit(201).latency(took), Ok(()));
        assert_eq!(why(limit(200).latency(took)), "the read took 201ms, and 200ms are allowed");
    }

    #[test]
    fn alarms_that_may_not_be_seen_are_unknown_unless_there_must_be_none() {
        assert_eq!(NONE.alarms(Ok(AlarmResponse::default())), Ok(()));
        let unseen = NONE.alarms(Err(denied())).unwrap_err();
        assert_eq!((unseen.verdict, unseen.phase), (Verdict::Unknown, "alarm"));
        assert_eq!(unseen.error, "Unable to fetch the alarm list (no)");
        let demanded = HealthConditions { no_alarms: true, ..NONE };
        assert_eq!(demanded.alarms(Err(denied())).unwrap_err().verdict, Verdict::Unhealthy);
    }

    #[test]
    fn numbers_that_make_sense() {
        assert_eq!([percent("80"), percent("80%")], [Ok(80), Ok(80)]);
        for (text, bytes) in [
            ("0x10", 16),
            ("16B", 16),
            ("2GiB", 2 << 30),
            ("8 MiB", 8 << 20),
            ("3KiB", 3 << 10),
            ("8GB", 8_000_000_000),
            ("5MB", 5_000_000),
            ("7kB", 7_000),
        ] {
            assert_eq!(quota(text), Ok(bytes), "{text}");
        }
        for text in ["0", "101", "-1", "x", "80%%", "%", "101%"] {
            assert!(percent(text).is_err(), "{text}");
        }
        for text in ["0", "-5", "GiB", "2 TiB", "2gib", "9223372036854775807kB", "1.5GiB", "-2GiB"]
        {
            assert!(quota(text).is_err(), "{text}");
        }
    }
}
