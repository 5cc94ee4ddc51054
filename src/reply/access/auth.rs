//! The reply of `auth status`, and lists of names, which users and roles share.

use crate::etcd::proto::{AuthStatusResponse, ResponseHeader};
use crate::go::quote;
use crate::output::{Buffer, Cell, Records, Reply};
use crate::reply::header::{fields_header, json_header};

impl Reply for AuthStatusResponse {
    const FIELDS: &'static [&'static str] = &["enabled", "auth_revision"];

    fn simple(&self, page: &mut Buffer) {
        page.line(format_args!("Authentication Status: {}", self.enabled));
        page.line(format_args!("AuthRevision: {}", self.auth_revision));
    }

    fn fields(&self, page: &mut Buffer) {
        fields_header(self.header, page);
        page.field("Enabled", self.enabled);
        page.field("AuthRevision", self.auth_revision);
    }

    fn json(&self, page: &mut Buffer) {
        page.json_object_line(|object| {
            json_header(self.header, object);
            object.nonzero("enabled", self.enabled);
            object.nonzero("authRevision", self.auth_revision);
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

pub(crate) fn simple_names(names: &[String], page: &mut Buffer) {
    names.iter().for_each(|name| page.line(format_args!("{name}")));
}

pub(crate) fn fields_names(
    header: Option<ResponseHeader>,
    field: &str,
    names: &[String],
    page: &mut Buffer,
) {
    fields_header(header, page);
    let names: String = names.iter().map(|name| format!(" {}", quote(name.as_bytes()))).collect();
    page.line(format_args!("\"{field}\" :{names}"));
}

pub(crate) fn json_names(
    header: Option<ResponseHeader>,
    field: &str,
    names: &[String],
    page: &mut Buffer,
) {
    page.json_object_line(|object| {
        json_header(header, object);
        object.nonzero(field, names);
    });
}

pub(crate) fn name_records(column: &'static str, names: &[String]) -> Records {
    let mut records = Records::new(&[column]);
    names.iter().for_each(|name| records.push([Cell::text(name)]));
    records
}
