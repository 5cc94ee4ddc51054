//! The phases of a call, which errors name.

use std::time::Duration;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    Name,
    Connect,
    Tls,
    /// The server's first frame.
    Http2,
    Login,
    Call,
}

/// The hint for a member that does not answer a call.
pub(crate) const NO_ANSWER: &str =
    "the member may be overloaded or without a leader: see \"ectl endpoint status --cluster\"";

const SILENT_PORT: &str = "the port accepts connections but does not respond: is etcd stopped or \
     overloaded, or is this another service?";

impl Phase {
    /// Returns the phase as a stable word, for programs.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::Http2 => "http2",
            Self::Login => "login",
            Self::Call => "call",
        }
    }

    pub(crate) fn silence(self, waited: Duration) -> (String, &'static str) {
        let (what, hint) = match self {
            Self::Name => (
                "no answer to the name lookup within",
                "check this machine's DNS, or use an IP address",
            ),
            Self::Connect => {
                ("no connection within", "check the address, the network and the firewalls")
            }
            Self::Tls => ("no answer to the TLS handshake within", SILENT_PORT),
            Self::Http2 => ("no answer within", SILENT_PORT),
            Self::Login | Self::Call => ("no answer within", NO_ANSWER),
        };
        (format!("{what} {}", rounded(waited)), hint)
    }
}

/// Formats a time in milliseconds, from a tenth of a second on in hundredths of a second.
pub(crate) fn rounded(time: Duration) -> String {
    let step = if time < Duration::from_millis(100) { 1 } else { 10 };
    let steps = (time.as_micros() + step * 500) / (step * 1000);
    let millis = u64::try_from(steps * step).unwrap_or(u64::MAX);
    // Less than half a millisecond would be rounded to nothing.
    let rounded = if millis == 0 { time } else { Duration::from_millis(millis) };
    humantime::format_duration(rounded).to_string()
}

#[cfg(test)]
mod tests {
    use super::rounded;
    use std::time::Duration;

    #[test]
    fn times_are_rounded() {
        assert_eq!(rounded(Duration::from_nanos(1_999_873_120)), "2s");
        assert_eq!(rounded(Duration::from_micros(1_500)), "2ms");
        assert_eq!(rounded(Duration::from_millis(599)), "600ms");
        assert_eq!(rounded(Duration::from_nanos(1)), "1ns");
        assert_eq!(rounded(Duration::ZERO), "0s");
        assert!(!rounded(Duration::MAX).is_empty());
        assert!(!rounded(Duration::from_secs(1 << 40)).is_empty());
    }
}
