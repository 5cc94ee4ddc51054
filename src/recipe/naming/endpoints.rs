//! The endpoints of a target as they are at one revision.

use super::{Metadata, ServiceRecord, key};
use crate::etcd::prefix_end;
use crate::etcd::proto::{KeyValue, RangeRequest};
use crate::etcd::{CallError, Session};

/// A record with an address. Endpoints are identified by their keys.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ServiceEndpoint {
    pub(crate) key: Vec<u8>,
    pub(crate) address: String,
    pub(crate) metadata: Metadata,
    pub(crate) lease: i64,
    pub(crate) mod_revision: i64,
}

/// The endpoints of a target, and its keys that are not endpoints.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Endpoints {
    pub(crate) revision: i64,
    pub(crate) list: Vec<ServiceEndpoint>,
    pub(crate) skipped: Vec<Skipped>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Skipped {
    pub(crate) key: Vec<u8>,
    pub(crate) mod_revision: i64,
    pub(crate) why: String,
}

pub(crate) fn request(target: &[u8]) -> RangeRequest {
    let key = key(target, b"");
    RangeRequest { range_end: prefix_end(&key), key, ..RangeRequest::default() }
}

/// Returns the target of an endpoint: the part of the key before the address, if the key ends in it, or
/// before the last slash. Addresses may contain slashes.
pub(crate) fn target_of<'a>(key: &'a [u8], address: &str) -> Option<&'a [u8]> {
    let before_address = before_address(key, address);
    let before_slash = || key.get(..key.iter().rposition(|byte| *byte == b'/')?);
    before_address.or_else(before_slash).filter(|target| !target.is_empty())
}

pub(crate) fn before_address<'a>(key: &'a [u8], address: &str) -> Option<&'a [u8]> {
    key.strip_suffix(address.as_bytes())?.strip_suffix(b"/")
}

impl ServiceEndpoint {
    /// Reads an endpoint; fails with the reason why a pair is not one.
    pub(crate) fn of(kv: &KeyValue) -> Result<Self, String> {
        let ServiceRecord { address, metadata, .. } = ServiceRecord::decode(&kv.value)
            .map_err(|why| format!("not a service record ({why})"))?;
        if address.is_empty() {
            return Err("the record has no address".to_owned());
        }
        let KeyValue { key, lease, mod_revision, .. } = kv;
        Ok(Self { key: key.clone(), address, metadata, lease: *lease, mod_revision: *mod_revision })
    }

    /// Returns the endpoint's own target if that is below `target`: `svc/sub/ADDR` is an endpoint of
    /// `svc/sub`, though clients of `svc` see it too.
    pub(crate) fn target_below(&self, target: &[u8]) -> Option<&[u8]> {
        before_address(&self.key, &self.address).filter(|own| own.len() > target.len())
    }

    fn is_same(&self, other: &Self) -> bool {
        let Self { key, address, metadata, lease, mod_revision: _ } = self;
        (key, address, metadata, lease)
            == (&other.key, &other.address, &other.metadata, &other.lease)
    }
}

impl Endpoints {
    /// Reads the endpoints of a target; linearizable.
    pub(crate) async fn read(etcd: &Session, target: &[u8]) -> Result<Self, CallError> {
        let reply = etcd.call(request(target)).await?;
        Ok(Self::of(reply.header.unwrap_or_default().revision, &reply.kvs))
    }

    pub(crate) fn of<'a>(revision: i64, kvs: impl IntoIterator<Item = &'a KeyValue>) -> Self {
        let mut endpoints = Self { revision, list: Vec::new(), skipped: Vec::new() };
        for kv in kvs {
            match ServiceEndpoint::of(kv) {
                Ok(endpoint) => endpoints.list.push(endpoint),
                Err(why) => {
                    let KeyValue { key, mod_revision, .. } = kv.clone();
                    endpoints.skipped.push(Skipped { key, mod_revision, why });
                }
            }
        }
        endpoints
    }

    /// Returns whether the endpoints are the same, no matter when they were written.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.list.len() == other.list.len()
            && self.list.iter().zip(&other.list).all(|(one, other)| one.is_same(other))
    }

    pub(crate) fn addresses(&self) -> impl Iterator<Item = &str> {
        self.list.iter().map(|endpoint| endpoint.address.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::{Endpoints, ServiceEndpoint, request, target_of};
    use crate::etcd::proto::KeyValue;

    fn kv(key: &str, value: &str, mod_revision: i64) -> KeyValue {
        KeyValue { key: key.into(), value: value.into(), mod_revision, ..KeyValue::default() }
    }

    #[test]
    fn target_is_the_part_of_the_key_before_the_address() {
        for (key, address, target) in [
            ("svc/10.0.0.1:80", "10.0.0.1:80", Some("svc")),
            ("a/b/h:1", "h:1", Some("a/b")),
            ("/svc/h:1", "h:1", Some("/svc")),
            ("svc/unix:/run/a.sock", "unix:/run/a.sock", Some("svc")),
            ("svc//run/a.sock", "/run/a.sock", Some("svc")),
            ("svc/node1", "h:1", Some("svc")),
            ("svc/ab", "b", Some("svc")),
            ("svc//h:1", "h:1", Some("svc/")),
            ("/h:1", "h:1", None),
            ("h:1", "h:1", None),
        ] {
            let found = target_of(key.as_bytes(), address);
            assert_eq!(found, target.map(str::as_bytes), "{key}");
        }
    }

    #[test]
    fn records_without_an_address_are_skipped() {
        let kvs = [kv("s/a", r#"{"Addr":"a"}"#, 2), kv("s/b", "{}", 3), kv("s/c", "junk", 4)];
        let endpoints = Endpoints::of(9, &kvs);
        assert_eq!(endpoints.addresses().collect::<Vec<_>>(), ["a"]);
        let skipped: Vec<_> =
            endpoints.skipped.iter().map(|skipped| skipped.mod_revision).collect();
        assert_eq!((endpoints.revision, skipped), (9, vec![3, 4]));
        // Written again, the endpoint is the same.
        let again = Endpoints::of(10, &[kv("s/a", r#"{"Addr":"a","Op":0}"#, 10)]);
        assert!(again.is_same(&endpoints) && again != endpoints);
        assert!(!again.is_same(&Endpoints::of(10, &[])));
    }

    #[test]
    fn target_below_is_told_from_a_chosen_key_name() {
        let endpoint = |key| ServiceEndpoint::of(&kv(key, r#"{"Addr":"h:1"}"#, 1)).unwrap();
        assert_eq!(endpoint("s/t/h:1").target_below(b"s"), Some(&b"s/t"[..]));
        assert_eq!(endpoint("s/h:1").target_below(b"s"), None);
        assert_eq!(endpoint("s/t/1").target_below(b"s"), None);
        assert_eq!(request(b"s").range_end, b"s0");
    }
}
