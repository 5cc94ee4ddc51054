//! The source files of the program, parsed, without their unit tests.

use std::path::{Path, PathBuf};
use syn::{Attribute, File, Item};

/// A source file.
pub struct Source {
    /// The path of its module below the crate; empty for the crate itself.
    pub module: Vec<String>,
    pub path: PathBuf,
    pub text: String,
    pub file: File,
}

/// The folder of the program's package.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns all files of the program but `main.rs` and those of unit tests, in the order of their paths.
pub fn sources() -> Vec<Source> {
    let mut paths = files(&root().join("src"), "rs");
    paths.retain(|path| !["main.rs", "tests.rs"].iter().any(|name| path.ends_with(name)));
    assert!(paths.len() > 100, "the source is not where it was: {paths:?}");
    paths.into_iter().map(parse).collect()
}

/// Returns the files with this extension in a folder and below.
pub fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path, extension));
        } else if path.extension().is_some_and(|this| this == extension) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn parse(path: PathBuf) -> Source {
    let text = std::fs::read_to_string(&path).unwrap();
    let mut file = syn::parse_file(&text).unwrap();
    file.items.retain(|item| !is_test(item));
    let below = path.strip_prefix(root().join("src")).unwrap().with_extension("");
    let mut module: Vec<_> = below.iter().map(|part| part.to_str().unwrap().to_owned()).collect();
    if module.last().is_some_and(|last| ["mod", "lib"].contains(&last.as_str())) {
        module.pop();
    }
    Source { module, path, text, file }
}

/// Returns whether an item is there only in tests.
pub fn is_test(item: &Item) -> bool {
    let attributes = match item {
        Item::Mod(module) => &module.attrs,
        Item::Use(item) => &item.attrs,
        _ => return false,
    };
    attributes.iter().any(is_cfg_test)
}

fn is_cfg_test(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg")
        && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test"))
}
