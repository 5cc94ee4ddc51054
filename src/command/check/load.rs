//! A load of puts by many clients, and its statistics.

use crate::etcd::proto::PutRequest;
use crate::etcd::{CallError, Session};
use std::collections::BTreeMap;
use std::hash::{BuildHasher as _, RandomState};
use std::rc::Rc;
use std::time::Duration;
use tokio::task::{JoinError, JoinSet, yield_now};
use tokio::time::{Instant, sleep_until};

#[derive(Debug)]
pub(crate) struct Load {
    pub(crate) sessions: Vec<Rc<Session>>,
    pub(crate) prefix: Vec<u8>,
    /// Bytes of a key after the prefix.
    pub(crate) key_size: usize,
    pub(crate) value_size: usize,
    /// The number of puts that may be in flight.
    pub(crate) clients: usize,
    pub(crate) amount: Amount,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum Amount {
    /// A number of puts, as fast as possible.
    Puts(u64),
    /// A rate per second, and its duration.
    PerSecond(u32, Duration),
}

/// The statistics of a load. Times are in seconds.
#[derive(Debug, Clone, Default)]
pub(crate) struct LoadTally {
    pub(crate) puts: u64,
    pub(crate) slowest: f64,
    pub(crate) took: f64,
    /// Errors, with the number of their occurrences.
    pub(crate) errors: BTreeMap<String, u64>,
    mean: f64,
    /// The sum of squared distances from the mean.
    squares: f64,
}

type LoadPut = (f64, Result<(), CallError>);

impl Load {
    /// Runs the load to its end, or until `stop` resolves. Waits for puts in flight, so that none
    /// arrives later. Calls `progress` with the number of puts begun.
    pub(crate) async fn run<T>(
        &self,
        stop: impl Future<Output = T>,
        progress: impl Fn(u64),
    ) -> Result<(LoadTally, Option<T>), JoinError> {
        let mut stop = std::pin::pin!(stop);
        let mut tally = LoadTally::default();
        let mut running = JoinSet::new();
        let mut stopped = None;
        let started = Instant::now();
        let mut pace = Pace::new(self.amount, started);
        let seed = RandomState::new().hash_one(());
        for number in 0.. {
            tokio::select! {
                biased;
                why = &mut stop => { stopped = Some(why); break; }
                due = pace.next() => if !due { break },
            }
            while running.len() >= self.clients {
                self.note_one(&mut running, &mut tally).await?;
            }
            running.spawn_local(self.put(number, seed));
            progress(number + 1);
        }
        while !running.is_empty() {
            self.note_one(&mut running, &mut tally).await?;
        }
        if stopped.is_none() {
            pace.rest().await;
        }
        tally.took = started.elapsed().as_secs_f64();
        Ok((tally, stopped))
    }

    async fn note_one(
        &self,
        running: &mut JoinSet<LoadPut>,
        tally: &mut LoadTally,
    ) -> Result<(), JoinError> {
        if let Some(put) = running.join_next().await {
            tally.note(put?);
        }
        Ok(())
    }

    fn put(&self, number: u64, seed: u64) -> impl Future<Output = LoadPut> + 'static {
        let chosen = usize::try_from(number).unwrap_or(0) % self.sessions.len().max(1);
        let session = self.sessions.get(chosen).map(Rc::clone);
        let mut key = self.prefix.clone();
        prost::encoding::encode_varint(scattered(number, seed), &mut key);
        key.resize(self.prefix.len() + self.key_size, 0);
        let request = PutRequest { key, value: vec![0; self.value_size], ..PutRequest::default() };
        async move {
            let started = Instant::now();
            let done = match session {
                Some(session) => session.call(request).await.map(drop),
                None => Ok(()),
            };
            (started.elapsed().as_secs_f64(), done)
        }
    }
}

