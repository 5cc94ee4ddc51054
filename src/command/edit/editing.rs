//! The rounds of an edit: the editor, the checks, the guarded put, and questions to the user.

use super::draft::Draft;
use crate::command::write::precondition::{ConditionalPut, Preconditions};
use crate::etcd::Session;
use crate::etcd::proto::{KeyValue, PutRequest, PutResponse};
use crate::failure::{Failure, Kind, find};
use crate::go::quote;
use crate::input::Menu;
use crate::output::note;
use crate::process::signals::{Signals, unless_interrupted};
use crate::process::{EDITOR_SIGNALS, Editor};
use crate::reply::{CONFLICT_MARK, TextVersions, line_diff, merge, text};
use serde::de::IgnoredAny;

pub(super) struct Editing<'a> {
    session: &'a Session,
    key: Vec<u8>,
    /// The key as the text is based on it.
    base: Option<KeyValue>,
    /// The lease for a key that is created.
    lease: i64,
    is_json: bool,
    /// The value that the text was made from, although the key may be deleted by now.
    origin: Vec<u8>,
    /// The text was merged with another client's: conflicts may be marked in it.
    is_merged: bool,
    editor: Editor,
    menu: Option<Menu>,
}

/// The beginning of the name of another client's version.
const IN_ETCD: &str = "in etcd, revision ";

/// What follows a round.
enum Next {
    Done(Option<PutResponse>),
    EditAgain,
}

impl<'a> Editing<'a> {
    pub(super) fn new(
        session: &'a Session,
        key: Vec<u8>,
        base: Option<KeyValue>,
        lease: i64,
    ) -> Self {
        let is_json = base.as_ref().is_some_and(|kv| is_json_container(&kv.value));
        let origin = base.as_ref().map(|kv| kv.value.clone()).unwrap_or_default();
        let (editor, menu) = (Editor::from_environment(), Menu::open());
        Self { session, key, base, lease, is_json, origin, is_merged: false, editor, menu }
    }

    /// Returns the response to the put; `None` if the value is unchanged. If a text cannot be written, its
    /// file is kept and named in the error.
    pub(super) async fn run(mut self) -> anyhow::Result<Option<PutResponse>> {
        let mut signals = Signals::listen_unless_ignored(&EDITOR_SIGNALS)?;
        let draft = Draft::new(&self.key, self.value())?;
        let mut has_text = false;
        loop {
            let done = match self.edit(&draft, &mut signals).await {
                Ok(()) => {
                    has_text = draft.path().exists();
                    unless_interrupted(&mut signals, self.submit(&draft)).await
                }
                Err(error) => Err(error),
            };
            match done {
                Ok(Next::Done(response)) => return Ok(response),
                Ok(Next::EditAgain) => {}
                Err(error) if has_text => return Err(with_kept(error, draft)),
                Err(error) => return Err(error),
            }
        }
    }

    fn value(&self) -> &[u8] {
        self.base.as_ref().map(|kv| kv.value.as_slice()).unwrap_or_default()
    }

    async fn edit(&self, draft: &Draft, signals: &mut Signals) -> anyhow::Result<()> {
        let ending = self.editor.edit(draft.path(), signals).await?;
        if ending.is_success() {
            return Ok(());
        }
        let text = format!("the editor failed ({ending}): nothing was written");
        let hint = "the variables VISUAL and EDITOR name the editor";
        Err(Failure::new(Kind::Refused, text).hint(hint).into())
    }

    /// Writes the text if it is valid and the key still is as it was read; else asks what to do.
    async fn submit(&mut self, draft: &Draft) -> anyhow::Result<Next> {
        let value = draft.read(&self.origin, self.session.options().max_request_bytes)?;
        if value == self.value() {
            return Ok(Next::Done(None));
        }
        if let Some(fault) = self.fault(&value)
            && !self.insists(&fault).await?
        {
            return Ok(Next::EditAgain);
        }
        let revision = self.base.as_ref().map_or(0, |kv| kv.mod_revision);
        let guard = Preconditions::at_mod_revision(revision);
        match guard.try_put(self.session, self.request(value.clone())).await? {
            ConditionalPut::Done(response) => Ok(Next::Done(Some(response))),
            ConditionalPut::Unmet(theirs) => self.resolve(theirs, &value, draft).await,
        }
    }

    fn request(&self, value: Vec<u8>) -> PutRequest {
        let exists = self.base.is_some();
        let lease = if exists { 0 } else { self.lease };
        let key = self.key.clone();
        PutRequest { key, value, lease, ignore_lease: exists, ..PutRequest::default() }
    }

