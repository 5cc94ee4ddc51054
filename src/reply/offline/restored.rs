//! The member that `snapshot restore` made, and how it is started.

use crate::go::si_bytes;
use crate::offline::raft::NewMember;
use crate::offline::restore::{ClusterOptions, Restored};
use crate::output::{Buffer, Cell, Format, Records, Reply, counted, shell_word};
use std::ffi::OsStr;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::os::unix::ffi::OsStrExt as _;

/// A restored member with the options that made it.
#[derive(Debug)]
pub(crate) struct RestoredMember<'a> {
    pub(crate) restored: &'a Restored,
    pub(crate) options: &'a ClusterOptions,
}

impl RestoredMember<'_> {
    /// Returns lines for people.
    pub(crate) fn summary(&self) -> Vec<String> {
        let Restored { cluster, data_dir, revision, keys, size, .. } = self.restored;
        let keys =
            keys.map(|keys| format!("{}, ", counted(keys, "key", "keys"))).unwrap_or_default();
        let (data_dir, size) = (data_dir.display(), si_bytes(*size));
        let mut lines = vec![
            format!("restored revision {revision} to {data_dir}: {keys}{size}"),
            format!("cluster {:x}, member {:x}", cluster.id, cluster.own.id),
        ];
        let others = cluster.members.iter().filter(|member| member.id != cluster.own.id);
        let others: Vec<_> = others.map(|member| member.name.as_str()).collect();
        if !others.is_empty() {
            lines.push(format!(
                "restore the same snapshot for {} too, with the same --initial-cluster and \
                 --initial-cluster-token",
                others.join(", ")
            ));
        }
        lines
    }

    /// Returns the line that starts the member. With the state `existing`, etcd refuses to start if it does
    /// not find the data dir, instead of starting an empty cluster with the same ids.
    pub(crate) fn start_line(&self) -> String {
        let Restored { cluster, data_dir, wal_dir, .. } = self.restored;
        let mut words = vec!["etcd".to_owned()];
        let mut add = |option: &str, value: &OsStr| {
            words.push(format!("--{option}"));
            words.push(shell_word(value.as_bytes()));
        };
        add("name", self.options.name.as_ref());
        add("data-dir", data_dir.as_os_str());
        if let Some(wal_dir) = wal_dir {
            add("wal-dir", wal_dir.as_os_str());
        }
        let urls = cluster.own.peer_urls.join(",");
        add("listen-peer-urls", listen_urls(&cluster.own).as_ref());
        add("initial-advertise-peer-urls", urls.as_ref());
        add("initial-cluster", self.options.initial_cluster.as_ref());
        add("initial-cluster-token", self.options.initial_cluster_token.as_ref());
        add("initial-cluster-state", "existing".as_ref());
        words.join(" ")
    }
}

/// Returns the URLs with addresses in place of host names, on which etcd does not listen.
fn listen_urls(member: &NewMember) -> String {
    let urls: Vec<_> = member.peer_urls.iter().map(|url| listen_url(url)).collect();
    urls.join(",")
}

fn listen_url(url: &str) -> String {
    let parts = url.split_once("://").and_then(|(scheme, rest)| {
        let address = rest.split(['?', '#']).next()?;
        let (host, port) =
            address.rsplit_once('@').map_or(address, |(_, host)| host).rsplit_once(':')?;
        Some((scheme, host, port))
    });
    let Some((scheme @ ("http" | "https"), host, port)) = parts else { return url.to_owned() };
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let is_address = bare.parse::<IpAddr>().is_ok() || bare == "localhost";
    if is_address {
        return format!("{scheme}://{host}:{port}");
    }
    let all = if bare.contains(':') {
        format!("[{}]", Ipv6Addr::UNSPECIFIED)
    } else {
        Ipv4Addr::UNSPECIFIED.to_string()
    };
    format!("{scheme}://{all}:{port}")
}

