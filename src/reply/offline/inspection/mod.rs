//! `snapshot inspect`.

mod nested;
mod section;
mod sections;

use crate::offline::inspect::Inspection;
use crate::output::{Buffer, Cell, Format, Records, Reply};
use nested::nested;
use section::Section;
use sections::sections;

impl Reply for Inspection {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];

    fn simple(&self, page: &mut Buffer) {
        for (number, section) in sections(self).iter().enumerate() {
            if number > 0 {
                page.raw(b"\n");
            }
            section.write(page);
        }
    }

    /// Writes one object, not a list of one.
    fn json(&self, page: &mut Buffer) {
        self.jsonl_records().jsonl(page);
    }

    fn records(&self) -> Records {
        let mut records = Records::new(&["section", "name", "value"]);
        for Section { title, rows } in sections(self) {
            for (name, value) in rows {
                records.push([Cell::text(title), Cell::text(name), Cell::text(value.join(", "))]);
            }
        }
        records
    }

    fn jsonl_records(&self) -> Records {
        nested(self)
    }
}
