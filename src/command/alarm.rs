//! `alarm`: lists and disarms alarms.

use crate::context::Context;
use crate::etcd::proto::{AlarmRequest, AlarmResponse};
use crate::reply::AlarmReply;
use clap::Subcommand;

/// List and disarm alarms
#[derive(Debug, Subcommand)]
pub(crate) enum Alarm {
    /// Disarm all alarms
    #[command(after_help = DISARM)]
    Disarm,
    /// List all alarms
    #[command(after_help = LIST)]
    List,
}

const LIST: &str = "\
Examples:
  ectl alarm list
  ectl alarm list -w jsonl | jq -r .member  the members that raised an alarm";

const DISARM: &str = "\
Examples:
  ectl alarm disarm  once there is space again: after ectl compact and ectl defrag";

// Values of etcd's `AlarmAction`.
const GET: i32 = 0;
const DEACTIVATE: i32 = 2;

impl Alarm {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<AlarmReply>()?;
        if matches!(self, Self::Disarm) {
            cx.confirm_protected("disarm all alarms").await?;
        }
        let session = cx.session()?;
        let list = AlarmRequest { action: GET, ..AlarmRequest::default() };
        let listed = session.call(list).await?;
        if matches!(self, Self::List) {
            return output.print(&AlarmReply { response: listed });
        }
        let mut response = AlarmResponse::default();
        for alarm in listed.alarms {
            let request =
                AlarmRequest { action: DEACTIVATE, member_id: alarm.member_id, alarm: alarm.alarm };
            response.alarms.extend(session.call(request).await?.alarms);
        }
        output.print(&AlarmReply { response })
    }
}
