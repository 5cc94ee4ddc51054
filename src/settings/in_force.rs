//! The list of all settings with their sources, for `context show`.

use super::Settings;
use crate::failure::Failure;
use crate::output;
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

    /// Tells which variables win, in this shell, over the context that was just made the current one.
    pub(crate) fn note_winners(name: &str, program: Program) -> Result<(), Failure> {
        let mut from = Sources::from_environment();
        match from.optional::<String>(&table::CONTEXT, None)?.as_deref() {
            Some("") if !name.is_empty() => {
                output::note(
                    "note: ECTL_CONTEXT is set and empty: no context is used in this shell",
                );
            }
            Some(asked) if asked != name => {
                output::note(&format!(
                    "note: ECTL_CONTEXT wins in this shell: context {asked} is used"
                ));
            }
            _ if !name.is_empty() => {
                from.enter_context(Some(name), program)?;
                let found = Self::of_sources(Globals::default(), None, program, &mut from);
                // What is wrong is an error of the commands that use it.
                found.iter().for_each(Self::note_other_cluster);
            }
            _ => {}
        }
        Ok(())
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

impl Settings {
    /// Tells if a variable names another cluster than the context.
    pub(super) fn note_other_cluster(&self) {
        if let Some(variable) = self.other_cluster {
            let context = &self.limits.context;
            output::note(&format!("note: {variable} wins over the endpoints of context {context}"));
        }
    }

    /// Returns the addresses that are tried, as they would be typed.
    pub(crate) fn addresses(&self) -> String {
        self.endpoints.join(",")
    }
}