/// etcdutl prints nothing: only `jsonl`, which it does not have, has a record.
impl Reply for RestoredMember<'_> {
    const WITHOUT: &'static [Format] = &[];
    const FIELDS: &'static [&'static str] = &[
        "revision",
        "keys",
        "size",
        "cluster_id",
        "member_id",
        "name",
        "members",
        "data_dir",
        "wal_dir",
        "start",
    ];

    fn simple(&self, _page: &mut Buffer) {}

    fn fields(&self, _page: &mut Buffer) {}

    fn json(&self, _page: &mut Buffer) {}

    fn records(&self) -> Records {
        Records::default()
    }

    fn jsonl_records(&self) -> Records {
        let Restored { cluster, data_dir, wal_dir, revision, keys, size } = self.restored;
        let wal_dir = wal_dir.clone().unwrap_or_else(|| data_dir.join("member/wal"));
        Records::one([
            ("revision", Cell::Counter(*revision)),
            ("keys", keys.map_or(Cell::Nothing, Cell::UnsignedCounter)),
            ("size", Cell::UnsignedCounter(*size)),
            ("cluster_id", Cell::Id(cluster.id)),
            ("member_id", Cell::Id(cluster.own.id)),
            ("name", Cell::text(&cluster.own.name)),
            ("members", Cell::Number(i64::try_from(cluster.members.len()).unwrap_or(i64::MAX))),
            ("data_dir", Cell::text(data_dir.to_string_lossy())),
            ("wal_dir", Cell::text(wal_dir.to_string_lossy())),
            ("start", Cell::text(self.start_line())),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::{RestoredMember, listen_url};
    use crate::offline::raft::NewMember;
    use crate::offline::restore::{ClusterOptions, NewCluster, Restored};

    #[test]
    fn names_are_replaced_where_etcd_listens() {
        for (url, expected) in [
            ("http://127.0.0.1:1", "http://127.0.0.1:1"),
            ("http://localhost:1", "http://localhost:1"),
            ("https://[::1]:1", "https://[::1]:1"),
            ("https://etcd1.example.com:2380", "https://0.0.0.0:2380"),
            ("http://user@h:2380?x#y", "http://0.0.0.0:2380"),
            ("http://[fe80::1%25eth0]:1", "http://[::]:1"),
            ("unix://m0:1", "unix://m0:1"),
            ("unix:m0", "unix:m0"),
        ] {
            assert_eq!(listen_url(url), expected, "{url}");
        }
    }

    #[test]
    fn lines_for_people() {
        let member = |name: &str| NewMember::new(name, &[format!("http://{name}:1")], "a token");
        let cluster =
            NewCluster { id: 7, own: member("m1"), members: vec![member("m1"), member("m2")] };
        let mut restored = Restored {
            cluster,
            data_dir: "my data".into(),
            wal_dir: Some("/wal".into()),
            revision: 5,
            keys: Some(1),
            size: 20480,
        };
        let options = ClusterOptions {
            name: "m1".into(),
            initial_cluster: "m1=http://m1:1,m2=http://m2:1".into(),
            initial_cluster_token: "a token".into(),
            initial_advertise_peer_urls: "http://m1:1".into(),
        };
        let shown = RestoredMember { restored: &restored, options: &options };
        let summary = [
            "restored revision 5 to my data: 1 key, 20 kB".to_owned(),
            format!("cluster 7, member {:x}", member("m1").id),
            "restore the same snapshot for m2 too, with the same --initial-cluster and \
             --initial-cluster-token"
                .to_owned(),
        ];
        assert_eq!(shown.summary(), summary);
        assert_eq!(
            shown.start_line(),
            "etcd --name m1 --data-dir 'my data' --wal-dir /wal \
             --listen-peer-urls http://0.0.0.0:1 --initial-advertise-peer-urls http://m1:1 \
             --initial-cluster m1=http://m1:1,m2=http://m2:1 --initial-cluster-token 'a token' \
             --initial-cluster-state existing"
        );
        restored.keys = None;
        let shown = RestoredMember { restored: &restored, options: &options };
        assert_eq!(shown.summary()[0], "restored revision 5 to my data: 20 kB");
    }
}
