//! What a server tells of itself in plain HTTP or over TLS, such as under `/metrics`.

use super::session::Session;
use crate::etcd::connect::select::by;
use crate::etcd::connect::transport::connect;
use crate::etcd::endpoint::Endpoint;
use crate::etcd::error::unreachable::NO_ENDPOINTS;
use crate::etcd::options::Options;
use crate::etcd::proto::StatusResponse;
use crate::failure::{Failure, Kind};
use std::io;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// Much more than etcd has to tell.
const LARGEST_ANSWER: u64 = 16 << 20;

impl Session {
    /// The quota of the database in bytes: of the status, or of the metrics where that does not tell,
    /// as before 3.6.
    pub(crate) async fn quota(&self, status: &StatusResponse) -> Option<i64> {
        let told = match status.db_size_quota {
            // The metric is a float that holds whole bytes.
            0 => self.metric("etcd_server_quota_backend_bytes").await.ok()? as i64,
            told => told,
        };
        Some(told).filter(|quota| *quota > 0)
    }

    /// The value of a metric without labels at the first endpoint.
    pub(crate) async fn metric(&self, name: &str) -> Result<f64, Failure> {
        let Some(endpoint) = self.options.endpoints.first() else {
            return Err(Failure::new(Kind::Unreachable, NO_ENDPOINTS));
        };
        let failure = |why: String| {
            let text = format!("cannot read the metrics of {endpoint}: {why}");
            Failure::new(Kind::Unreachable, text)
        };
        let answer = by(self.deadline(), fetch(endpoint, &self.options, "/metrics")).await;
        let answer = answer.unwrap_or_else(|| Err(io::ErrorKind::TimedOut.into()));
        let answer = answer.map_err(|error| failure(error.to_string()))?;
        value(&answer, name).ok_or_else(|| failure(format!("there is no {name}")))
    }
}

/// HTTP 1.0: one answer, neither in chunks nor over HTTP/2, which etcd's plain port keeps for gRPC.
pub(crate) async fn fetch(
    endpoint: &Endpoint,
    options: &Options,
    path: &str,
) -> io::Result<String> {
    let mut stream = connect(endpoint, options.tls.as_ref()).await.map_err(io::Error::other)?;
    let request = format!("GET {path} HTTP/1.0\r\nHost: {}\r\n\r\n", endpoint.authority());
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(LARGEST_ANSWER).read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// The value of a metric in Prometheus' text.
fn value(answer: &str, name: &str) -> Option<f64> {
    let of_metric = |line: &str| line.strip_prefix(name)?.strip_prefix(' ')?.trim().parse().ok();
    answer.lines().find_map(of_metric)
}

#[cfg(test)]
mod tests {
    use super::value;

    #[test]
    fn a_metric_is_found_by_its_whole_name() {
        let answer = "HTTP/1.0 200 OK\r\n\r\n# HELP a a\n# TYPE a gauge\na_b 1\na 4.2e+07\r\n";
        assert_eq!(value(answer, "a"), Some(4.2e7));
        assert_eq!(value(answer, "b"), None);
        assert_eq!(value("a none\n", "a"), None);
    }
}
