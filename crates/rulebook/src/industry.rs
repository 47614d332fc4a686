//! 行业 Industry (GB/T 4754-2017), on which the size class depends (Art. 3 第三条).
//!
//! The table lists the 20 sections 门类 and 97 divisions 大类. A group or class (3 or 4 digits, such as 3562) is
//! accepted when its division exists; nothing in the rulebook needs their names.

use crate::csv;
use crate::source::Problem;
use std::fmt;

/// An industry code whose division is known to the table: `C3562` is section C, division 35, class 3562.
///
/// Made by [`Industries::parse`] only, so whoever holds one need not check it again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Industry {
    section: char,
    division: u8,
    finer: Option<Finer>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Finer {
    Group(u16),
    Class(u16),
}

impl Industry {
    /// Section 门类, `A` to `T`.
    pub fn section(self) -> char {
        self.section
    }

    /// Division 大类, 1 to 97.
    pub fn division(self) -> u8 {
        self.division
    }

    /// Group 中类, three digits: 356 of C3562. `None` where only the division is written.
    pub fn group(self) -> Option<u16> {
        self.finer.map(|finer| match finer {
            Finer::Group(group) => group,
            Finer::Class(class) => class / 10,
        })
    }

    /// Class 小类, four digits. `None` where fewer are written.
    pub fn class(self) -> Option<u16> {
        match self.finer {
            Some(Finer::Class(class)) => Some(class),
            _ => None,
        }
    }
}

/// The full code: `C35`, `C356`, `C3562`.
impl fmt::Display for Industry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.finer {
            None => write!(f, "{}{:02}", self.section, self.division),
            Some(Finer::Group(group)) => write!(f, "{}{group:03}", self.section),
            Some(Finer::Class(class)) => write!(f, "{}{class:04}", self.section),
        }
    }
}

/// A section 门类 of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// `A` to `T`.
    pub letter: char,
    /// Its Chinese name.
    pub name: String,
}

/// A division 大类 of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Division {
    /// 1 to 97; written with two digits.
    pub number: u8,
    /// The section it belongs to.
    pub section: char,
    /// Its Chinese name.
    pub name: String,
}

/// The table of sections and divisions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Industries {
    sections: Vec<Section>,
    divisions: Vec<Division>,
}

impl Industries {
    /// Reads `policy/industries.csv`: columns `code,section,name`; a section row's code is its letter.
    pub fn read(file: &str, text: &str) -> Result<Self, Vec<Problem>> {
        let mut table = Industries { sections: Vec::new(), divisions: Vec::new() };
        let mut problems = Vec::new();
        for row in csv::rows(file, text, ["code", "section", "name"])? {
            let [code, section, name] = row.cells;
            if let Err(message) = table.add(code, section, name) {
                problems.push(Problem { file: file.into(), line: row.line, message });
            }
        }
        if problems.is_empty() { Ok(table) } else { Err(problems) }
    }

    fn add(&mut self, code: &str, section: &str, name: &str) -> Result<(), String> {
        let Some(letter) = single_letter(section) else {
            return Err(format!("门类应当是 A 到 T 中的一个字母,现在是“{section}”"));
        };
        if name.is_empty() {
            return Err(format!("{code} 没有名称,请补上"));
        }
        if code == section {
            if self.section(letter).is_some() {
                return Err(format!("门类 {letter} 写了两次,请删去一行"));
            }
            self.sections.push(Section { letter, name: name.into() });
            return Ok(());
        }
        let Some(number) = digits(code).filter(|_| code.len() == 2).and_then(|n| u8::try_from(n).ok()) else {
            return Err(format!("代码应当是门类字母或两位数字的大类,现在是“{code}”"));
        };
        if self.section(letter).is_none() {
            return Err(format!("大类 {code} 属于门类 {letter},请在它前面写上门类 {letter} 的一行"));
        }
        if self.division(number).is_some() {
            return Err(format!("大类 {code} 写了两次,请删去一行"));
        }
        self.divisions.push(Division { number, section: letter, name: name.into() });
        Ok(())
    }

    /// All sections, in the order of the table.
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// All divisions, in the order of the table.
    pub fn divisions(&self) -> &[Division] {
        &self.divisions
    }

    /// The section with this letter.
    pub fn section(&self, letter: char) -> Option<&Section> {
        self.sections.iter().find(|section| section.letter == letter)
    }

    /// The division with this number.
    pub fn division(&self, number: u8) -> Option<&Division> {
        self.divisions.iter().find(|division| division.number == number)
    }

    /// Name of the industry's division; empty if it was parsed with another table that knew more divisions.
    pub fn name(&self, industry: Industry) -> &str {
        self.division(industry.division).map_or("", |division| division.name.as_str())
    }

