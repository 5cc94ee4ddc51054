//! The sources of a setting: its flag, then its variable, then the context, then its default.

use crate::failure::Failure;
use crate::output;
use crate::settings::config::{NamedContext, Wanted};
use crate::settings::program::Program;
use crate::settings::setting::{Setting, Value};
use crate::settings::table;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::IsTerminal as _;
use std::path::PathBuf;

const PREFIXES: [&str; 2] = ["ETCDCTL_", "ECTL_"];

/// Variables that are not settings, are read by single commands, or were read by older versions of etcdctl.
const ELSEWHERE: [&str; 6] = [
    "ECTL_CONFIG",
    "ECTL_LEASE",
    "ETCDCTL_API",
    "ETCDCTL_CLUSTER",
    "ETCDCTL_WATCH_KEY",
    "ETCDCTL_WATCH_RANGE_END",
];

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Origin {
    Flag,
    Variable,
    /// The context in force.
    Context,
    /// The name of the current context, in the config file.
    Current,
    Default,
}

#[derive(Debug, Default)]
pub(crate) struct Sources {
    /// The variables that are not empty and begin with one of the prefixes; and the name of the context,
    /// which is empty for none.
    variables: BTreeMap<String, OsString>,
    context: Option<NamedContext>,
    /// Set for a session that the user does not see.
    pub(super) is_background: bool,
    resolved: BTreeMap<&'static str, (String, Origin)>,
}

impl Sources {
    pub(crate) fn from_environment() -> Self {
        let variables = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
            .filter(|(name, value)| !value.is_empty() || name == table::CONTEXT.variable)
            .filter(|(name, _)| PREFIXES.iter().any(|prefix| name.starts_with(prefix)))
            .collect();
        Self { variables, ..Self::default() }
    }