/// Returns a pseudorandom number, different for each `number` (the finalizer of `SplitMix64`).
fn scattered(number: u64, seed: u64) -> u64 {
    let mut z = number.wrapping_add(seed).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The delay of a put that is made up for, as timers tick in milliseconds. Longer delays, caused by a
/// slow etcd, are not made up for.
const SLACK: Duration = Duration::from_millis(10);

struct Pace {
    amount: Amount,
    /// The start of the load, moved by all delays since.
    start: Instant,
    end: Instant,
    begun: u64,
}

impl Pace {
    fn new(amount: Amount, now: Instant) -> Self {
        let lasting = match amount {
            Amount::Puts(_) => Duration::ZERO,
            Amount::PerSecond(_, lasting) => lasting,
        };
        Self { amount, start: now, end: now + lasting, begun: 0 }
    }

    /// Waits until the next put is due. Returns false after the last.
    async fn next(&mut self) -> bool {
        let number = self.begun;
        self.begun += 1;
        match self.amount {
            Amount::Puts(puts) => {
                // Lets replies and the stop signal be handled.
                yield_now().await;
                number < puts
            }
            Amount::PerSecond(rate, _) => {
                let nanos = number.saturating_mul(1_000_000_000).div_ceil(u64::from(rate.max(1)));
                let due = self.start + Duration::from_nanos(nanos);
                self.start += due.elapsed().saturating_sub(SLACK);
                sleep_until(due.min(self.end)).await;
                due < self.end && Instant::now() < self.end
            }
        }
    }

    async fn rest(&self) {
        sleep_until(self.end).await;
    }
}

impl LoadTally {
    #[cfg(test)]
    pub(crate) fn of(puts: u64, took: f64, slowest: f64) -> Self {
        Self { puts, took, slowest, ..Self::default() }
    }

    fn note(&mut self, (seconds, done): LoadPut) {
        match done {
            Ok(()) => self.note_time(seconds),
            Err(fault) => *self.errors.entry(fault.text()).or_default() += 1,
        }
    }

    /// Adds a time by Welford's method, which does not keep the times.
    fn note_time(&mut self, seconds: f64) {
        self.puts += 1;
        self.slowest = self.slowest.max(seconds);
        let distance = seconds - self.mean;
        self.mean += distance / self.puts as f64;
        self.squares += distance * (seconds - self.mean);
    }

    pub(crate) fn per_second(&self) -> f64 {
        if self.took > 0.0 { self.puts as f64 / self.took } else { 0.0 }
    }

    pub(crate) fn deviation(&self) -> f64 {
        if self.puts == 0 { 0.0 } else { (self.squares / self.puts as f64).sqrt() }
    }
}

#[cfg(test)]
mod tests {
    use super::{Amount, LoadTally, Pace, scattered};
    use std::collections::HashSet;
    use std::time::Duration;
    use tokio::time::Instant;

    #[test]
    fn statistics_are_updated_with_each_time() {
        let mut tally = LoadTally { took: 2.0, ..LoadTally::default() };
        assert_eq!((tally.deviation(), tally.per_second()), (0.0, 0.0));
        [0.002, 0.004, 0.004, 0.004, 0.005, 0.005, 0.007, 0.009]
            .iter()
            .for_each(|&s| tally.note_time(s));
        assert!((tally.deviation() - 0.002).abs() < 1e-9, "{}", tally.deviation());
        assert_eq!((tally.slowest, tally.per_second()), (0.009, 4.0));
    }

    #[test]
    fn keys_are_distinct() {
        let keys: HashSet<_> = (0..10_000).map(|number| scattered(number, 7)).collect();
        assert_eq!(keys.len(), 10_000);
    }

    #[tokio::test(flavor = "current_thread")]
    async fn pace_is_kept_and_delays_are_not_made_up_for() {
        let mut pace =
            Pace::new(Amount::PerSecond(1000, Duration::from_millis(300)), Instant::now());
        let mut puts = 0;
        while pace.next().await {
            puts += 1;
            if puts == 100 {
                std::thread::sleep(Duration::from_millis(100));
            }
        }
        assert!((100..=215).contains(&puts), "{puts}");
        let mut pace = Pace::new(Amount::Puts(3), Instant::now());
        assert_eq!([pace.next().await, pace.next().await, pace.next().await], [true; 3]);
        assert!(!pace.next().await);
    }
}