    /// Reads a code as people write it: `C3562`, `3562`, `356`, `35`, `C35`; a small letter will do.
    ///
    /// The message says what to write instead.
    pub fn parse(&self, text: &str) -> Result<Industry, String> {
        const HINT: &str = "请写国民经济行业分类(GB/T 4754-2017)代码,例如 C3562、3562 或 35";
        let text = text.trim();
        let (letter, code) = match text.chars().next() {
            None => return Err(format!("没有写行业代码;{HINT}")),
            Some(first) if first.is_ascii_alphabetic() => {
                (Some(first.to_ascii_uppercase()), text.get(1..).unwrap_or_default())
            }
            Some(_) => (None, text),
        };
        if let (Some(letter), "") = (letter, code) {
            return Err(match self.section(letter) {
                Some(section) => format!("“{text}”只写到门类({}),请至少写到两位数字的大类", section.name),
                None => format!("没有门类“{letter}”;{HINT}"),
            });
        }
        let Some(number) = digits(code).filter(|_| (2..=4).contains(&code.len())) else {
            return Err(format!("“{text}”不是行业代码;{HINT}"));
        };
        let (division, finer) = match code.len() {
            2 => (number, None),
            3 => (number / 10, Some(Finer::Group(number))),
            _ => (number / 100, Some(Finer::Class(number))),
        };
        let Some(division) = u8::try_from(division).ok().and_then(|number| self.division(number)) else {
            return Err(format!("“{text}”的大类 {division:02} 不存在;{HINT}"));
        };
        if let Some(letter) = letter.filter(|letter| *letter != division.section) {
            return Err(format!(
                "“{text}”的字母与数字不符:大类 {:02}({})属于门类 {},不属于 {letter};请写成 {}{code}",
                division.number, division.name, division.section, division.section
            ));
        }
        Ok(Industry { section: division.section, division: division.number, finer })
    }
}

fn single_letter(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|c| c.is_ascii_uppercase() && chars.next().is_none())
}

/// `text` as a number of ASCII digits only (`parse` alone would take a sign).
fn digits(text: &str) -> Option<u16> {
    text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn table() -> Industries {
        Industries::read("industries.csv", include_str!("../../../policy/industries.csv")).unwrap()
    }

    #[test]
    fn twenty_sections_and_ninety_seven_divisions_each_in_its_place() {
        let table = table();
        assert_eq!(table.sections().iter().map(|s| s.letter).collect::<String>(), "ABCDEFGHIJKLMNOPQRST");
        assert_eq!(table.divisions().iter().map(|d| d.number).collect::<Vec<_>>(), (1..=97).collect::<Vec<u8>>());
        let last = [
            ('A', 5),
            ('B', 12),
            ('C', 43),
            ('D', 46),
            ('E', 50),
            ('F', 52),
            ('G', 60),
            ('H', 62),
            ('I', 65),
            ('J', 69),
            ('K', 70),
            ('L', 72),
            ('M', 75),
            ('N', 79),
            ('O', 82),
            ('P', 83),
            ('Q', 85),
            ('R', 90),
            ('S', 96),
            ('T', 97),
        ];
        for division in table.divisions() {
            let (section, _) = last.iter().find(|(_, last)| division.number <= *last).unwrap();
            assert_eq!(division.section, *section, "{}", division.name);
        }
    }

    #[test]
    fn codes_as_people_write_them() {
        let table = table();
        for (text, full, name) in [
            ("C3562", "C3562", "专用设备制造业"),
            ("3562", "C3562", "专用设备制造业"),
            (" c35 ", "C35", "专用设备制造业"),
            ("35", "C35", "专用设备制造业"),
            ("356", "C356", "专用设备制造业"),
            ("01", "A01", "农业"),
            ("0111", "A0111", "农业"),
            ("97", "T97", "国际组织"),
            ("I65", "I65", "软件和信息技术服务业"),
        ] {
            let industry = table.parse(text).unwrap();
            assert_eq!((industry.to_string().as_str(), table.name(industry)), (full, name), "{text}");
        }
        let class = table.parse("C3562").unwrap();
        assert_eq!((class.section(), class.division(), class.group(), class.class()), ('C', 35, Some(356), Some(3562)));
        let division = table.parse("C35").unwrap();
        assert_eq!((division.group(), division.class()), (None, None));
    }

    #[test]
    fn a_wrong_code_is_answered_with_what_to_write() {
        const HINT: &str = "请写国民经济行业分类(GB/T 4754-2017)代码,例如 C3562、3562 或 35";
        for (text, expected) in [
            ("", format!("没有写行业代码;{HINT}")),
            ("C", "“C”只写到门类(制造业),请至少写到两位数字的大类".into()),
            ("Z", format!("没有门类“Z”;{HINT}")),
            ("98", format!("“98”的大类 98 不存在;{HINT}")),
            ("00", format!("“00”的大类 00 不存在;{HINT}")),
            ("5", format!("“5”不是行业代码;{HINT}")),
            ("35621", format!("“35621”不是行业代码;{HINT}")),
            ("+35", format!("“+35”不是行业代码;{HINT}")),
            ("制造业", format!("“制造业”不是行业代码;{HINT}")),
            ("A35", "“A35”的字母与数字不符:大类 35(专用设备制造业)属于门类 C,不属于 A;请写成 C35".into()),
        ] {
            assert_eq!(table().parse(text).unwrap_err(), expected, "{text}");
        }
    }

    #[test]
    fn a_faulty_table_is_refused_line_by_line() {
        let text = "code,section,name\n01,A,农业\nB,B,采矿业\nB,B,采矿业\n6,B,煤\n06,B,\n06,b,煤\n";
        let lines: Vec<_> = Industries::read("i.csv", text).unwrap_err().iter().map(|p| p.line).collect();
        assert_eq!(lines, [2, 4, 5, 6, 7]);
    }

    proptest! {
        #[test]
        fn any_text_is_answered(text in any::<String>()) {
            let _ = table().parse(&text);
        }

        #[test]
        fn what_is_shown_can_be_read_again(code in 100u16..=9799) {
            let table = table();
            let industry = table.parse(&format!("{code:04}")).unwrap();
            prop_assert_eq!(table.parse(&industry.to_string()).unwrap(), industry);
        }
    }
}
