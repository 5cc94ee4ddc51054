//! The settings for a second cluster, that of another context.

use super::Settings;
use crate::failure::Failure;
use crate::settings::setting::Setting;
use crate::settings::sources::Sources;
use crate::settings::table;

/// The settings that select a cluster or a user.
const CLUSTER: &[&Setting] = &[
    &table::AUTH_JWT_TOKEN,
    &table::CACERT,
    &table::CERT,
    &table::DISCOVERY_SRV,
    &table::DISCOVERY_SRV_NAME,
    &table::ENDPOINTS,
    &table::INSECURE_DISCOVERY,
    &table::INSECURE_SKIP_TLS_VERIFY,
    &table::INSECURE_TRANSPORT,
    &table::KEY,
    &table::PASSWORD,
    &table::PASSWORD_COMMAND,
    &table::PASSWORD_FILE,
    &table::TOKEN_FILE,
    &table::USER,
];

impl Settings {
    /// Resolves the settings for the cluster of another context. Flags and variables that select a cluster or
    /// a user are those of the first cluster, and do not count; the others do.
    pub(crate) fn of_context(&self, name: &str) -> Result<Self, Failure> {
        let mut from = Sources::from_environment();
        from.enter_context(Some(name), self.program)?;
        let mut flags = self.flags.clone();
        if from.context().is_some() {
            flags = flags.without_cluster();
            from.forget_variables(CLUSTER);
        }
        let settings = Self::of_sources(flags, None, self.program, &mut from)?;
        from.report(settings.debug);
        settings.auth.read_stdin()?;
        Ok(settings)
    }
}