    #[cfg(test)]
    pub(super) fn with_variables(variables: &[(&str, &str)]) -> Self {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), value.into()));
        Self { variables: variables.collect(), ..Self::default() }
    }

    #[cfg(test)]
    pub(super) fn within(self, context: NamedContext) -> Self {
        Self { context: Some(context), ..self }
    }

    /// Reads the context in force: that of the flag, else that of the variable, else the current one, which
    /// does not count for scripts that call etcdctl.
    pub(super) fn enter_context(
        &mut self,
        flag: Option<&str>,
        program: Program,
    ) -> Result<(), Failure> {
        let name = self.optional(&table::CONTEXT, flag.map(str::to_owned))?;
        let wanted = match name.as_deref() {
            Some("") => Wanted::Nothing,
            Some(name) => Wanted::Named(name),
            None if program == Program::Ectl => Wanted::Current,
            None => Wanted::Nothing,
        };
        self.context = wanted.find()?;
        if let (None, Some(context)) = (&name, &self.context) {
            let name = context.name.clone();
            self.record(&table::CONTEXT, Some(&name), Origin::Current);
        }
        Ok(())
    }

    pub(super) fn context(&self) -> Option<&NamedContext> {
        self.context.as_ref()
    }

    /// Ignores the context's values of these settings.
    pub(super) fn forget_context(&mut self, settings: &[&Setting]) {
        let context = self.context.as_mut();
        context
            .into_iter()
            .for_each(|context| settings.iter().for_each(|it| context.forget(it.option)));
    }

    pub(super) fn forget_variables(&mut self, settings: &[&Setting]) {
        settings.iter().for_each(|setting| drop(self.variables.remove(setting.variable)));
    }

    /// Returns the value of the flag, of the variable or of the context; `None` if none is given. An invalid
    /// variable is an error that names it.
    pub(super) fn optional<T: Value>(
        &mut self,
        setting: &Setting,
        flag: Option<T>,
    ) -> Result<Option<T>, Failure> {
        let (value, origin) = match flag {
            Some(value) => (Some(value), Origin::Flag),
            None => match (self.variable(setting)?, self.in_context(setting)?) {
                (Some(value), _) => (Some(value), Origin::Variable),
                (None, Some(value)) => (Some(value), Origin::Context),
                (None, None) => (None, Origin::Default),
            },
        };
        self.record(setting, value.as_ref(), origin);
        Ok(value)
    }

    pub(super) fn value<T: Value>(
        &mut self,
        setting: &Setting,
        flag: Option<T>,
    ) -> Result<T, Failure> {
        self.value_or(setting, flag, || T::parse(setting.default))
    }

    /// Returns the value of the flag, of the variable, of the context, or this default.
    pub(super) fn value_or<T: Value>(
        &mut self,
        setting: &Setting,
        flag: Option<T>,
        default: impl FnOnce() -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        if let Some(value) = self.optional(setting, flag)? {
            return Ok(value);
        }
        let value = default()?;
        self.record(setting, Some(&value), Origin::Default);
        Ok(value)
    }

    /// Returns a number of bytes; zero and less mean `default`.
    pub(super) fn bytes(
        &mut self,
        setting: &Setting,
        flag: Option<i64>,
        default: usize,
    ) -> Result<usize, Failure> {
        let bytes = self.value(setting, flag)?;
        Ok(usize::try_from(bytes).ok().filter(|bytes| *bytes > 0).unwrap_or(default))
    }

    /// Returns the path of a file; an empty flag is an error, as in etcdctl.
    pub(super) fn file(
        &mut self,
        setting: &Setting,
        flag: Option<OsString>,
    ) -> Result<Option<PathBuf>, Failure> {
        if flag.as_ref().is_some_and(|path| path.is_empty()) {
            let option = setting.option;
            return Err(Failure::usage(format!("empty string is passed to --{option} option")));
        }
        self.optional(setting, flag.map(PathBuf::from))
    }

    pub(super) fn origin(&self, setting: &Setting) -> Origin {
        self.resolved(setting).map_or(Origin::Default, |(_, origin)| origin)
    }

    /// Returns the value as it is shown, and its origin, of a setting that was resolved.
    pub(super) fn resolved(&self, setting: &Setting) -> Option<(&str, Origin)> {
        self.resolved.get(setting.name()).map(|(shown, origin)| (shown.as_str(), *origin))
    }

    fn variable<T: Value>(&self, setting: &Setting) -> Result<Option<T>, Failure> {
        let Some(value) = self.variables.get(setting.variable) else { return Ok(None) };
        let text = value.to_str().ok_or_else(|| Failure::usage("not UTF-8"));
        let value = text.and_then(T::parse).map(Some);
        value.map_err(|failure| failure.reworded(|text| format!("{}: {text}", setting.variable)))
    }

    fn record<T: Value>(&mut self, setting: &Setting, value: Option<&T>, origin: Origin) {
        // What only the config file sets is not worth a line without one.
        if !setting.variable.is_empty() || origin == Origin::Context {
            self.resolved.insert(setting.name(), (setting.show(value), origin));
        }
    }

    pub(super) fn in_context<T: Value>(&self, setting: &Setting) -> Result<Option<T>, Failure> {
        let text = self.context.as_ref().and_then(|context| context.value(setting.option));
        text.map(T::parse).transpose()
    }

    pub(super) fn origin_text(&self, origin: Origin) -> String {
        let named = |text: fn(&NamedContext) -> String| self.context.as_ref().map(text);
        match origin {
            Origin::Flag => "flag".to_owned(),
            Origin::Variable => "variable".to_owned(),
            Origin::Default => "default".to_owned(),
            Origin::Context => named(|it| format!("context {}", it.name)).unwrap_or_default(),
            Origin::Current => {
                named(|it| format!("current in {}", it.path.display())).unwrap_or_default()
            }
        }
    }

    /// With `debug`, prints the source of every setting. Otherwise hints on a terminal at a variable
    /// that is not read but is spelled much like one that is.
    pub(super) fn report(&self, debug: bool) {
        if debug {
            for (name, (shown, origin)) in &self.resolved {
                output::note(&format!("{name}={shown} ({})", self.origin_text(*origin)));
            }
            self.unknown().for_each(|name| output::note(&format!("{name} is not read by ectl")));
        } else if std::io::stderr().is_terminal()
            && let Some((name, meant)) =
                self.unknown().find_map(|name| Some((name, self.meant_by(name)?)))
        {
            output::hint(&format!("the variable {name} is not read; did you mean {meant}?"));
        }
    }

    fn unknown(&self) -> impl Iterator<Item = &str> {
        let names = self.variables.keys().map(String::as_str);
        names.filter(|name| !self.resolved.contains_key(name) && !ELSEWHERE.contains(name))
    }

    fn meant_by(&self, variable: &str) -> Option<&'static str> {
        let name = without_prefix(variable);
        let known = || self.resolved.keys().map(|known| (without_prefix(known), *known));
        known()
            .find(|(known, _)| *known == name)
            .or_else(|| known().find(|(known, _)| strsim::damerau_levenshtein(known, name) <= 2))
            .or_else(|| known().find(|(known, _)| name.starts_with(known)))
            .map(|(_, variable)| variable)
    }
}

fn without_prefix(variable: &str) -> &str {
    PREFIXES.iter().find_map(|prefix| variable.strip_prefix(prefix)).unwrap_or(variable)
}

#[cfg(test)]
mod tests {
    use super::{Origin, Sources};

    #[test]
    fn misspelled_variables() {
        let mut sources = Sources::default();
        for name in [
            "ETCDCTL_CACERT",
            "ETCDCTL_ENDPOINTS",
            "ETCDCTL_PASSWORD",
            "ECTL_PASSWORD_FILE",
            "ETCDCTL_USER",
        ] {
            sources.resolved.insert(name, (String::new(), Origin::Default));
        }
        for (variable, meant) in [
            ("ETCDCTL_ENDPOINT", "ETCDCTL_ENDPOINTS"),
            ("ETCDCTL_CA_CERT", "ETCDCTL_CACERT"),
            ("ETCDCTL_USERNAME", "ETCDCTL_USER"),
            ("ECTL_USER", "ETCDCTL_USER"),
            ("ETCDCTL_PASSWORD_FILE", "ECTL_PASSWORD_FILE"),
            ("ECTL_PASSWORDFILE", "ECTL_PASSWORD_FILE"),
        ] {
            assert_eq!(sources.meant_by(variable), Some(meant));
        }
        assert_eq!(sources.meant_by("ETCDCTL_EDITOR"), None);
    }
}
