//! 名称检索 Names in memory: a plain scan over all of them finds any part of a Chinese name, from one character on.
//!
//! Trigram indexes of databases find nothing for two characters; a scan of a hundred thousand names takes a few
//! milliseconds and is never out of step for longer than one refresh.

use std::sync::{Arc, RwLock};

use titian_rulebook::population::Texts;

/// All names, end to end, with what each belongs to.
#[derive(Debug, Default)]
pub struct Names {
    ids: Vec<String>,
    texts: Texts,
}

impl Names {
    /// Names from pairs of id and name.
    pub fn of<'a>(pairs: impl IntoIterator<Item = (String, &'a str)>) -> Names {
        let mut names = Names::default();
        for (id, name) in pairs {
            names.texts.push(&folded(name));
            names.ids.push(id);
        }
        names
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Ids of the names that contain every word of `wanted`, in the order of the names; those that begin with it first.
    pub fn find(&self, wanted: &str) -> Vec<&str> {
        let wanted = folded(wanted);
        let words: Vec<&str> = wanted.split_whitespace().collect();
        if words.is_empty() {
            return vec![];
        }
        let holds = |name: &str| words.iter().all(|word| name.contains(word));
        let found = (0..self.ids.len()).filter(|at| holds(self.texts.get(*at)));
        let (mut first, mut rest) = (Vec::new(), Vec::new());
        for at in found {
            let begins = self.texts.get(at).starts_with(words[0]);
            if begins { &mut first } else { &mut rest }.push(self.ids[at].as_str());
        }
        first.append(&mut rest);
        first
    }
}

/// As it is compared: lower case, half width, no brackets' kind, no blanks inside Chinese.
fn folded(name: &str) -> String {
    name.chars()
        .map(|c| match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
            '\u{3000}' => ' ',
            '〇' | '零' => '零',
            c => c,
        })
        .flat_map(char::to_lowercase)
        .collect()
}

/// The names that everybody searches, exchanged as a whole when they are refreshed.
#[derive(Debug, Clone, Default)]
pub struct NameIndex(Arc<RwLock<Arc<Names>>>);

impl NameIndex {
    /// The names now.
    pub fn now(&self) -> Arc<Names> {
        self.0.read().unwrap_or_else(|poisoned| poisoned.into_inner()).clone()
    }

    /// Exchanges them.
    pub fn set(&self, names: Names) {
        *self.0.write().unwrap_or_else(|poisoned| poisoned.into_inner()) = Arc::new(names);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_part_of_a_name_is_found_from_one_character_on() {
        let names = ["示例糖业(来宾)0001号", "来宾示例糖机0002号", "Ａ示例新材料零零三号"];
        let names = Names::of(names.iter().enumerate().map(|(at, name)| (at.to_string(), *name)));
        let cases: &[(&str, &[&str])] = &[
            ("糖", &["0", "1"]),
            ("来宾", &["1", "0"]),
            ("（来宾）", &["0"]),
            ("糖 0002", &["1"]),
            ("a示例", &["2"]),
            ("〇三", &["2"]),
            ("", &[]),
            ("没有的", &[]),
        ];
        for (wanted, expected) in cases {
            assert_eq!(names.find(wanted), *expected, "{wanted}");
        }
    }
}
