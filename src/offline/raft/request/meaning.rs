//! What the schema does not say about the fields of an entry.

use super::entry_value::{EntryFields, EntryValue};
use serde::Deserialize;

/// The part of a change's context that says what it does: a learner is promoted by adding it as a voter.
#[derive(Debug, Deserialize)]
struct ChangeContext {
    #[serde(default, rename = "isPromote")]
    is_promote: bool,
}

/// The keys of the v2 API that have users and the hashes of their passwords.
const V2_USERS: &str = "/2/users";

/// Names the promotion of a learner.
pub(super) fn conf_change(mut fields: EntryFields<'_>) -> EntryFields<'_> {
    let is_promotion = fields.iter().any(|(_, value)| match value {
        EntryValue::Json(context) => {
            serde_json::from_str::<ChangeContext>(context).is_ok_and(|context| context.is_promote)
        }
        _ => false,
    });
    for (_, value) in fields.iter_mut().filter(|(name, _)| is_promotion && *name == "change") {
        *value = EntryValue::Text("promote");
    }
    fields
}

/// Hides users of the v2 API.
pub(super) fn v2_request(mut fields: EntryFields<'_>) -> EntryFields<'_> {
    let is_user = fields.iter().any(|(name, value)| {
        *name == "path" && matches!(value, EntryValue::Text(path) if path.starts_with(V2_USERS))
    });
    for (_, value) in fields.iter_mut().filter(|_| is_user) {
        if matches!(value, EntryValue::Payload(_)) {
            *value = EntryValue::Hidden;
        }
    }
    fields
}
