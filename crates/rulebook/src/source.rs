//! Texts that people edit (policy files, dossiers) and where things stand in them.
//!
//! TOML and JSON are read into one tree of [`Node`]s that remember their line. [`Entry`] hands the keys of a
//! table out one by one and, at [`Entry::finish`], names the keys nobody asked for. Numbers stay text until
//! somebody who knows their unit parses them, so that no float ever touches a figure.

use std::cell::RefCell;
use std::fmt;

/// What is wrong in a text, where, and what to write instead. The message is Chinese and addressed to the editor.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Path of the file, below `policy/` for policy files.
    pub file: String,
    /// Line, counted from 1; 0 where the format does not tell (JSON).
    pub line: u32,
    /// What is wrong and what to write instead.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}:{}", self.file, self.message),
            line => write!(f, "{}:{line}:{}", self.file, self.message),
        }
    }
}

impl std::error::Error for Problem {}

/// A value as written.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A string, or a TOML date as text.
    Text(String),
    /// A number, digit for digit as written.
    Number(String),
    /// `true` or `false`.
    Bool(bool),
    /// JSON's `null`: the same as not written.
    Null,
    /// A list.
    List(Vec<Node>),
    /// A table, in the order written.
    Table(Vec<(String, Node)>),
}

/// A value and the line it stands on.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Line, counted from 1; 0 = unknown.
    pub line: u32,
}

/// Reads a TOML text.
pub fn parse_toml(file: &str, text: &str) -> Result<Node, Problem> {
    let lines = Lines::of(text);
    match toml::de::DeTable::parse(text) {
        Ok(root) => Ok(Node { value: Value::Table(table(root.get_ref(), &lines)), line: 1 }),
        Err(error) => Err(Problem {
            file: file.into(),
            line: error.span().map_or(0, |span| lines.at(span.start)),
            message: format!("不是合法的 TOML:{}", error.message()),
        }),
    }
}

/// Reads a JSON text. Lines are known for syntax errors only.
pub fn parse_json(file: &str, text: &str) -> Result<Node, Problem> {
    fn node(value: serde_json::Value) -> Node {
        use serde_json::Value as J;
        let value = match value {
            J::Null => Value::Null,
            J::Bool(b) => Value::Bool(b),
            J::Number(n) => Value::Number(n.to_string()),
            J::String(s) => Value::Text(s),
            J::Array(a) => Value::List(a.into_iter().map(node).collect()),
            J::Object(o) => Value::Table(o.into_iter().map(|(k, v)| (k, node(v))).collect()),
        };
        Node { value, line: 0 }
    }
    serde_json::from_str(text).map(node).map_err(|error| Problem {
        file: file.into(),
        line: error.line() as u32,
        message: format!("不是合法的 JSON(第 {} 列):{error}", error.column()),
    })
}

struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        Lines(text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i).collect())
    }
    fn at(&self, offset: usize) -> u32 {
        self.0.partition_point(|end| *end < offset) as u32 + 1
    }
}

fn table(table: &toml::de::DeTable<'_>, lines: &Lines) -> Vec<(String, Node)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
        .into_iter()
        .map(|(key, value)| {
            let mut node = node(value, lines);
            node.line = lines.at(key.span().start);
            (key.get_ref().to_string(), node)
        })
        .collect()
}

fn node(value: &toml::Spanned<toml::de::DeValue<'_>>, lines: &Lines) -> Node {
    use toml::de::DeValue as D;
    let line = lines.at(value.span().start);
    let value = match value.get_ref() {
        D::String(s) => Value::Text(s.to_string()),
        D::Integer(i) => Value::Number(i.as_str().replace('_', "")),
        D::Float(x) => Value::Number(x.as_str().replace('_', "")),
        D::Boolean(b) => Value::Bool(*b),
        D::Datetime(d) => Value::Text(d.to_string()),
        D::Array(a) => Value::List(a.iter().map(|item| node(item, lines)).collect()),
        D::Table(t) => Value::Table(self::table(t, lines)),
    };
    Node { value, line }
}

