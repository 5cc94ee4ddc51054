//! What a certificate says: for whom it is, and until when.
//!
//! webpki, which verifies certificates, reads all of it and tells none, but it gives its reasons when
//! it refuses one. So it is asked what must be refused: that saves a second reader of X.509.

use super::error::spoken;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use std::net::IpAddr;
use std::time::{Duration, SystemTime};
use webpki::{EndEntityCert, Error, KeyUsage};

/// A certificate, as far as people care.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Certificate {
    /// The names and addresses it is for.
    pub(crate) names: Vec<String>,
    pub(crate) ends: SystemTime,
}

/// After the last date that a certificate can hold, which is in the year 9999.
const NEVER: Duration = Duration::from_secs(1 << 40);

/// A name that nobody can have (RFC 6761).
const NOBODY: &str = "ectl.invalid";

impl Certificate {
    /// Reads one; `None` if webpki cannot.
    pub(crate) fn read(der: &CertificateDer<'_>) -> Option<Self> {
        let certificate = EndEntityCert::try_from(der).ok()?;
        Some(Self { names: names(&certificate), ends: ends(&certificate)? })
    }
}

/// The dates are the first thing that is looked at, so neither issuer nor algorithm matters.
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
    let Ok(nobody) = ServerName::try_from(NOBODY) else { return Vec::new() };
    match certificate.verify_is_valid_for_subject_name(&nobody) {
        Err(Error::CertNotValidForName(wrong)) => {
            wrong.presented.iter().map(|name| usual(spoken(name))).collect()
        }
        _ => Vec::new(),
    }
}

/// `0::1`, as webpki has it, is `::1` to people.
fn usual(name: &str) -> String {
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
    fn names_and_end() {
        let (from, to) = (date_time_ymd(2001, 2, 3), date_time_ymd(2034, 5, 6));
        let certificate = read(|params| (params.not_before, params.not_after) = (from, to));
        let certificate = certificate.unwrap();
        assert_eq!(certificate.names, ["etcd.example", "*.etcd.example", "10.0.0.1", "::1"]);
        let ends = humantime::format_rfc3339(certificate.ends).to_string();
        assert_eq!(ends, "2034-05-06T00:00:00Z");
    }

    #[test]
    fn of_an_authority_that_ended_long_ago_and_of_one_that_never_does() {
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
    fn nonsense_is_none() {
        assert_eq!(Certificate::read(&CertificateDer::from(vec![0x30, 0x03, 1])), None);
    }
}
