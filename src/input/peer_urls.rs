//! Peer URLs of members.

use crate::failure::Failure;

/// Parses a comma-separated list by the rules of etcd's servers, with their error messages.
pub(crate) fn peer_urls(list: &str) -> Result<Vec<String>, Failure> {
    if list.is_empty() {
        return Err(Failure::usage("member peer urls not provided")
            .hint("use --peer-urls, such as --peer-urls=http://10.0.0.4:2380"));
    }
    list.split(',').map(str::trim).map(|url| check(url).map(|()| url.to_owned())).collect()
}

fn check(url: &str) -> Result<(), Failure> {
    let bad = |what: &str| Failure::usage(format!("{what}: {url}"));
    if url.starts_with("unix:") || url.starts_with("unixs:") {
        return Ok(());
    }
    let rest = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"));
    let Some(rest) = rest else {
        let failure = bad("URL scheme must be http, https, unix, or unixs");
        return Err(match has_host_and_port(url) {
            true => failure.hint(format!("did you mean http://{url} or https://{url}?")),
            false => failure,
        });
    };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    if !has_host_and_port(authority) {
        return Err(bad("URL address does not have the form \"host:port\""));
    }
    if path.is_empty() { Ok(()) } else { Err(bad("URL must not contain a path")) }
}

fn has_host_and_port(authority: &str) -> bool {
    let Some((host, port)) = authority.rsplit_once(':') else { return false };
    let name = match host.strip_prefix('[').map(|rest| rest.strip_suffix(']')) {
        Some(bracketed) => bracketed.unwrap_or_default(),
        None if host.contains(':') => return false,
        None => host,
    };
    let strange = |c: char| c.is_whitespace() || c.is_control() || "[]@/?#\"".contains(c);
    let numeric = port.bytes().all(|byte| byte.is_ascii_digit());
    !name.is_empty() && !name.contains(strange) && numeric && port.parse::<u16>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::peer_urls;

    #[test]
    fn lists_are_split_and_trimmed() {
        assert_eq!(
            peer_urls("http://a:2380, https://[::1]:2380,unix://m1").unwrap(),
            ["http://a:2380", "https://[::1]:2380", "unix://m1"]
        );
    }

    #[test]
    fn invalid_urls_are_refused_as_by_etcd() {
        let scheme = "URL scheme must be http, https, unix, or unixs: ";
        let form = "URL address does not have the form \"host:port\": ";
        let path = "URL must not contain a path: ";
        for (url, text) in [
            ("foo", scheme),
            ("127.0.0.1:2380", scheme),
            ("ftp://h:1", scheme),
            ("http://a:1,,http://b:1", scheme),
            ("http://host", form),
            ("http://", form),
            ("http://:2380", form),
            ("http://h:", form),
            ("http://h:+1", form),
            ("http://h:99999", form),
            ("http://::1:2380", form),
            ("http://[::1:2380", form),
            ("http://h:1?x", form),
            ("https://h:2380/", path),
            ("https://h:2380/é", path),
        ] {
            let message = peer_urls(url).unwrap_err().to_string();
            assert!(message.starts_with(text), "{url}: {message}");
        }
        assert_eq!(peer_urls("").unwrap_err().to_string(), "member peer urls not provided");
    }
}
