//! Logging in: fetches the token of a user.

use super::deadline::CallDeadline;
use super::rpc::Rpc as _;
use super::session::{Session, metadata};
use super::traits::SILENCE;
use crate::etcd::connect::connection::Connection;
use crate::etcd::error::call_error::CallError;
use crate::etcd::options::sensitive;
use crate::etcd::proto::{AuthenticateRequest, AuthenticateResponse};
use crate::failure::{Failure, Kind};
use http::uri::PathAndQuery;
use tokio::time::{Instant, timeout_at};
use tonic::Request;
use tonic::metadata::AsciiMetadataValue;
use tonic_prost::ProstCodec;
use tracing::debug;

impl Session {
    /// Logs in if that is due. Returns the connection to use from then on, and the token. Calls that run
    /// at the same time wait for one login.
    pub(super) async fn log_in(
        &self,
        connection: Connection,
        deadline: CallDeadline,
    ) -> (Connection, Result<Option<AsciiMetadataValue>, CallError>) {
        let mut login = self.login.lock().await;
        let Some(request) = login.due() else { return (connection, Ok(login.token())) };
        let once = async |connection: Connection| {
            self.authenticate(&connection, request.clone(), deadline).await
        };
        let (connection, token) = self.hedged(connection, SILENCE, &once).await;
        (connection, token.inspect(|token| login.complete(token.clone())))
    }

    /// Fetches a token; `None` if authentication is not enabled.
    async fn authenticate(
        &self,
        connection: &Connection,
        request: AuthenticateRequest,
        deadline: CallDeadline,
    ) -> Result<Option<AsciiMetadataValue>, CallError> {
        let sent = Instant::now();
        let mut message = Request::new(request);
        *message.metadata_mut() = metadata(None, true);
        let answer = timeout_at(deadline.at, async {
            let mut grpc = self.grpc(connection).await?;
            let path = PathAndQuery::from_static(AuthenticateRequest::PATH);
            grpc.unary(message, path, ProstCodec::<_, AuthenticateResponse>::default()).await
        })
        .await;
        // As etcdctl does, go on without a token.
        if let Ok(Err(status)) = &answer
            && status.message().contains("authentication is not enabled")
        {
            return Ok(None);
        }
        debug!("{}: logged in after {:.1?}", connection.endpoint, sent.elapsed());
        let reply = self.outcome(connection, answer, deadline, true)?.into_inner();
        sensitive(&reply.token).map(Some).ok_or_else(|| {
            CallError::local(Failure::new(Kind::Denied, "etcd sent an invalid token"))
        })
    }
}
