//! Modules use only what lies below them, and never in a circle.

use crate::source::{Source, sources};
use std::collections::{BTreeMap, BTreeSet};
use syn::visit::{self, Visit};
use syn::{ItemUse, Macro, Path, UseTree, Visibility};

/// The floors of the house, the highest first: a module may use those on the floors below its own, and
/// modules on one floor do not know of each other.
const FLOORS: &[&[&str]] = &[
    &["fuzz"],
    &["lib"],
    &["parse"],
    &["etcdutl"],
    &["command"],
    &["complete"],
    &["context"],
    &["reply"],
    &["doctor"],
    &["recipe"],
    &["probe"],
    &["settings"],
    &["cli"],
    &["process", "input"],
    &["etcd", "offline"],
    &["output"],
    &["go"],
    &["failure", "clock", "sandbox"],
];

type ModulePath = Vec<String>;
type Arrows = BTreeMap<String, BTreeSet<String>>;

/// What a file names, as absolute paths of modules and items.
#[derive(Default)]
struct Names {
    used: BTreeSet<ModulePath>,
    exported: BTreeMap<String, ModulePath>,
}

/// Collects the names in a file.
struct Reader<'a> {
    module: &'a [String],
    modules: &'a BTreeSet<ModulePath>,
    names: Names,
}

impl Reader<'_> {
    /// Returns a path as an absolute one; `None` if it leads to another crate or to a local name.
    fn absolute(&self, path: &[String]) -> Option<ModulePath> {
        let mut rest = path;
        let mut base = self.module.to_vec();
        match rest.first()?.as_str() {
            "crate" => (base, rest) = (Vec::new(), &rest[1..]),
            "self" => rest = &rest[1..],
            "super" => {
                while rest.first().is_some_and(|part| part == "super") {
                    base.pop()?;
                    rest = &rest[1..];
                }
            }
            first => {
                let child = [self.module, &[first.to_owned()]].concat();
                if !self.modules.contains(&child) {
                    return None;
                }
            }
        }
        Some([base.as_slice(), rest].concat())
    }

    fn tree(&mut self, prefix: &[String], tree: &UseTree, is_export: bool) {
        let with = |name: &syn::Ident| [prefix, &[name.to_string()]].concat();
        let (path, name) = match tree {
            UseTree::Path(path) => return self.tree(&with(&path.ident), &path.tree, is_export),
            UseTree::Group(group) => {
                return group.items.iter().for_each(|tree| self.tree(prefix, tree, is_export));
            }
            UseTree::Glob(_) => (prefix.to_vec(), String::new()),
            UseTree::Name(name) if name.ident == "self" => (prefix.to_vec(), String::new()),
            UseTree::Name(name) => (with(&name.ident), name.ident.to_string()),
            UseTree::Rename(name) => (with(&name.ident), name.rename.to_string()),
        };
        let Some(path) = self.absolute(&path) else { return };
        if is_export {
            self.names.exported.insert(name, path);
        } else {
            self.names.used.insert(path);
        }
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.tree(&[], &item.tree, !matches!(item.vis, Visibility::Inherited));
    }

    fn visit_path(&mut self, path: &'ast Path) {
        let parts: Vec<_> = path.segments.iter().map(|part| part.ident.to_string()).collect();
        if parts.len() > 1 && path.leading_colon.is_none() {
            self.names.used.extend(self.absolute(&parts));
        }
        visit::visit_path(self, path);
    }

    /// The arguments of a macro are not parsed: only paths that begin with `crate` are found in them.
    fn visit_macro(&mut self, item: &'ast Macro) {
        let text = item.tokens.to_string().replace(' ', "");
        for path in text.split("crate::").skip(1) {
            let end = path.find(|c: char| !c.is_alphanumeric() && c != '_' && c != ':');
            let path = path[..end.unwrap_or(path.len())].split("::").map(str::to_owned);
            self.names.used.insert(path.collect());
        }
        visit::visit_macro(self, item);
    }
}

/// Returns which file uses which, by the names of their modules. Names that a module only exports count
/// as those of the module that defines them.
fn arrows() -> Arrows {
    let sources = sources();
    let modules: BTreeSet<_> = sources.iter().map(|source| source.module.clone()).collect();
    let names: BTreeMap<_, _> =
        sources.iter().map(|source| (source.module.clone(), names(source, &modules))).collect();
    let mut arrows = Arrows::new();
    for (module, of) in &names {
        let used = of.used.iter().map(|path| resolve(path, &names, 0));
        let used = used.filter(|used| used != module).map(|used| name(&used));
        arrows.entry(name(module)).or_default().extend(used);
    }
    arrows
}

