//! What holds for any config file.

use super::edit::ConfigEdit;

/// Reads any bytes as the file, and changes it in every way.
pub(crate) fn any_file(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    let mut file = match ConfigEdit::of_text(text) {
        Ok(file) => file,
        Err(failure) => return assert_eq!(failure.kind().code(), 6, "{failure}"),
    };
    let hex = [("hex".to_owned(), "true".to_owned())];
    for (number, name) in file.names().into_iter().enumerate() {
        let renamed = format!("renamed{number}");
        // Each may be refused, for what is wrong in the context.
        let _ = file.choose(&name);
        let _ = file.set(&name, &hex, &[]);
        let _ = file.rename(&name, &renamed);
        assert!(file.names().contains(&renamed), "{text}");
        if number % 2 == 0 {
            assert!(file.remove(&renamed).is_ok(), "{text}");
        }
    }
    let _ = file.set("new", &hex, &[]);
    file.names();
}
