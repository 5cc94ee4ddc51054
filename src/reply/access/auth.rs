//! The reply about authentication itself, and lists of names, which users and roles share.

use crate::etcd::proto::AuthStatusResponse;
use crate::go::quote;
use crate::output::{Buffer, Cell, Records, Reply};
use crate::reply::header::{Header, fields_header};
use crate::reply::is_default;
use serde::Serialize;

impl Reply for AuthStatusResponse {
    fn simple(&self, page: &mut Buffer) {
        page.line(format_args!("Authentication Status: {}", self.enabled));
        page.line(format_args!("AuthRevision: {}", self.auth_revision));
    }

    fn fields(&self, page: &mut Buffer) {
        fields_header(self.header.as_ref(), page);
        page.field("Enabled", self.enabled);
        page.field("AuthRevision", self.auth_revision);
    }

    fn json(&self, page: &mut Buffer) {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct AuthJson {
            #[serde(skip_serializing_if = "Option::is_none")]
            header: Option<Header>,
            #[serde(skip_serializing_if = "is_default")]
            enabled: bool,
            #[serde(skip_serializing_if = "is_default")]
            auth_revision: u64,
        }
        page.json_line(&AuthJson {
            header: Header::of(self.header.as_ref()),
            enabled: self.enabled,
            auth_revision: self.auth_revision,
        });
    }

    fn protobuf(&self, page: &mut Buffer) {
        page.message(self);
    }

    fn records(&self) -> Records {
        Records::one([
            ("enabled", Cell::Flag(self.enabled)),
            ("auth_revision", Cell::UnsignedCounter(self.auth_revision)),
        ])
    }
}

/// A header and a list of names, as JSON has it under `roles` or `users`.
#[derive(Serialize, Default)]
pub(crate) struct NamesJson<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) header: Option<Header>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub(crate) roles: &'a [String],
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub(crate) users: &'a [String],
}

pub(crate) fn simple_names(names: &[String], page: &mut Buffer) {
    names.iter().for_each(|name| page.line(format_args!("{name}")));
}

pub(crate) fn fields_names(field: &str, names: &[String], page: &mut Buffer) {
    let names: String = names.iter().map(|name| format!(" {}", quote(name.as_bytes()))).collect();
    page.line(format_args!("\"{field}\" :{names}"));
}

pub(crate) fn name_records(column: &'static str, names: &[String]) -> Records {
    let mut records = Records::new(&[column]);
    names.iter().for_each(|name| records.push([Cell::text(name)]));
    records
}
