//! Endpoints, in all notations that etcdctl accepts.

use crate::failure::Failure;
use std::fmt;

/// An endpoint. Displayed as the user wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Endpoint {
    text: String,
    pub(crate) address: Address,
    pub(crate) tls: bool,
    server_name: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Address {
    Tcp { host: String, port: u16 },
    Unix { path: String },
}

const DEFAULT_PORT: u16 = 2379;

impl Endpoint {
    /// Parses an endpoint. Without a scheme it uses TLS if `tls_configured`.
    pub(crate) fn parse(text: &str, tls_configured: bool) -> Result<Self, Failure> {
        let text = text.trim();
        let (address, tls) = if let Some(rest) = after_scheme(text, "https://") {
            (tcp(without_path(rest)), true)
        } else if let Some(rest) = after_scheme(text, "http://") {
            (tcp(without_path(rest)), false)
        } else if let Some(rest) = text.strip_prefix("unixs:") {
            (unix(rest), true)
        } else if let Some(rest) = text.strip_prefix("unix:") {
            (unix(rest), tls_configured)
        } else if text.contains("://") {
            (Err("the scheme is not http, https, unix or unixs".to_owned()), false)
        } else {
            (tcp(text), tls_configured)
        };
        let address =
            address.map_err(|why| Failure::usage(format!("invalid endpoint \"{text}\": {why}")))?;
        Ok(Self { text: text.to_owned(), address, tls, server_name: None })
    }

    pub(crate) fn at(host: &str, port: u16, tls: bool) -> Self {
        let address = Address::Tcp { host: host.to_owned(), port };
        let endpoint = Self { text: String::new(), address, tls, server_name: None };
        Self { text: endpoint.authority(), ..endpoint }
    }

    /// Returns the value for `:authority`: host and port, or the file name of a socket.
    pub(crate) fn authority(&self) -> String {
        match &self.address {
            Address::Tcp { host, port } if host.contains(':') => format!("[{host}]:{port}"),
            Address::Tcp { host, port } => format!("{host}:{port}"),
            Address::Unix { path } => file_name(path).to_owned(),
        }
    }

    pub(crate) fn with_scheme(&self, tls: bool) -> String {
        match (&self.address, tls) {
            (Address::Tcp { .. }, true) => format!("https://{}", self.authority()),
            (Address::Tcp { .. }, false) => format!("http://{}", self.authority()),
            (Address::Unix { path }, true) => format!("unixs:{path}"),
            (Address::Unix { path }, false) => format!("unix:{path} without TLS options"),
        }
    }

    /// Sets the name that the server's certificate must have, if it differs from the host.
    pub(crate) fn with_server_name(self, server_name: Option<String>) -> Self {
        Self { server_name, ..self }
    }

    pub(crate) fn server_name(&self) -> &str {
        if let Some(name) = &self.server_name {
            return name;
        }
        match &self.address {
            Address::Tcp { host, .. } => host,
            Address::Unix { path } => {
                let name = file_name(path);
                name.rsplit_once(':').map_or(name, |(name, _)| name)
            }
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn tcp(text: &str) -> Result<Address, String> {
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => {
            let (host, tail) = rest.split_once(']').ok_or("missing `]`")?;
            match tail.strip_prefix(':') {
                None if !tail.is_empty() => return Err("expected [host]:port".to_owned()),
                port => (host, port),
            }
        }
        None => match text.rsplit_once(':') {
            Some((host, _)) if host.contains(':') => {
                return Err("write an IPv6 address in brackets: [::1]:2379".to_owned());
            }
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        },
    };
    if host.is_empty() || host.contains(|c: char| c.is_whitespace() || c.is_control() || c == '/') {
        return Err("expected host:port".to_owned());
    }
    let port = match port {
        Some(port) => port.parse().map_err(|_| format!("\"{port}\" is not a port"))?,
        None => DEFAULT_PORT,
    };
    Ok(Address::Tcp { host: host.to_owned(), port })
}

fn unix(rest: &str) -> Result<Address, String> {
    let path = rest.strip_prefix("//").unwrap_or(rest);
    if path.is_empty() {
        Err("missing path".to_owned())
    } else {
        Ok(Address::Unix { path: path.to_owned() })
    }
}

/// Returns what follows a scheme, in which case does not matter.
fn after_scheme<'a>(text: &'a str, scheme: &str) -> Option<&'a str> {
    let (start, rest) = text.split_at_checked(scheme.len())?;
    start.eq_ignore_ascii_case(scheme).then_some(rest)
}

fn without_path(rest: &str) -> &str {
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::{Address, Endpoint};

    fn parse(text: &str) -> Endpoint {
        Endpoint::parse(text, false).unwrap()
    }

    #[test]
    fn all_notations_are_parsed() {
        let tcp = |host: &str, port| Address::Tcp { host: host.to_owned(), port };
        assert_eq!(parse("localhost:2379").address, tcp("localhost", 2379));
        assert_eq!(parse(" 10.0.0.1 ").address, tcp("10.0.0.1", 2379));
        assert_eq!(parse("[::1]:2379").address, tcp("::1", 2379));
        assert_eq!(parse("http://h:1/path?q").address, tcp("h", 1));
        assert!(parse("https://h:1").tls && parse("HTTPS://h:1").tls);
        assert_eq!(parse("Http://h:1").address, tcp("h", 1));
        assert_eq!(
            parse("unix:///run/e.sock").address,
            Address::Unix { path: "/run/e.sock".into() }
        );
        assert_eq!(parse("unix:e.sock").address, Address::Unix { path: "e.sock".into() });
        assert!(parse("unixs://e.sock").tls);
    }

    #[test]
    fn tls_options_apply_without_a_scheme_only() {
        assert!(Endpoint::parse("h:1", true).unwrap().tls);
        assert!(!Endpoint::parse("http://h:1", true).unwrap().tls);
    }

    #[test]
    fn authority_and_server_name() {
        assert_eq!(parse("[::1]:5").authority(), "[::1]:5");
        assert_eq!(parse("https://etcd.example").authority(), "etcd.example:2379");
        assert_eq!(parse("https://etcd.example:1/x").server_name(), "etcd.example");
        assert_eq!(parse("unix:///run/m1:2379").authority(), "m1:2379");
        assert_eq!(parse("unix:///run/m1:2379").server_name(), "m1");
        let discovered = parse("https://h:1").with_server_name(Some("example.com".into()));
        assert_eq!((discovered.server_name(), &*discovered.authority()), ("example.com", "h:1"));
    }

    #[test]
    fn invalid_endpoint_is_refused_with_a_reason() {
        for text in
            ["", ":1", "h:port", "h:70000", "::1", "[::1", "ftp://h", "unix:", "a b:1", "[::1]2379"]
        {
            let message = Endpoint::parse(text, false).unwrap_err().to_string();
            assert!(message.starts_with(&format!("invalid endpoint \"{text}\"")), "{message}");
        }
    }
}
