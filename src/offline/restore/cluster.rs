//! The members of the new cluster, and the one that is restored.

use super::peer_urls::{ClusterOptions, UrlsByName, advertised, by_name, joined};
use super::same_urls::difference;
use crate::failure::Failure;
use crate::go::Url;
use crate::offline::raft::{NewMember, cluster_id};
use crate::offline::{Progress, invalid};
use std::collections::BTreeMap;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NewCluster {
    pub(crate) id: u64,
    /// The member that is restored.
    pub(crate) own: NewMember,
    /// All members, in the order of their ids.
    pub(crate) members: Vec<NewMember>,
}

impl NewCluster {
    /// Checks the options as etcdutl does, in its order and words; `progress` may end the resolving of
    /// host names.
    pub(crate) fn new(options: &ClusterOptions, progress: Progress<'_>) -> Result<Self, Failure> {
        let advertised = advertised(&options.initial_advertise_peer_urls)?;
        let by_name = by_name(&options.initial_cluster)?;
        let name = &options.name;
        let own_urls = by_name.get(name).ok_or_else(|| {
            invalid(format!(
                "couldn't find local name \"{name}\" in the initial cluster configuration"
            ))
        })?;
        if let Some(why) = difference(&advertised, own_urls, progress)? {
            return Err(invalid(mismatch(name, &advertised, own_urls, &why)));
        }
        check_duplicates(&by_name)?;
        let members = members(&by_name, &options.initial_cluster_token)?;
        let own = members.iter().find(|member| member.name == *name);
        let own = own.ok_or_else(|| invalid("the member is not in the cluster"))?.clone();
        Ok(Self { id: cluster_id(&members), own, members })
    }
}

/// Returns etcd's words for URLs that differ.
fn mismatch(name: &str, advertised: &[Url], own: &[Url], why: &str) -> String {
    let missing = |urls: &[Url], from: &[Url], prefix: &str| -> Option<String> {
        let missing =
            urls.iter().filter(|url| !from.iter().any(|f| f.to_string() == url.to_string()));
        let missing: Vec<_> = missing.map(|url| format!("{prefix}{url}")).collect();
        (!missing.is_empty()).then(|| missing.join(","))
    };
    let list = advertised.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    if let Some(urls) = missing(own, advertised, &format!("{name}=")) {
        let option = "--initial-advertise-peer-urls";
        return format!("--initial-cluster has {urls} but missing from {option}={list} ({why})");
    }
    let cluster = joined([(&name.to_owned(), &advertised.to_vec())]);
    match missing(advertised, own, "") {
        Some(urls) => format!(
            "--initial-advertise-peer-urls has {urls} but missing from --initial-cluster={cluster}"
        ),
        None => format!("failed to resolve {list} to match --initial-cluster={cluster} ({why})"),
    }
}

fn check_duplicates(by_name: &UrlsByName) -> Result<(), Failure> {
    let mut urls: Vec<_> = by_name.values().flatten().map(Url::to_string).collect();
    let count = urls.len();
    urls.sort();
    urls.dedup();
    if urls.len() == count {
        return Ok(());
    }
    Err(invalid(format!("initial cluster {} has duplicate url", joined(by_name))))
}

/// Returns the members in the order of their ids.
fn members(by_name: &UrlsByName, token: &str) -> Result<Vec<NewMember>, Failure> {
    let mut members = BTreeMap::new();
    for (name, urls) in by_name {
        let urls: Vec<_> = urls.iter().map(Url::to_string).collect();
        let member = NewMember::new(name, &urls, token);
        if member.id == 0 {
            return Err(invalid("cannot use 0 as member ID"));
        }
        let shown = format!(
            "member exists with identical ID &{{{:x} {{[{}] false}} {{{name} []}}}}",
            member.id,
            urls.join(" ")
        );
        if members.insert(member.id, member).is_some() {
            return Err(invalid(shown));
        }
    }
    Ok(members.into_values().collect())
}

#[cfg(test)]
mod tests {
    use super::NewCluster;
    use crate::offline::restore::ClusterOptions;

    const LOCAL: &str = "http://localhost:2380";

    fn cluster(name: &str, cluster: &str, advertised: &str) -> Result<NewCluster, String> {
        let options = ClusterOptions {
            name: name.to_owned(),
            initial_cluster: cluster.to_owned(),
            initial_cluster_token: "tok1".to_owned(),
            initial_advertise_peer_urls: advertised.to_owned(),
        };
        NewCluster::new(&options, &mut |_| Ok(())).map_err(|error| error.to_string())
    }

    #[test]
    fn members_are_in_the_order_of_their_ids() {
        let all = "m1=http://127.0.0.1:23112,m2=http://127.0.0.1:23122,m3=http://127.0.0.1:23132";
        let found = cluster("m2", all, "http://127.0.0.1:23122").unwrap();
        let names: Vec<_> = found.members.iter().map(|member| member.name.as_str()).collect();
        assert_eq!(names, ["m2", "m3", "m1"]);
        assert_eq!((found.own.name.as_str(), found.id), ("m2", 0xb4cf_0517_eccc_c123));
        assert_eq!(found.own.id, 0x7eef_7788_3c7d_41d4);
    }

    #[test]
    fn names_may_be_empty() {
        assert!(cluster("", &format!("={LOCAL}"), LOCAL).is_ok());
    }

    /// Texts of etcdutl 3.7.3.
    #[test]
    fn errors_are_those_of_etcdutl() {
        let error = |name, all: &str, urls: &str| cluster(name, all, urls).unwrap_err();
        let default = format!("default={LOCAL}");
        assert_eq!(
            error("m", &default, LOCAL),
            "couldn't find local name \"m\" in the initial cluster configuration"
        );
        assert_eq!(
            error("default", "default=http://127.0.0.1:2380", LOCAL),
            "--initial-cluster has default=http://127.0.0.1:2380 but missing from \
             --initial-advertise-peer-urls=http://localhost:2380 \
             (resolved urls: \"http://localhost:2380\" != \"http://127.0.0.1:2380\")"
        );
        assert_eq!(
            error("default", &default, "http://localhost:2380,http://localhost:2381"),
            "--initial-advertise-peer-urls has http://localhost:2381 but missing from \
             --initial-cluster=default=http://localhost:2380,default=http://localhost:2381"
        );
        assert_eq!(
            error("default", &default, "http://localhost:2380,http://localhost:2380"),
            "failed to resolve http://localhost:2380,http://localhost:2380 to match \
             --initial-cluster=default=http://localhost:2380,default=http://localhost:2380 \
             (len([\"http://localhost:2380\" \"http://localhost:2380\"]) != \
             len([\"http://localhost:2380\"]))"
        );
        assert_eq!(
            error("default", &format!("{default},b={LOCAL}"), LOCAL),
            "initial cluster b=http://localhost:2380,default=http://localhost:2380 has duplicate url"
        );
        let same = "a=unix://aunix://b,b=unix://a,b=unix://b";
        let text = error("a", same, "unix://aunix://b");
        assert!(text.starts_with("member exists with identical ID &{"), "{text}");
        assert!(text.ends_with(" {[unix://a unix://b] false} {b []}}"), "{text}");
    }
}
