//! What we do otherwise than etcdctl 3.7, and why. The README shows this list; the tests use it.

pub struct Difference {
    pub what: &'static str,
    pub why: &'static str,
}

impl Difference {
    pub fn row(&self) -> String {
        format!("| {} | {} |", self.what, self.why)
    }
}

pub const USAGE: Difference = Difference {
    what: "Every malformed command line exits with 128; etcdctl: 1 or 128",
    why: "one code says: mend the line, do not try again",
};

pub const MEMBER_ENV: Difference = Difference {
    what: "`member add -w json` has one more field, `env`",
    why: "the variables that the new etcd is started with, for programs too",
};

pub const USER_DETAIL: Difference = Difference {
    what: "`user get --detail` is one reply in every format",
    why: "etcdctl prints text between JSON objects",
};

pub const SPECIAL_FILES: Difference = Difference {
    what: "`snapshot save` writes into a pipe or device",
    why: "etcdctl renames a file onto it",
};

pub const ALL: &[Difference] = &[USAGE, MEMBER_ENV, USER_DETAIL, SPECIAL_FILES];