fn names(source: &Source, modules: &BTreeSet<ModulePath>) -> Names {
    let mut reader = Reader { module: &source.module, modules, names: Names::default() };
    reader.visit_file(&source.file);
    reader.names
}

/// Returns the module that defines what a path names.
fn resolve(path: &[String], names: &BTreeMap<ModulePath, Names>, depth: usize) -> ModulePath {
    let mut module = path;
    while !names.contains_key(module) {
        module = &module[..module.len() - 1];
    }
    let exported = path.get(module.len()).and_then(|item| names[module].exported.get(item));
    match exported {
        Some(target) if depth < 8 => {
            resolve(&[target, &path[module.len() + 1..]].concat(), names, depth + 1)
        }
        _ => module.to_vec(),
    }
}

fn name(module: &[String]) -> String {
    if module.is_empty() { "lib".to_owned() } else { module.join("::") }
}

/// Returns modules that use one another in a circle, the first one last again; empty if none do.
fn circle(arrows: &Arrows) -> Vec<String> {
    let mut left = arrows.clone();
    loop {
        let ends: Vec<_> =
            left.iter().filter(|(_, used)| used.is_empty()).map(|(name, _)| name.clone()).collect();
        if ends.is_empty() {
            break;
        }
        left.retain(|name, _| !ends.contains(name));
        left.values_mut().for_each(|used| used.retain(|name| !ends.contains(name)));
    }
    let Some(mut at) = left.keys().next().cloned() else { return Vec::new() };
    let mut way = Vec::new();
    while !way.contains(&at) {
        let next = left[&at].first().unwrap().clone();
        way.push(std::mem::replace(&mut at, next));
    }
    way.drain(..way.iter().position(|name| *name == at).unwrap());
    way.push(at);
    way
}

/// Returns the arrows between what lies directly in a folder: files and folders.
fn within(folder: &str, arrows: &Arrows) -> Arrows {
    let child = |name: &str| -> Option<String> {
        let below =
            if folder.is_empty() { name } else { name.strip_prefix(folder)?.strip_prefix("::")? };
        Some(below.split("::").next().unwrap().to_owned())
    };
    let mut found = Arrows::new();
    for (from, used) in arrows {
        let Some(from) = child(from) else { continue };
        let used = used.iter().filter_map(|name| child(name)).filter(|name| *name != from);
        found.entry(from.clone()).or_default().extend(used);
    }
    found
}

#[test]
fn files_use_one_another_without_circles() {
    assert_eq!(circle(&arrows()), Vec::<String>::new());
}

#[test]
fn folders_use_one_another_without_circles() {
    let arrows = arrows();
    let mut folders: BTreeSet<_> = arrows
        .keys()
        .filter_map(|name| name.rsplit_once("::"))
        .map(|(folder, _)| folder.to_owned())
        .collect();
    folders.insert(String::new());
    for folder in folders {
        assert_eq!(circle(&within(&folder, &arrows)), Vec::<String>::new(), "in {folder}/");
    }
}

#[test]
fn arrows_run_down() {
    let arrows = within("", &arrows());
    let floor = |name: &str| {
        let floor = FLOORS.iter().position(|modules| modules.contains(&name));
        floor.unwrap_or_else(|| panic!("{name} is on no floor: see FLOORS"))
    };
    for (from, used) in &arrows {
        for to in used {
            assert!(floor(from) < floor(to), "{from} uses {to}, which is not below it");
        }
    }
    for name in FLOORS.iter().copied().flatten() {
        assert!(arrows.contains_key(*name), "{name} is gone: remove it from FLOORS");
    }
}

#[test]
fn circles_are_found() {
    let arrows = |pairs: &[(&str, &[&str])]| -> Arrows {
        let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        pairs.iter().map(|(from, to)| ((*from).to_owned(), names(to))).collect()
    };
    let found = circle(&arrows(&[("a", &["b", "d"]), ("b", &["c"]), ("c", &["b"]), ("d", &[])]));
    assert_eq!(found, ["b", "c", "b"]);
    assert!(circle(&arrows(&[("a", &["b"]), ("b", &[])])).is_empty());
}
