//! Endpoints that are not those of the context in force.

use crate::failure::Failure;
use crate::settings::auth::SECRETS;
use crate::settings::sources::{Origin, Sources};
use crate::settings::table;

/// Returns the variable that names another cluster than the context, if there is one: then the context's
/// secrets are ignored. In the background a flag has that effect, too.
pub(super) fn other_cluster(
    endpoints: &[String],
    discovery_srv: Option<&String>,
    from: &mut Sources,
) -> Result<Option<&'static str>, Failure> {
    let domain = from.optional(&table::DISCOVERY_SRV, discovery_srv.cloned())?;
    let domain = domain.filter(|domain| !domain.is_empty());
    let own_domain = from.in_context::<String>(&table::DISCOVERY_SRV)?;
    let own: Vec<String> = from.in_context(&table::ENDPOINTS)?.unwrap_or_default();
    let is_typed = |setting| from.origin(setting) < Origin::Context;
    let (setting, is_own) = if is_typed(&table::DISCOVERY_SRV) && domain.is_some() {
        (&table::DISCOVERY_SRV, domain == own_domain)
    } else {
        let is_own = !is_typed(&table::ENDPOINTS) || endpoints.iter().all(|it| own.contains(it));
        (&table::ENDPOINTS, is_own)
    };
    if is_own || from.context().is_none() {
        return Ok(None);
    }
    let has_own = own_domain.is_some() || !own.is_empty();
    let is_overruled = has_own && from.origin(setting) == Origin::Variable;
    if is_overruled || from.is_background {
        from.forget_context(&SECRETS);
    }
    Ok(is_overruled.then_some(setting.variable))
}

#[cfg(test)]
mod tests {
    use super::Sources;
    use crate::settings::Settings;
    use crate::settings::config::NamedContext;
    use crate::settings::globals::Globals;
    use crate::settings::program::Program;

    const OWN: (&str, &str) = ("endpoints", "own:1,own:2");
    const SRV: (&str, &str) = ("discovery-srv", "own");

    /// Returns the variable that wins, and whether the context's token is used.
    fn resolved(
        own: &[(&'static str, &str)],
        variables: &[(&str, &str)],
        flag: &str,
        is_background: bool,
    ) -> (Option<&'static str>, bool) {
        let values = [own, &[("token-file", "/t")]].concat();
        let mut from =
            Sources::with_variables(variables).within(NamedContext::with_values("c", &values));
        from.is_background = is_background;
        let endpoints = flag.split_whitespace().map(str::to_owned).collect();
        let flags = Globals { endpoints, ..Globals::default() };
        let settings = Settings::of_sources(flags, None, Program::Ectl, &mut from).unwrap();
        (settings.other_cluster, format!("{:?}", settings.auth).contains("/t"))
    }

    #[test]
    fn variables_of_other_clusters_get_no_secrets() {
        let (endpoints, srv) = ("ETCDCTL_ENDPOINTS", "ETCDCTL_DISCOVERY_SRV");
        for (own, variables, flag, expected) in [
            (&[OWN][..], &[][..], "", (None, true)),
            (&[OWN], &[(endpoints, "other:1")], "", (Some(endpoints), false)),
            (&[OWN], &[(endpoints, "own:1,other:1")], "", (Some(endpoints), false)),
            (&[OWN], &[(endpoints, "own:2")], "", (None, true)),
            (&[SRV], &[(endpoints, "other:1")], "", (Some(endpoints), false)),
            (&[OWN], &[(srv, "other")], "", (Some(srv), false)),
            (&[SRV], &[(srv, "own")], "", (None, true)),
            // Such a context is for any cluster.
            (&[], &[(endpoints, "other:1")], "", (None, true)),
            (&[OWN], &[], "other:1", (None, true)),
            (&[OWN], &[(endpoints, "other:1")], "other:2", (None, true)),
        ] {
            assert_eq!(resolved(own, variables, flag, false), expected, "{own:?} {variables:?}");
        }
    }

    #[test]
    fn in_the_background_secrets_go_to_the_cluster_of_the_context() {
        let variable = &[("ETCDCTL_ENDPOINTS", "other:1")][..];
        for (own, variables, flag, is_used) in [
            (&[OWN][..], &[][..], "", true),
            (&[], &[], "", true),
            (&[OWN], &[], "own:1", true),
            (&[OWN], &[], "other:1", false),
            (&[OWN], variable, "", false),
            (&[], variable, "", false),
        ] {
            assert_eq!(resolved(own, variables, flag, true).1, is_used, "{own:?} {flag}");
        }
    }
}
