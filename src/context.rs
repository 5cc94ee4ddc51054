//! What every command is handed: the settings in force, and sessions and outputs made from them.

use crate::etcd::{Options, Session};
use crate::failure::Failure;
use crate::output::{Output, Reply};
use crate::settings::Settings;

/// The settings of this run, from which sessions and outputs are made.
#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) settings: Settings,
    /// Whether the last argument is `--`.
    pub(crate) ends_with_separator: bool,
}

impl Context {
    /// Whether the program was called by the name of etcdctl.
    pub(crate) fn is_etcdctl(&self) -> bool {
        self.settings.program.is_etcdctl()
    }

    /// Where to print replies of this kind; fails if they have no such format.
    pub(crate) fn output<R: Reply>(&self) -> Result<Output<R>, Failure> {
        Output::new(self.settings.format, self.settings.hex)
    }

    /// A session with the endpoints; everything that can be wrong locally has been looked at, and
    /// nothing dialled yet.
    pub(crate) fn session(&self) -> Result<Session, Failure> {
        self.settings.options().map(Session::new)
    }

    /// One session for each endpoint, in the order given.
    pub(crate) fn sessions(&self) -> Result<Vec<Session>, Failure> {
        Ok(split(&self.settings.options()?))
    }

    /// A session with whichever of the endpoints answers that etcd named to `session`.
    pub(crate) fn session_at(
        &self,
        urls: &[String],
        session: &Session,
    ) -> Result<Session, Failure> {
        self.settings.options_at(urls, session.options()).map(Session::new)
    }

    /// One session for each of the endpoints that etcd named to `session`, in that order.
    pub(crate) fn sessions_at(
        &self,
        urls: &[String],
        session: &Session,
    ) -> Result<Vec<Session>, Failure> {
        Ok(split(&self.settings.options_at(urls, session.options())?))
    }
}

fn split(options: &Options) -> Vec<Session> {
    let each = options.endpoints.iter();
    each.map(|endpoint| Session::with_endpoint(options, endpoint.clone())).collect()
}
