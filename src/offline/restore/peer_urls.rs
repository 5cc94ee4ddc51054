//! The peer URLs of the members of a new cluster, as etcd reads them from its options.

use crate::failure::Failure;
use crate::go::Url;
use crate::offline::invalid;
use std::collections::BTreeMap;

/// What identifies the cluster and the member: the options of etcd with these names.
#[derive(Debug, Clone)]
pub(crate) struct ClusterOptions {
    pub(crate) name: String,
    pub(crate) initial_cluster: String,
    pub(crate) initial_cluster_token: String,
    pub(crate) initial_advertise_peer_urls: String,
}

/// The URLs of each member by its name.
pub(super) type UrlsByName = BTreeMap<String, Vec<Url>>;

/// Parses the URLs that a member advertises. They are sorted by their text.
pub(super) fn advertised(text: &str) -> Result<Vec<Url>, Failure> {
    urls(text.split(','))
}

/// Parses `NAME=URL,…`. A name that comes again has several URLs; empty parts are left out.
pub(super) fn by_name(text: &str) -> Result<UrlsByName, Failure> {
    let mut texts = BTreeMap::<_, Vec<_>>::new();
    for part in text.split(',').filter(|part| !part.is_empty()) {
        let (name, url) = part.split_once('=').unwrap_or((part, ""));
        texts.entry(name).or_default().push(url);
    }
    texts.into_iter().map(|(name, texts)| Ok((name.to_owned(), urls(texts)?))).collect()
}

fn urls<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Vec<Url>, Failure> {
    let mut urls: Vec<_> = texts.into_iter().map(url).collect::<Result<_, _>>()?;
    urls.sort_by_cached_key(Url::to_string);
    Ok(urls)
}

fn url(text: &str) -> Result<Url, Failure> {
    let text = text.trim();
    let url = Url::parse(text).map_err(invalid)?;
    match url.scheme.as_str() {
        "unix" | "unixs" => Ok(url),
        "http" | "https" if split_host_port(&url.host).is_none() => {
            Err(invalid(format!("URL address does not have the form \"host:port\": {text}")))
        }
        "http" | "https" if !url.path.is_empty() => {
            Err(invalid(format!("URL must not contain a path: {text}")))
        }
        "http" | "https" => Ok(url),
        _ => Err(invalid(format!("URL scheme must be http, https, unix, or unixs: {text}"))),
    }
}

/// Returns host and port, as `net.SplitHostPort`: without the brackets of an IPv6 address.
pub(super) fn split_host_port(address: &[u8]) -> Option<(String, String)> {
    let address = String::from_utf8_lossy(address);
    let (host, port) = address.rsplit_once(':')?;
    let bare = match host.strip_prefix('[') {
        Some(host) => host.strip_suffix(']')?,
        None if host.contains(':') => return None,
        None => host,
    };
    let has_brackets = [bare, port].iter().any(|part| part.contains(['[', ']']));
    (!has_brackets).then(|| (bare.to_owned(), port.to_owned()))
}

/// Returns `NAME=URL,…` in the order of their text.
pub(super) fn joined<'a>(urls: impl IntoIterator<Item = (&'a String, &'a Vec<Url>)>) -> String {
    let each = urls.into_iter();
    let mut pairs: Vec<_> =
        each.flat_map(|(name, urls)| urls.iter().map(move |url| format!("{name}={url}"))).collect();
    pairs.sort();
    pairs.join(",")
}

#[cfg(test)]
mod tests {
    use super::{advertised, by_name, joined, split_host_port};

    fn error(urls: &str) -> String {
        advertised(urls).unwrap_err().to_string()
    }

    #[test]
    fn urls_that_members_cannot_have_are_refused_as_by_etcdutl() {
        let scheme = "URL scheme must be http, https, unix, or unixs: ";
        for text in ["", "localhost:2380", "*", "ftp://h:1"] {
            assert_eq!(error(text), format!("{scheme}{text}"));
        }
        assert_eq!(error("http://h:1,"), scheme);
        let form = "URL address does not have the form \"host:port\": ";
        for text in ["http://h", "http://", "http:h:1", "http://[::1]"] {
            assert_eq!(error(text), format!("{form}{text}"));
        }
        for text in ["http://h:1/", "https://h:1/a"] {
            assert_eq!(error(text), format!("URL must not contain a path: {text}"));
        }
        assert_eq!(error("http://h:x"), r#"parse "http://h:x": invalid port ":x" after host"#);
    }

    #[test]
    fn urls_are_trimmed_and_sorted() {
        let urls = advertised(" http://b:1 ,unix://x/y/z,HTTP://a:1").unwrap();
        let texts: Vec<_> = urls.iter().map(ToString::to_string).collect();
        assert_eq!(texts, ["http://a:1", "http://b:1", "unix://x/y/z"]);
    }

    #[test]
    fn members_are_named_once_or_more() {
        let members = by_name("b=http://b:1,,a=http://a:2,a=http://a:1,=http://n:1?x=y").unwrap();
        let text = "=http://n:1?x=y,a=http://a:1,a=http://a:2,b=http://b:1";
        assert_eq!(joined(&members), text);
        assert_eq!(members.keys().collect::<Vec<_>>(), ["", "a", "b"]);
        assert!(by_name("").unwrap().is_empty());
        assert!(by_name("m1").unwrap_err().to_string().starts_with("URL scheme must be"));
    }

    #[test]
    fn hosts_and_ports_are_split_as_in_go() {
        let split = |text: &str| split_host_port(text.as_bytes());
        let parts = |host: &str, port: &str| Some((host.to_owned(), port.to_owned()));
        assert_eq!(split("h:1"), parts("h", "1"));
        assert_eq!(split(":1"), parts("", "1"));
        assert_eq!(split("[::1]:1"), parts("::1", "1"));
        assert_eq!(split("h:"), parts("h", ""));
        for text in ["", "h", "::1:1", "[::1]", "[::1:1", "a]:1", "[[::1]:1"] {
            assert_eq!(split(text), None, "{text}");
        }
    }
}
