//! Contexts: which one is in force, what it sets, and the commands that change the config file.

use crate::details::{documented, field_names};
use crate::support::certs::Authority;
use crate::support::cluster::Cluster as _;
use crate::support::users::{guarded, token};
use crate::support::words::Words;
use crate::support::{Line, Outcome, ectl, etcd, line, start};
use ectl::sandbox::Plan;
use nix::sys::signal::Signal;
use std::ffi::OsString;
use std::fs::File;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// An endpoint where nothing listens.
const DEAD: &str = "127.0.0.1:1";

/// A home directory, whose config file has this content.
struct Home(TempDir);

impl Home {
    fn new(config: &str) -> Self {
        let home = Self::empty();
        std::fs::create_dir_all(home.config().parent().unwrap()).unwrap();
        home.write(".config/ectl/config.toml", config);
        home
    }

    fn empty() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn config(&self) -> PathBuf {
        self.path(".config/ectl/config.toml")
    }

    /// Writes a file that only its owner can read.
    fn write(&self, name: &str, content: &str) {
        std::fs::write(self.path(name), content).unwrap();
        self.chmod(name, 0o600);
    }

    fn chmod(&self, name: &str, mode: u32) {
        let mode = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(self.path(name), mode).unwrap();
    }

    fn read(&self) -> String {
        std::fs::read_to_string(self.config()).unwrap()
    }

    /// `ectl` with this home, and without `ETCDCTL_ENDPOINTS`.
    fn ectl(&self, words: impl Words) -> Line {
        ectl("", words).env("HOME", self.0.path()).directory(self.0.path())
    }

    fn run(&self, words: impl Words) -> Outcome {
        self.ectl(words).run()
    }

    /// A setting in force with its source, as `context show` prints it.
    fn shows(&self, line: Line, setting: &str) -> String {
        let outcome = line.run().succeeds();
        let text = outcome.text().to_owned();
        let found = text.lines().find_map(|line| line.strip_prefix(&format!("{setting} ")));
        let words = found.unwrap_or_else(|| panic!("{setting}: {text}")).split_whitespace();
        words.collect::<Vec<_>>().join(" ")
    }

    /// The text of an error about the config file, which begins with its path.
    fn fault(&self, what: &str) -> String {
        format!("Error: {}{what}\n", self.config().display())
    }
}

#[test]
fn flag_beats_variable_beats_context_beats_default() {
    let home = Home::new(
        "current = \"dev\"\n[contexts.dev]\ncommand-timeout = 7\n[contexts.prod]\ncommand-timeout = 8.5\n",
    );
    let show = |words: &str| home.ectl("context show").args(words);
    let time = |line: Line| home.shows(line, "command-timeout");
    assert_eq!(time(show("")), "7s context dev");
    assert_eq!(time(show("prod")), "8.5s context prod");
    assert_eq!(time(show("--context prod")), "8.5s context prod");
    assert_eq!(time(show("").env("ECTL_CONTEXT", "prod")), "8.5s context prod");
    assert_eq!(time(show("--context dev").env("ECTL_CONTEXT", "prod")), "7s context dev");
    for none in [show("--context ''"), show("''"), show("").env("ECTL_CONTEXT", "")] {
        assert_eq!(time(none), "5s default");
    }
    let variable = |line: Line| line.env("ETCDCTL_COMMAND_TIMEOUT", "9");
    assert_eq!(time(variable(show(""))), "9s variable ETCDCTL_COMMAND_TIMEOUT");
    assert_eq!(time(variable(show("--command-timeout 1s"))), "1s flag");
    assert_eq!(time(show("--command-timeout 1s")), "1s flag");

    let current = format!("dev current in {}", home.config().display());
    assert_eq!(home.shows(show(""), "context"), current);
    assert_eq!(home.shows(show("--context prod"), "context"), "prod flag");
    let variable = show("").env("ECTL_CONTEXT", "prod");
    assert_eq!(home.shows(variable, "context"), "prod variable ECTL_CONTEXT");
}

#[test]
fn context_sets_every_setting() {
    let home = Home::new(
        r#"
[contexts.all]
endpoints = ["a:1", "b:2"]
cacert = "ca.pem"
cert = "/tls/cert.pem"
key = "~/key.pem"
user = "root"
password-file = "../pw"
prefix = "/app/"
read-only = true
protected = true
hex = true
json-errors = false
insecure-transport = false
insecure-skip-tls-verify = true
insecure-discovery = false
discovery-srv = "example.com"
discovery-srv-name = "n"
dial-timeout = "1s"
command-timeout = "2s"
keepalive-time = "30s"
keepalive-timeout = "4s"
retry = "5s"
max-request-bytes = 1000
max-recv-bytes = 2000
write-out = "fields"
"#,
    );
    let folder = home.config().parent().unwrap().display().to_string();
    let settings = home.run("context show all");
    let settings = settings.succeeds().text().to_owned();
    for (setting, value) in [
        ("endpoints", "a:1,b:2"),
        ("cacert", &format!("{folder}/ca.pem")),
        ("cert", "/tls/cert.pem"),
        ("key", &format!("{}/key.pem", home.0.path().display())),
        ("user", "root"),
        ("password-file", &format!("{folder}/../pw")),
        ("prefix", "/app/"),
        ("read-only", "true"),
        ("protected", "true"),
        ("hex", "true"),
        ("json-errors", "false"),
        ("insecure-transport", "false"),
        ("insecure-skip-tls-verify", "true"),
        ("insecure-discovery", "false"),
        ("discovery-srv", "example.com"),
        ("discovery-srv-name", "n"),
        ("dial-timeout", "1s"),
        ("command-timeout", "2s"),
        ("keepalive-time", "30s"),
        ("keepalive-timeout", "4s"),
        ("retry", "5s"),
        ("max-request-bytes", "1000"),
        ("max-recv-bytes", "2000"),
        ("write-out", "fields"),
    ] {
        let line = settings.lines().find(|line| line.starts_with(&format!("{setting} ")));
        let words: Vec<_> = line.expect(setting).split_whitespace().collect();
        assert_eq!(words, [setting, value, "context", "all"]);
    }
}

