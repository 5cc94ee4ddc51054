//! Addresses and metadata of endpoints, as typed.

use crate::failure::Failure;
use crate::recipe::naming::Metadata;
use serde_json::Value;

pub(super) fn metadata(text: &str) -> Result<Metadata, Failure> {
    serde_json::from_str(text).map(|value: Value| value.into()).map_err(|why| {
        Failure::usage(format!("--metadata is not JSON: {why}"))
            .hint("a string needs double quotes: --metadata '\"text\"'")
    })
}

/// Checks that clients can dial an address: HOST:PORT, or the path of a Unix socket.
pub(super) fn check_address(address: &str) -> Result<(), Failure> {
    let is_socket = ["unix:", "unix-abstract:"].iter().any(|scheme| {
        address.strip_prefix(scheme).is_some_and(|path| !path.trim_start_matches('/').is_empty())
    });
    let has_port = address.rsplit_once(':').is_some_and(|(host, port)| {
        let bracketed = host.starts_with('[') && host.ends_with(']');
        (bracketed || !host.contains([':', '[', ']']))
            && port.bytes().all(|byte| byte.is_ascii_digit())
            && port.parse::<u16>().is_ok()
    });
    if is_socket || has_port {
        return Ok(());
    }
    let text = format!("invalid address \"{address}\": expected HOST:PORT or unix:PATH");
    Err(Failure::usage(text))
}

/// Removes repeated addresses. Fails if one is empty.
pub(super) fn distinct(addresses: &[String]) -> Result<Vec<String>, Failure> {
    let mut distinct: Vec<String> = Vec::new();
    for address in addresses {
        if address.is_empty() {
            return Err(Failure::usage("an address is empty"));
        }
        if !distinct.contains(address) {
            distinct.push(address.clone());
        }
    }
    Ok(distinct)
}

#[cfg(test)]
mod tests {
    use super::{check_address, distinct};

    #[test]
    fn addresses_can_be_dialled() {
        for address in ["h:1", "[::1]:80", ":80", "10.0.0.1:65535", "unix:a.sock", "unix:///a"] {
            assert!(check_address(address).is_ok(), "{address}");
        }
        for address in ["", "h", "1.2.3.4", "::1", "[::1]", "h:", "h:x", "h:65536", "unix:", "/a"] {
            assert_eq!(check_address(address).unwrap_err().kind().code(), 128, "{address}");
        }
    }

    #[test]
    fn repeated_addresses_are_removed() {
        let twice = ["a".to_owned(), "b".to_owned(), "a".to_owned()];
        assert_eq!(distinct(&twice).unwrap(), ["a", "b"]);
    }
}
