//! URLs as Go's `net/url` reads and writes them. Ids of members are computed from the text that Go writes.

use super::quote::quote;
use super::url_escape::{Part, escape, normalized, unescape};
use std::fmt;
use std::net::Ipv6Addr;

/// A URL. Its text is not always the one that was parsed: the scheme is lowercase, and what cannot
/// stand in a URL is escaped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Url {
    pub(crate) scheme: String,
    /// What follows the scheme if that is not a slash: `a` in `unix:a`.
    pub(crate) opaque: String,
    /// User and password, escaped.
    user: Option<String>,
    /// Host and port.
    pub(crate) host: Vec<u8>,
    /// Set for `unix:/path`, which has no host.
    omits_host: bool,
    /// Escaped.
    pub(crate) path: String,
    query: Option<String>,
    /// Escaped.
    fragment: String,
}

impl Url {
    /// Parses a URL. The texts of errors are Go's.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let (before, fragment) = text.split_once('#').unwrap_or((text, ""));
        let failed = |text: &str, why: String| format!("parse {}: {why}", quote(text.as_bytes()));
        let url = Self::parse_before_fragment(before).map_err(|why| failed(before, why))?;
        let fragment = normalized(fragment, Part::Fragment).map_err(|why| failed(text, why))?;
        Ok(Self { fragment, ..url })
    }

    pub(crate) fn with_host(&self, host: &str) -> Self {
        Self { host: host.as_bytes().to_vec(), ..self.clone() }
    }

    fn parse_before_fragment(text: &str) -> Result<Self, String> {
        if text.bytes().any(|byte| byte.is_ascii_control()) {
            return Err("net/url: invalid control character in URL".to_owned());
        }
        let (scheme, rest) = split_scheme(text)?;
        let (rest, query) = match rest.split_once('?') {
            Some((rest, query)) => (rest, Some(query.to_owned())),
            None => (rest, None),
        };
        let mut url = Self {
            scheme: scheme.to_ascii_lowercase(),
            opaque: String::new(),
            user: None,
            host: Vec::new(),
            omits_host: false,
            path: String::new(),
            query,
            fragment: String::new(),
        };
        if !rest.starts_with('/') && !scheme.is_empty() {
            rest.clone_into(&mut url.opaque);
            return Ok(url);
        }
        if rest.split('/').next().is_some_and(|segment| segment.contains(':')) {
            return Err("first path segment in URL cannot contain colon".to_owned());
        }
        url.parse_hierarchy(rest)?;
        Ok(url)
    }

    fn parse_hierarchy(&mut self, rest: &str) -> Result<(), String> {
        let mut path = rest;
        let has_authority = !self.scheme.is_empty() || !rest.starts_with("///");
        match rest.strip_prefix("//").filter(|_| has_authority) {
            Some(authority) => {
                let end = authority.find('/').unwrap_or(authority.len());
                let (authority, after) = authority.split_at(end);
                self.parse_authority(authority)?;
                path = after;
            }
            None => self.omits_host = !self.scheme.is_empty() && rest.starts_with('/'),
        }
        self.path = normalized(path, Part::Path)?;
        Ok(())
    }

    fn parse_authority(&mut self, authority: &str) -> Result<(), String> {
        let (user, host) = match authority.rsplit_once('@') {
            Some((user, host)) => (Some(user), host),
            None => (None, authority),
        };
        let is_strict = matches!(self.scheme.as_str(), "http" | "https");
        self.host = parse_host(host, is_strict)?;
        self.user = user.map(parse_user).transpose()?;
        Ok(())
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.scheme.is_empty() {
            write!(f, "{}:", self.scheme)?;
        }
        if self.opaque.is_empty() {
            let has_authority = !self.host.is_empty() || self.user.is_some();
            if has_authority
                || (!self.omits_host && !self.scheme.is_empty() && !self.path.is_empty())
            {
                f.write_str("//")?;
            }
            if let Some(user) = &self.user {
                write!(f, "{user}@")?;
            }
            write!(f, "{}{}", escape(&self.host, Part::Host), self.path)?;
        } else {
            f.write_str(&self.opaque)?;
        }
        if let Some(query) = &self.query {
            write!(f, "?{query}")?;
        }
        if self.fragment.is_empty() { Ok(()) } else { write!(f, "#{}", self.fragment) }
    }
}

/// Returns the scheme, which is empty if there is none, and the rest.
fn split_scheme(text: &str) -> Result<(&str, &str), String> {
    let is_of_scheme = |c: char| c.is_ascii_alphanumeric() || "+-.".contains(c);
    match text.split_once(':') {
        Some(("", _)) => Err("missing protocol scheme".to_owned()),
        Some((scheme, rest))
            if scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme.chars().all(is_of_scheme) =>
        {
            Ok((scheme, rest))
        }
        _ => Ok(("", text)),
    }
}