#[test]
fn commands_use_the_cluster_of_the_context() {
    let (one, two) = (etcd(), etcd());
    one.ok("put k one");
    two.ok("put k two");
    let (at_one, at_two) = (one.endpoints(), two.endpoints());
    let home = Home::new(&format!(
        "current = \"one\"\n[contexts.one]\nendpoints = \"{at_one}\"\n\
         [contexts.two]\nendpoints = [\"{at_two}\"]\nwrite-out = \"fields\"\n"
    ));
    home.run("get k").prints("k\none\n");
    let two_has = |line: Line| line.args("--print-value-only -w simple").run().prints("two\n");
    two_has(home.ectl("get k --context two"));
    two_has(home.ectl("--context=two get k"));
    two_has(home.ectl("get k").env("ECTL_CONTEXT", "two"));
    two_has(home.ectl("get k").args(&["--endpoints", &at_two]));
    let variable = |words: &str| home.ectl(words).env("ETCDCTL_ENDPOINTS", &at_two);
    let overruled = variable("get k --context one --print-value-only").run();
    assert_eq!((overruled.text(), overruled.code), ("two\n", 0));
    overruled.says("note: ETCDCTL_ENDPOINTS wins over the endpoints of context one\n");
    two_has(variable("get k --context two"));
    let fields = home.run("get k --context two").succeeds();
    assert!(fields.text().contains("\"Value\" : \"two\"\n"), "{}", fields.text());
    home.run("get k --context ''").fails_part(2, "cannot reach etcd at 127.0.0.1:2379");
    // A child gets the same environment, and so the same context.
    let child = "lock l -- sh -c";
    let script = "\"$ECTL\" get k";
    let line = home.ectl(child).arg(script).env("ECTL", env!("CARGO_BIN_EXE_ectl"));
    line.env("ECTL_CONTEXT", "one").run().prints("k\none\n");
}

#[test]
fn users_and_passwords_come_from_the_context() {
    let etcd = guarded(&Plan::new());
    let home = Home::new(&format!(
        "[contexts.file]\nendpoints = \"{at}\"\nuser = \"reader\"\npassword-file = \"pw\"\n\
         [contexts.command]\nendpoints = \"{at}\"\nuser = \"reader\"\npassword-command = 'printf co:lon'\n\
         [contexts.ask]\nendpoints = \"{at}\"\nuser = \"reader\"\n\
         [contexts.token]\nendpoints = \"{at}\"\ntoken-file = \"token\"\n",
        at = etcd.endpoints()
    ));
    home.write(".config/ectl/pw", "co:lon\n");
    home.write("root", "hunter2\n");
    home.write(".config/ectl/token", &token(&etcd.endpoints(), "reader", "co:lon"));
    let get = |words: &str| home.ectl("get public").args(words);
    for words in ["--context file", "--context command", "--context token"] {
        get(words).run().prints("public\nv\n");
    }
    get("--context ask").stdin("co:lon\n").run().prints("public\nv\n");
    get("--context ask").env("ETCDCTL_PASSWORD", "co:lon").run().prints("public\nv\n");
    // The options of the line win.
    get("--context file --user reader:wrong").run().fails_part(9, "authentication failed");
    get("--context file --user root:hunter2").run().prints("public\nv\n");
    get("--context file --user root --password-file root").run().prints("public\nv\n");
    get("--context token --user root:hunter2").run().prints("public\nv\n");
    get("--context file").env("ETCDCTL_USER", "root:hunter2").run().prints("public\nv\n");
    get("--context ask --password-file .config/ectl/pw").run().prints("public\nv\n");
    // The context's password is that of the context's user, however it is named.
    get("--context file --user reader").run().prints("public\nv\n");
    for line in [get("--context file --user root"), get("--context command --user root")] {
        line.stdin("hunter2\n").run().prints("public\nv\n");
    }
    let variable = get("--context command").env("ETCDCTL_USER", "root").stdin("hunter2\n");
    variable.run().prints("public\nv\n");
    // A context's secret does not follow a variable to another cluster.
    let other = get("--context file")
        .env("ETCDCTL_ENDPOINTS", etcd.endpoints().replace("127.0.0.1", "localhost"));
    other.stdin("wrong\n").run().fails_part(9, "authentication failed");
    let flag = ["--endpoints", &etcd.endpoints().replace("127.0.0.1", "localhost")];
    get("--context file").args(&flag).run().prints("public\nv\n");
    // No user means no login, with no secret of the context.
    for words in ["--context file --user ''", "--context token --user ''"] {
        get(words).run().fails_part(9, "user name is empty");
    }
}

