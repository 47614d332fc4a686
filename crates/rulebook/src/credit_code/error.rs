//! Why a text cannot be a credit code, in words that help to correct it at once.

use std::fmt;

/// The text is no credit code. All that is wrong is gathered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreditCodeError {
    /// How many characters there are; 18 are needed.
    pub length: usize,
    /// Characters that cannot stand where they stand, among the first eighteen.
    pub characters: Vec<BadCharacter>,
}

/// A character that cannot stand at its position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BadCharacter {
    /// Position, counted from 1.
    pub position: usize,
    /// The character as written.
    pub found: char,
}

impl BadCharacter {
    /// The allowed character it is usually mistaken for.
    pub fn meant(&self) -> Option<char> {
        match super::fold(self.found) {
            'I' => Some('1'),
            'O' => Some('0'),
            'S' => Some('5'),
            'Z' => Some('2'),
            'V' if !self.in_division() => Some('U'),
            _ => None,
        }
    }

    fn in_division(&self) -> bool {
        (3..=8).contains(&self.position)
    }
}

impl fmt::Display for BadCharacter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let BadCharacter { position, found } = *self;
        if found.is_whitespace() {
            return write!(f, "第 {position} 位是空格,请删去");
        }
        if super::fold(found).is_ascii_graphic() {
            write!(f, "第 {position} 位的“{found}”不能使用")?;
        } else if found.is_alphanumeric() {
            // Cyrillic or Greek letters look just like Latin ones: say which character it is.
            write!(f, "第 {position} 位的“{found}”(U+{:04X})不能使用", u32::from(found))?;
        } else {
            write!(f, "第 {position} 位的字符(U+{:04X})不能使用", u32::from(found))?;
        }
        if self.in_division() {
            f.write_str(",第 3—8 位是行政区划码,只能是数字")?;
        }
        match self.meant() {
            Some(meant) if meant.is_ascii_digit() => write!(f, ",可能是数字 {meant}"),
            Some(meant) => write!(f, ",可能是字母 {meant}"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for CreditCodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        match self.length {
            0 => return f.write_str("请填写统一社会信用代码(营业执照上的 18 位代码)"),
            18 => {}
            15 => parts.push("应为 18 位,现为 15 位;15 位的是旧注册号,请改填营业执照上的统一社会信用代码".to_owned()),
            9 => {
                parts.push("应为 18 位,现为 9 位;9 位的是旧组织机构代码,请改填营业执照上的统一社会信用代码".to_owned())
            }
            other => parts.push(format!("应为 18 位,现为 {other} 位,请对照营业执照核对")),
        }
        parts.extend(self.characters.iter().map(BadCharacter::to_string));
        write!(f, "统一社会信用代码有误:{}", parts.join(";"))?;
        if self.characters.is_empty() {
            return Ok(());
        }
        f.write_str("。代码只用数字和大写字母,不用字母 I、O、S、V、Z")
    }
}

impl std::error::Error for CreditCodeError {}
