//! Conditions of `endpoint health` on an endpoint's answers. A condition that cannot be checked has
//! failed.

use crate::etcd::alarm_hint;
use crate::etcd::proto::{AlarmResponse, StatusResponse};
use crate::go::{duration, integer};
use crate::input::byte_size;
use crate::output;
use crate::reply::{CONDITION, HealthError, ProbeKind, Verdict, alarm_name};
use clap::Args;
use std::time::Duration;

#[derive(Debug, Clone, Copy, Default, Args)]
pub(crate) struct HealthConditions {
    /// Fail if the read takes longer
    #[arg(long, value_name = "DURATION", value_parser = duration, conflicts_with = "live")]
    max_latency: Option<Duration>,
    /// Fail if the database exceeds PERCENT of its quota
    #[arg(long, value_name = "PERCENT", value_parser = percent, conflicts_with = "live")]
    max_db_percent: Option<i64>,
    /// Quota, such as 8GiB (default: as reported by etcd)
    #[arg(long, value_name = "BYTES", value_parser = byte_size, requires = "max_db_percent")]
    quota: Option<i64>,
    /// Fail if an alarm is raised, or if alarms cannot be listed
    ///
    /// An alarm is unhealthy anyway unless --ready is given, but alarms that the user may not list are not.
    #[arg(long, conflicts_with = "live")]
    no_alarms: bool,
}

impl HealthConditions {
    pub(super) fn need_alarms(self, kind: ProbeKind) -> bool {
        self.no_alarms || kind == ProbeKind::Healthy
    }

    pub(super) fn need_status(self) -> bool {
        self.max_db_percent.is_some()
    }

    pub(super) fn check_latency(self, took: Duration) -> Result<(), HealthError> {
        match self.max_latency {
            Some(allowed) if took > allowed => {
                let (took, allowed) = (whole_millis(took), humantime::format_duration(allowed));
                Err(unmet(format!("the read took {took} (limit {allowed})")))
            }
            _ => Ok(()),
        }
    }

    /// Checks alarms, with etcdctl's messages. If they cannot be listed, the verdict is unknown, or unhealthy
    /// with `--no-alarms`.
    pub(super) fn check_alarms(
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
            Err(denied) => {
                let error = format!("Unable to fetch the alarm list ({})", denied.error);
                let verdict = if self.no_alarms { Verdict::Unhealthy } else { denied.verdict };
                Err(HealthError { verdict, phase, error, ..denied })
            }
        }
    }

    pub(super) fn check_status(
        self,
        answer: Result<StatusResponse, HealthError>,
    ) -> Result<(), HealthError> {
        let Some(percent) = self.max_db_percent else { return Ok(()) };
        let status = answer.map_err(|error| {
            unmet(format!("database usage cannot be checked ({})", error.error))
        })?;
        let reported = Some(status.db_size_quota).filter(|quota| *quota > 0);
        let Some(quota) = self.quota.or(reported) else {
            return Err(unmet(format!(
                "database usage cannot be checked: neither etcd {} nor its metrics report the quota, \
                 and --quota is not given",
                status.version
            )));
        };
        match output::percent(status.db_size, quota) {
            Some(full) if full > percent => {
                Err(unmet(format!("the database uses {full}% of its quota (limit {percent}%)")))
            }
            _ => Ok(()),
        }
    }
}

fn unmet(error: String) -> HealthError {
    let cause = error.clone();
    HealthError { verdict: Verdict::Unhealthy, phase: CONDITION, cause, error, hint: None }
}

fn whole_millis(time: Duration) -> humantime::FormattedDuration {
    let millis = time.as_micros().div_ceil(1000);
    humantime::format_duration(Duration::from_millis(u64::try_from(millis).unwrap_or(u64::MAX)))
}

fn percent(text: &str) -> Result<i64, String> {
    integer(text.strip_suffix('%').unwrap_or(text))
        .ok()
        .filter(|percent| (1..=100).contains(percent))
        .ok_or_else(|| format!("\"{text}\" is not a percentage from 1 to 100"))
}

#[cfg(test)]
mod tests {
    use super::{HealthConditions, percent};
    use crate::etcd::proto::{AlarmResponse, StatusResponse};
    use crate::reply::{CONDITION, HealthError, Verdict};
    use std::time::Duration;

    const NONE: HealthConditions =
        HealthConditions { max_latency: None, max_db_percent: None, quota: None, no_alarms: false };

    fn check(
        size: i64,
        reported: i64,
        given: Option<i64>,
        percent: i64,
    ) -> Result<(), HealthError> {
        let version = "3.5.30".to_owned();
        let status = StatusResponse {
            version,
            db_size: size,
            db_size_quota: reported,
            ..Default::default()
        };
        HealthConditions { max_db_percent: Some(percent), quota: given, ..NONE }
            .check_status(Ok(status))
    }

    fn denied() -> HealthError {
        let (cause, error) = ("no".to_owned(), "no".to_owned());
        HealthError { verdict: Verdict::Unknown, phase: "login", cause, error, hint: None }
    }

    fn why(outcome: Result<(), HealthError>) -> String {
        let error = outcome.unwrap_err();
        assert_eq!((error.verdict, error.phase), (Verdict::Unhealthy, CONDITION));
        error.error
    }

    #[test]
    fn usage_above_percentage_of_quota_fails() {
        assert_eq!(check(800, 1000, None, 80), Ok(()));
        let full = "the database uses 81% of its quota (limit 80%)";
        assert_eq!(why(check(801, 1000, None, 80)), full);
        assert_eq!(why(check(8_000_001, 10_000_000, None, 80)), full, "rounded up");
        assert_eq!(check(800, 0, Some(1000), 80), Ok(()));
        assert_eq!(check(801, 1000, Some(2000), 80), Ok(()), "--quota wins");
        assert!(why(check(i64::MAX, 1, None, 100)).ends_with("(limit 100%)"));
    }

    #[test]
    fn condition_that_cannot_be_checked_fails() {
        assert!(why(check(1, 0, None, 80)).contains("neither etcd 3.5.30 nor its metrics"));
        let conditions = HealthConditions { max_db_percent: Some(80), quota: Some(9), ..NONE };
        assert!(why(conditions.check_status(Err(denied()))).contains("cannot be checked (no)"));
    }

    #[test]
    fn slow_read_fails() {
        let limit =
            |millis| HealthConditions { max_latency: Some(Duration::from_millis(millis)), ..NONE };
        let took = Duration::from_micros(200_001);
        assert_eq!(NONE.check_latency(took), Ok(()));
        assert_eq!(limit(201).check_latency(took), Ok(()));
        assert_eq!(why(limit(200).check_latency(took)), "the read took 201ms (limit 200ms)");
    }

    #[test]
    fn denied_alarm_list_is_unknown_or_fails_no_alarms() {
        assert_eq!(NONE.check_alarms(Ok(AlarmResponse::default())), Ok(()));
        let unseen = NONE.check_alarms(Err(denied())).unwrap_err();
        assert_eq!((unseen.verdict, unseen.phase), (Verdict::Unknown, "alarm"));
        assert_eq!(unseen.error, "Unable to fetch the alarm list (no)");
        let demanded = HealthConditions { no_alarms: true, ..NONE };
        assert_eq!(demanded.check_alarms(Err(denied())).unwrap_err().verdict, Verdict::Unhealthy);
    }

    #[test]
    fn percentages() {
        assert_eq!([percent("80"), percent("80%")], [Ok(80), Ok(80)]);
        for text in ["0", "101", "-1", "x", "80%%", "%", "101%"] {
            assert!(percent(text).is_err(), "{text}");
        }
    }
}
