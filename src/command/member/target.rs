//! Members as arguments: by ID or by name.

use crate::etcd::Session;
use crate::etcd::proto::{Member, MemberListRequest};
use crate::failure::Failure;
use crate::go::member_id;
use std::fmt;
use std::str::FromStr;

/// A member as typed: its ID, or its name.
#[derive(Debug, Clone)]
pub(crate) struct MemberTarget(String);

impl FromStr for MemberTarget {
    type Err = String;

    /// Refuses an empty text, which is the name of each member that was never started.
    fn from_str(text: &str) -> Result<Self, String> {
        if text.is_empty() { Err("it is empty".to_owned()) } else { Ok(Self(text.to_owned())) }
    }
}

impl fmt::Display for MemberTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl MemberTarget {
    /// Returns the member's ID. An ID of a member wins over a name. An ID that no member has is returned too:
    /// it is etcd that refuses it.
    pub(crate) async fn id(&self, session: &Session) -> anyhow::Result<u64> {
        // Not linearizable: a name is found without a quorum, too.
        let list = session.call(MemberListRequest { linearizable: false }).await?;
        Ok(self.among(&list.members)?)
    }

    fn among(&self, members: &[Member]) -> Result<u64, Failure> {
        let Self(text) = self;
        let id = member_id(text);
        if let Some(id) = id.as_ref().ok().filter(|id| members.iter().any(|one| one.id == **id)) {
            return Ok(*id);
        }
        let named: Vec<_> = members.iter().filter(|member| member.name == *text).collect();
        match (named.as_slice(), id) {
            ([only], _) => Ok(only.id),
            ([], Ok(id)) => Ok(id),
            ([], Err(_)) => {
                let text = format!("no member has the name or ID \"{text}\"");
                Err(Failure::usage(text).hint(format!("the members are {}", listed(members))))
            }
            _ => {
                let ids: Vec<_> = named.iter().map(|member| format!("{:x}", member.id)).collect();
                let text = format!("{} members have the name \"{text}\"", named.len());
                Err(Failure::usage(text).hint(format!("use an ID: {}", ids.join(", "))))
            }
        }
    }
}

/// Returns the names of members, with their IDs.
fn listed(members: &[Member]) -> String {
    let each = members.iter().map(|member| match member.name.as_str() {
        "" => format!("{:x} (not started)", member.id),
        name => format!("{name} ({:x})", member.id),
    });
    each.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::MemberTarget;
    use crate::etcd::proto::Member;
    use crate::failure::Kind;

    fn find(text: &str, members: &[(u64, &str)]) -> Result<u64, String> {
        let member = |(id, name): &(u64, &str)| Member {
            id: *id,
            name: (*name).into(),
            ..Member::default()
        };
        let members: Vec<_> = members.iter().map(member).collect();
        let found = text.parse::<MemberTarget>().unwrap().among(&members);
        found.map_err(|failure| {
            assert_eq!(failure.kind(), Kind::Usage);
            format!("{failure}; {}", failure.advice().unwrap_or_default())
        })
    }

    #[test]
    fn members_are_found_by_id_and_by_name() {
        let members = [(0xa, "m1"), (0xb, "m2"), (0xc, ""), (0xd, "a"), (0xe, "feed")];
        for (text, id) in [
            ("m2", 0xb),
            ("b", 0xb),
            ("0xB", 0xb),
            ("dec:11", 0xb),
            ("c", 0xc),
            // A name that is the ID of another member.
            ("a", 0xa),
            // A name that could be an ID.
            ("feed", 0xe),
            // An ID of none.
            ("1234", 0x1234),
        ] {
            assert_eq!(find(text, &members), Ok(id), "{text}");
        }
        assert_eq!(
            find("m3", &[(0xa, "m1"), (0xc, "")]).unwrap_err(),
            "no member has the name or ID \"m3\"; the members are m1 (a), c (not started)"
        );
        assert_eq!(
            find("default", &[(0xa, "default"), (0xb, "m"), (0xc, "default")]).unwrap_err(),
            "2 members have the name \"default\"; use an ID: a, c"
        );
        assert!("".parse::<MemberTarget>().is_err());
    }
}
