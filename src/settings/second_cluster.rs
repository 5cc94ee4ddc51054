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
        let settings = self.of_second(&mut from)?;
        from.report(settings.debug);
        settings.auth.read_stdin()?;
        Ok(settings)
    }

    fn of_second(&self, from: &mut Sources) -> Result<Self, Failure> {
        let mut flags = self.flags.clone();
        if from.context().is_some() {
            flags = flags.without_cluster();
            from.forget_variables(CLUSTER);
        }
        Self::of_sources(flags, None, self.program, from)
    }
}

#[cfg(test)]
mod tests {
    use super::{Settings, Sources};
    use crate::settings::config::NamedContext;
    use crate::settings::globals::Globals;
    use crate::settings::program::Program;
    use std::time::Duration;

    const VARIABLES: [(&str, &str); 4] = [
        ("ETCDCTL_ENDPOINTS", "variable:1"),
        ("ETCDCTL_USER", "root:secret"),
        ("ETCDCTL_CACERT", "/variable"),
        ("ETCDCTL_COMMAND_TIMEOUT", "9s"),
    ];

    /// Settings with flags, for a command that uses a second cluster.
    fn first() -> Settings {
        let endpoints = vec!["flag:1".to_owned()];
        let none = Some(String::new());
        let retry = Some(Duration::from_secs(7));
        let flags = Globals { endpoints, retry, context: none, ..Globals::default() };
        let mut from = Sources::with_variables(&VARIABLES);
        Settings::of_sources(flags, None, Program::Ectl, &mut from).unwrap()
    }

    #[test]
    fn second_cluster_is_that_of_its_context() {
        let context = NamedContext::with_values("two", &[("endpoints", "two:1"), ("retry", "1s")]);
        let mut from = Sources::with_variables(&VARIABLES).within(context);
        let second = first().of_second(&mut from).unwrap();
        assert_eq!(second.endpoints, ["two:1"]);
        assert!(second.tls.ca.is_none());
        assert_eq!(format!("{:?}", second.auth.credentials().unwrap()), "Anonymous");
        assert_eq!(second.limits.retry, Duration::from_secs(7));
        assert_eq!(second.limits.command_timeout, Duration::from_secs(9));
    }

    #[test]
    fn second_cluster_without_context_is_the_first() {
        let mut from = Sources::with_variables(&VARIABLES);
        let second = first().of_second(&mut from).unwrap();
        assert_eq!(second.endpoints, ["flag:1"]);
        assert_eq!(format!("{:?}", second.auth.credentials().unwrap()), "User(root)");
    }
}
