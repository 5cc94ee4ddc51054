use super::list::simple_member;
use crate::etcd::proto::{MemberListResponse, StatusResponse};
use crate::output::{Buffer, Cell, Format, Records, Reply};
use crate::reply::cluster::status::columns::is_leader;

/// The members, and each one's answer or why there is none.
#[derive(Debug)]
pub(crate) struct MemberStatus {
    pub(crate) list: MemberListResponse,
    pub(crate) answers: Vec<Result<StatusResponse, String>>,
}

impl Reply for MemberStatus {
    const WITHOUT: &'static [Format] = &[Format::Fields, Format::Json, Format::Protobuf];
    const FIELDS: &'static [&'static str] = &[
        "id",
        "status",
        "name",
        "peer_addrs",
        "client_addrs",
        "is_learner",
        "is_up",
        "is_leader",
        "error",
    ];
    const MAIN: &'static [&'static str] = &["id", "name", "is_up", "is_leader", "error"];

    fn simple(&self, page: &mut Buffer) {
        for (member, answer) in self.list.members.iter().zip(&self.answers) {
            let how = match answer {
                Ok(status) if is_leader(status) => "up, leader".to_owned(),
                Ok(status) if status.is_learner => "up, learner".to_owned(),
                Ok(_) => "up, follower".to_owned(),
                Err(why) => format!("down, {why}"),
            };
            page.line(format_args!("{}, {how}", simple_member(member)));
        }
    }

    fn records(&self) -> Records {
        let mut records = Records::new(&["is_up", "is_leader", "error"]);
        for answer in &self.answers {
            records.push(match answer {
                Ok(status) => [Cell::Flag(true), Cell::Flag(is_leader(status)), Cell::Nothing],
                Err(why) => [Cell::Flag(false), Cell::Nothing, Cell::text(why)],
            });
        }
        self.list.records().beside(records)
    }
}
