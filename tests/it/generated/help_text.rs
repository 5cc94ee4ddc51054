//! The text behind the options of a command's help: paragraphs, and sections with headings.

/// Paragraphs, and sections: a line that ends with a colon, and lines below it that are indented.
#[derive(Debug, Default)]
pub(super) struct HelpText {
    pub(super) prose: Vec<String>,
    pub(super) sections: Vec<Section>,
}

#[derive(Debug)]
pub(super) struct Section {
    pub(super) heading: String,
    /// Without the indentation that all lines of a section have.
    pub(super) lines: Vec<String>,
}

#[derive(Debug, PartialEq)]
pub(super) enum Block {
    Paragraph(String),
    /// Terms with their descriptions.
    List(Vec<(String, String)>),
}

const INDENTATION: &str = "  ";

impl HelpText {
    pub(super) fn parse(text: &str) -> Self {
        let mut parsed = Self::default();
        let mut is_prose = false;
        for (index, line) in text.lines().enumerate() {
            let next = text.lines().nth(index + 1).unwrap_or_default();
            if let Some(heading) = line.strip_suffix(':').filter(|_| next.starts_with(INDENTATION))
                && !line.starts_with(' ')
            {
                let (heading, lines) = (heading.to_owned(), Vec::new());
                parsed.sections.push(Section { heading, lines });
                is_prose = false;
            } else if let Some(section) = parsed.sections.last_mut()
                && (line.starts_with(INDENTATION) || line.is_empty())
            {
                let line = line.strip_prefix(INDENTATION).unwrap_or_default();
                section.lines.push(line.to_owned());
                is_prose = false;
            } else if line.is_empty() {
                is_prose = false;
            } else if is_prose && let Some(paragraph) = parsed.prose.last_mut() {
                *paragraph += &format!(" {line}");
            } else {
                parsed.prose.push(line.to_owned());
                is_prose = true;
            }
        }
        parsed
    }
}

impl Section {
    /// Returns paragraphs and lists, which empty lines separate.
    pub(super) fn blocks(&self) -> Vec<Block> {
        let blocks = self.lines.split(String::is_empty).filter(|lines| !lines.is_empty());
        blocks.flat_map(parts).collect()
    }
}

/// Returns a block, or a paragraph and the list that it introduces.
fn parts(lines: &[String]) -> Vec<Block> {
    let introduced = (1..lines.len()).filter(|at| lines[at - 1].ends_with(':')).find_map(|at| {
        let (text, rows) = lines.split_at(at);
        let rows = rows.iter().map(|row| row.strip_prefix(INDENTATION).unwrap_or(row).to_owned());
        Some(vec![paragraph(text), list(&rows.collect::<Vec<_>>())?])
    });
    let whole = || vec![list(lines).unwrap_or_else(|| paragraph(lines))];
    introduced.filter(|_| !lines[0].contains(INDENTATION)).unwrap_or_else(whole)
}

fn paragraph(lines: &[String]) -> Block {
    let lines: Vec<_> = lines.iter().map(|line| line.trim()).collect();
    Block::Paragraph(lines.join(" "))
}

/// Returns a list, if each line is a term and its description, or goes on with a description.
fn list(lines: &[String]) -> Option<Block> {
    let mut rows: Vec<(String, String)> = Vec::new();
    for line in lines {
        match (line.strip_prefix(' '), columns(line)) {
            (Some(more), _) => {
                let (_, description) = rows.last_mut()?;
                *description = format!("{description} {}", more.trim()).trim().to_owned();
            }
            (None, (term, description)) => rows.push((term.to_owned(), description.to_owned())),
        }
    }
    let is_list = rows.iter().all(|(_, description)| !description.is_empty());
    is_list.then_some(Block::List(rows))
}

/// Returns the two columns of a line; the second one is empty if there is one.
pub(super) fn columns(line: &str) -> (&str, &str) {
    let (first, second) = line.split_once("  ").unwrap_or((line, ""));
    (first, second.trim_start())
}

#[test]
fn sections_are_found_by_their_indentation() {
    let help = "About\nit.\n\nWays:\n  Some text,\n  and these:\n    a  one\n    b  two\n       more\n\n  End.";
    let HelpText { prose, sections } = HelpText::parse(help);
    assert_eq!((prose, sections.len()), (vec!["About it.".to_owned()], 1));
    let row = |term: &str, text: &str| (term.to_owned(), text.to_owned());
    let expected = [
        Block::Paragraph("Some text, and these:".to_owned()),
        Block::List(vec![row("a", "one"), row("b", "two more")]),
        Block::Paragraph("End.".to_owned()),
    ];
    assert_eq!(sections[0].blocks(), expected);
}
