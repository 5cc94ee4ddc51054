use crate::etcd::proto::AlarmResponse;
use crate::output::{Buffer, Cell, Records, Reply};
use crate::reply::header::{fields_header, json_header};

/// The alarms that are raised, or those that were disarmed, then without a header.
#[derive(Debug)]
pub(crate) struct AlarmReply {
    pub(crate) response: AlarmResponse,
    pub(crate) is_disarmed: bool,
}

impl Reply for AlarmReply {
    const FIELDS: &'static [&'static str] = &["member", "alarm"];

    fn simple(&self, page: &mut Buffer) {
        for alarm in &self.response.alarms {
            let name = alarm_name(alarm.alarm);
            let line = format!("memberID:{} alarm:{name}", alarm.member_id);
            if self.is_disarmed {
                page.confirmation(format_args!("{line}"));
            } else {
                page.line(format_args!("{line}"));
            }
        }
    }

    fn fields(&self, page: &mut Buffer) {
        fields_header(self.response.header, page);
        for alarm in &self.response.alarms {
            page.field("MemberID", alarm.member_id);
            page.field("AlarmType", alarm_name(alarm.alarm));
            page.raw(b"\n");
        }
    }

    fn json(&self, page: &mut Buffer) {
        page.json_object_line(|object| {
            json_header(self.response.header, object);
            object.nonempty_list("alarms", &self.response.alarms, |alarm, object| {
                object.nonzero("memberID", alarm.member_id);
                object.nonzero("alarm", alarm.alarm);
            });
        });
    }

    fn protobuf(&self, page: &mut Buffer) {
        page.message(&self.response);
    }

    fn records(&self) -> Records {
        let mut records = Records::new(Self::FIELDS);
        for alarm in &self.response.alarms {
            records.push([Cell::Id(alarm.member_id), Cell::text(alarm_name(alarm.alarm))]);
        }
        records
    }
}

pub(crate) fn alarm_name(alarm: i32) -> &'static str {
    match alarm {
        0 => "NONE",
        1 => "NOSPACE",
        2 => "CORRUPT",
        _ => "UNKNOWN",
    }
}

#[cfg(test)]
mod tests {
    use super::AlarmReply;
    use crate::etcd::proto::AlarmResponse;
    use crate::output::{Buffer, Reply as _};

    #[test]
    fn unknown_alarms_are_printed() {
        let mut response = AlarmResponse { header: None, alarms: vec![Default::default()] };
        (response.alarms[0].member_id, response.alarms[0].alarm) = (7, 99);
        let reply = AlarmReply { response, is_disarmed: false };
        let mut page = Buffer::new(false);
        reply.simple(&mut page);
        reply.json(&mut page);
        assert_eq!(
            page.take(),
            b"memberID:7 alarm:UNKNOWN\n{\"alarms\":[{\"memberID\":7,\"alarm\":99}]}\n"
        );
    }
}
