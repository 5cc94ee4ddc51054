//! `alarm`: what members complain about.

use crate::cli::Context;
use crate::etcd::proto::{AlarmRequest, AlarmResponse};
use crate::reply::AlarmReply;
use clap::{Args, Subcommand};

/// List or disarm alarms
#[derive(Debug, Args)]
pub(crate) struct Alarm {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// List all alarms
    List,
    /// Disarm all alarms
    Disarm,
}

/// The numbers of etcd's `AlarmAction`.
const GET: i32 = 0;
const DEACTIVATE: i32 = 2;

impl Alarm {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<AlarmReply>()?;
        let session = cx.session()?;
        let list = AlarmRequest { action: GET, ..AlarmRequest::default() };
        let listed = session.call(list).await?;
        if matches!(self.command, Command::List) {
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
