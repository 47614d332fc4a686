//! Lines of SQL that a person can read. A remark stands at the end of its line, so blocks are joined by lines.

/// Some lines of SQL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block(Vec<String>);

impl Block {
    pub(super) fn line(code: impl Into<String>) -> Block {
        Block(vec![code.into()])
    }

    /// One line for each item, commas between them.
    pub(super) fn list(items: impl IntoIterator<Item = Block>) -> Block {
        let mut lines: Vec<String> = Vec::new();
        for item in items {
            if let Some(last) = lines.last_mut() {
                last.push(',');
            }
            lines.extend(item.0);
        }
        Block(lines)
    }

    #[must_use]
    pub(super) fn then(mut self, other: Block) -> Block {
        self.0.extend(other.0);
        self
    }

    #[must_use]
    pub(super) fn indented(self) -> Block {
        Block(self.0.into_iter().map(|line| format!("  {line}")).collect())
    }

    /// `word` before the first line.
    #[must_use]
    pub(super) fn led_by(mut self, word: &str) -> Block {
        if let Some(first) = self.0.first_mut() {
            first.insert_str(0, word);
        }
        self
    }

    /// `word` behind the last line. That line must carry no remark.
    #[must_use]
    pub(super) fn followed_by(mut self, word: &str) -> Block {
        if let Some(last) = self.0.last_mut() {
            last.push_str(word);
        }
        self
    }

    /// A remark at the end of the first line.
    #[must_use]
    pub(super) fn remarked(mut self, remark: &str) -> Block {
        if let Some(first) = self.0.first_mut() {
            *first = format!("{first} -- {}", comment(remark));
        }
        self
    }

    /// A remark in a line of its own above.
    #[must_use]
    pub(super) fn below(self, remark: &str) -> Block {
        Block::line(format!("-- {}", comment(remark))).then(self)
    }

    /// `( … )` around it.
    #[must_use]
    pub(super) fn bracketed(self) -> Block {
        Block::line("(").then(self.indented()).then(Block::line(")"))
    }

    /// In brackets if it is more than one line.
    #[must_use]
    pub(super) fn grouped(self) -> Block {
        if self.0.len() > 1 { self.bracketed() } else { self }
    }

    /// `one AND two AND three`, a line each; `none` if there are none.
    pub(super) fn joined(parts: Vec<Block>, word: &str, none: &str) -> Block {
        let mut parts = parts.into_iter();
        let Some(first) = parts.next() else { return Block::line(none) };
        parts.fold(first, |all, part| all.then(part.led_by(&format!("{word} "))))
    }
}

impl std::fmt::Display for Block {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.join("\n"))
    }
}

/// A text that stays inside its comment, whatever a policy file put into it.
pub(super) fn comment(text: &str) -> String {
    text.chars().map(|c| if c.is_control() || c == '\u{2028}' || c == '\u{2029}' { ' ' } else { c }).collect()
}

/// `a + b - c`; 0 if there are none.
pub(super) fn sum(terms: &[String]) -> String {
    let Some((first, rest)) = terms.split_first() else { return "0".into() };
    rest.iter().fold(first.clone(), |all, term| match term.strip_prefix('-') {
        Some(taken) => format!("{all} - {taken}"),
        None => format!("{all} + {term}"),
    })
}

/// The name of a result column: the id of a line in letters, digits and `_`.
pub(super) fn name(kind: &str, id: &str) -> String {
    let id: String = id.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    format!("{kind}_{id}")
}
