//! What a value of the policy rests on: its basis, how sure we are of it, and the note that people are shown.
//!
//! The regulation leaves things open and of one national text we hold only reports. So each value says where it
//! stands, whether it is the text's or our own decision, and what still waits for the province's word.

use std::fmt;

use crate::source::{Entry, Node, Problem, Value};

/// Where a value stands written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Basis {
    /// An article of 桂工信规范〔2023〕4号: `A9.1` is `[9, 1]`.
    Article(Vec<u16>),
    /// Another document, by its title or number.
    Document(String),
    /// Nowhere: the texts are silent and we decided.
    Decision,
}

/// How sure a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Certainty {
    /// The text says so.
    Text,
    /// The text is silent; our decision until a rulebook says otherwise.
    Decision,
    /// The text is not in our hands, or its reach is not settled: to be confirmed by the province.
    Unconfirmed,
}

/// What a value rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warrant {
    /// Where it stands; never empty. Under an unconfirmed value: the reading kept in the meantime.
    pub basis: Vec<Basis>,
    /// How sure it is.
    pub certainty: Certainty,
    /// Shown to people beside the value; always there unless the text itself says so.
    pub note: Option<String>,
}

/// A value and what it rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated<T> {
    /// The value.
    pub value: T,
    /// What it rests on.
    pub warrant: Warrant,
}

impl Basis {
    /// `A9.1`, `D`, or the title or number of another document, which carries 〔year〕 or 《title》.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "D" {
            return Some(Basis::Decision);
        }
        if let Some(numbers) = text.strip_prefix('A')
            && let Some(numbers) = numbers.split('.').map(article_number).collect()
        {
            return Some(Basis::Article(numbers));
        }
        let names_a_document = text.contains('〔') && text.contains('号') || text.contains('《') && text.contains('》');
        names_a_document.then(|| Basis::Document(text.to_owned()))
    }
}

/// A positive number without sign or leading zero.
fn article_number(text: &str) -> Option<u16> {
    if !text.starts_with(|c: char| matches!(c, '1'..='9')) {
        return None;
    }
    text.parse().ok()
}

impl fmt::Display for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Basis::Article(numbers) => {
                let numbers: Vec<_> = numbers.iter().map(u16::to_string).collect();
                write!(f, "A{}", numbers.join("."))
            }
            Basis::Document(name) => f.write_str(name),
            Basis::Decision => f.write_str("D"),
        }
    }
}

impl Certainty {
    /// All degrees, the surest first.
    pub const ALL: [Certainty; 3] = [Certainty::Text, Certainty::Decision, Certainty::Unconfirmed];

    /// The id used in policy files.
    pub const fn id(self) -> &'static str {
        match self {
            Certainty::Text => "text",
            Certainty::Decision => "decision",
            Certainty::Unconfirmed => "unconfirmed",
        }
    }

    /// As people read it.
    pub const fn label(self) -> &'static str {
        match self {
            Certainty::Text => "原文规定",
            Certainty::Decision => "本系统约定",
            Certainty::Unconfirmed => "待自治区确认",
        }
    }
}

impl Warrant {
    /// Reads `basis`, `certainty` (the text, if not written) and `note` of a table.
    pub fn read(entry: &Entry<'_>) -> Result<Self, Problem> {
        Self::read_within(entry, None)
    }

    /// The same inside a table whose warrant holds for what does not state its own.
    pub fn read_within(entry: &Entry<'_>, around: Option<&Warrant>) -> Result<Self, Problem> {
        let basis = match (entry.get("basis"), around) {
            (None, Some(around)) => around.basis.clone(),
            _ => bases(entry, entry.need("basis")?)?,
        };
        let note = entry.opt_text("note")?;
        let (certainty, note) = match (entry.opt_text("certainty")?, around) {
            (None, Some(around)) => (around.certainty, note.map(str::to_owned).or_else(|| around.note.clone())),
            (None, None) => (Certainty::Text, note.map(str::to_owned)),
            (Some(id), _) => {
                let known = Certainty::ALL.into_iter().find(|c| c.id() == id);
                let certainty = known.ok_or_else(|| {
                    entry.problem(format!("“certainty”不认识“{id}”;可以写:text、decision、unconfirmed"))
                })?;
                (certainty, note.map(str::to_owned))
            }
        };
        if certainty != Certainty::Text && note.as_deref().is_none_or(|note| note.trim().is_empty()) {
            return Err(entry.problem(format!("这里写的是“{}”,请补上给使用者看的说明“note”", certainty.label())));
        }
        if certainty == Certainty::Text && basis.contains(&Basis::Decision) {
            return Err(entry.problem("依据写的是“D”(本系统约定),请同时写 certainty = \"decision\" 和说明“note”"));
        }
        Ok(Warrant { basis, certainty, note })
    }
}