#[test]
fn tls_files_of_the_context_are_relative_to_it() {
    let authority = Authority::new();
    let identity = authority.sign(&["127.0.0.1"]);
    let options = ["--cert-file", &identity.certificate, "--key-file", &identity.key];
    let options = options.iter().map(OsString::from).collect();
    let etcd = start(&Plan { options, scheme: "https", ..Plan::new() });
    let at = etcd.endpoints();
    let bare = at.trim_start_matches("https://");
    let home = Home::new(&format!(
        "[contexts.tls]\nendpoints = \"{bare}\"\ncacert = \"tls/ca.pem\"\n[contexts.bare]\nendpoints = \"{at}\"\n"
    ));
    std::fs::create_dir(home.path(".config/ectl/tls")).unwrap();
    std::fs::copy(authority.ca(), home.path(".config/ectl/tls/ca.pem")).unwrap();
    home.run("put k v --context tls").prints("OK\n");
    home.run("get k --context tls").prints("k\nv\n");
    home.run("get k --context bare").fails_part(2, "signed by an unknown authority");
    home.run("get k --context bare --insecure-skip-tls-verify").prints("k\nv\n");
}

#[test]
fn etcdctl_uses_a_context_only_when_asked() {
    let etcd = etcd();
    etcd.ok("put k v");
    let home = Home::new(&format!(
        "current = \"dead\"\n[contexts.dead]\nendpoints = \"{DEAD}\"\n[contexts.live]\nendpoints = \"{}\"\n",
        etcd.endpoints()
    ));
    let bin = tempfile::tempdir().unwrap();
    let program = bin.path().join("etcdctl");
    symlink(env!("CARGO_BIN_EXE_ectl"), &program).unwrap();
    let called = |at: &str, words: &str| line(&program, at, words).env("HOME", home.0.path());
    called(&etcd.endpoints(), "get k").run().prints("k\nv\n");
    called("", "get k --context live").run().prints("k\nv\n");
    called("", "get k").env("ECTL_CONTEXT", "live").run().prints("k\nv\n");
    called("", "context list")
        .run()
        .prints(&format!("  dead  {DEAD}\n  live  {}\n", etcd.endpoints()));
    // The file is not even read.
    home.write(".config/ectl/config.toml", "nonsense");
    called(&etcd.endpoints(), "get k").run().prints("k\nv\n");
    called("", "get k --context live").run().fails_part(6, "config.toml:1:");
}

#[test]
fn wrong_names_of_contexts_are_refused() {
    let home = Home::new("[contexts.dev]\n[contexts.production]\n");
    let file = home.config();
    let unknown = |name: &str, hint: &str| {
        format!("Error: no context \"{name}\" in {}\nhint: {hint}\n", file.display())
    };
    let near = "did you mean production? known contexts: dev, production";
    home.run("get k --context produktion").fails(128, &unknown("produktion", near));
    let far = "known contexts: dev, production";
    home.ectl("get k").env("ECTL_CONTEXT", "x").run().fails(128, &unknown("x", far));
    home.write(".config/ectl/config.toml", "current = \"gone\"\n[contexts.dev]\n");
    home.run("get k").fails(
        6,
        &format!(
            "{}hint: choose one with \"ectl context use NAME\"; --context '' uses none\n",
            home.fault(":1:11: the current context \"gone\" does not exist")
        ),
    );
    home.run("get k --context ''").fails_part(2, "127.0.0.1:2379");
    let none = Home::empty();
    none.run("get k --context x").fails(
        128,
        &format!(
            "Error: no context \"x\": {} does not exist\n\
             hint: create it with: ectl context set x --endpoints HOST:PORT\n",
            none.config().display()
        ),
    );
}

