//! Sections that the help of several commands has, as macros, so that each help is one literal.

/// The exit codes of a command that runs another, CMD. `$own` are the lines of those of its own.
macro_rules! exit_codes_with_cmd {
    ($own:literal) => {
        concat!(
            "Exit codes:\n  (CMD)  CMD's own exit code; 128 + n if signal n killed it\n",
            $own,
            "\n  126    CMD cannot be executed\n  127    CMD was not found"
        )
    };
}

/// The exit code of `--exit-status`.
macro_rules! exit_code_of_nothing {
    () => {
        "Exit codes:\n  7  nothing was found, with --exit-status"
    };
}

/// The line of a write without an answer.
macro_rules! outcome_unknown {
    () => {
        "\n  124  no answer in time: it is unknown whether the write took place"
    };
}

/// The line of the lease that a session passes on; `$gap` aligns it with longer names.
macro_rules! session_variable {
    () => {
        session_variable!("")
    };
    ($gap:literal) => {
        concat!(
            "\n  ECTL_LEASE",
            $gap,
            "  the lease to use, set by \"ectl session\"; --lease overrides it"
        )
    };
}

/// The lines of the lock that `--if-held` is about.
macro_rules! held_variables {
    () => {
        concat!(
            "\n  ETCD_LOCK_KEY  the key of the lock for --if-held, set by \"ectl lock\"",
            "\n  ETCD_LOCK_REV  the create revision of that key, set by \"ectl lock\""
        )
    };
}

/// The variables of a command that holds a lock or a leadership, and those of CMD.
macro_rules! lock_environment {
    () => {
        concat!(
            "Environment:",
            crate::cli::help::sections::session_variable!(""),
            "\n\nEnvironment of CMD:",
            "\n  ETCD_LOCK_KEY    the key of the lock or leadership",
            "\n  ETCD_LOCK_LEASE  the key's lease",
            "\n  ETCD_LOCK_REV    the key's create revision, a fencing token"
        )
    };
}

/// The variable of `endpoint` commands.
macro_rules! cluster_environment {
    () => {
        "Environment:\n  ETCDCTL_CLUSTER  the value of --cluster, if that is not given"
    };
}

/// The signals of a command that does not handle them.
macro_rules! ended_by_signals {
    () => {
        "Signals:\n  INT, TERM and HUP end it at once; a shell reports 130, 143 or 129."
    };
}

pub(crate) use {
    cluster_environment, ended_by_signals, exit_code_of_nothing, exit_codes_with_cmd,
    held_variables, lock_environment, outcome_unknown, session_variable,
};
