//! Endpoints from the SRV records of a domain: `--discovery-srv`.

use super::srv::{self, SrvRecord};
use crate::failure::{Failure, Kind};
use crate::output;
use std::net::SocketAddr;
use std::time::Duration;

#[derive(Debug)]
pub(crate) struct Discovery {
    pub(crate) domain: String,
    /// The name of the cluster, if the domain has several.
    pub(crate) name: Option<String>,
    pub(crate) insecure: bool,
}

impl Discovery {
    /// Returns the endpoints that DNS has, those with TLS first.
    pub(crate) async fn endpoints(&self, timeout: Duration) -> Result<Vec<String>, Failure> {
        self.look_up(&srv::servers(), timeout).await
    }

    async fn look_up(
        &self,
        servers: &[SocketAddr],
        timeout: Duration,
    ) -> Result<Vec<String>, Failure> {
        let (secure, plain) = (self.service("etcd-client-ssl"), self.service("etcd-client"));
        let found = tokio::join!(
            srv::lookup(servers, &secure, timeout),
            srv::lookup(servers, &plain, timeout)
        );
        match found {
            (Err(secure), Err(plain)) => {
                let text = format!("dns lookup errors: {secure} and {plain}");
                Err(Failure::new(Kind::Unreachable, text))
            }
            (secure, plain) => {
                Ok(self.select(&secure.unwrap_or_default(), &plain.unwrap_or_default()))
            }
        }
    }

    fn service(&self, service: &str) -> String {
        let name = self.name.as_ref().map(|name| format!("-{name}")).unwrap_or_default();
        format!("_{service}{name}._tcp.{}", self.domain)
    }

    fn select(&self, secure: &[SrvRecord], plain: &[SrvRecord]) -> Vec<String> {
        let plain = plain.iter().map(|record| format!("http://{record}")).filter(|endpoint| {
            if !self.insecure {
                output::note(&format!("ignoring discovered insecure endpoint \"{endpoint}\""));
            }
            self.insecure
        });
        secure.iter().map(|record| format!("https://{record}")).chain(plain).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Discovery;
    use crate::etcd::connect::srv::tests::dns;
    use std::time::Duration;

    fn discovery(name: Option<&str>, insecure: bool) -> Discovery {
        Discovery { domain: "example.com".into(), name: name.map(Into::into), insecure }
    }

    async fn ask(
        discovery: &Discovery,
        zone: &'static [(&str, u16, u16, &str)],
    ) -> Result<Vec<String>, String> {
        let server = dns(zone).await;
        discovery.look_up(&[server], Duration::from_secs(10)).await.map_err(|e| e.to_string())
    }

    const BOTH: &[(&str, u16, u16, &str)] = &[
        ("_etcd-client._tcp.example.com", 0, 2379, "p.example.com"),
        ("_etcd-client-ssl._tcp.example.com", 20, 2380, "second.example.com"),
        ("_etcd-client-ssl._tcp.example.com", 10, 2379, "first.example.com"),
        ("_etcd-client-blue._tcp.example.com", 0, 1, "blue.example.com"),
    ];

    #[tokio::test]
    async fn tls_members_come_first() {
        let all = [
            "https://first.example.com:2379",
            "https://second.example.com:2380",
            "http://p.example.com:2379",
        ];
        assert_eq!(ask(&discovery(None, true), BOTH).await.unwrap(), all);
        assert_eq!(ask(&discovery(None, false), BOTH).await.unwrap(), all[..2]);
    }

    #[tokio::test]
    async fn name_selects_the_cluster_and_one_service_suffices() {
        let found = ask(&discovery(Some("blue"), true), BOTH).await.unwrap();
        assert_eq!(found, ["http://blue.example.com:1"]);
    }

    #[tokio::test]
    async fn two_failed_lookups_are_an_error() {
        let error = ask(&discovery(Some("red"), true), BOTH).await.unwrap_err();
        assert!(
            error.starts_with(
                "dns lookup errors: lookup _etcd-client-ssl-red._tcp.example.com on 127.0.0.1:"
            ),
            "{error}"
        );
        assert!(
            error.contains(": no such host and lookup _etcd-client-red._tcp.example.com on "),
            "{error}"
        );
    }
}