#[test]
fn faults_in_the_file_are_named_with_their_place() {
    let home = Home::new("");
    let fails = |config: &str, what: &str| {
        home.write(".config/ectl/config.toml", config);
        home.run("get k --context dev").fails(6, &home.fault(what));
    };
    let hinted = |config: &str, what: &str, hint: &str| {
        home.write(".config/ectl/config.toml", config);
        let text = format!("{}hint: {hint}\n", home.fault(what));
        home.run("get k --context dev").fails(6, &text);
    };
    let in_dev = |line: &str| format!("[contexts.dev]\n{line}\n");
    hinted(
        &in_dev("  endpoint = \"a\""),
        ":2:3: context dev: unknown key \"endpoint\"",
        "did you mean endpoints?",
    );
    hinted(
        &in_dev("nonsense = 1"),
        ":2:1: context dev: unknown key \"nonsense\"",
        "known keys: cacert, cert, command-timeout, [..]",
    );
    hinted(
        &in_dev("pasword = \"x\""),
        ":2:1: context dev: unknown key \"pasword\"",
        "did you mean password? It is a secret, and refused in this file: use password-file or password-command",
    );
    hinted("curent = \"dev\"", ":1:1: unknown key \"curent\"", "did you mean current?");
    hinted(
        "endpoints = \"a\"",
        ":1:1: unknown key \"endpoints\"",
        "put \"endpoints\" below a line [contexts.NAME]",
    );
    fails(
        &in_dev("read-only = \"yes\""),
        ":2:1: context dev: read-only must be true or false, not a string",
    );
    fails(&in_dev("user = 1"), ":2:1: context dev: user must be a string, not an integer");
    fails(
        &in_dev("endpoints = [1]"),
        ":2:1: context dev: endpoints must be a string or a list of strings, not an array",
    );
    hinted(
        &in_dev("prefix = \"\""),
        ":2:1: context dev: prefix is empty",
        "remove the line for the default",
    );
    fails(
        &in_dev("command-timeout = \"5x\""),
        ":2:1: context dev: command-timeout: \"5x\" is not a number of seconds or a duration such as \
         500ms, 5s or 1m30s",
    );
    hinted(
        &in_dev("write-out = \"yaml\""),
        ":2:1: context dev: write-out: unsupported output format \"yaml\"",
        "[..]",
    );
    fails(
        &in_dev("endpoints = \"a,ftp://b\""),
        ":2:1: context dev: endpoints: invalid endpoint \"ftp://b\": the scheme is not http, https, \
         unix or unixs",
    );
    fails(&in_dev("password-file = \"f\""), ": context dev: password-file needs user");
    fails(
        &in_dev("user = \"u\"\npassword-file = \"f\"\npassword-command = \"c\""),
        ": context dev: password-file cannot be combined with password-command",
    );
    fails("contexts = 1", ":1:12: contexts must be a table");
    fails("current = 1", ":1:11: current must be a string");
    fails("[contexts]\ndev = 1", ":2:1: context dev is not a table");
    fails("[contexts.dev]\n[contexts.dev]\n", ":2:[..]: [..]duplicate key[..]");
    fails("a = [\n", ":1:6: unclosed array, expected `]`");
    std::fs::write(home.config(), b"\xff").unwrap();
    home.run("get k").fails(6, &home.fault(": not UTF-8"));
    // What is wrong in one context does not concern the others.
    home.write(".config/ectl/config.toml", "[contexts.bad]\nx = 1\n[contexts.dev]\nhex = true\n");
    home.run("get k --context dev").fails_part(2, "127.0.0.1:2379");
}

#[test]
fn secrets_are_refused_in_the_file() {
    let home = Home::new("");
    for (line, what, hint) in [
        (
            "password = \"marker-4711\"",
            "password is a secret, and refused in this file",
            "use password-file or password-command",
        ),
        (
            "auth-jwt-token = \"marker-4711\"",
            "auth-jwt-token is a secret, and refused in this file",
            "use token-file",
        ),
        (
            "user = \"root:marker-4711\"",
            "user: a password is a secret, and refused in this file",
            "use password-file or password-command",
        ),
        (
            "endpoints = \"http://root:marker-4711@h:1\"",
            "endpoints: a URL with a user or password is refused in this file",
            "use user, and password-file or password-command",
        ),
    ] {
        home.write(".config/ectl/config.toml", &format!("[contexts.dev]\n{line}\n"));
        let text = home.fault(&format!(":2:1: context dev: {what}"));
        home.run("get k --context dev").fails(6, &format!("{text}hint: {hint}\n"));
    }
    // The line of a syntax error is not shown.
    home.write(".config/ectl/config.toml", "[contexts.dev]\npassword = marker-4711\n");
    let outcome = home.run("get k --context dev");
    assert_eq!(outcome.code, 6);
    assert!(!outcome.stderr.contains("marker"), "{}", outcome.stderr);
    let secret = "[contexts.dev]\nuser = \"u\"\npassword-command = \"echo marker-4711\"\n";
    home.write(".config/ectl/config.toml", secret);
    for words in ["context show dev", "context show dev -w jsonl", "context list -w json"] {
        assert!(!home.run(words).succeeds().text().contains("marker"), "{words}");
    }
    let debug = home.run("get k --context dev --debug --endpoints 127.0.0.1:1");
    assert!(!debug.stderr.contains("marker"), "{}", debug.stderr);
    let typed = |words: &str| home.run(words).fails_part(128, "refused in this file");
    typed("context set dev --password marker-4711");
    typed("context set dev --user root:marker-4711");
    typed("context set dev --auth-jwt-token marker-4711");
    typed("context set dev --endpoints http://u:marker-4711@h:1");
    assert_eq!(home.read(), secret);
}

#[test]
fn commands_in_a_file_that_others_can_read_are_named() {
    let home = Home::new(
        "[contexts.plain]\nuser = \"u\"\n[contexts.dev]\nuser = \"u\"\npassword-command = \"false\"\n",
    );
    let file = home.config();
    home.chmod(".config/ectl/config.toml", 0o644);
    let warning = format!(
        "warning: {} has a password-command and is readable by other users (mode 0644)\n",
        file.display()
    );
    let failed = "Error: the password command failed: exit status: 1\n";
    home.run("get k --context dev").fails(6, &format!("{warning}{failed}"));
    let list = home.run("context list");
    assert_eq!((list.stderr, list.code), (warning, 0));
    assert!(!home.run("context show plain").stderr.contains("warning"));
    home.chmod(".config/ectl/config.toml", 0o600);
    home.run("get k --context dev").fails(6, failed);
}