impl<T> Stated<T> {
    /// The value the text gives; nothing where it is only our decision or unconfirmed.
    pub fn by_text(&self) -> Option<&T> {
        (self.warrant.certainty == Certainty::Text).then_some(&self.value)
    }
}

/// One basis, or a list of them.
fn bases(entry: &Entry<'_>, node: &Node) -> Result<Vec<Basis>, Problem> {
    let nodes = match &node.value {
        Value::List(nodes) => nodes.as_slice(),
        _ => std::slice::from_ref(node),
    };
    if nodes.is_empty() {
        return Err(entry.problem_at(node, "“basis”是空的,请写依据,例如 \"A9.1\""));
    }
    nodes.iter().map(|node| basis(entry, node)).collect()
}

fn basis(entry: &Entry<'_>, node: &Node) -> Result<Basis, Problem> {
    let text = match &node.value {
        Value::Text(text) => text.as_str(),
        _ => "",
    };
    Basis::parse(text).ok_or_else(|| {
        let message = format!(
            "“basis”看不懂:“{text}”;请写条款(例如 \"A9.1\")、文件(带〔年份〕号或《名称》),或者 \"D\"(本系统约定)"
        );
        entry.problem_at(node, message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::parse_toml;

    #[test]
    fn a_basis_is_an_article_a_document_or_a_decision() {
        let article = |numbers: &[u16]| Some(Basis::Article(numbers.to_vec()));
        assert_eq!(Basis::parse("A9"), article(&[9]));
        assert_eq!(Basis::parse("A10.2"), article(&[10, 2]));
        assert_eq!(Basis::parse("D"), Some(Basis::Decision));
        let document = "工信部企业〔2026〕2号 第十七条";
        assert_eq!(Basis::parse(document), Some(Basis::Document(document.into())));
        for text in ["A9", "A10.2", "D", document] {
            assert_eq!(Basis::parse(text).map(|basis| basis.to_string()).as_deref(), Some(text));
        }
        for wrong in ["", "A", "A9.", "A.1", "A09", "A+9", "a9.1", "9.1", "A9,1", "第九条", "d", "A70000"] {
            assert_eq!(Basis::parse(wrong), None, "{wrong}");
        }
    }

    fn read(text: &str) -> Result<Warrant, String> {
        let root = parse_toml("a.toml", text).unwrap();
        Warrant::read(&Entry::of("a.toml", &root).unwrap()).map_err(|problem| problem.to_string())
    }

    #[test]
    fn what_the_text_does_not_say_needs_a_note() {
        assert_eq!(read("basis = 'A14'").unwrap().certainty, Certainty::Text);
        assert!(read("basis = ['A14', 'D']").unwrap_err().contains("certainty = \"decision\""));
        for certainty in ["decision", "unconfirmed"] {
            let bare = format!("basis = 'A14'\ncertainty = '{certainty}'");
            assert!(read(&bare).unwrap_err().contains("note"));
            assert!(read(&format!("{bare}\nnote = ' '")).unwrap_err().contains("note"));
            assert!(read(&format!("{bare}\nnote = '原文没有写'")).is_ok());
        }
        assert!(read("basis = 'A14'\ncertainty = 'sure'").unwrap_err().contains("text、decision、unconfirmed"));
        assert!(read("basis = []").is_err());
        assert!(read("note = 'x'").unwrap_err().contains("缺少“basis”"));
    }
}
