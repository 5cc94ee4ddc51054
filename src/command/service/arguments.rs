//! Addresses and metadata of endpoints, as typed.

use crate::failure::Failure;
use crate::recipe::naming::Metadata;
use clap::Args;
use serde_json::Value;
use std::net::{Ipv4Addr, Ipv6Addr};

pub(super) fn metadata(text: &str) -> Result<Metadata, Failure> {
    serde_json::from_str(text).map(|value: Value| value.into()).map_err(|why| {
        Failure::usage(format!("--metadata is not JSON: {why}"))
            .hint("a string needs double quotes: --metadata '\"text\"'")
    })
}

/// The longest name of a host, and the longest part of one.
const LONGEST: (usize, usize) = (253, 63);

#[derive(Debug, Args)]
pub(super) struct AddressOptions {
    /// Accept an ADDR of any form
    #[arg(long)]
    any_addr: bool,
}

impl AddressOptions {
    /// Checks that clients can dial an address: HOST:PORT, or the path of a Unix socket.
    pub(super) fn check(&self, address: &str) -> Result<(), Failure> {
        if self.any_addr && !address.is_empty() {
            return Ok(());
        }
        problem(address).map_or(Ok(()), |why| {
            let text = format!("invalid address \"{address}\": {why}");
            Err(Failure::usage(text)
                .hint("expected HOST:PORT or unix:PATH; --any-addr accepts others"))
        })
    }
}

/// Returns why clients cannot dial an address, if they cannot.
fn problem(address: &str) -> Option<&'static str> {
    if address.is_empty() {
        return Some("it is empty");
    }
    if let Some(path) = address.strip_prefix("unix-abstract:") {
        return path.is_empty().then_some("the name of the socket is missing");
    }
    if let Some(path) = address.strip_prefix("unix:") {
        let is_url = path.starts_with("//");
        let path = path.strip_prefix("//").unwrap_or(path);
        return match path.trim_start_matches('/') {
            "" => Some("the path of the socket is missing"),
            // Go's clients take what follows the slashes for a host.
            _ if is_url && !path.starts_with('/') => Some("unix:// needs an absolute path"),
            _ => None,
        };
    }
    let Some((host, port)) = split_port(address) else { return Some("it has no port") };
    match port.parse::<u16>() {
        Ok(1..) if port.bytes().all(|byte| byte.is_ascii_digit()) => {}
        _ => return Some("a port is a number from 1 to 65535"),
    }
    (!is_host(host)).then_some("it does not begin with a host name or an IP address")
}

/// Splits an address at the colon before the port; `None` without a port.
fn split_port(address: &str) -> Option<(&str, &str)> {
    // The last colon of a bare IPv6 address does not begin a port.
    if address.parse::<Ipv6Addr>().is_ok() {
        return None;
    }
    let (host, port) = address.rsplit_once(':')?;
    (!port.ends_with(']')).then_some((host, port))
}

fn is_host(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
        let (address, zone) = address.split_once('%').unwrap_or((address, "zone"));
        return address.parse::<Ipv6Addr>().is_ok() && !zone.is_empty();
    }
    let name = host.strip_suffix('.').unwrap_or(host);
    let last = name.rsplit('.').next().unwrap_or(name);
    // A name that ends in a number could only be an IPv4 address.
    if last.bytes().all(|byte| byte.is_ascii_digit()) {
        return host.parse::<Ipv4Addr>().is_ok();
    }
    name.len() <= LONGEST.0 && name.split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    let is_edge =
        |byte: Option<u8>| byte.is_some_and(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    is_edge(label.bytes().next())
        && is_edge(label.bytes().next_back())
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
        && label.len() <= LONGEST.1
}

/// Returns whether a word that cannot be dialed looks like a program: a path, or a word without colons and
/// dots.
pub(super) fn looks_like_command(word: &str) -> bool {
    let is_path = word.contains('/') && !word.starts_with("unix") && !word.contains("://");
    is_path || !word.is_empty() && !word.contains([':', '.', '[', ']'])
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
    use super::{AddressOptions, distinct, looks_like_command};

    #[test]
    fn addresses_can_be_dialled() {
        let strict = AddressOptions { any_addr: false };
        for address in [
            "h:1",
            "web-1.example.com:443",
            "web.:80",
            "my_service:8080",
            "10.0.0.1:65535",
            "[::1]:80",
            "[fe80::1%eth0]:80",
            "[::ffff:10.0.0.1]:80",
            "unix:a.sock",
            "unix:/run/a.sock",
            "unix:///run/a.sock",
            "unix-abstract:a",
        ] {
            assert!(strict.check(address).is_ok(), "{address}");
        }
        for (address, why) in [
            ("", "empty"),
            ("h", "no port"),
            ("1.2.3.4", "no port"),
            ("::1", "no port"),
            ("[::1]", "no port"),
            ("/a", "no port"),
            ("h:", "a port is"),
            ("h:x", "a port is"),
            ("h:0", "a port is"),
            ("h:+1", "a port is"),
            ("h:65536", "a port is"),
            ("h:80/x", "a port is"),
            (":80", "host name"),
            ("::1:80", "no port"),
            ("[::1:80", "host name"),
            ("[::g]:80", "host name"),
            ("[1.2.3.4]:80", "host name"),
            ("[fe80::1%]:80", "host name"),
            ("1.2.3:80", "host name"),
            ("256.1.1.1:80", "host name"),
            ("a..b:80", "host name"),
            ("-a:80", "host name"),
            ("a b:80", "host name"),
            ("http://h:80", "host name"),
            ("dns:///h:80", "host name"),
            ("u@h:80", "host name"),
            ("unix:", "missing"),
            ("unix://", "missing"),
            ("unix:///", "missing"),
            ("unix://a", "absolute"),
            ("unix-abstract:", "missing"),
        ] {
            let failure = strict.check(address).unwrap_err();
            assert!(failure.kind().code() == 128 && failure.to_string().contains(why), "{failure}");
            let any = AddressOptions { any_addr: true };
            assert_eq!(any.check(address).is_ok(), !address.is_empty(), "{address}");
        }
    }

    #[test]
    fn commands_are_told_from_addresses() {
        for word in ["nginx", "./run.sh", "/usr/bin/env", "bin/web", "sh"] {
            assert!(looks_like_command(word), "{word}");
        }
        for word in
            ["", "1.2.3.4", "[::1]", "::1", "web.example.com", "h:x", "http://h/x", "unix://a"]
        {
            assert!(!looks_like_command(word), "{word}");
        }
    }

    #[test]
    fn repeated_addresses_are_removed() {
        let twice = ["a".to_owned(), "b".to_owned(), "a".to_owned()];
        assert_eq!(distinct(&twice).unwrap(), ["a", "b"]);
    }
}
