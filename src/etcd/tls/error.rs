//! What went wrong with TLS, in words, and what to do about it.

use crate::etcd::endpoint::Endpoint;
use rustls::pki_types::UnixTime;
use rustls::{AlertDescription, CertificateError, Error, OtherError};
use std::io;
use std::time::{Duration, SystemTime};

/// The error of TLS in an I/O error.
pub(crate) fn error_in(error: &io::Error) -> Option<&Error> {
    error.get_ref()?.downcast_ref()
}

/// What went wrong with TLS, in words.
pub(crate) fn explain(error: &Error) -> String {
    match error {
        Error::InvalidMessage(_) => "it does not speak TLS".to_owned(),
        Error::InvalidCertificate(wrong) => format!("its certificate {}", wrong_with(wrong)),
        Error::AlertReceived(alert) => refusal(*alert),
        error => format!("TLS: {error}"),
    }
}

/// Whether it is our certificate that is complained about. Some servers say so of none, too.
pub(crate) fn is_about_ours(error: &Error) -> bool {
    matches!(error, Error::AlertReceived(AlertDescription::BadCertificate))
}

/// What those servers mean.
pub(crate) fn wants_ours() -> io::Error {
    let alert = Error::AlertReceived(AlertDescription::CertificateRequired);
    io::Error::new(io::ErrorKind::InvalidData, alert)
}

fn refusal(alert: AlertDescription) -> String {
    let what = match alert {
        AlertDescription::CertificateRequired => "it wants a client certificate",
        AlertDescription::BadCertificate | AlertDescription::UnknownCA => {
            "it does not accept our certificate"
        }
        AlertDescription::CertificateExpired => "it does not accept our certificate: expired",
        AlertDescription::CertificateRevoked => "it does not accept our certificate: revoked",
        AlertDescription::NoApplicationProtocol => "it speaks TLS, but no HTTP/2 in it",
        AlertDescription::ProtocolVersion => "it speaks none of our versions of TLS (1.2, 1.3)",
        AlertDescription::HandshakeFailure | AlertDescription::InsufficientSecurity => {
            "it has no way of encryption in common with us"
        }
        AlertDescription::UnrecognisedName => "it has no certificate for the name we asked for",
        alert => return format!("it refused TLS with the alert {alert:?}"),
    };
    what.to_owned()
}

fn wrong_with(certificate: &CertificateError) -> String {
    match certificate {
        CertificateError::UnknownIssuer => "is signed by an unknown authority".to_owned(),
        CertificateError::BadSignature => "is signed by another authority of that name".to_owned(),
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
                format!("names no host, so it is not for {expected}")
            } else {
                format!("is for {}, not for {expected}", listed(presented))
            }
        }
        CertificateError::Revoked => "is revoked".to_owned(),
        CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
            "is not made for servers (its extended key usage lacks serverAuth)".to_owned()
        }
        CertificateError::Other(OtherError(cause)) => format!("is not acceptable: {cause}"),
        other => format!("is not acceptable: {other:?}"),
    }
}

/// More names than these would bury what matters.
const MOST_NAMES: usize = 12;

fn listed(names: &[String]) -> String {
    let shown: Vec<_> = names.iter().take(MOST_NAMES).map(|name| spoken(name)).collect();
    match names.len().checked_sub(MOST_NAMES) {
        Some(more) if more > 0 => format!("{} and {more} more", shown.join(", ")),
        _ => shown.join(", "),
    }
}

/// `IpAddress(127.0.0.1)`, as rustls has it, is `127.0.0.1` to people.
pub(crate) fn spoken(name: &str) -> &str {
    let inner = name.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')'));
    inner.unwrap_or(name).trim_matches('"')
}

/// A moment as people write it: `2026-01-31 12:00:00 UTC`.
fn date(time: UnixTime) -> String {
    let time = SystemTime::UNIX_EPOCH.checked_add(Duration::from_secs(time.as_secs()));
    let Some(time) = time.filter(|time| *time < far_future()) else {
        return "a day beyond the year 9999".to_owned();
    };
    let text = humantime::format_rfc3339_seconds(time).to_string();
    text.replace('T', " ").replace('Z', " UTC")
}

/// Where the calendar of our texts ends.
fn far_future() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(253_402_300_800)
}

/// What to do about it, where that is clear.
pub(crate) fn hint(error: &Error, endpoint: &Endpoint) -> Option<String> {
    Some(match error {
        Error::InvalidMessage(_) => format!("name it {}, if it is etcd", endpoint.spelled(false)),
        Error::InvalidCertificate(wrong) => about(wrong)?,
        Error::AlertReceived(
            AlertDescription::CertificateRequired
            | AlertDescription::BadCertificate
            | AlertDescription::UnknownCA
            | AlertDescription::CertificateExpired
            | AlertDescription::CertificateRevoked,
        ) => "--cert and --key name a certificate that it trusts, and its key".to_owned(),
        Error::AlertReceived(AlertDescription::NoApplicationProtocol) => {
            crate::etcd::connect::peer::NOT_ETCD.to_owned()
        }
        Error::AlertReceived(AlertDescription::UnrecognisedName) => {
            "reach it by a name that its certificate has".to_owned()
        }
        _ => return None,
    })
}

fn about(wrong: &CertificateError) -> Option<String> {
    Some(match wrong {
        CertificateError::UnknownIssuer | CertificateError::BadSignature => {
            "--cacert names the file with the CA that signed it".to_owned()
        }
        CertificateError::Expired
        | CertificateError::ExpiredContext { .. }
        | CertificateError::NotValidYet
        | CertificateError::NotValidYetContext { .. } => {
            format!(
                "give it another, or set this machine's clock if it is wrong: {}",
                date(UnixTime::now())
            )
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "reach it by a name that its certificate has, or give it one with this name".to_owned()
        }
        CertificateError::Revoked
        | CertificateError::InvalidPurpose
        | CertificateError::InvalidPurposeContext { .. } => "give it another".to_owned(),
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
    fn dates_are_those_of_utc() {
        let at = |seconds| date(UnixTime::since_unix_epoch(Duration::from_secs(seconds)));
        assert_eq!(at(0), "1970-01-01 00:00:00 UTC");
        assert_eq!(at(1_009_843_199), "2001-12-31 23:59:59 UTC");
        assert_eq!(at(253_402_300_799), "9999-12-31 23:59:59 UTC");
        assert_eq!(at(u64::MAX), "a day beyond the year 9999");
    }

    #[test]
    fn no_list_of_names_is_endless() {
        let names: Vec<_> = (0..14).map(|n| format!("DnsName(\"h{n}\")")).collect();
        assert_eq!(listed(&names[..2]), "h0, h1");
        assert!(listed(&names).ends_with("h11 and 2 more"));
    }

    #[test]
    fn a_certificate_for_something_else() {
        let error = Error::InvalidCertificate(CertificateError::InvalidPurpose);
        assert!(explain(&error).contains("serverAuth"));
    }
}
