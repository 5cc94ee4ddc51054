//! `context set`.

use super::change::check_name;
use crate::context::LocalContext;
use crate::failure::Failure;
use crate::reply::ContextChanged;
use crate::settings::TypedKeys;
use crate::settings::config::ConfigEdit;
use clap::Args;

const LONG: &str = "Create or change a context

Stores the options on the line in the context, global options included: with -w json, commands in
this context print JSON. Other keys of the context stay as they are. Files are stored with absolute
paths. Passwords and tokens are refused: use --password-file, --password-command or --token-file.";

/// Create or change a context
#[derive(Debug, Args)]
#[command(long_about = LONG, after_help = "\
Examples:
  ectl context set dev --endpoints 10.0.0.1:2379,10.0.0.2:2379
  ectl context set dev --user app --password-command 'pass show etcd/dev'
  ectl context set prod --endpoints https://db:2379 --cacert ca.pem --protected
  ectl context set prod --prefix /app/ --read-only --unset write-out")]
pub(crate) struct SetContext {
    /// Context
    name: String,
    #[command(flatten)]
    keys: TypedKeys,
    /// Remove a key of the context
    #[arg(long, value_name = "KEY", value_delimiter = ',')]
    unset: Vec<String>,
}

impl SetContext {
    pub(super) fn run(self, cx: &LocalContext) -> anyhow::Result<()> {
        let mut output = cx.output()?;
        let TypedKeys(keys) = &self.keys;
        check_name(&self.name)?;
        if keys.is_empty() && self.unset.is_empty() {
            return Err(Failure::usage("nothing to set")
                .hint("give the values as options, such as --endpoints HOST:PORT")
                .into());
        }
        let mut file = ConfigEdit::open()?;
        let is_new = file.set(&self.name, keys, &self.unset)?;
        file.save()?;
        let done = if is_new { "created" } else { "changed" };
        let text = format!("Context {} {done}", self.name);
        output.print(&ContextChanged::new(text, &self.name, file.path()))
    }
}