fn parse_user(user: &str) -> Result<String, String> {
    let is_of_user = |c: char| c.is_ascii_alphanumeric() || "-._:~!$&'()*+,;=%@".contains(c);
    if !user.chars().all(is_of_user) {
        return Err("net/url: invalid userinfo".to_owned());
    }
    let again = |text: &str| Ok(escape(&unescape(text.as_bytes(), Part::User)?, Part::User));
    match user.split_once(':') {
        Some((name, password)) => Ok(format!("{}:{}", again(name)?, again(password)?)),
        None => again(user),
    }
}

/// Parses host and port. A strict one has a single colon outside of brackets.
fn parse_host(host: &str, is_strict: bool) -> Result<Vec<u8>, String> {
    let Some(open) = host.find('[') else {
        let colon = if is_strict { host.find(':') } else { host.rfind(':') };
        check_port(host.split_at(colon.unwrap_or(host.len())).1)?;
        return unescape(host.as_bytes(), Part::Host);
    };
    let close = host.rfind(']').ok_or("missing ']' in host")?;
    let (before, end) = host.split_at(close);
    check_port(end.strip_prefix(']').unwrap_or(end))?;
    let (address, zone) = before.split_at(before.find("%25").unwrap_or(before.len()));
    let address = unescape(address.as_bytes(), Part::Host)?;
    let zone = unescape(zone.as_bytes(), Part::Zone)?;
    if open > 0 {
        return Err("invalid IP-literal".to_owned());
    }
    let literal = String::from_utf8_lossy(address.get(1..).unwrap_or_default()).into_owned();
    check_literal(&literal)?;
    Ok([address.as_slice(), &zone, end.as_bytes()].concat())
}

fn check_literal(literal: &str) -> Result<(), String> {
    if literal.parse::<Ipv6Addr>().is_ok() {
        return Ok(());
    }
    if literal.parse::<std::net::Ipv4Addr>().is_ok() {
        return Err("invalid IP-literal".to_owned());
    }
    let shown = quote(literal.as_bytes());
    Err(format!("invalid host: ParseAddr({shown}): unable to parse IP"))
}

/// Checks what follows a host: nothing, or a colon and digits.
fn check_port(port: &str) -> Result<(), String> {
    match port.strip_prefix(':') {
        None if port.is_empty() => Ok(()),
        Some(digits) if digits.bytes().all(|byte| byte.is_ascii_digit()) => Ok(()),
        _ => Err(format!("invalid port {} after host", quote(port.as_bytes()))),
    }
}

#[cfg(test)]
mod tests {
    use super::Url;

    #[test]
    fn text_is_what_go_writes() {
        for same in [
            "http://localhost:2380",
            "http://[::1]:2380",
            "http://[fe80::1%25eth0]:1",
            "http://EXAMPLE.com:02380",
            "http://:2380",
            "http://user:p%40ss@h:1?query#fragment",
            "http://h:99999?",
            "unix://m0",
            "unix://m0:1/a/b",
            "unix:///tmp/m0",
            "unix:m0",
            "unix:/m0",
            "http://a%C3%A9:1",
            "a",
            "*",
            "",
        ] {
            assert_eq!(Url::parse(same).unwrap().to_string(), same);
        }
        for (text, expected) in [
            ("HTTPS://h:1", "https://h:1"),
            ("http://é:1", "http://%C3%A9:1"),
            ("unix:///a b", "unix:///a%20b"),
            ("http://h:1#", "http://h:1"),
            ("http://us%65r@h:1", "http://user@h:1"),
            ("http://", "http:"),
        ] {
            assert_eq!(Url::parse(text).unwrap().to_string(), expected, "{text}");
        }
    }

    /// Texts of etcdutl 3.7.3.
    #[test]
    fn errors_are_those_of_go() {
        for (text, expected) in [
            ("http://[foo]:2380", r#"invalid host: ParseAddr("foo"): unable to parse IP"#),
            ("http://[1.2.3.4]:2380", "invalid IP-literal"),
            ("http://x[::1]:2380", "invalid IP-literal"),
            ("http://::1:2380", r#"invalid port "::1:2380" after host"#),
            ("http://[::1", "missing ']' in host"),
            ("http://[::1]x:2380", r#"invalid port "x:2380" after host"#),
            ("http://a b:2380", r#"invalid character " " in host name"#),
            ("http://a:x", r#"invalid port ":x" after host"#),
            ("http://a%31:1", r#"invalid URL escape "%31""#),
            ("http://a%zz:1", r#"invalid URL escape "%zz""#),
            ("http://us er@a:1", "net/url: invalid userinfo"),
            ("http://u%zzer@a:1", r#"invalid URL escape "%zz""#),
            (":foo", "missing protocol scheme"),
            ("1a:2", "first path segment in URL cannot contain colon"),
            ("http://a:1#%zz", r#"invalid URL escape "%zz""#),
            ("http://a:1/%z", r#"invalid URL escape "%z""#),
            ("http://[fe80::1%eth0]:1", r#"invalid URL escape "%et""#),
        ] {
            let error = Url::parse(text).unwrap_err();
            assert_eq!(error, format!("parse \"{text}\": {expected}"));
        }
        let error = Url::parse("http://a:1\u{1}").unwrap_err();
        let expected = r#"parse "http://a:1\x01": net/url: invalid control character in URL"#;
        assert_eq!(error, expected);
    }
}
