//! `edit`: changes a value in the user's editor.

mod draft;
mod editing;

use crate::context::Context;
use crate::etcd::Session;
use crate::etcd::proto::{KeyValue, PutResponse, RangeRequest};
use crate::failure::{Failure, Kind};
use crate::go::quote;
use crate::input::{self, lease_or_inherited};
use crate::output::note;
use crate::reply::text;
use clap::Args;
use editing::Editing;
use std::ffi::OsString;

/// Change a value in an editor
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl edit config/app.json                           in $VISUAL, $EDITOR, or vi
  ectl edit config/motd --create                      also if the key does not exist
  EDITOR=\"code --wait\" ectl edit config/app.json      an editor with an option
  EDITOR=\"sed -i s/80/81/\" ectl edit config/port      a command that changes the file

Details:
  The value is written only if the key was not changed or deleted meanwhile. If it was, you can see
  the difference, or edit again: the text then has both changes, and marks where they contradict. A
  text that cannot be written is kept in a file that is named.

  The key keeps its lease. An unchanged text is not written. A value that was a JSON object or array
  is written only if it is valid JSON, or if you insist. A newline that the editor adds at the end
  is dropped if the value did not end with one.

Exit codes:
  7  the key does not exist, without --create
  8  another client changed the key meanwhile: nothing was written

Environment:
  VISUAL  the editor
  EDITOR  the editor, if VISUAL is not set [default: vi]")]
pub(crate) struct EditKey {
    /// Key
    key: OsString,
    /// Create the key if it does not exist
    #[arg(long)]
    create: bool,
}

impl EditKey {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<PutResponse>()?;
        cx.refuse_if_read_only("edit")?;
        let lease = if self.create { lease_or_inherited(None)?.unwrap_or(0) } else { 0 };
        let key = input::bytes(&self.key);
        let session = cx.session()?;
        let present = self.read(&session, &key).await?;
        let editing = Editing::new(&session, key, present, lease);
        match editing.run().await? {
            Some(response) => output.print(&response),
            None => {
                note("unchanged: nothing was written");
                Ok(())
            }
        }
    }

    async fn read(&self, session: &Session, key: &[u8]) -> anyhow::Result<Option<KeyValue>> {
        let request = RangeRequest { key: key.to_vec(), ..RangeRequest::default() };
        let present = session.call(request).await?.kvs.into_iter().next();
        match &present {
            None if !self.create => {
                let text = format!("key {} does not exist", quote(key));
                Err(Failure::new(Kind::NotFound, text)
                    .hint("--create creates it; \"ectl undelete KEY\" puts back a deleted key")
                    .into())
            }
            Some(kv) if text(&kv.value).is_none() => {
                let text = format!("the value of {} is not text", quote(key));
                Err(Failure::new(Kind::Refused, text)
                    .hint("\"ectl get KEY --raw > FILE\" and \"ectl put KEY --value-file FILE\" copy it to a file and back")
                    .into())
            }
            _ => Ok(present),
        }
    }
}
