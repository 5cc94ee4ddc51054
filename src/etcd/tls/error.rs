//! Errors of TLS in words, with hints.

use crate::etcd::endpoint::Endpoint;
use rustls::pki_types::UnixTime;
use rustls::{AlertDescription, CertificateError, Error, OtherError};
use std::io;
use std::time::{Duration, SystemTime};

pub(crate) fn error_in(error: &io::Error) -> Option<&Error> {
    error.get_ref()?.downcast_ref()
}

pub(crate) fn explain(error: &Error) -> String {
    match error {
        Error::InvalidMessage(_) => "the server does not speak TLS".to_owned(),
        Error::InvalidCertificate(wrong) => format!("the server's certificate {}", defect(wrong)),
        Error::AlertReceived(alert) => alert_text(*alert),
        error => format!("TLS: {error}"),
    }
}

/// Returns whether the server rejected the client certificate. Some servers send this alert when none was
/// given.
pub(crate) fn is_bad_certificate(error: &Error) -> bool {
    matches!(error, Error::AlertReceived(AlertDescription::BadCertificate))
}

pub(crate) fn is_without_http2(error: &Error) -> bool {
    matches!(error, Error::AlertReceived(AlertDescription::NoApplicationProtocol))
}

pub(crate) fn certificate_required() -> io::Error {
    let alert = Error::AlertReceived(AlertDescription::CertificateRequired);
    io::Error::new(io::ErrorKind::InvalidData, alert)
}

fn alert_text(alert: AlertDescription) -> String {
    let what = match alert {
        AlertDescription::CertificateRequired => "the server requires a client certificate",
        AlertDescription::BadCertificate | AlertDescription::UnknownCA => {
            "the server rejected the client certificate"
        }
        AlertDescription::CertificateExpired => {
            "the server rejected the client certificate: expired"
        }
        AlertDescription::CertificateRevoked => {
            "the server rejected the client certificate: revoked"
        }
        AlertDescription::NoApplicationProtocol => "the server uses TLS, but does not offer HTTP/2",
        AlertDescription::ProtocolVersion => "the server supports neither TLS 1.2 nor TLS 1.3",
        AlertDescription::HandshakeFailure | AlertDescription::InsufficientSecurity => {
            "client and server have no cipher suite in common"
        }
        AlertDescription::UnrecognisedName => {
            "the server has no certificate for the requested name"
        }
        alert => return format!("the server refused TLS with the alert {alert:?}"),
    };
    what.to_owned()
}

fn defect(certificate: &CertificateError) -> String {
    match certificate {
        CertificateError::UnknownIssuer => "is signed by an unknown authority".to_owned(),
        CertificateError::BadSignature => {
            "is signed by another authority of the same name".to_owned()
        }
        CertificateError::ExpiredContext { not_after, .. } => {
            format!("expired on {}", date(*not_after))
        }
        CertificateError::Expired => "has expired".to_owned(),
        CertificateError::NotValidYetContext { not_before, .. } => {
            format!("is not valid before {}", date(*not_before))
        }
        CertificateError::NotValidYet => "is not valid yet".to_owned(),
        CertificateError::NotValidForName => "is for another name".to_owned(),
        CertificateError::NotValidForNameContext { expected, presented } => {
            let expected = expected.to_str();
            if presented.is_empty() {
                format!("has no names, so it is not valid for {expected}")
            } else {
                format!("is for {}, not for {expected}", listed(presented))
            }
        }
        CertificateError::Revoked => "is revoked".to_owned(),
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
            "is not a server certificate (its extended key usage lacks serverAuth)".to_owned()
        }
        CertificateError::Other(OtherError(cause)) => format!("is not acceptable: {cause}"),
        other => format!("is not acceptable: {other:?}"),
    }
}

const MOST_NAMES: usize = 12;

fn listed(names: &[String]) -> String {
    let shown: Vec<_> = names.iter().take(MOST_NAMES).map(|name| plain_name(name)).collect();
    match names.len().checked_sub(MOST_NAMES) {
        Some(more) if more > 0 => format!("{} and {more} more", shown.join(", ")),
        _ => shown.join(", "),
    }
}

/// Returns the name alone: rustls writes an address as `IpAddress(127.0.0.1)`.
pub(crate) fn plain_name(name: &str) -> &str {
    let inner = name.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')'));
    inner.unwrap_or(name).trim_matches('"')
}

/// Formats a time: `2026-01-31 12:00:00 UTC`.
fn date(time: UnixTime) -> String {
    let time = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(time.as_secs()));
    let Some(time) = time.filter(|time| *time < far_future()) else {
        return "a date after the year 9999".to_owned();
    };
    let text = humantime::format_rfc3339_seconds(time).to_string();
    text.replace('T', " ").replace('Z', " UTC")
}

/// Returns the end of the year 9999, the last that RFC 3339 can express.
fn far_future() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(253_402_300_800)
}

pub(crate) fn hint(error: &Error, endpoint: &Endpoint) -> Option<String> {
    Some(match error {
        Error::InvalidMessage(_) => format!("use {} if this is etcd", endpoint.with_scheme(false)),
        Error::InvalidCertificate(wrong) => certificate_hint(wrong, endpoint)?,
        Error::AlertReceived(
            AlertDescription::CertificateRequired
            | AlertDescription::BadCertificate
            | AlertDescription::UnknownCA
            | AlertDescription::CertificateExpired
            | AlertDescription::CertificateRevoked,
        ) => "use --cert and --key with a certificate that the server trusts".to_owned(),
        Error::AlertReceived(AlertDescription::UnrecognisedName) => {
            "use a name from the server's certificate".to_owned()
        }
        _ => return None,
    })
}

fn certificate_hint(wrong: &CertificateError, endpoint: &Endpoint) -> Option<String> {
    Some(match wrong {
        CertificateError::UnknownIssuer | CertificateError::BadSignature => {
            "use --cacert with the file of the CA that signed it".to_owned()
        }
        CertificateError::Expired
        | CertificateError::ExpiredContext { .. }
        | CertificateError::NotValidYet
        | CertificateError::NotValidYetContext { .. } => {
            format!(
                "renew the server's certificate, or correct this machine's clock (now {})",
                date(UnixTime::now())
            )
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            format!(
                "use one of the certificate's names, or issue a certificate that includes {}",
                endpoint.server_name()
            )
        }
        CertificateError::Revoked
        | CertificateError::InvalidPurpose
        | CertificateError::InvalidPurposeContext { .. } => {
            "issue a new server certificate".to_owned()
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{date, explain, listed};
    use rustls::pki_types::UnixTime;
    use rustls::{CertificateError, Error};
    use std::time::Duration;

    #[test]
    fn dates_are_in_utc() {
        let at = |seconds| date(UnixTime::since_unix_epoch(Duration::from_secs(seconds)));
        assert_eq!(at(0), "1970-01-01 00:00:00 UTC");
        assert_eq!(at(1_009_843_199), "2001-12-31 23:59:59 UTC");
        assert_eq!(at(253_402_300_799), "9999-12-31 23:59:59 UTC");
        assert_eq!(at(u64::MAX), "a date after the year 9999");
    }

    #[test]
    fn list_of_names_is_limited() {
        let names: Vec<_> = (0..14).map(|n| format!("DnsName(\"h{n}\")")).collect();
        assert_eq!(listed(&names[..2]), "h0, h1");
        assert!(listed(&names).ends_with("h11 and 2 more"));
    }

    #[test]
    fn client_certificate_of_a_server_is_explained() {
        let error = Error::InvalidCertificate(CertificateError::InvalidPurpose);
        assert!(explain(&error).contains("serverAuth"));
    }
}
