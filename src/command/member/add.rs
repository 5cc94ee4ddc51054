//! `member add`.

use crate::context::Context;
use crate::etcd::proto::{MemberAddRequest, MemberListRequest};
use crate::etcd::{CallError, Session};
use crate::failure::Failure;
use crate::input;
use crate::output::{Format, note};
use crate::reply::MemberAdded;
use clap::Args;

/// Add a member, and print how to start its etcd
#[derive(Debug, Args)]
#[command(override_usage = "ectl member add [OPTIONS] --peer-urls <URL,…> <NAME>")]
#[command(after_help = "\
Examples:
  ectl member add m4 --learner --peer-urls=http://10.0.0.4:2380
  ectl member add m4 --learner --peer-urls=http://10.0.0.4:2380 --env > m4.env

Details:
  A learner receives all data but does not vote, so it cannot cost the cluster its quorum; promote
  it once it has caught up. Adding a voting member stops a one-member cluster until the new member
  runs.")]
pub(crate) struct Add {
    /// Name of the new member, as in its etcd's --name
    #[arg(value_name = "NAME")]
    name: Option<String>,
    #[arg(hide = true)]
    surplus: Vec<String>,
    /// Peer URLs of the new member, comma-separated
    #[arg(long, default_value = "", hide_default_value = true, value_name = "URL,…")]
    peer_urls: String,
    /// Add a learner, which does not vote
    #[arg(long)]
    learner: bool,
    /// Print only the environment variables for the new member's etcd
    #[arg(long)]
    env: bool,
}

impl Add {
    pub(super) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<MemberAdded>()?;
        if self.env && output.format() != Format::Simple {
            return Err(Failure::usage("env is only for `--write-out=simple`").into());
        }
        let (name, request) = self.request()?;
        let session = cx.session()?;
        cx.confirm_protected(&format!("add member {name}")).await?;
        if !self.learner {
            warn_if_cluster_stops(&session, &name).await?;
        }
        let response = session.call(request).await?;
        output.print(&MemberAdded { name, peer_urls: self.peer_urls, env_only: self.env, response })
    }

    fn request(&self) -> Result<(String, MemberAddRequest), Failure> {
        let name = self.name.clone().filter(|name| !name.is_empty());
        let name = name.ok_or_else(|| Failure::usage("member name not provided"))?;
        if !self.surplus.is_empty() {
            let urls = self.surplus.iter().filter(|word| word.to_lowercase().starts_with("http"));
            let guesses = urls.map(|url| format!(", did you mean --peer-urls={url}"));
            let guesses: String = guesses.collect();
            return Err(Failure::usage(format!("too many arguments{guesses}")));
        }
        let peer_ur_ls = input::peer_urls(&self.peer_urls)?;
        Ok((name, MemberAddRequest { peer_ur_ls, is_learner: self.learner }))
    }
}

/// Warns that a one-member cluster stops until the second voting member runs.
async fn warn_if_cluster_stops(session: &Session, name: &str) -> Result<(), CallError> {
    let list = session.call(MemberListRequest { linearizable: false }).await?;
    if list.members.iter().filter(|member| !member.is_learner).count() == 1 {
        note(&format!(
            "Warning: the cluster has one member, and stops serving requests until {name} runs. \
             Use --learner to avoid this, and promote {name} once it has caught up."
        ));
    }
    Ok(())
}
