//! Names and expiry of a certificate.
//!
//! webpki does not export what it reads, but gives it as the reason when it refuses a certificate. Here it
//! verifies what must be refused, which saves a second parser of X.509.

use super::error::plain_name;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use std::net::IpAddr;
use std::time::{Duration, SystemTime};
use webpki::{EndEntityCert, Error, KeyUsage};

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Certificate {
    pub(crate) names: Vec<String>,
    pub(crate) ends: SystemTime,
}

/// A time after the last date that a certificate can have, in the year 9999.
const NEVER: Duration = Duration::from_secs(1 << 40);

/// A name that is never valid (RFC 6761).
const INVALID_NAME: &str = "ectl.invalid";

impl Certificate {
    /// Reads a certificate; `None` if webpki cannot.
    pub(crate) fn read(der: &CertificateDer<'_>) -> Option<Self> {
        let certificate = EndEntityCert::try_from(der).ok()?;
        Some(Self { names: names(&certificate), ends: ends(&certificate)? })
    }
}

/// Returns the expiry. webpki checks the dates first, so that neither issuer nor algorithm matters.
fn ends(certificate: &EndEntityCert<'_>) -> Option<SystemTime> {
    let never = UnixTime::since_unix_epoch(NEVER);
    let verdict =
        certificate.verify_for_usage(&[], &[], &[], never, KeyUsage::server_auth(), None, None);
    match verdict.err()? {
        Error::CertExpired { not_after, .. } => {
            SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(not_after.as_secs()))
        }
        _ => None,
    }
}

fn names(certificate: &EndEntityCert<'_>) -> Vec<String> {
    let Ok(invalid) = ServerName::try_from(INVALID_NAME) else { return Vec::new() };
    match certificate.verify_is_valid_for_subject_name(&invalid) {
        Err(Error::CertNotValidForName(wrong)) => {
            wrong.presented.iter().map(|name| normalised(plain_name(name))).collect()
        }
        _ => Vec::new(),
    }
}

/// Returns an address in its usual notation: webpki writes `::1` as `0::1`.
fn normalised(name: &str) -> String {
    name.parse::<IpAddr>().map_or_else(|_| name.to_owned(), |address| address.to_string())
}

#[cfg(test)]
mod tests {
    use super::Certificate;
    use rcgen::{BasicConstraints, CertificateParams, IsCa, KeyPair, date_time_ymd};
    use rustls::pki_types::CertificateDer;

    fn read(change: impl Fn(&mut CertificateParams)) -> Option<Certificate> {
        let names = ["etcd.example", "*.etcd.example", "10.0.0.1", "::1"].map(str::to_owned);
        let mut params = CertificateParams::new(names).unwrap();
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        Certificate::read(params.self_signed(&key).unwrap().der())
    }

    #[test]
    fn names_and_expiry_are_read() {
        let (from, to) = (date_time_ymd(2001, 2, 3), date_time_ymd(2034, 5, 6));
        let certificate = read(|params| (params.not_before, params.not_after) = (from, to));
        let certificate = certificate.unwrap();
        assert_eq!(certificate.names, ["etcd.example", "*.etcd.example", "10.0.0.1", "::1"]);
        let ends = humantime::format_rfc3339(certificate.ends).to_string();
        assert_eq!(ends, "2034-05-06T00:00:00Z");
    }

    #[test]
    fn expiry_is_read_of_old_and_of_endless_certificates() {
        let old = read(|params| {
            params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
            params.not_before = date_time_ymd(1990, 1, 1);
            params.not_after = date_time_ymd(1991, 1, 1);
        });
        let ends =
            |certificate: Certificate| humantime::format_rfc3339(certificate.ends).to_string();
        assert_eq!(ends(old.unwrap()), "1991-01-01T00:00:00Z");
        let last = read(|params| params.not_after = date_time_ymd(9999, 12, 31));
        assert_eq!(ends(last.unwrap()), "9999-12-31T00:00:00Z");
    }

    #[test]
    fn malformed_certificate_is_not_read() {
        assert_eq!(Certificate::read(&CertificateDer::from(vec![0x30, 0x03, 1])), None);
    }
}
