//! Man pages: what the tree says of a command, in the sections of a manual.

use clap::{Arg, Command};
use clap_mangen::Man;
use std::fmt::Write as _;

/// The version's date, of pages that have to be the same on every machine: that of its heading in the
/// changelog, or of the last change while it has none there.
const UNRELEASED: &str = "2026-11-21";

/// Text in every page of a command.
const SHARED: &str = r#".SH "GLOBAL OPTIONS"
Every command also takes the options of \fBectl\-options\fR(1), before or after its name: among them \fB\-\-endpoints\fR, \fB\-\-write\-out\fR (\fB\-w\fR), \fB\-\-user\fR, \fB\-\-cacert\fR, \fB\-\-command\-timeout\fR and \fB\-\-retry\fR.
Most have a variable, such as \fBETCDCTL_ENDPOINTS\fR.
"#;

/// Sections that are in the manual only, by the name of the page.
const BY_HAND: [(&str, &str); 1] = [("ectl-txn", QUOTING)];

const QUOTING: &str = r#".SH QUOTING
The words of a request are separated by spaces, and quoted as in Go, not as in a shell:
.IP \(bu 2
A word in double quotes may contain spaces and the escapes \ea \eb \ef \en \er \et \ev \e\e \e" \ex41 \e101 \eu00e9 \eU0001f600.
.IP \(bu 2
A word in single quotes is taken as it is, and cannot contain a single quote.
.IP \(bu 2
Any other word ends at the next space. A quote or a backslash within it is an ordinary character: \fBput k it\e\(aqs\fR stores the backslash.
.IP \(bu 2
A quote that is not closed is left out.
.IP \(bu 2
A word that begins with a dash is an option, even in quotes; after \fB\-\-\fR it is a key or a value: \fBput \-\- \-k \-5\fR.
.PP
Keys and values of comparisons are in double quotes, or in backquotes without escapes.
.PP
Neither \fBprintf %q\fR nor \fB${value@Q}\fR of bash writes this form; \fBjq \-Rs .\fR does for text. \fB\-\-then\-put\fR, \fB\-\-else\-put\fR and \fB\-\-if\-value\fR need no quotes but those of the shell, and \fB\-\-json\fR is for programs.
"#;

/// The page of a command; `globals` are the options of `ectl options`.
pub(super) fn of(command: &Command, path: &[&str], globals: &str) -> String {
    let name = path.join("-");
    let mut page = title(&name, "1");
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let _ = write!(page, ".SH NAME\n{} \\- {}\n", roff(&name), roff(&about));
    page += &synopsis(&usage(command));
    let (prose, sections) = parts(command);
    let _ = write!(page, ".SH DESCRIPTION\n{}.\n", roff(&about));
    page += &arguments(command);
    for paragraph in prose {
        let _ = write!(page, ".PP\n{}\n", roff(&paragraph));
    }
    if command.has_subcommands() {
        page += ".SH COMMANDS\n";
        for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
            let about = sub.get_about().map(ToString::to_string).unwrap_or_default();
            let name = roff(&format!("{name}-{}", sub.get_name()));
            let _ = write!(page, ".TP\n\\fB{name}\\fR(1)\n{}\n", roff(&about));
        }
    }
    page += &options(command);
    let (codes, sections): (Vec<_>, Vec<_>) =
        sections.into_iter().partition(|(heading, _)| heading == "Exit codes");
    for (heading, lines) in sections {
        let heading = heading.to_uppercase();
        let _ = write!(page, ".SH {}\n.nf\n{}\n.fi\n", roff(&heading), roff(&lines));
    }
    for (_, section) in BY_HAND.iter().filter(|(page, _)| *page == name) {
        page += section;
    }
    page += if name == "ectl-options" { globals } else { SHARED };
    page += &exit_status(&codes);
    page + &see_also(command, path)
}

/// The first line of a page.
pub(super) fn title(name: &str, section: &str) -> String {
    let quoted = roff(&name.to_uppercase());
    let version = env!("CARGO_PKG_VERSION");
    format!(".TH \"{quoted}\" \"{section}\" \"{}\" \"ectl {version}\" \"ectl manual\"\n", date())
}

fn date() -> &'static str {
    let heading = concat!("## ", env!("CARGO_PKG_VERSION"), " - ");
    let changelog = include_str!("../../../CHANGELOG.md");
    let dated = changelog.lines().find_map(|line| line.strip_prefix(heading));
    dated.unwrap_or(UNRELEASED)
}

/// The usage lines of a command, as its help has them.
fn usage(command: &Command) -> Vec<String> {
    let usage = command.clone().render_usage().to_string();
    usage.lines().map(|line| line.trim().trim_start_matches("Usage: ").to_owned()).collect()
}

/// A synopsis: what is typed in bold, what stands for something in italics.
pub(super) fn synopsis(lines: &[String]) -> String {
    let lines = lines.iter().map(|line| {
        let words = line.split(' ').map(|word| {
            let plain = word.starts_with(char::is_lowercase) || word.starts_with("--");
            if plain {
                format!("\\fB{}\\fR", roff(word))
            } else {
                roff(word).replace("...", " ...")
            }
        });
        words.collect::<Vec<_>>().join(" ")
    });
    format!(".SH SYNOPSIS\n{}\n", lines.collect::<Vec<_>>().join("\n.br\n"))
}

/// The paragraphs of a command's help, and its indented sections, such as the examples.
fn parts(command: &Command) -> (Vec<String>, Vec<(String, String)>) {
    let text = |styled: &clap::builder::StyledStr| styled.to_string();
    let long = command.get_long_about().map(text).unwrap_or_default();
    let long = long.split_once("\n\n").map(|(_, text)| text.to_owned()).unwrap_or_default();
    let after = command.get_after_help().map(text).unwrap_or_default();
    let (mut prose, mut sections) = (Vec::new(), Vec::<(String, String)>::new());
    for part in long.split("\n\n").chain(after.split("\n\n")).filter(|part| !part.trim().is_empty())
    {
        match part.split_once(":\n") {
            Some((heading, lines)) if lines.starts_with("  ") && !heading.contains('\n') => {
                sections.push((heading.to_owned(), lines.to_owned()));
            }
            // The rest of a document that is an example.
            _ if part.starts_with("  ") => match sections.last_mut() {
                Some((_, lines)) => *lines += &format!("\n\n{part}"),
                None => sections.push(("Notes".to_owned(), part.to_owned())),
            },
            _ => prose.push(part.replace('\n', " ")),
        }
    }
    (prose, sections)
}

/// The exit codes: those that the help lists, between those that every command has.
fn exit_status(sections: &[(String, String)]) -> String {
    let mut page = ".SH \"EXIT STATUS\"\n".to_owned();
    let codes = sections.iter().flat_map(|(_, lines)| lines.lines());
    let mut codes: Vec<(String, String)> = codes.fold(Vec::new(), |mut codes, line| {
        match (line.trim_start().split_once("  "), codes.last_mut()) {
            (Some((code, text)), _) if !line.starts_with("   ") => {
                codes.push((code.to_owned(), text.trim().to_owned()));
            }
            (_, Some((_, text))) => *text = format!("{text} {}", line.trim()),
            (_, None) => {}
        }
        codes
    });
    if codes.is_empty() {
        page += "0 for success, 128 for wrong arguments. \\fBectl\\fR(1) lists the other codes.\n";
        return page;
    }
    let (success, wrong) = (("0", "success"), ("128", "wrong arguments"));
    let has = |codes: &[(String, String)], code| codes.iter().any(|(known, _)| known == code);
    if !has(&codes, success.0) && !has(&codes, "(CMD)") {
        codes.insert(0, (success.0.to_owned(), success.1.to_owned()));
    }
    if !has(&codes, wrong.0) {
        codes.push((wrong.0.to_owned(), wrong.1.to_owned()));
    }
    for (code, text) in codes {
        let _ = write!(page, ".TP\n{}\n{}\n", roff(&code), roff(&text));
    }
    page + ".PP\n\\fBectl\\fR(1) lists the other codes.\n"
}

/// The arguments that are no options.
fn arguments(command: &Command) -> String {
    let mut text = String::new();
    for arg in command.get_positionals().filter(|arg| !arg.is_hide_set()) {
        let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        let names: Vec<_> = arg.get_value_names().unwrap_or_default().iter().collect();
        let name = names.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        let _ = write!(text, ".TP\n\\fI{}\\fR\n{}\n", roff(&name), roff(&help));
    }
    text
}

/// The options, as clap's own manual has them.
pub(super) fn options(command: &Command) -> String {
    let only = |arg: Arg| if arg.is_positional() { arg.hide(true) } else { arg };
    let mut page = Vec::new();
    Man::new(command.clone().mut_args(only)).render_options_section(&mut page).expect("memory");
    let page = String::from_utf8(page).expect("a page is text").replace("\\*(Aq", "\\(aq");
    // The pages say by themselves what an apostrophe is.
    let own = page.lines().filter(|line| !line.contains(".ds Aq"));
    own.map(|line| format!("{line}\n")).collect()
}

fn see_also(command: &Command, path: &[&str]) -> String {
    let mut pages = vec!["ectl".to_owned()];
    pages.extend((path.len() > 2).then(|| path[..path.len() - 1].join("-")));
    if path[1..] != ["options"] {
        pages.push("ectl-options".to_owned());
    }
    let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    for other in ["lock", "session", "txn", "watch"] {
        let page = format!("ectl-{other}");
        if after.contains(&format!("ectl {other}")) && page != path.join("-") {
            pages.push(page);
        }
    }
    let pages = pages.iter().map(|page| format!("\\fB{}\\fR(1)", roff(page)));
    let manuals = ["ectl-errors", "ectl-formats"].map(|page| format!("\\fB{}\\fR(7)", roff(page)));
    let all: Vec<_> = pages.chain(manuals).collect();
    format!(".SH \"SEE ALSO\"\n{}\n", all.join(", "))
}

/// Text as roff shows it.
pub(super) fn roff(text: &str) -> String {
    let escaped = text.replace('\\', "\\e").replace('-', "\\-").replace('\'', "\\(aq");
    let escaped = escaped.replace('`', "\\(ga").replace('^', "\\(ha").replace('~', "\\(ti");
    let lines = escaped.split('\n').map(|line| match line.starts_with('.') {
        true => format!("\\&{line}"),
        false => line.to_owned(),
    });
    lines.collect::<Vec<_>>().join("\n")
}