impl Node {
    /// What kind of value this is, as one would say it.
    fn kind(&self) -> &'static str {
        match self.value {
            Value::Text(_) => "文字",
            Value::Number(_) => "数字",
            Value::Bool(_) => "true/false",
            Value::Null => "空值",
            Value::List(_) => "列表",
            Value::Table(_) => "表",
        }
    }
}

/// A table being read: keys are asked for by name; [`Entry::finish`] names the ones nobody asked for.
#[derive(Debug)]
pub struct Entry<'a> {
    file: &'a str,
    line: u32,
    table: &'a [(String, Node)],
    asked: RefCell<Vec<String>>,
}

impl<'a> Entry<'a> {
    /// Takes `node` for a table.
    pub fn of(file: &'a str, node: &'a Node) -> Result<Self, Problem> {
        match &node.value {
            Value::Table(table) => Ok(Entry { file, line: node.line, table, asked: RefCell::default() }),
            _ => Err(problem(file, node.line, format!("这里应当是一个表(键 = 值),现在是{}", node.kind()))),
        }
    }

    /// The file this entry stands in.
    pub fn file(&self) -> &'a str {
        self.file
    }

    /// The line this entry begins on.
    pub fn line(&self) -> u32 {
        self.line
    }

    /// All keys and values, in the order written.
    pub fn all(&self) -> &'a [(String, Node)] {
        self.asked.borrow_mut().extend(self.table.iter().map(|(key, _)| key.clone()));
        self.table
    }

    /// A problem with this entry as a whole.
    pub fn problem(&self, message: impl Into<String>) -> Problem {
        problem(self.file, self.line, message)
    }

    /// A problem with one value.
    pub fn problem_at(&self, node: &Node, message: impl Into<String>) -> Problem {
        problem(self.file, if node.line == 0 { self.line } else { node.line }, message)
    }

    /// The value under `key`, if there is one.
    pub fn get(&self, key: &str) -> Option<&'a Node> {
        self.asked.borrow_mut().push(key.to_owned());
        self.table.iter().find(|(k, node)| k == key && node.value != Value::Null).map(|(_, node)| node)
    }

    /// The value under `key`; a problem if there is none.
    pub fn need(&self, key: &str) -> Result<&'a Node, Problem> {
        self.get(key).ok_or_else(|| self.problem(format!("缺少“{key}”,请补上")))
    }

    /// The text under `key`.
    pub fn text(&self, key: &str) -> Result<&'a str, Problem> {
        self.text_of(key, self.need(key)?)
    }

    /// The text under `key`, if there is one.
    pub fn opt_text(&self, key: &str) -> Result<Option<&'a str>, Problem> {
        self.get(key).map(|node| self.text_of(key, node)).transpose()
    }

    /// `node` as text.
    pub fn text_of(&self, key: &str, node: &'a Node) -> Result<&'a str, Problem> {
        match &node.value {
            Value::Text(text) => Ok(text),
            _ => Err(self.problem_at(node, format!("“{key}”应当是文字(写在引号里),现在是{}", node.kind()))),
        }
    }

    /// The whole number under `key`, if there is one.
    pub fn opt_integer(&self, key: &str) -> Result<Option<i64>, Problem> {
        self.get(key).map(|node| self.integer_of(key, node)).transpose()
    }

    /// The whole number under `key`.
    pub fn integer(&self, key: &str) -> Result<i64, Problem> {
        self.integer_of(key, self.need(key)?)
    }

    /// `node` as a whole number.
    pub fn integer_of(&self, key: &str, node: &Node) -> Result<i64, Problem> {
        match &node.value {
            Value::Number(digits) => digits.parse().ok(),
            _ => None,
        }
        .ok_or_else(|| self.problem_at(node, format!("“{key}”应当是整数")))
    }

    /// The switch under `key`; `false` if it is not written.
    pub fn switch(&self, key: &str) -> Result<bool, Problem> {
        match self.get(key) {
            None => Ok(false),
            Some(Node { value: Value::Bool(on), .. }) => Ok(*on),
            Some(node) => Err(self.problem_at(node, format!("“{key}”应当是 true 或 false"))),
        }
    }

    /// The date under `key`.
    pub fn date(&self, key: &str) -> Result<jiff::civil::Date, Problem> {
        let node = self.need(key)?;
        self.date_of(key, node)
    }

    /// The date under `key`, if there is one.
    pub fn opt_date(&self, key: &str) -> Result<Option<jiff::civil::Date>, Problem> {
        self.get(key).map(|node| self.date_of(key, node)).transpose()
    }

    fn date_of(&self, key: &str, node: &Node) -> Result<jiff::civil::Date, Problem> {
        let Value::Text(text) = &node.value else {
            return Err(self.problem_at(node, format!("“{key}”应当是日期,例如 2026-04-01")));
        };
        text.parse().map_err(|_| self.problem_at(node, format!("“{key}”不是日期:{text};请写成 2026-04-01")))
    }

    /// The list under `key`; empty if it is not written.
    pub fn list(&self, key: &str) -> Result<&'a [Node], Problem> {
        match self.get(key) {
            None => Ok(&[]),
            Some(Node { value: Value::List(items), .. }) => Ok(items),
            Some(node) => Err(self.problem_at(node, format!("“{key}”应当是列表,写在方括号里"))),
        }
    }

    /// The list of texts under `key`; empty if it is not written.
    pub fn texts(&self, key: &str) -> Result<Vec<&'a str>, Problem> {
        self.list(key)?.iter().map(|node| self.text_of(key, node)).collect()
    }

    /// The tables `[[key]]`; empty if there are none.
    pub fn entries(&self, key: &str) -> Result<Vec<Entry<'a>>, Problem> {
        self.list(key)?.iter().map(|node| Entry::of(self.file, node)).collect()
    }

    /// The table `[key]`, if there is one.
    pub fn entry(&self, key: &str) -> Result<Option<Entry<'a>>, Problem> {
        self.get(key).map(|node| Entry::of(self.file, node)).transpose()
    }

    /// Names the keys nobody asked for: a misspelt word must not be passed over in silence.
    pub fn finish(&self) -> Result<(), Problem> {
        let mut asked = self.asked.borrow().clone();
        match self.table.iter().find(|(key, _)| !asked.contains(key)) {
            None => Ok(()),
            Some((key, node)) => {
                asked.sort();
                asked.dedup();
                Err(self.problem_at(node, format!("不认识“{key}”;这里可以写:{}", asked.join("、"))))
            }
        }
    }
}

