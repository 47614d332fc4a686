//! 用字 What a name, a title or a statement may be written with. Whatever is invisible, turns the direction of writing
//! or commands a terminal is refused at the door, by name: two entries that look the same are the same.

use std::fmt;

/// A character that may not stand where it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Odd(pub char);

impl fmt::Display for Odd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.0 {
            '\n' | '\r' | '\u{2028}' | '\u{2029}' => "换行",
            '\t' => "制表符",
            '\u{FFFD}' => "乱码",
            c if turning(c) => "改变文字方向的字符",
            c if c.is_control() => "控制字符",
            _ => "看不见的字符",
        };
        write!(f, "有{what}(U+{:04X})", u32::from(self.0))
    }
}

/// A text of one line: a name, a title. Without what surrounds it.
pub fn line(text: &str) -> Result<&str, Odd> {
    let text = text.trim();
    text.chars().find(|c| odd(*c)).map_or(Ok(text), |c| Err(Odd(c)))
}

/// A line that must be there, or why it cannot stand. `what` names it: 文号.
pub fn needed(text: &str, what: &str) -> Result<String, String> {
    match line(text) {
        Ok("") => Err(format!("没有填写{what}")),
        Ok(text) => Ok(text.to_owned()),
        Err(odd) => Err(format!("{what}中{odd}")),
    }
}

/// A text of several lines: facts and reasons. Without what surrounds it.
pub fn words(text: &str) -> Result<&str, Odd> {
    let text = text.trim();
    text.chars().find(|c| odd(*c) && !matches!(c, '\n' | '\r' | '\t')).map_or(Ok(text), |c| Err(Odd(c)))
}

/// Turns the direction in which its neighbours are read.
fn turning(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn odd(c: char) -> bool {
    c.is_control()
        || turning(c)
        // What no eye sees: joiners and marks without width, fillers, tags; and what is left of a text read wrongly.
        || matches!(
            c,
            '\u{00AD}' | '\u{034F}' | '\u{115F}' | '\u{1160}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200D}'
                | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{FEFF}' | '\u{FFA0}'
                | '\u{FFF0}'..='\u{FFFB}' | '\u{FFFD}' | '\u{E0000}'..='\u{E007F}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_named() {
        for (text, said) in [
            ("示例\u{202E}司公", "有改变文字方向的字符(U+202E)"),
            ("示例\u{2066}公司", "有改变文字方向的字符(U+2066)"),
            ("示\u{200B}例", "有看不见的字符(U+200B)"),
            ("示\u{00AD}例", "有看不见的字符(U+00AD)"),
            ("示\u{E0041}例", "有看不见的字符(U+E0041)"),
            ("示例\u{7}公司", "有控制字符(U+0007)"),
            ("示例\0公司", "有控制字符(U+0000)"),
            ("示例\n公司", "有换行(U+000A)"),
            ("示\u{FFFD}例", "有乱码(U+FFFD)"),
        ] {
            assert_eq!(line(text).unwrap_err().to_string(), said, "{text:?}");
        }
    }

    #[test]
    fn what_people_write_may_be_written() {
        for text in
            ["广西示例(集团)有限公司", "ＡＢＣ·示例", "㐀𠮷", "O'Brien 李", "=SUM(A1)", "مثال", "Việt Nam", "𠮷"]
        {
            assert_eq!(line(text), Ok(text));
        }
        assert_eq!(line(" 示例 "), Ok("示例"));
        assert_eq!(words("第一,\r\n第二。\t附件"), Ok("第一,\r\n第二。\t附件"));
        assert_eq!(words("第一\u{202E}"), Err(Odd('\u{202E}')));
    }
}
