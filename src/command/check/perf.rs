//! `check perf`.

use super::load::{Amount, Load, LoadTally};
use super::size::Size;
use super::test_keys::{Afterwards, TestKeys};
use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::go::duration;
use crate::output;
use crate::reply::CheckLine;
use clap::Args;
use std::ffi::OsString;
use std::time::{Duration, Instant};

/// Check whether a cluster sustains a load of puts
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl check perf                                150 puts of 1 KiB per second, for a minute
  ectl check perf --load l --duration 10s        8000 puts per second, for ten seconds
  ectl check perf --auto-compact --auto-defrag   compact and defragment afterwards

Details:
  Loads (puts per second / clients): s 150/50, m 1000/200, l 8000/500, xl 15000/1000. The check
  passes if throughput exceeds 90% of the load, no put takes longer than 0.5s, and the standard
  deviation is at most 0.1s. The load slows down other clients.

Exit codes:
  1  the check failed
  3  there are keys with the prefix already
  5  interrupted

Signals:
  INT, TERM and HUP end the load, and the keys are deleted. A second one leaves keys behind.")]
pub(crate) struct Perf {
    /// Load: s (small), m (medium), l (large), xl (xLarge)
    #[arg(long, default_value = "s", value_name = "SIZE")]
    load: String,
    /// Prefix of the keys; all are deleted
    #[arg(long, default_value = "/etcdctl-check-perf/")]
    prefix: OsString,
    /// Duration of the load
    #[arg(long, value_name = "DURATION", default_value = "60s", value_parser = duration)]
    duration: Duration,
    #[command(flatten)]
    afterwards: Afterwards,
}

impl Perf {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<CheckLine>()?;
        let size = Size::parse(&self.load)?;
        if self.duration.is_zero() {
            return Err(Failure::usage("--duration must be greater than zero").into());
        }
        let mut test_keys = TestKeys::open(cx, &self.prefix, "'").await?;
        let load = Load {
            sessions: test_keys.sessions(size.clients()).await?,
            prefix: test_keys.prefix.clone(),
            key_size: 256,
            value_size: 1024,
            clients: size.clients(),
            amount: Amount::PerSecond(size.per_second(), self.duration),
        };
        let bar = output::progress("{wide_bar} {pos}s of {len}s", Some(self.duration.as_secs()));
        let started = Instant::now();
        let show = |_| bar.set_position(started.elapsed().as_secs());
        let tally = test_keys.run_load(&load, show).await;
        bar.finish_and_clear();
        let tally = tally?;
        test_keys.clean_up(&self.afterwards, &mut output).await?;
        let (lines, passed) = verdict(&tally, size.per_second());
        lines.iter().try_for_each(|line| output.print(line))?;
        if passed { Ok(()) } else { Err(Failure::silent(Kind::Refused).into()) }
    }
}

/// Returns the results in etcdctl's lines, and whether the check passed.
fn verdict(tally: &LoadTally, target: u32) -> (Vec<CheckLine>, bool) {
    let mut lines = CheckLine::errors(&tally.errors);
    let rate = tally.per_second();
    let shown = rate.ceil();
    lines.push(if rate / f64::from(target) > 0.9 {
        let text = format!("PASS: Throughput is {shown} writes/s");
        CheckLine::measured("throughput", true, shown.to_string(), text)
    } else {
        let text = format!("FAIL: Throughput too low: {shown} writes/s");
        CheckLine::measured("throughput", false, shown.to_string(), text)
    });
    let slowest = tally.slowest;
    lines.push(seconds(
        "slowest",
        slowest,
        0.5,
        "Slowest request took",
        "Slowest request took too long:",
    ));
    lines.push(seconds("stddev", tally.deviation(), 0.1, "Stddev is", "Stddev too high:"));
    let passed = lines.iter().all(|line| line.pass != Some(false));
    lines.push(CheckLine::verdict(passed));
    (lines, passed)
}

fn seconds(name: &'static str, seconds: f64, limit: f64, good: &str, bad: &str) -> CheckLine {
    let pass = seconds <= limit;
    let text = if pass {
        format!("PASS: {good} {seconds:.6}s")
    } else {
        // etcdctl omits FAIL here.
        format!("{bad} {seconds:.6}s")
    };
    CheckLine::measured(name, pass, format!("{seconds:.6}"), text)
}

#[cfg(test)]
mod tests {
    use super::verdict;
    use crate::command::check::load::LoadTally;

    fn lines(tally: &LoadTally) -> (Vec<String>, bool) {
        let (lines, passed) = verdict(tally, 150);
        (lines.into_iter().map(|line| line.text).collect(), passed)
    }

    #[test]
    fn results_are_worded_as_by_etcdctl() {
        let good = LoadTally::of(300, 2.001, 0.05013);
        let expected = [
            "PASS: Throughput is 150 writes/s",
            "PASS: Slowest request took 0.050130s",
            "PASS: Stddev is 0.000000s",
            "PASS",
        ];
        assert_eq!(lines(&good), (expected.map(str::to_owned).to_vec(), true));
        let mut bad = LoadTally::of(20, 2.0, 0.6);
        bad.errors.insert("no".to_owned(), 3);
        let expected = [
            "FAIL: too many errors",
            "FAIL: ERROR(no) -> 3",
            "FAIL: Throughput too low: 10 writes/s",
            "Slowest request took too long: 0.600000s",
            "PASS: Stddev is 0.000000s",
            "FAIL",
        ];
        assert_eq!(lines(&bad), (expected.map(str::to_owned).to_vec(), false));
        assert!(
            lines(&LoadTally::default()).0.contains(&"FAIL: Throughput too low: 0 writes/s".into())
        );
    }
}