#[test]
fn place_of_the_file_is_that_of_the_environment() {
    let home = Home::new("[contexts.home]\n");
    std::fs::create_dir_all(home.path("xdg/ectl")).unwrap();
    home.write("xdg/ectl/config.toml", "[contexts.xdg]\n");
    home.write("named.toml", "[contexts.named]\n");
    let list = || home.ectl("context list");
    list().run().prints("  home  -\n");
    list().env("XDG_CONFIG_HOME", "").env("ECTL_CONFIG", "").run().prints("  home  -\n");
    // The standard says that a relative path is to be ignored.
    list().env("XDG_CONFIG_HOME", "xdg").run().prints("  home  -\n");
    let xdg = || list().env("XDG_CONFIG_HOME", home.path("xdg"));
    xdg().run().prints("  xdg  -\n");
    xdg().env("ECTL_CONFIG", "named.toml").run().prints("  named  -\n");
    list().env("ECTL_CONFIG", "/dev/null").run().prints("");
    let missing = "Error: ECTL_CONFIG: gone.toml: no such file or directory\nhint: [..]\n";
    for words in ["get k", "context list"] {
        home.ectl(words).env("ECTL_CONFIG", "gone.toml").run().fails(6, missing);
    }
    home.ectl("get k --context ''").env("ECTL_CONFIG", "gone.toml").run().fails_part(2, "2379");
    home.ectl("get k").env("HOME", "/dev/null").run().fails_part(2, "2379");
    ectl("", "context use x").run().fails(
        6,
        "Error: no place for the config file: HOME is not set\nhint: ECTL_CONFIG names a file\n",
    );
    let set = home.ectl("context set x --hex").env("ECTL_CONFIG", "/dev/null");
    set.run().fails(6, "Error: /dev/null is not a regular file\n");
}

#[test]
fn broken_file_stops_only_what_needs_it() {
    let home = Home::new("current = \"dev\"\n[contexts.dev\n");
    for words in ["help", "version", "options", "completion bash", "get --help", "context --help"] {
        assert_eq!(home.run(words).succeeds().stderr, "", "{words}");
    }
    home.run("get").fails_part(128, "required arguments");
    for words in ["get k", "context list", "context show", "context use dev", "context remove dev"]
    {
        home.run(words).fails(6, &home.fault(":2:[..]: [..]"));
    }
    let json = home.run("get k -w json");
    json.fails_part(6, "{\"error\":\"").says("\"kind\":\"local\",\"code\":6,");
}

#[test]
fn list_goes_on_after_a_wrong_context() {
    let home =
        Home::new("current = \"b\"\n[contexts.a]\nx = 1\n[contexts.b]\nendpoints = \"h:1\"\n");
    let list = home.run("context list");
    assert_eq!((list.text(), list.code), ("* b  h:1\n", 6));
    list.says(":3:1: context a: unknown key \"x\"");
    home.run("context set a --unset x --endpoints h:2").prints("Context a changed\n");
    home.run("context list").prints("  a  h:2\n* b  h:1\n");
}

#[test]
fn format_of_the_context_is_that_of_its_errors() {
    let home = Home::new(
        "current = \"j\"\n[contexts.j]\nwrite-out = \"json\"\nendpoints = \"127.0.0.1:1\"\n",
    );
    home.run("get k").fails_part(2, "{\"error\":\"cannot reach etcd");
    home.run("get k --nonsense").fails_part(128, "{\"error\":\"unexpected argument");
    home.run("get k --nonsense --context ''").fails_part(128, "Error: unexpected argument");
    home.run("get k --nonsense -w simple").fails_part(128, "Error: unexpected argument");
    // Commands that use no cluster use no context.
    assert!(home.run("version").text().starts_with("ectl version: "));
}

#[test]
fn list_shows_what_matters() {
    let home = Home::new(
        "current = \"dev\"\n[contexts.dev]\nendpoints = [\"a:1\", \"b:2\"]\nuser = \"root\"\nprefix = \"/app/\"\n\
         [contexts.prod]\nendpoints = \"c:3\"\nread-only = true\nprotected = true\n",
    );
    home.run("context list").prints(
        "* dev   a:1,b:2  user root, prefix /app/\n\
         \x20 prod  c:3      read-only, protected\n",
    );
    home.run("context list -w jsonl").prints(
        "{\"name\":\"dev\",\"current\":true,\"endpoints\":[\"a:1\",\"b:2\"],\"user\":\"root\",\
         \"prefix\":\"/app/\",\"read_only\":false,\"protected\":false}\n\
         {\"name\":\"prod\",\"current\":false,\"endpoints\":[\"c:3\"],\"user\":null,\"prefix\":null,\
         \"read_only\":true,\"protected\":true}\n",
    );
    let other = home.ectl("context list").env("ECTL_CONTEXT", "prod").run();
    assert!(other.text().contains("\n* prod  c:3"), "{}", other.text());
    other.says("wins over the current context, dev");
    home.run("context list -w protobuf").fails_part(4, "protobuf not supported");
    Home::empty().run("context list -w json").says("the config file does not exist");
    let show = home.run("context show --context prod --user u -w jsonl").succeeds();
    for line in [
        "{\"setting\":\"endpoints\",\"value\":\"c:3\",\"source\":\"context\",\"variable\":\"ETCDCTL_ENDPOINTS\"}",
        "{\"setting\":\"user\",\"value\":\"u\",\"source\":\"flag\",\"variable\":\"ETCDCTL_USER\"}",
        "{\"setting\":\"protected\",\"value\":\"true\",\"source\":\"context\",\"variable\":null}",
        "{\"setting\":\"hex\",\"value\":\"false\",\"source\":\"default\",\"variable\":\"ETCDCTL_HEX\"}",
    ] {
        assert!(show.text().lines().any(|other| other == line), "{line}: {}", show.text());
    }
}

