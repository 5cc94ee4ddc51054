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

pub const MIRROR_PREFIX: Difference = Difference {
    what: "`make-mirror --rev N` keeps the keys' prefix; etcdctl drops it",
    why: "as without `--rev`: `--no-dest-prefix` is there to drop it",
};

pub const MIRROR_ENDURES: Difference = Difference {
    what: "`make-mirror` goes on after a lost connection, on either side; where the source has compacted what it needs it exits with 5; etcdctl ends in both cases, with 1",
    why: "a mirror that stopped days ago is found when it is needed",
};

pub const CHECK_PREFIX: Difference = Difference {
    what: "`check` refuses an empty `--prefix`, and removes its keys after SIGTERM and SIGHUP too",
    why: "it deletes what is below the prefix",
};

pub const ALL: &[Difference] = &[USAGE, MIRROR_PREFIX, MIRROR_ENDURES, CHECK_PREFIX];
