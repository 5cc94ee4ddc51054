//! `--prefix` and `--strip-prefix`: where the keys go.

use crate::etcd::Range;
use crate::failure::Failure;
use crate::input;
use crate::recipe::key_file::{ExportHeader, Exported, KeyRewrite};
use clap::Args;
use std::ffi::OsString;

#[derive(Debug, Args)]
pub(super) struct NewNames {
    /// Put the keys below this prefix
    #[arg(long)]
    prefix: Option<OsString>,
    /// Cut this prefix off
    #[arg(long, value_name = "PREFIX")]
    strip_prefix: Option<OsString>,
}

impl NewNames {
    pub(super) fn rewrite(&self, header: Option<&ExportHeader>) -> KeyRewrite {
        let strip = self.strip_prefix.as_deref().map(input::bytes);
        let exported = match header.map(|header| &header.exported) {
            Some(Exported::Prefix(prefix)) if self.prefix.is_some() => Some(prefix.clone()),
            _ => None,
        };
        let prefix = self.prefix.as_deref().map(input::bytes);
        let strip = strip.or(exported).unwrap_or_default();
        KeyRewrite { strip, prefix: prefix.unwrap_or_default(), may_be_empty: false }
    }

    /// Refuses to prune what the file does not stand for: under a context with another prefix, the range of
    /// the file is another one.
    pub(super) fn check_namespace(header: &ExportHeader, namespace: &[u8]) -> Result<(), Failure> {
        if header.namespace == namespace {
            return Ok(());
        }
        Err(Failure::usage(format!("--prune is not possible here: {}", header.moved(namespace)))
            .hint("use the context that the file was exported under, or omit --prune"))
    }

    /// Returns the range that the file stands for, in which `--prune` deletes.
    pub(super) fn range(&self, header: Option<&ExportHeader>) -> Result<Range, Failure> {
        let KeyRewrite { strip, prefix, .. } = self.rewrite(header);
        let range = match header.map(|header| &header.exported) {
            None if self.prefix.is_some() => Some(prefix).filter(|prefix| !prefix.is_empty()),
            None => {
                let text = "--prune needs a file with a header, as export writes it, or --prefix";
                return Err(Failure::usage(text));
            }
            Some(Exported::Range(range)) if strip.is_empty() && prefix.is_empty() => {
                return Ok(range.clone());
            }
            Some(Exported::Range(_)) => None,
            Some(Exported::Prefix(exported)) => {
                let rest = exported.strip_prefix(strip.as_slice());
                let range = rest.map(|rest| [&prefix, rest].concat());
                // Everything would be deleted, although only a part was exported.
                range.filter(|range| !range.is_empty() || exported.is_empty())
            }
        };
        range.map(Range::prefix).ok_or_else(|| {
            Failure::usage("--prune does not know which keys the file stands for")
                .hint("use it without --strip-prefix, or with the --prefix of the keys")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::NewNames;
    use crate::etcd::Range;
    use crate::recipe::key_file::{ExportHeader, Exported, KeyRewrite};

    fn names(prefix: Option<&str>, strip: Option<&str>) -> NewNames {
        NewNames { prefix: prefix.map(Into::into), strip_prefix: strip.map(Into::into) }
    }

    fn header(exported: Exported) -> ExportHeader {
        ExportHeader { cluster_id: 1, revision: 1, namespace: Vec::new(), exported }
    }

    #[test]
    fn exported_prefix_is_replaced() {
        let app = header(Exported::Prefix(b"app/".to_vec()));
        let rewrite = |prefix, strip, header| {
            let KeyRewrite { strip, prefix, .. } = names(prefix, strip).rewrite(header);
            (String::from_utf8(strip).unwrap(), String::from_utf8(prefix).unwrap())
        };
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(rewrite(None, None, Some(&app)), pair("", ""));
        assert_eq!(rewrite(Some("x/"), None, Some(&app)), pair("app/", "x/"));
        assert_eq!(rewrite(Some("x/"), Some(""), Some(&app)), pair("", "x/"));
        assert_eq!(rewrite(None, Some("app/"), Some(&app)), pair("app/", ""));
        assert_eq!(rewrite(Some("x/"), None, None), pair("", "x/"));
    }

    #[test]
    fn range_to_prune_is_that_of_the_export() {
        let prune = |prefix, strip, exported: Option<Exported>| {
            let header = exported.map(header);
            names(prefix, strip).range(header.as_ref()).ok()
        };
        let app = || Some(Exported::Prefix(b"app/".to_vec()));
        let range = Range { key: b"a".to_vec(), end: b"c".to_vec() };
        let some = || Some(Exported::Range(range.clone()));
        let prefix = |prefix: &str| Some(Range::prefix(prefix.into()));
        assert_eq!(prune(None, None, app()), prefix("app/"));
        assert_eq!(prune(Some("x/"), None, app()), prefix("x/"));
        assert_eq!(prune(Some("x/"), Some(""), app()), prefix("x/app/"));
        assert_eq!(prune(None, Some("ap"), app()), prefix("p/"));
        assert_eq!(prune(None, Some("app/"), app()), None);
        // One prefix was exported, and all keys would be deleted.
        assert_eq!(prune(Some(""), Some("app/"), app()), None);
        assert_eq!(prune(Some(""), None, app()), None);
        assert_eq!(prune(Some(""), None, None), None);
        assert_eq!(prune(Some(""), None, Some(Exported::Prefix(Vec::new()))), prefix(""));
        assert_eq!(prune(None, Some("other/"), app()), None);
        assert_eq!(prune(None, None, some()), Some(range.clone()));
        assert_eq!(prune(Some("x/"), None, some()), None);
        assert_eq!(prune(None, None, None), None);
        assert_eq!(prune(Some("x/"), None, None), prefix("x/"));
        assert_eq!(prune(None, None, Some(Exported::Prefix(Vec::new()))), prefix(""));
    }
}