#[test]
fn formats_page_documents_every_field() {
    let home = Home::new("[contexts.a]\n[contexts.b]\n");
    for (thing, words) in [
        ("context list", "context list"),
        ("context show", "context show a"),
        ("context set", "context set a --hex"),
        ("context use", "context use a"),
        ("context rename", "context rename a c"),
        ("context remove", "context remove c"),
    ] {
        let outcome = home.ectl(words).arg("-w").arg("jsonl").run().succeeds();
        for line in outcome.text().lines() {
            assert_eq!(field_names(line), documented(thing), "{thing}");
        }
    }
    let full = File::options().write(true).open("/dev/full").expect("a /dev/full");
    let failed = home.ectl("context show").stdout(full).run();
    failed.fails(6, "Error: cannot write to stdout: No space left on device\n");
}

#[test]
fn set_creates_and_changes_contexts() {
    let home = Home::empty();
    home.write("ca.pem", "");
    let set = |words: &str| home.ectl("context set dev").args(words).run();
    set("--endpoints a:1,b:2 --endpoints c:3 --cacert ca.pem --user u --password-command 'pass x' --prefix /p/ \
         --read-only --command-timeout 1m --max-recv-bytes 0x1000")
    .prints("Context dev created\n");
    let ca = home.path("ca.pem");
    assert_eq!(
        home.read(),
        format!(
            "[contexts.dev]\nendpoints = [\"a:1\", \"b:2\", \"c:3\"]\ncommand-timeout = \"1m\"\nmax-recv-bytes = 4096\n\
             cacert = \"{}\"\nuser = \"u\"\npassword-command = \"pass x\"\nprefix = \"/p/\"\nread-only = true\n",
            ca.display()
        )
    );
    let mode = |path: &Path| path.metadata().unwrap().mode() & 0o777;
    assert_eq!(mode(&home.config()), 0o600);
    assert_eq!(mode(home.config().parent().unwrap()), 0o700);
    set("--read-only=false --protected --unset cacert,user --unset password-command -w jsonl --unset max-recv-bytes")
        .prints(&format!(
            "{{\"context\":\"dev\",\"done\":\"Context dev changed\",\"file\":\"{}\"}}\n",
            home.config().display()
        ));
    let text = "[contexts.dev]\nendpoints = [\"a:1\", \"b:2\", \"c:3\"]\ncommand-timeout = \"1m\"\n\
                prefix = \"/p/\"\nread-only = false\nwrite-out = \"jsonl\"\nprotected = true\n";
    assert_eq!(home.read(), text);
    // Variables are not stored.
    let line = home.ectl("context set dev --hex").env("ETCDCTL_USER", "u").env("ETCDCTL_HEX", "x");
    line.run().prints("Context dev changed\n");
    assert_eq!(home.read(), format!("{text}hex = true\n"));
    // A file that other users may read stays so.
    std::fs::set_permissions(home.config(), std::fs::Permissions::from_mode(0o640)).unwrap();
    home.ectl("context set dev --hex=false").run().prints("Context dev changed\n");
    assert_eq!(mode(&home.config()), 0o640);
    let missing = set("--cert gone.pem");
    assert_eq!(missing.code, 0);
    missing.says(&format!("warning: {} does not exist\n", home.path("gone.pem").display()));
}

#[test]
fn set_refuses_nonsense_before_it_writes() {
    let home = Home::new("[contexts.dev]\nendpoints = \"h:1\"\n");
    let before = home.read();
    for (words, text) in [
        ("context set dev", "nothing to set"),
        ("context set '' --hex", "bad name of a context: \"\""),
        ("context set 'a b' --hex", "bad name of a context: \"a b\""),
        ("context set dev --endpoints ''", "--endpoints is empty"),
        ("context set dev --endpoints ftp://h", "--endpoints: invalid endpoint"),
        ("context set dev --command-timeout x", "\"x\" is not a number of seconds"),
        ("context set dev --hex=perhaps", "invalid value 'perhaps'"),
        ("context set dev --password-file f", "context dev: password-file needs user"),
        ("context set dev --user u --token-file f", "user cannot be combined with token-file"),
        ("context set dev --unset nonsense", "unknown key \"nonsense\""),
        ("context set other --unset user", "no context \"other\""),
        ("context rename dev 'a b'", "bad name of a context"),
        ("context rename gone new", "no context \"gone\""),
        ("context rename dev dev", "context dev exists already"),
        ("context remove gone", "no context \"gone\""),
        ("context use gone", "no context \"gone\""),
        ("context use", "required arguments"),
    ] {
        let outcome = home.run(words);
        assert_eq!((outcome.text(), outcome.code), ("", 128), "{words}: {outcome:?}");
        outcome.says(text);
        assert_eq!(home.read(), before, "{words}");
    }
    home.run("context use dev -w protobuf").fails_part(4, "protobuf");
    home.run("context set dev -w yaml").fails_part(4, "unsupported output format \"yaml\"");
    assert_eq!(home.read(), before);
}

