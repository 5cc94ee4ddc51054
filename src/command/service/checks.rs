//! The options of health checks.

use crate::failure::Failure;
use crate::go::{duration, integer};
use crate::probe::{Health, Probe, RiseFallCounts, Schedule};
use clap::{ArgGroup, Args};
use std::ffi::OsString;
use std::num::NonZeroU32;
use std::time::Duration;

/// The health checks of a service.
#[derive(Debug, Args)]
#[command(group(
    ArgGroup::new("check")
        .args(["check_tcp", "check_http", "check_exec", "check_grpc"])
        .multiple(true)
))]
#[command(next_help_heading = "Health check options")]
pub(crate) struct Checks {
    /// Check that a port accepts connections
    #[arg(long, value_name = "HOST:PORT")]
    check_tcp: Vec<String>,
    /// Check that a GET returns a status from 200 to 399
    #[arg(long, value_name = "URL")]
    check_http: Vec<String>,
    /// Check that a shell command exits with 0
    #[arg(long, value_name = "CMD")]
    check_exec: Vec<OsString>,
    /// Check that grpc.health.v1 reports SERVING
    #[arg(long, value_name = "HOST:PORT[/SERVICE]")]
    check_grpc: Vec<String>,
    /// Interval between checks
    #[arg(long, value_name = "DURATION", default_value = "5s", value_parser = duration, requires = "check")]
    check_interval: Duration,
    /// Timeout of a check
    #[arg(long, value_name = "DURATION", default_value = "2s", value_parser = duration, requires = "check")]
    check_timeout: Duration,
    /// Consecutive passes to become healthy
    #[arg(long, value_name = "N", default_value = "1", value_parser = integer, requires = "check")]
    rise: i64,
    /// Consecutive failures to become unhealthy
    #[arg(long, value_name = "N", default_value = "3", value_parser = integer, requires = "check")]
    fall: i64,
}

impl Checks {
    /// Returns the checks, if there are any. Fails if an option is invalid.
    pub(crate) fn health(&self) -> Result<Option<Health>, Failure> {
        let schedule = Schedule {
            interval: positive("--check-interval", self.check_interval)?,
            timeout: positive("--check-timeout", self.check_timeout)?,
        };
        let rise = threshold("--rise", self.rise)?;
        let thresholds = RiseFallCounts { rise, fall: threshold("--fall", self.fall)? };
        let probes = self.probes()?;
        let any = !probes.is_empty();
        Ok(any.then(|| Health::new(probes, schedule, thresholds)))
    }

    fn probes(&self) -> Result<Vec<Probe>, Failure> {
        let tcp = all("--check-tcp", &self.check_tcp, Probe::tcp);
        let http = all("--check-http", &self.check_http, Probe::http);
        let exec = self.check_exec.iter().map(|command| Ok(Probe::exec(command)));
        let grpc = all("--check-grpc", &self.check_grpc, Probe::grpc);
        tcp.chain(http).chain(exec).chain(grpc).collect()
    }
}

fn all(
    option: &str,
    given: &[String],
    parse: fn(&str) -> Result<Probe, String>,
) -> impl Iterator<Item = Result<Probe, Failure>> {
    given.iter().map(move |text| {
        parse(text).map_err(|why| Failure::usage(format!("invalid {option} \"{text}\": {why}")))
    })
}

fn positive(option: &str, time: Duration) -> Result<Duration, Failure> {
    if time.is_zero() {
        return Err(Failure::usage(format!("{option} must be greater than zero")));
    }
    Ok(time)
}

fn threshold(option: &str, number: i64) -> Result<NonZeroU32, Failure> {
    let number = u32::try_from(number).ok().and_then(NonZeroU32::new);
    number.ok_or_else(|| Failure::usage(format!("{option} must be at least 1")))
}

#[cfg(test)]
mod tests {
    use super::Checks;
    use crate::cli::usage_error::failure_of;
    use crate::failure::Failure;
    use crate::probe::Health;
    use clap::{Args as _, Command, FromArgMatches as _};

    fn health(words: &[&str]) -> Result<Option<Health>, Failure> {
        let command = Checks::augment_args(Command::new("register").no_binary_name(true));
        let matches = command.try_get_matches_from(words);
        let matches = matches.map_err(|error| failure_of(&error))?;
        Checks::from_arg_matches(&matches).unwrap().health()
    }

    #[tokio::test]
    async fn checks_are_optional_and_repeatable() {
        assert!(health(&[]).unwrap().is_none());
        let words = "--check-tcp h:1 --check-tcp [::1]:2 --check-http http://h/x --check-exec true \
                     --check-grpc h:1/a.B --rise 2 --fall 1 --check-interval 1s --check-timeout 9ms";
        let health = health(&words.split_whitespace().collect::<Vec<_>>()).unwrap();
        assert!(health.is_some());
    }

    #[tokio::test]
    async fn invalid_checks_are_refused() {
        for (words, why) in [
            ("--check-tcp h", "invalid --check-tcp \"h\": expected HOST:PORT"),
            ("--check-tcp h:x", "invalid --check-tcp \"h:x\": expected HOST:PORT"),
            ("--check-tcp :80", "invalid --check-tcp \":80\": expected HOST:PORT"),
            ("--check-tcp h:80/x", "invalid --check-tcp \"h:80/x\": expected HOST:PORT"),
            ("--check-grpc h/s", "invalid --check-grpc \"h/s\": expected HOST:PORT"),
            ("--check-http h:80", "invalid --check-http \"h:80\": expected http://… or https://…"),
            ("--check-http ftp://h", "invalid --check-http \"ftp://h\": expected http"),
            ("--check-http http://u:p@h", "a user or a password is not supported"),
            ("--check-tcp h:1 --rise 0", "--rise must be at least 1"),
            ("--check-tcp h:1 --fall=-1", "--fall must be at least 1"),
            ("--check-tcp h:1 --check-interval 0", "--check-interval must be greater than zero"),
            ("--check-tcp h:1 --check-timeout 0", "--check-timeout must be greater than zero"),
            ("--rise 2", "required"),
            ("--fall 2", "required"),
            ("--check-interval 1s", "required"),
            ("--check-timeout 1s", "required"),
        ] {
            let failure = health(&words.split(' ').collect::<Vec<_>>()).unwrap_err();
            assert_eq!(failure.kind().code(), 128, "{words}");
            assert!(failure.to_string().contains(why), "{words}: {failure}");
        }
    }
}
