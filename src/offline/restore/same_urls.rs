//! Whether the URLs that a member advertises are those that the cluster has for it. If their texts differ,
//! host names are resolved and the addresses compared.

use super::peer_urls::split_host_port;
use crate::failure::{Failure, os_cause};
use crate::go::{Url, quote};
use crate::offline::Progress;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs as _};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

/// The time for all lookups together.
const LIMIT: Duration = Duration::from_secs(30);
const RETRY_INTERVAL: Duration = Duration::from_secs(1);
/// The time between two looks at whether the work is interrupted.
const POLL: Duration = Duration::from_millis(50);

/// Returns why the URLs are not the same, in etcd's words; `None` if they are.
pub(super) fn difference(
    advertised: &[Url],
    of_cluster: &[Url],
    progress: Progress<'_>,
) -> Result<Option<String>, Failure> {
    if advertised.len() != of_cluster.len() {
        let list = |urls: &[Url]| {
            let urls: Vec<_> = urls.iter().map(|url| quote(url.to_string().as_bytes())).collect();
            format!("len([{}])", urls.join(" "))
        };
        return Ok(Some(format!("{} != {}", list(advertised), list(of_cluster))));
    }
    if first_difference(advertised, of_cluster).is_none() {
        return Ok(None);
    }
    let deadline = Instant::now() + LIMIT;
    let mut resolved = Vec::new();
    for urls in [advertised, of_cluster] {
        match resolve_all(urls, deadline, progress)? {
            Ok(urls) => resolved.push(urls),
            Err(why) => return Ok(Some(why)),
        }
    }
    let [a, b] = resolved.as_slice() else { return Ok(None) };
    Ok(first_difference(a, b).map(|(a, b)| {
        let [a, b] = [a, b].map(|url| quote(url.to_string().as_bytes()));
        format!("resolved urls: {a} != {b}")
    }))
}

fn first_difference<'a>(a: &'a [Url], b: &'a [Url]) -> Option<(&'a Url, &'a Url)> {
    a.iter().zip(b).find(|(a, b)| identity(a) != identity(b))
}

/// Returns the parts that count, with a literal IP address in its usual form.
fn identity(url: &Url) -> (&str, &str, &str, Vec<u8>) {
    let literal = split_host_port(&url.host).and_then(|(host, port)| {
        let address = host.parse::<IpAddr>().ok()?.to_canonical();
        Some(format!("{address} {port}").into_bytes())
    });
    (&url.scheme, &url.opaque, &url.path, literal.unwrap_or_else(|| url.host.clone()))
}

type Lookup<T> = Result<T, String>;

fn resolve_all(
    urls: &[Url],
    deadline: Instant,
    progress: Progress<'_>,
) -> Result<Lookup<Vec<Url>>, Failure> {
    let mut resolved = Vec::new();
    for url in urls {
        match resolve(url, deadline, progress)? {
            Ok(url) => resolved.push(url),
            Err(why) => {
                let shown = quote(url.to_string().as_bytes());
                return Ok(Err(format!("failed to resolve {shown} ({why})")));
            }
        }
    }
    resolved.sort_by_cached_key(Url::to_string);
    Ok(Ok(resolved))
}

/// Returns the URL with the first address of its host. That of a socket, and `localhost`, stay.
fn resolve(url: &Url, deadline: Instant, progress: Progress<'_>) -> Result<Lookup<Url>, Failure> {
    let Some((host, port)) = split_host_port(&url.host) else { return Ok(Ok(url.clone())) };
    if url.scheme.starts_with("unix") || host == "localhost" {
        return Ok(Ok(url.clone()));
    }
    let Ok(number) = port.parse::<u16>() else {
        return Ok(Err(format!("address {port}: invalid port")));
    };
    let address = match host.parse::<IpAddr>() {
        Ok(address) => Ok(SocketAddr::new(address.to_canonical(), number)),
        Err(_) if host.is_empty() => Err("lookup : no such host".to_owned()),
        Err(_) => look_up(&host, number, deadline, progress)?,
    };
    Ok(address.map(|address| url.with_host(&address.to_string())))
}

