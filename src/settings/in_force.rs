//! The list of all settings with their sources, for `context show`.

use super::Settings;
use crate::failure::Failure;
use crate::settings::globals::Globals;
use crate::settings::program::Program;
use crate::settings::setting::{Key, Setting};
use crate::settings::sources::{Origin, Sources};
use crate::settings::table;

/// A setting in force.
#[derive(Debug)]
pub(crate) struct InForce {
    /// That of the option, or of the key of the config file.
    pub(crate) name: &'static str,
    /// Empty if there is none.
    pub(crate) variable: &'static str,
    /// As shown: secrets are hidden.
    pub(crate) value: String,
    /// A stable word.
    pub(crate) source: &'static str,
    /// The source for people, with the names of variables and contexts.
    pub(crate) source_text: String,
}

impl Settings {
    /// Returns the name of the context that the option or the variable names; empty for none. It need not
    /// exist.
    pub(crate) fn asked_context(flags: &Globals) -> Result<Option<String>, Failure> {
        Sources::from_environment().optional(&table::CONTEXT, flags.context.clone())
    }

    /// Returns every setting as a command with these options would use it.
    pub(crate) fn in_force(
        flags: &Globals,
        context: Option<&str>,
        program: Program,
    ) -> Result<Vec<InForce>, Failure> {
        let mut from = Sources::from_environment();
        from.enter_context(context.or(flags.context.as_deref()), program)?;
        Self::of_sources(flags.clone(), None, program, &mut from)?;
        Ok(table::ALL.iter().filter_map(|setting| InForce::new(setting, &from)).collect())
    }
}

impl InForce {
    fn new(setting: &Setting, from: &Sources) -> Option<Self> {
        let (value, origin) = from.resolved(setting)?;
        let source = match origin {
            Origin::Flag => "flag",
            Origin::Variable => "variable",
            Origin::Context => "context",
            Origin::Current => "current",
            Origin::Default => "default",
        };
        Some(Self {
            name: setting.option,
            variable: setting.variable,
            value: match setting.key {
                // As it would be typed.
                Key::Endpoints => value.trim_matches(['[', ']']).replace(' ', ","),
                _ => value.to_owned(),
            },
            source,
            source_text: match origin {
                Origin::Variable => format!("variable {}", setting.variable),
                origin => from.origin_text(origin),
            },
        })
    }
}
