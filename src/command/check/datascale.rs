//! `check datascale`.

use super::load::{Amount, Load, LoadTally};
use super::size::Size;
use super::test_keys::{Afterwards, TestKeys};
use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::go::integer;
use crate::output::{self, Output};
use crate::reply::CheckLine;
use clap::Args;
use std::ffi::OsString;

/// Measure the memory that etcd uses for many keys
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl check datascale                10000 keys of 1 KiB, put by 50 clients
  ectl check datascale --keys 50000   50000 keys

Details:
  Loads (keys / clients): s 10000/50, m 100000/200, l 1000000/500, xl 3000000/1000. Memory is read
  from /metrics of the first endpoint.

Exit codes:
  1  a put failed, or the memory cannot be read
  3  there are keys with the prefix already
  5  interrupted

Signals:
  INT, TERM and HUP end the load, and the keys are deleted. A second one leaves keys behind.")]
pub(crate) struct Datascale {
    /// Load: s (small), m (medium), l (large), xl (xLarge)
    #[arg(long, default_value = "s", value_name = "SIZE")]
    load: String,
    /// Prefix of the keys; all are deleted
    #[arg(long, default_value = "/etcdctl-check-datascale/")]
    prefix: OsString,
    /// Number of keys to put (overrides --load)
    #[arg(long, value_parser = integer, value_name = "N")]
    keys: Option<i64>,
    #[command(flatten)]
    afterwards: Afterwards,
}

/// Bytes of a key after the prefix, and of a value.
const HALF: usize = 512;

impl Datascale {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<CheckLine>()?;
        let size = Size::parse(&self.load)?;
        let keys = self.keys(size)?;
        let mut test_keys = TestKeys::open(cx, &self.prefix, "").await?;
        let load = Load {
            sessions: test_keys.sessions(size.clients()).await?,
            prefix: test_keys.prefix.clone(),
            key_size: HALF,
            value_size: HALF,
            clients: size.clients(),
            amount: Amount::Puts(keys),
        };
        let before = memory(&test_keys, "before", &mut output).await?;
        output.print(&CheckLine::step(format!(
            "Start data scale check for work load [{keys} key-value pairs, {} bytes per key-value, \
             {} concurrent clients].",
            2 * HALF,
            size.clients()
        )))?;
        let template = "{wide_bar} {pos} of {len} keys  {per_sec}  {eta} left";
        let bar = output::progress(template, Some(keys));
        let tally = test_keys.run_load(&load, |begun| bar.set_position(begun)).await;
        bar.finish_and_clear();
        let tally = tally?;
        let after = memory(&test_keys, "after", &mut output).await;
        test_keys.clean_up(&self.afterwards, &mut output).await?;
        report(&tally, after? - before, &mut output)
    }

    fn keys(&self, size: Size) -> Result<u64, Failure> {
        match self.keys.map(u64::try_from) {
            None => Ok(size.keys()),
            Some(Ok(keys @ 1..)) => Ok(keys),
            Some(_) => Err(Failure::usage("--keys must be at least 1")),
        }
    }
}

async fn memory(
    test_keys: &TestKeys,
    when: &str,
    output: &mut Output<CheckLine>,
) -> anyhow::Result<f64> {
    match test_keys.session.metric("process_resident_memory_bytes").await {
        Ok(bytes) if bytes > 0.0 => return Ok(bytes),
        Ok(_) => output::note("the metric process_resident_memory_bytes is 0"),
        Err(failure) => output::note(&failure.to_string()),
    }
    let text =
        format!("FAIL: Could not read process_resident_memory_bytes {when} the put operations.");
    output.print(&CheckLine::measured("memory", false, String::new(), text))?;
    Err(Failure::silent(Kind::Refused).into())
}

fn report(tally: &LoadTally, used: f64, output: &mut Output<CheckLine>) -> anyhow::Result<()> {
    let errors = CheckLine::errors(&tally.errors);
    errors.iter().try_for_each(|line| output.print(line))?;
    if !errors.is_empty() {
        return Err(Failure::silent(Kind::Refused).into());
    }
    let megabytes = format!("{:.2}", used / f64::from(1 << 20));
    let text = format!("PASS: Approximate system memory used : {megabytes} MB.");
    output.print(&CheckLine::measured("memory", true, megabytes, text))
}
