//! Replies about alarms.

use crate::etcd::proto::AlarmResponse;
use crate::output::{Buffer, Cell, Records, Reply};
use crate::reply::header::{Header, fields_header};
use crate::reply::is_default;
use serde::Serialize;

/// The alarms that are raised, or that were disarmed: then there is no header.
#[derive(Debug)]
pub(crate) struct AlarmReply {
    pub(crate) response: AlarmResponse,
}

impl Reply for AlarmReply {
    fn simple(&self, page: &mut Buffer) {
        for alarm in &self.response.alarms {
            let name = alarm_name(alarm.alarm);
            page.line(format_args!("memberID:{} alarm:{name}", alarm.member_id));
        }
    }

    fn fields(&self, page: &mut Buffer) {
        fields_header(self.response.header.as_ref(), page);
        for alarm in &self.response.alarms {
            page.field("MemberID", alarm.member_id);
            page.field("AlarmType", alarm_name(alarm.alarm));
            page.raw(b"\n");
        }
    }

    fn json(&self, page: &mut Buffer) {
        let header = Header::of(self.response.header.as_ref());
        let alarms = self.response.alarms.iter();
        let alarms = alarms
            .map(|alarm| AlarmJson { member_id: alarm.member_id, alarm: alarm.alarm })
            .collect();
        page.json_line(&AlarmsJson { header, alarms });
    }

    fn protobuf(&self, page: &mut Buffer) {
        page.message(&self.response);
    }

    fn records(&self) -> Records {
        let mut records = Records::new(&["member", "alarm"]);
        for alarm in &self.response.alarms {
            records.push([Cell::Id(alarm.member_id), Cell::text(alarm_name(alarm.alarm))]);
        }
        records
    }
}

/// The name of an alarm; a number that this version does not know has none.
pub(crate) fn alarm_name(alarm: i32) -> &'static str {
    match alarm {
        0 => "NONE",
        1 => "NOSPACE",
        2 => "CORRUPT",
        _ => "UNKNOWN",
    }
}

#[derive(Serialize)]
struct AlarmsJson {
    #[serde(skip_serializing_if = "Option::is_none")]
    header: Option<Header>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    alarms: Vec<AlarmJson>,
}

#[derive(Serialize)]
struct AlarmJson {
    #[serde(rename = "memberID", skip_serializing_if = "is_default")]
    member_id: u64,
    #[serde(skip_serializing_if = "is_default")]
    alarm: i32,
}

#[cfg(test)]
mod tests {
    use super::AlarmReply;
    use crate::etcd::proto::AlarmResponse;
    use crate::output::{Buffer, Reply as _};

    #[test]
    fn an_alarm_that_is_not_known_yet() {
        let mut response = AlarmResponse { header: None, alarms: vec![Default::default()] };
        (response.alarms[0].member_id, response.alarms[0].alarm) = (7, 99);
        let reply = AlarmReply { response };
        let mut page = Buffer::new(false);
        reply.simple(&mut page);
        reply.json(&mut page);
        assert_eq!(
            page.take(),
            b"memberID:7 alarm:UNKNOWN\n{\"alarms\":[{\"memberID\":7,\"alarm\":99}]}\n"
        );
    }
}
