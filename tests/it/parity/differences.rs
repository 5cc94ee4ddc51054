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

pub const PASSWORD_LINE: Difference = Difference {
    what: "`user add` and `user passwd` with `--interactive=false` take the whole line of stdin as the password, and refuse an empty one; etcdctl takes the first word, or nothing",
    why: "nobody sees which password a user has got, and an empty one is a script's failure",
};

pub const LEASES: Difference = Difference {
    what: "`lock` and `elect` revoke their lease at the end; etcdctl leaves it to expire",
    why: "whoever waits for keys to go does not wait for 10 or 60 s",
};

pub const LOST: Difference = Difference {
    what: "A lost lock or leadership is noticed at once, also while `lock` runs a command, which is stopped; exit code 10. etcdctl lets the command run on, or exits with 1",
    why: "two holders at a time are none",
};

pub const UNDER_LOCK: Difference = Difference {
    what: "The command of `lock` gets stdin and the signals that `lock` gets; if one ends it, the exit code is 128 + n; etcdctl: neither, and 255",
    why: "it can be stopped, and a script knows how it ended",
};

pub const TOKEN: Difference = Difference {
    what: "`ETCD_LOCK_REV` is the key's create revision, and `ETCD_LOCK_*` of an inner lock hide those of an outer one; etcdctl: the revision of an answer, and the other way round",
    why: "it is a fencing token that etcd can compare",
};

pub const INTERRUPTED: Difference = Difference {
    what: "A signal while `lock` or `elect` waits: exit code 5; etcdctl: 1",
    why: "as with every interrupted command",
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

pub const USAGE: Difference = Difference {
    what: "Every malformed command line exits with 128; etcdctl: 1 or 128",
    why: "one code says: mend the line, do not try again",
};

pub const ALL: &[Difference] = &[
    PASSWORD_LINE,
    LEASES,
    LOST,
    UNDER_LOCK,
    TOKEN,
    INTERRUPTED,
    MEMBER_ENV,
    USER_DETAIL,
    SPECIAL_FILES,
    MIRROR_PREFIX,
    MIRROR_ENDURES,
    CHECK_PREFIX,
    USAGE,
];
