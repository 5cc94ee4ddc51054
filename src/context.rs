//! What every command receives: the settings in force, and the sessions and outputs made from them.

use crate::etcd::{Options, Rpc, Session};
use crate::failure::Failure;
use crate::output::{Output, Reply};
use crate::reply::{Acknowledged, HeaderOnly};
use crate::settings::Settings;

#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) settings: Settings,
}

impl Context {
    pub(crate) fn is_etcdctl(&self) -> bool {
        self.settings.program.is_etcdctl()
    }

    /// Returns the output for replies of this kind; fails if they do not have the format asked for.
    pub(crate) fn output<R: Reply>(&self) -> Result<Output<R>, Failure> {
        Output::new(self.settings.format, self.settings.hex)
    }

    /// Returns a session with the endpoints. Local mistakes are errors here; nothing is dialed yet.
    pub(crate) fn session(&self) -> Result<Session, Failure> {
        self.settings.options().map(Session::new)
    }

    /// Returns one session per endpoint, in the order given.
    pub(crate) fn sessions(&self) -> Result<Vec<Session>, Failure> {
        Ok(split(&self.settings.options()?))
    }

    /// Returns a session with endpoints that etcd named to `session`.
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

    /// Sends a request whose reply is only a header, and prints what was done.
    pub(crate) async fn acknowledge<R>(&self, request: R, done: String) -> anyhow::Result<()>
    where
        R: Rpc,
        R::Reply: HeaderOnly,
    {
        let mut output = self.output::<Acknowledged>()?;
        let session = self.session()?;
        let response = session.call(request).await?;
        output.print(&Acknowledged::new(response, done))
    }
}

fn split(options: &Options) -> Vec<Session> {
    let each = options.endpoints.iter();
    each.map(|endpoint| Session::with_endpoint(options, endpoint.clone())).collect()
}
