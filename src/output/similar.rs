use std::collections::BTreeSet;

/// Returns the names that begin with the word; else the nearest ones, at most two typing errors away, or
/// one in a short word.
pub(crate) fn similar(names: &[&str], word: &str) -> Option<String> {
    let longer = names.iter().filter(|name| word.len() > 1 && name.starts_with(word));
    // A name may be among them twice: as an option of the program and of its command.
    let longer: BTreeSet<_> = longer.copied().collect();
    if !longer.is_empty() {
        return Some(longer.into_iter().collect::<Vec<_>>().join(", "));
    }
    let allowed = if word.len() < 5 { 1 } else { 2 };
    let mut near: Vec<_> = names
        .iter()
        .map(|name| (strsim::damerau_levenshtein(name, word), *name))
        .filter(|(distance, name)| *distance <= allowed && *distance < name.len() - 1)
        .collect();
    near.sort_unstable();
    near.dedup();
    let nearest = near.first()?.0;
    let names = near.into_iter().filter(|(distance, _)| *distance == nearest);
    Some(names.map(|(_, name)| name).collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::similar;

    #[test]
    fn beginnings_come_before_typing_errors() {
        let names = ["create_revision", "mod_revision", "key", "value", "key"];
        for (typed, meant) in [
            ("mod", Some("mod_revision")),
            ("mod_revisoin", Some("mod_revision")),
            ("kye", Some("key")),
            ("ke", Some("key")),
            ("valeus", Some("value")),
            ("xyz", None),
        ] {
            assert_eq!(similar(&names, typed).as_deref(), meant, "{typed}");
        }
    }
}
