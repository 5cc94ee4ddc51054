//! `member`: who belongs to the cluster.

use crate::cli::Context;
use crate::etcd::proto::{
    MemberAddRequest, MemberListRequest, MemberListResponse, MemberPromoteRequest,
    MemberRemoveRequest, MemberUpdateRequest,
};
use crate::failure::Failure;
use crate::input::{self, member_id};
use crate::reply::{MemberAdded, MemberChanged};
use clap::{Args, Subcommand};

/// List and change the members of the cluster
#[derive(Debug, Args)]
#[command(arg_required_else_help = false)]
pub(crate) struct Member {
    #[command(subcommand)]
    command: MemberCommand,
}

#[derive(Debug, Subcommand)]
enum MemberCommand {
    Add(Add),
    List(List),
    Promote(Promote),
    Remove(Remove),
    Update(Update),
}

impl Member {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        match self.command {
            MemberCommand::Add(add) => add.run(cx).await,
            MemberCommand::List(list) => list.run(cx).await,
            MemberCommand::Promote(promote) => promote.run(cx).await,
            MemberCommand::Remove(remove) => remove.run(cx).await,
            MemberCommand::Update(update) => update.run(cx).await,
        }
    }
}

/// Add a member, and print how its etcd is to be started
///
/// A learner gets all data but has no vote, so it cannot cost the cluster its quorum; promote it
/// when it has caught up.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl member add m4 --learner --peer-urls=http://10.0.0.4:2380
  ectl member add m4 --peer-urls=http://10.0.0.4:2380 | grep ^ETCD_ > m4.env")]
struct Add {
    /// The name that the new member's etcd is started with
    name: Option<String>,
    #[arg(hide = true)]
    surplus: Vec<String>,
    /// Where the other members reach the new one, comma-separated
    #[arg(long, default_value = "", hide_default_value = true, value_name = "URL,…")]
    peer_urls: String,
    /// Add it without a vote
    #[arg(long)]
    learner: bool,
}

impl Add {
    async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<MemberAdded>()?;
        let (name, request) = self.request()?;
        let session = cx.session()?;
        let response = session.call(request).await?;
        output.print(&MemberAdded { name, peer_urls: self.peer_urls, response })
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

/// List the members
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl member list -w table
  ectl member list --consistency s     when the cluster has lost its quorum
  ectl member list -w jsonl | jq -r 'select(.is_learner).id'")]
struct List {
    /// Linearizable (l) or serializable (s): this may be older, and needs no quorum
    #[arg(long, default_value = "l", value_name = "l|s")]
    consistency: String,
}

impl List {
    async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<MemberListResponse>()?;
        let linearizable = !input::serializable(&self.consistency)?;
        let session = cx.session()?;
        let reply = session.call(MemberListRequest { linearizable }).await?;
        output.print(&reply)
    }
}

/// Give a learner its vote
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  ectl member promote 8e9e05c52164694d")]
struct Promote {
    /// The learner, as `member list` shows it
    #[arg(value_name = "MEMBER_ID", value_parser = member_id)]
    id: u64,
}

impl Promote {
    async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<MemberChanged>()?;
        let session = cx.session()?;
        let reply = session.call(MemberPromoteRequest { id: self.id }).await?;
        output.print(&MemberChanged::promoted(self.id, reply))
    }
}

/// Remove a member from the cluster
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  ectl member remove 8e9e05c52164694d")]
struct Remove {
    /// The member, as `member list` shows it
    #[arg(value_name = "MEMBER_ID", value_parser = member_id)]
    id: u64,
}

impl Remove {
    async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<MemberChanged>()?;
        let session = cx.session()?;
        let reply = session.call(MemberRemoveRequest { id: self.id }).await?;
        output.print(&MemberChanged::removed(self.id, reply))
    }
}

/// Tell the cluster where a member is reached now
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl member update 8e9e05c52164694d --peer-urls=http://10.0.0.9:2380")]
struct Update {
    /// The member, as `member list` shows it
    #[arg(value_name = "MEMBER_ID", value_parser = member_id)]
    id: u64,
    /// Where the other members reach it from now on, comma-separated
    #[arg(long, default_value = "", hide_default_value = true, value_name = "URL,…")]
    peer_urls: String,
}

impl Update {
    async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<MemberChanged>()?;
        let peer_ur_ls = input::peer_urls(&self.peer_urls)?;
        let session = cx.session()?;
        let reply = session.call(MemberUpdateRequest { id: self.id, peer_ur_ls }).await?;
        output.print(&MemberChanged::updated(self.id, reply))
    }
}
