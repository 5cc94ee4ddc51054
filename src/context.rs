//! The input of every command: the settings in force, and the sessions and outputs made from them.

use crate::etcd::{Options, Rpc, Session};
use crate::failure::{Failure, Kind};
use crate::input::Terminal;
use crate::output::{self, Output, OutputOptions, Reply};
use crate::reply::{Acknowledged, HeaderOnly};
use crate::settings::Settings;
use crate::settings::program::Program;

#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) settings: Settings,
    /// Set if the last argument is `--`.
    pub(crate) ends_with_separator: bool,
}

/// The input of a command that needs no server.
#[derive(Debug)]
pub(crate) struct LocalContext {
    /// How replies are printed, or why the user's choice is invalid.
    pub(crate) options: Result<OutputOptions, Failure>,
    pub(crate) program: Program,
}

impl LocalContext {
    /// Returns the output for replies of this kind; fails if they do not have the format asked for.
    pub(crate) fn output<R: Reply>(&self) -> Result<Output<R>, Failure> {
        Output::new(self.options()?)
    }

    /// Returns the output for replies whose fields depend on the options of the command.
    pub(crate) fn output_with_fields<R: Reply>(
        &self,
        fields: &[&str],
    ) -> Result<Output<R>, Failure> {
        Output::with_fields(self.options()?, fields)
    }

    pub(crate) fn options(&self) -> Result<&OutputOptions, Failure> {
        self.options.as_ref().map_err(Failure::clone)
    }
}

impl Context {
    pub(crate) fn local(&self) -> LocalContext {
        let Settings { output, program, .. } = &self.settings;
        LocalContext { options: Ok(output.clone()), program: *program }
    }

    /// Returns the input for the cluster of another context of the config file, for commands that use two
    /// clusters. An empty name means no context, as with `--context`.
    pub(crate) async fn with_context(&self, name: &str) -> Result<Self, Failure> {
        let mut settings = self.settings.of_context(name)?;
        settings.discover().await?;
        settings.warn_of_plain_text();
        Ok(Self { settings, ends_with_separator: self.ends_with_separator })
    }

    pub(crate) fn is_etcdctl(&self) -> bool {
        self.settings.program.is_etcdctl()
    }

    /// Returns the output for replies of this kind; fails if they do not have the format asked for.
    pub(crate) fn output<R: Reply>(&self) -> Result<Output<R>, Failure> {
        Output::new(&self.settings.output)
    }

    /// Returns the output for replies whose fields depend on the options of the command.
    pub(crate) fn output_with_fields<R: Reply>(
        &self,
        fields: &[&str],
    ) -> Result<Output<R>, Failure> {
        Output::with_fields(&self.settings.output, fields)
    }

    /// Fails if `--field` is given, for a command that prints no records.
    pub(crate) fn refuse_fields(&self) -> Result<(), Failure> {
        output::refuse_fields(&self.settings.output.fields)
    }

    /// Refuses a command that writes, under a read-only context. Each call is checked too: this is for
    /// commands that would read, wait or ask first.
    pub(crate) fn refuse_if_read_only(&self, command: &str) -> Result<(), Failure> {
        self.settings.limits.refuse_if_read_only(command)
    }

    /// Before a change that destroys or reconfigures, asks on the terminal for the name of the context if
    /// it is protected and `--yes` is not given. `change` completes "to …": `delete keys from "a" on`.
    pub(crate) async fn confirm_protected(&self, change: &str) -> Result<(), Failure> {
        self.refuse_if_read_only(&format!("to {change}"))?;
        let Some(name) = &self.settings.protected else { return Ok(()) };
        if self.settings.are_confirmed() {
            return Ok(());
        }
        let terminal = Terminal::open().map_err(|_| {
            Failure::usage(format!("context {name} is protected: --yes is needed to {change}"))
                .hint("without a terminal, only --yes confirms a change to a protected context")
        })?;
        let at = self.settings.addresses();
        let question = format!("Context {name} is protected. Type its name to {change} (at {at}):");
        match terminal.answer(question).await {
            Some(answer) if answer.trim() == *name => Ok(()),
            _ => Err(Failure::new(Kind::Refused, "not confirmed: nothing was changed")),
        }
    }

    /// Returns a session with the endpoints. Local mistakes are errors here; nothing is dialed yet.
    pub(crate) fn session(&self) -> Result<Session, Failure> {
        self.settings.options().map(Session::new)
    }

    pub(crate) fn sessions(&self) -> Result<Vec<Session>, Failure> {
        Ok(split(&self.settings.options()?))
    }

    pub(crate) fn session_at(
        &self,
        urls: &[String],
        session: &Session,
    ) -> Result<Session, Failure> {
        self.settings.options_at(urls, session.options()).map(Session::new)
    }

    /// Returns one session for each of the endpoints that etcd named to `session`, in that order.
    pub(crate) fn sessions_at(
        &self,
        urls: &[String],
        session: &Session,
    ) -> Result<Vec<Session>, Failure> {
        Ok(split(&self.settings.options_at(urls, session.options())?))
    }

    /// Sends a request whose response is only a header, and prints what was done.
    pub(crate) async fn acknowledge<R>(&self, request: R, done: String) -> anyhow::Result<()>
    where
        R: Rpc,
        R::Reply: HeaderOnly,
    {
        let mut output = self.output_with_fields::<Acknowledged>(&Acknowledged::DONE)?;
        let response = self.session()?.call(request).await?;
        output.print(&Acknowledged::new(response, done))
    }

    /// Sends a request, and prints its response as the reply that `reply` makes of it.
    pub(crate) async fn print_reply<Q: Rpc, R: Reply>(
        &self,
        request: Q,
        reply: impl FnOnce(Q::Reply) -> R,
    ) -> anyhow::Result<()> {
        let mut output = self.output::<R>()?;
        let response = self.session()?.call(request).await?;
        output.print(&reply(response))
    }
}

fn split(options: &Options) -> Vec<Session> {
    let each = options.endpoints.iter();
    each.map(|endpoint| Session::with_endpoint(options, endpoint.clone())).collect()
}