/// Asks for a name until there is an answer.
fn look_up(
    host: &str,
    port: u16,
    deadline: Instant,
    progress: Progress<'_>,
) -> Result<Lookup<SocketAddr>, Failure> {
    let (sender, answers) = channel();
    let asked = host.to_owned();
    // A lookup cannot be interrupted. The thread ends with the first answer that is not wanted.
    thread::spawn(move || {
        loop {
            let answer = (asked.as_str(), port).to_socket_addrs().map(|mut found| found.next());
            if sender.send(answer).is_err() {
                return;
            }
            thread::sleep(RETRY_INTERVAL);
        }
    });
    let mut last = format!("lookup {host}: i/o timeout");
    while Instant::now() < deadline {
        progress(0)?;
        last = match answers.recv_timeout(POLL) {
            Ok(Ok(Some(address))) => return Ok(Ok(address)),
            Ok(Ok(None)) => format!("lookup {host}: no such host"),
            Ok(Err(error)) => {
                let cause = os_cause(&error.to_string());
                let prefix = "failed to lookup address information: ";
                format!("lookup {host}: {}", os_cause(cause.strip_prefix(prefix).unwrap_or(&cause)))
            }
            Err(RecvTimeoutError::Timeout) => continue,
            Err(RecvTimeoutError::Disconnected) => break,
        };
    }
    Ok(Err(last))
}

#[cfg(test)]
mod tests {
    use super::difference;
    use crate::go::Url;

    fn compare(advertised: &str, of_cluster: &str) -> Option<String> {
        let parse = |text: &str| Url::parse(text).unwrap();
        difference(&[parse(advertised)], &[parse(of_cluster)], &mut |_| Ok(())).unwrap()
    }

    #[test]
    fn addresses_are_compared_in_their_usual_form() {
        for (a, b) in [
            ("http://h:1", "http://h:1"),
            ("http://[0:0:0:0:0:0:0:1]:1", "http://[::1]:1"),
            ("http://[::ffff:1.2.3.4]:1", "http://1.2.3.4:1"),
            ("http://127.0.0.1:01", "http://127.0.0.1:1"),
            ("http://127.0.0.1:1?x#y", "http://u:p@127.0.0.1:1"),
            ("unix://a/b", "unix://a/b?q"),
        ] {
            assert_eq!(compare(a, b), None, "{a} {b}");
        }
    }

    #[test]
    fn differences_are_in_the_words_of_etcd() {
        let differ = |a: &str, b: &str, resolved: &str| {
            assert_eq!(compare(a, b), Some(format!("resolved urls: \"{a}\" != \"{resolved}\"")));
        };
        differ("http://localhost:1", "http://127.0.0.1:1", "http://127.0.0.1:1");
        differ("http://127.0.0.1:1", "https://127.0.0.1:1", "https://127.0.0.1:1");
        differ("http://127.0.0.1:1?x", "http://127.0.0.1:2", "http://127.0.0.1:2");
        differ("unix://a", "unix://b", "unix://b");
        differ("unix:a", "unix:b", "unix:b");
        assert_eq!(
            compare("http://:1", "http://127.0.0.1:1").unwrap(),
            "failed to resolve \"http://:1\" (lookup : no such host)"
        );
        assert_eq!(
            compare("http://h:99999", "http://127.0.0.1:1").unwrap(),
            "failed to resolve \"http://h:99999\" (address 99999: invalid port)"
        );
    }

    #[test]
    fn numbers_of_urls_are_compared_first() {
        let url = Url::parse("http://a:1").unwrap();
        let found = difference(std::slice::from_ref(&url), &[], &mut |_| Ok(())).unwrap();
        assert_eq!(found.unwrap(), "len([\"http://a:1\"]) != len([])");
    }

    #[test]
    fn literal_addresses_are_compared_without_a_lookup() {
        let urls = |address: &str| {
            [address, "http://name.invalid:1"].map(|text| Url::parse(text).unwrap())
        };
        let (a, b) = (urls("http://[0:0:0:0:0:0:0:1]:1"), urls("http://[::1]:1"));
        let found = difference(&a, &b, &mut |_| panic!("a lookup")).unwrap();
        assert_eq!(found, None);
    }

    #[test]
    fn lookups_can_be_interrupted() {
        let [a, b] = ["http://name.invalid:1", "http://other.invalid:1"]
            .map(|text| [Url::parse(text).unwrap()]);
        let stop = || crate::failure::Failure::silent(crate::failure::Kind::Ended);
        assert!(difference(&a, &b, &mut |_| Err(stop())).is_err());
    }
}
