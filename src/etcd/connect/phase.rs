//! The way of a call, in steps: each that fails is named.

use tokio::sync::watch;

/// How far a call came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Phase {
    /// The endpoint's name was looked up.
    Name,
    /// A connection was made.
    Connect,
    Tls,
    /// The server was to say its first words.
    Http2,
    /// A password was shown.
    Login,
    /// The request was on its way.
    Call,
}

impl Phase {
    /// The phase as a stable word, for programs.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::Http2 => "http2",
            Self::Login => "login",
            Self::Call => "call",
        }
    }
}

/// How far an attempt to connect has come, for those who wait for it.
#[derive(Debug, Clone)]
pub(crate) struct ConnectProgress(watch::Sender<Phase>);

impl Default for ConnectProgress {
    fn default() -> Self {
        Self(watch::Sender::new(Phase::Name))
    }
}

impl ConnectProgress {
    /// The phases before this one are over.
    pub(crate) fn reach(&self, phase: Phase) {
        self.0.send_replace(phase);
    }

    pub(crate) fn phase(&self) -> Phase {
        *self.0.borrow()
    }
}