/// A file as a user writes it.
const WRITTEN: &str = "\
# Clusters of the team.
current = \"dev\" # set by hand

# The one for tests.
[contexts.dev] # here
  endpoints = [
    \"a:1\", # first
    \"b:2\",
  ]
user = 'root'   # all rights

# The real one.
[contexts.prod]
endpoints = \"c:3\"
# The end.
";

#[test]
fn changes_keep_comments_and_order() {
    let home = Home::new(WRITTEN);
    let changes = |words: &str, from: &str, to: &str| {
        let before = home.read();
        assert!(before.contains(from), "{from}");
        home.run(words).succeeds();
        assert_eq!(home.read(), before.replace(from, to), "{words}");
    };
    changes("context use prod", "current = \"dev\" # set", "current = \"prod\" # set");
    changes("context set dev --user u", "user = 'root'   # all", "user = \"u\"   # all");
    changes("context rename dev test", "[contexts.dev] # here", "[contexts.test] # here");
    changes("context use test", "current = \"prod\"", "current = \"test\"");
    changes("context rename prod p", "[contexts.prod]", "[contexts.p]");
    home.run("context use p").succeeds();
    home.run("context rename p q").prints("Context p renamed to q\n");
    assert!(home.read().contains("current = \"q\" # set by hand\n"), "{}", home.read());
    home.run("context rename q p").succeeds();
    changes("context use --none", "current = \"p\"", "current = \"\"");
    changes("context use ''", "current = \"\"", "current = \"\"");
    changes("context set p --prefix /x/", "\"c:3\"\n", "\"c:3\"\nprefix = \"/x/\"\n");
    changes("context use p", "current = \"\"", "current = \"p\"");
    home.run("context remove p").prints("Context p removed; no context is in use\n");
    home.run("context remove test").prints("Context test removed\n");
    assert_eq!(home.read(), "# Clusters of the team.\ncurrent = \"\" # set by hand\n# The end.\n");
}

#[test]
fn first_choice_stands_before_the_contexts() {
    let home = Home::new("# Mine.\n\n# Dev.\n[contexts.dev]\n\n[contexts.prod]\n");
    home.run("context use dev").prints("Context dev is in use\n");
    assert_eq!(
        home.read(),
        "current = \"dev\"\n\n# Mine.\n\n# Dev.\n[contexts.dev]\n\n[contexts.prod]\n"
    );
    home.run("context remove dev").succeeds();
    assert_eq!(home.read(), "current = \"\"\n\n# Mine.\n\n[contexts.prod]\n");
    let inline = Home::new("contexts.dev = { endpoints = \"h:1\" }\n");
    inline.run("context set dev --hex").prints("Context dev changed\n");
    inline.run("context set new --hex").prints("Context new created\n");
    inline.run("context rename dev d").succeeds();
    inline.run("context list").prints("  d    h:1\n  new  -\n");
}

#[test]
fn changes_at_the_same_time_are_all_kept() {
    let home = Home::empty();
    std::thread::scope(|scope| {
        for n in 0..8 {
            let line = home.ectl(&["context", "set", &format!("c{n}"), "--hex"]);
            scope.spawn(move || line.run().prints(&format!("Context c{n} created\n")));
        }
    });
    assert_eq!(home.run("context list").succeeds().text().lines().count(), 8, "{}", home.read());
    assert_eq!(std::fs::read_dir(home.config().parent().unwrap()).unwrap().count(), 1);
}

#[test]
fn use_names_the_variables_that_win() {
    let home = Home::new("[contexts.dev]\nendpoints = \"h:1\"\n[contexts.prod]\n");
    let uses = |variable: &str, value: &str| {
        let outcome = home.ectl("context use dev").env(variable, value).run();
        assert_eq!((outcome.text(), outcome.code), ("Context dev is in use\n", 0));
        outcome.stderr
    };
    let wins = "note: ECTL_CONTEXT wins in this shell: context prod is used\n";
    assert_eq!(uses("ECTL_CONTEXT", "prod"), wins);
    let none = "note: ECTL_CONTEXT is set and empty: no context is used in this shell\n";
    assert_eq!(uses("ECTL_CONTEXT", ""), none);
    assert_eq!(uses("ECTL_CONTEXT", "dev"), "");
    let endpoints = "note: ETCDCTL_ENDPOINTS wins over the endpoints of context dev\n";
    assert_eq!(uses("ETCDCTL_ENDPOINTS", "h:2"), endpoints);
    assert_eq!(uses("ETCDCTL_ENDPOINTS", "h:1"), "");
}

#[test]
fn home_stays_short_in_the_file() {
    let home = Home::empty();
    home.write("ca.pem", "");
    home.run(&["context", "set", "x", "--cacert", "~/ca.pem"]).prints("Context x created\n");
    assert_eq!(home.read(), "[contexts.x]\ncacert = \"~/ca.pem\"\n");
}

