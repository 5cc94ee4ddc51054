//! Metrics of a member.

use super::session::Session;
use crate::etcd::connect::http1::fetch;
use crate::etcd::error::unreachable::NO_ENDPOINTS;
use crate::etcd::proto::StatusResponse;
use crate::failure::{Failure, Kind};
use tokio::time::timeout_at;

impl Session {
    /// Returns the quota of the database in bytes, from the status, or before etcd 3.6 from the metrics.
    pub(crate) async fn quota(&self, status: &StatusResponse) -> Option<i64> {
        let quota = match status.db_size_quota {
            // The metric is a float that holds whole bytes.
            0 => self.metric("etcd_server_quota_backend_bytes").await.ok()? as i64,
            quota => quota,
        };
        Some(quota).filter(|quota| *quota > 0)
    }

    pub(crate) async fn metric(&self, name: &str) -> Result<f64, Failure> {
        let Some(endpoint) = self.options.endpoints.first() else {
            return Err(Failure::new(Kind::Unreachable, NO_ENDPOINTS));
        };
        let failure = |why: String| {
            let text = format!("cannot read the metrics of {endpoint}: {why}");
            Failure::new(Kind::Unreachable, text)
        };
        let fetched = fetch(endpoint, self.options.tls.as_ref(), "/metrics");
        let page = timeout_at(self.deadline(), fetched).await;
        let page = page.unwrap_or_else(|_| Err("timed out".to_owned())).map_err(failure)?;
        value(&page.text, name).ok_or_else(|| failure(format!("{name} is missing")))
    }
}

fn value(page: &str, name: &str) -> Option<f64> {
    let of_metric = |line: &str| line.strip_prefix(name)?.strip_prefix(' ')?.trim().parse().ok();
    page.lines().find_map(of_metric)
}

#[cfg(test)]
mod tests {
    use super::value;

    #[test]
    fn metric_is_found_by_its_whole_name() {
        let answer = "HTTP/1.0 200 OK\r\n\r\n# HELP a a\n# TYPE a gauge\na_b 1\na 4.2e+07\r\n";
        assert_eq!(value(answer, "a"), Some(4.2e7));
        assert_eq!(value(answer, "b"), None);
        assert_eq!(value("a none\n", "a"), None);
    }
}