fn problem(file: &str, line: u32, message: impl Into<String>) -> Problem {
    Problem { file: file.into(), line, message: message.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_key_is_named_with_its_line() {
        let root = parse_toml("a.toml", "id = 'x'\n\nlable = 'y'\n").unwrap();
        let entry = Entry::of("a.toml", &root).unwrap();
        assert_eq!(entry.text("id"), Ok("x"));
        assert_eq!(entry.opt_text("label"), Ok(None));
        assert_eq!(entry.finish().unwrap_err().to_string(), "a.toml:3:不认识“lable”;这里可以写:id、label");
    }

    #[test]
    fn figures_stay_as_written() {
        let json = parse_json("a.json", r#"{"revenue": 12345678901234567890.10}"#).unwrap();
        let entry = Entry::of("a.json", &json).unwrap();
        assert_eq!(entry.need("revenue").unwrap().value, Value::Number("12345678901234567890.10".into()));
        let toml = parse_toml("a.toml", "revenue = 1_000.10\nday = 2026-04-01").unwrap();
        let entry = Entry::of("a.toml", &toml).unwrap();
        assert_eq!(entry.need("revenue").unwrap().value, Value::Number("1000.10".into()));
        assert_eq!(entry.date("day").unwrap(), jiff::civil::date(2026, 4, 1));
    }

    #[test]
    fn broken_texts_are_refused_with_their_line() {
        assert_eq!(parse_toml("a.toml", "a = 1\nb = = 2").unwrap_err().line, 2);
        assert_eq!(parse_json("a.json", "{\n\"a\": }").unwrap_err().line, 2);
    }
}