#[test]
fn linked_file_stays_a_link() {
    let home = Home::empty();
    std::fs::create_dir_all(home.path(".config/ectl")).unwrap();
    std::fs::create_dir(home.path("dotfiles")).unwrap();
    symlink("../../dotfiles/ectl.toml", home.config()).unwrap();
    for words in ["context set dev --hex", "context use dev"] {
        home.run(words).succeeds();
        assert!(home.config().symlink_metadata().unwrap().is_symlink());
    }
    let text = std::fs::read_to_string(home.path("dotfiles/ectl.toml")).unwrap();
    assert_eq!(text, "current = \"dev\"\n\n[contexts.dev]\nhex = true\n");
    assert_eq!(std::fs::read_dir(home.path("dotfiles")).unwrap().count(), 1);
}

#[test]
fn typed_endpoints_win_over_discovery_of_the_context() {
    let etcd = etcd();
    let home = Home::new("current = \"dns\"\n[contexts.dns]\ndiscovery-srv = \"invalid\"\n");
    etcd.ok("put k v");
    let at = etcd.endpoints();
    home.ectl("get k").args(&["--endpoints", &at]).run().prints("k\nv\n");
    let variable = home.ectl("get k").env("ETCDCTL_ENDPOINTS", at).run();
    assert_eq!((variable.text(), variable.code), ("k\nv\n", 0));
    variable.says("note: ETCDCTL_ENDPOINTS wins over the endpoints of context dns\n");
}

#[test]
fn sandbox_uses_no_context() {
    let home =
        Home::new("current = \"dead\"\n[contexts.dead]\nendpoints = \"h:1\"\nuser = \"u\"\n");
    let sandbox = |words: &str| {
        let real = std::env::var_os("ETCD").unwrap_or_else(|| "etcd".into());
        home.ectl(words).env("ETCD", real).env("ECTL", env!("CARGO_BIN_EXE_ectl"))
    };
    let put = sandbox("sandbox -- sh -c").arg("\"$ECTL\" put k v");
    let put = put.env("ECTL_TOKEN_FILE", "/gone").env("ECTL_PASSWORD_FILE", "/gone");
    put.env("ECTL_CONTEXT", "dead").run().prints("OK\n");
}

#[test]
fn commands_that_ectl_runs_use_the_same_context() {
    let (etcd, other) = (etcd(), etcd());
    let home = Home::new(&format!(
        "current = \"other\"\n[contexts.other]\nendpoints = [\"{}\"]\n[contexts.'a b']\nendpoints = [\"{}\"]\n",
        other.endpoints(),
        etcd.endpoints(),
    ));
    let script = "echo \"${ECTL_CONTEXT-unset}\"; \"$ECTL\" put seen/$$ x --lease 0 >/dev/null";
    let seen = |etcd: &ectl::sandbox::Etcd| {
        etcd.ectl("get seen/ --prefix --count-only").run().text().to_owned()
    };
    let ectl = |words: &str| home.ectl(words).env("ECTL", env!("CARGO_BIN_EXE_ectl"));
    for (number, words) in
        ["lock l", "elect e me", "session", "service register s h:1"].iter().enumerate()
    {
        let line = ectl(&format!("{words} --context 'a b' -- sh -c")).arg(script);
        let ended = line.run().succeeds();
        assert_eq!(ended.text(), "a b\n", "{words}");
        assert_eq!(seen(&etcd), format!("{}\n", number + 1), "{words}");
        // The current context is the one of the command, too.
        let ended = ectl(&format!("{words} -- sh -c")).arg(script).run().succeeds();
        assert_eq!(ended.text(), "unset\n", "{words}");
        assert_eq!(seen(&other), format!("{}\n", number + 1), "{words}");
    }
    // An option wins over the variable, and no context is none.
    let line = ectl("lock l --context 'a b' -- sh -c").arg(script).env("ECTL_CONTEXT", "other");
    assert_eq!(line.run().succeeds().text(), "a b\n");
    let none = ectl("lock l --context '' -- sh -c").arg("echo \"[${ECTL_CONTEXT-unset}]\"");
    let none = none.env("ETCDCTL_ENDPOINTS", etcd.endpoints());
    assert_eq!(none.run().succeeds().text(), "[]\n");
    // So have the commands of watches, and health checks.
    etcd.ok("service update s --add h:2 --lease 0");
    let services = ectl("service watch s --context 'a b' -- sh -c").arg(script).live();
    assert_eq!(services.line(), "a b");
    services.end_by(Signal::SIGTERM);
    let keys = ectl("watch k --rev 1 --context 'a b' -- sh -c").arg(script).live();
    etcd.ok("put k v");
    assert_eq!([keys.line(), keys.line(), keys.line(), keys.line()], ["PUT", "k", "v", "a b"]);
    drop(keys);
    let check = "[ \"$ECTL_CONTEXT\" = 'a b' ]";
    let checked = ectl("service register c h:1 --context 'a b' --check-exec").arg(check).live();
    checked.says("registered: c/h:1");
    checked.end_by(Signal::SIGTERM);
}

#[test]
fn line_ends_of_the_file_are_kept() {
    let home = Home::new("# mine\r\n[contexts.a]\r\nendpoints = \"h:1\" # one\r\n");
    home.run("context set a --hex").succeeds();
    assert_eq!(
        home.read(),
        "# mine\r\n[contexts.a]\r\nendpoints = \"h:1\" # one\r\nhex = true\r\n"
    );
}
