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

pub const PASSWORD_LINE: Difference = Difference {
    what: "`user add` and `user passwd` with `--interactive=false` take the whole line of stdin as the password, and refuse an empty one; etcdctl takes the first word, or nothing",
    why: "nobody sees which password a user has got, and an empty one is a script's failure",
};

pub const ALL: &[Difference] = &[USAGE, PASSWORD_LINE];
