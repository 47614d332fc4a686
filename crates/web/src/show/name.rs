//! 名称 Names of enterprises, broken at their joints: 示例精密传动|（柳州）|0042号|有限公司.

use std::fmt;

use askama::filters::{HtmlSafe, escape};

/// A name that breaks only where a reader would breathe.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Name(pub String);

/// Legal forms that end a name, longest first; the line may break before them.
const FORMS: [&str; 6] = ["股份有限公司", "有限责任公司", "集团有限公司", "有限公司", "合伙企业", "专业合作社"];

impl Name {
    /// A name.
    pub fn new(name: impl ToString) -> Name {
        Name(name.to_string())
    }

    /// The name in pieces that must not be broken.
    pub fn pieces(&self) -> Vec<&str> {
        let (body, form) = match FORMS.iter().find(|form| self.0.ends_with(**form) && self.0.len() > form.len()) {
            Some(form) => self.0.split_at(self.0.len() - form.len()),
            None => (self.0.as_str(), ""),
        };
        let mut pieces = Vec::new();
        let mut start = 0;
        for (at, c) in body.char_indices() {
            let cut = match c {
                '（' | '(' => at,
                '）' | ')' => at + c.len_utf8(),
                _ => continue,
            };
            pieces.push(&body[start..cut]);
            start = cut;
        }
        pieces.push(&body[start..]);
        pieces.push(form);
        pieces.retain(|piece| !piece.is_empty());
        pieces
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<span class=\"name\">")?;
        for (at, piece) in self.pieces().into_iter().enumerate() {
            if at > 0 {
                f.write_str("<wbr>")?;
            }
            match escape(piece, askama::filters::Html) {
                Ok(safe) => write!(f, "{safe}")?,
                Err(never) => match never {},
            }
        }
        f.write_str("</span>")
    }
}

impl HtmlSafe for Name {}

impl From<&str> for Name {
    fn from(name: &str) -> Name {
        Name(name.into())
    }
}

#[cfg(test)]
mod tests {
    use super::Name;

    #[test]
    fn names_break_at_their_joints() {
        let pieces = |name: &str| Name::new(name).pieces().join("|");
        assert_eq!(pieces("示例精密传动（柳州）0042号有限公司"), "示例精密传动|（柳州）|0042号|有限公司");
        assert_eq!(pieces("示例轴承股份有限公司"), "示例轴承|股份有限公司");
        assert_eq!(pieces("有限公司"), "有限公司");
        assert_eq!(pieces(""), "");
    }

    #[test]
    fn names_are_escaped() {
        assert_eq!(Name::new("<b>&").to_string(), "<span class=\"name\">&#60;b&#62;&#38;</span>");
    }
}