    /// Returns why the user may not want to save a text.
    fn fault(&self, text: &[u8]) -> Option<String> {
        let mark = [CONFLICT_MARK, IN_ETCD].concat();
        let mut lines = text.split(|byte| *byte == b'\n');
        if self.is_merged && lines.any(|line| line.starts_with(mark.as_bytes())) {
            return Some("the text still has a marked conflict".to_owned());
        }
        if !self.is_json {
            return None;
        }
        let error = serde_json::from_slice::<IgnoredAny>(text).err()?;
        Some(format!("the text is not valid JSON ({error}), as the value was before"))
    }

    async fn insists(&self, text: &str) -> Result<bool, Failure> {
        let refused = || Failure::new(Kind::Refused, format!("{text}: nothing was written"));
        let Some(menu) = &self.menu else { return Err(refused()) };
        let question = format!("{text}.\n[e]dit again, [s]ave anyway, or [g]ive up?");
        match menu.choose(question, "esg").await {
            Some('e') => Ok(false),
            Some('s') => Ok(true),
            _ => Err(refused()),
        }
    }

    /// Asks what to do about a key that was changed meanwhile.
    async fn resolve(
        &mut self,
        theirs: Option<KeyValue>,
        value: &[u8],
        draft: &Draft,
    ) -> anyhow::Result<Next> {
        if theirs.as_ref().is_some_and(|kv| kv.value == value) {
            note("another client has written the same value meanwhile");
            return Ok(Next::Done(None));
        }
        let what = self.conflict(theirs.as_ref());
        let refused = || Failure::new(Kind::Unmet, format!("{what}: nothing was written"));
        let Some(menu) = &self.menu else { return Err(refused().into()) };
        let question = format!("{what}.\n[s]how the difference, [e]dit again, or [g]ive up?");
        loop {
            match menu.choose(question.clone(), "seg").await {
                Some('s') => menu.show(&difference(theirs.as_ref(), value)),
                Some('e') => break,
                _ => return Err(refused().into()),
            }
        }
        self.rebase(theirs, value, draft)?;
        Ok(Next::EditAgain)
    }

    fn conflict(&self, theirs: Option<&KeyValue>) -> String {
        let key = quote(&self.key);
        match (theirs, &self.base) {
            (None, _) => format!("{key} was deleted meanwhile"),
            (Some(kv), None) => {
                format!("{key} was created meanwhile, at revision {}", kv.mod_revision)
            }
            (Some(kv), Some(_)) => {
                format!("{key} was changed meanwhile, at revision {}", kv.mod_revision)
            }
        }
    }

    /// Bases the text on the key as it is now, with the changes of both.
    fn rebase(
        &mut self,
        theirs: Option<KeyValue>,
        value: &[u8],
        draft: &Draft,
    ) -> anyhow::Result<()> {
        let base = self.base.take().unwrap_or_default();
        let merged = theirs.as_ref().and_then(|kv| {
            let (base, theirs, yours) = (text(&base.value)?, text(&kv.value)?, text(value)?);
            let named = format!("{IN_ETCD}{}", kv.mod_revision);
            self.is_merged = true;
            Some(merge(TextVersions { base, theirs, yours }, (&named, "your text")))
        });
        if let Some(theirs) = &theirs {
            self.origin.clone_from(&theirs.value);
        }
        self.base = theirs;
        match merged {
            Some(merged) => draft.write(merged.as_bytes()),
            None => Ok(()),
        }
    }
}

fn difference(theirs: Option<&KeyValue>, value: &[u8]) -> String {
    let (name, theirs) = match theirs {
        Some(kv) => (format!("{IN_ETCD}{}", kv.mod_revision), kv.value.as_slice()),
        None => ("/dev/null".to_owned(), [].as_slice()),
    };
    line_diff((&name, "your text"), theirs, value)
}

fn is_json_container(value: &[u8]) -> bool {
    matches!(value.trim_ascii_start().first(), Some(b'{' | b'['))
        && serde_json::from_slice::<IgnoredAny>(value).is_ok()
}

fn with_kept(error: anyhow::Error, draft: Draft) -> anyhow::Error {
    let kept = format!("your text is kept in {}", draft.keep().display());
    match find(&error).cloned() {
        Some(failure) => failure.reworded(|text| format!("{text}; {kept}")).into(),
        None => error.context(kept),
    }
}
