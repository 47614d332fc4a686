//! 层次 Tiers (Art. 2 第二条) and what an enterprise asks for in them.
//!
//! Three tiers, each the ground of the next. A tier is applied for once and re-reviewed at each expiry (Art. 13);
//! standards and procedures are looked up by both.

use std::fmt;

use crate::source::{Entry, Problem};

/// 层次: the lowest first, so that `<` means "below".
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// 创新型中小企业, evaluated by the city, announced by the province (A9).
    Innovative,
    /// 专精特新中小企业, certified by the province (A10).
    Specialised,
    /// 专精特新“小巨人”企业, recommended by the province, certified by MIIT (A11).
    LittleGiant,
}

/// What is asked for: a title for the first time, or the next term of one held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// 申请: a first application.
    Apply,
    /// 复核: the re-review of a title that expires (A13.2).
    Rereview,
}

impl Tier {
    /// All tiers, the lowest first.
    pub const ALL: [Tier; 3] = [Tier::Innovative, Tier::Specialised, Tier::LittleGiant];

    /// The id used in policy files, addresses and on the command line.
    pub const fn id(self) -> &'static str {
        match self {
            Tier::Innovative => "innovative",
            Tier::Specialised => "specialised",
            Tier::LittleGiant => "little-giant",
        }
    }

    /// The regulation's own word (A2).
    pub const fn label(self) -> &'static str {
        match self {
            Tier::Innovative => "创新型中小企业",
            Tier::Specialised => "专精特新中小企业",
            Tier::LittleGiant => "专精特新“小巨人”企业",
        }
    }

    /// The tier with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Tier::ALL.into_iter().find(|tier| tier.id() == id)
    }

    /// The tier just below, which Art. 10 and 11 ask for before this one is applied for.
    pub const fn below(self) -> Option<Self> {
        match self {
            Tier::Innovative => None,
            Tier::Specialised => Some(Tier::Innovative),
            Tier::LittleGiant => Some(Tier::Specialised),
        }
    }

    /// Reads the tier under `key`.
    pub fn read(entry: &Entry<'_>, key: &str) -> Result<Self, Problem> {
        let node = entry.need(key)?;
        let id = entry.text_of(key, node)?;
        Tier::from_id(id).ok_or_else(|| entry.problem_at(node, unknown(key, id, Tier::ALL.map(Tier::id))))
    }
}

impl Purpose {
    /// Both purposes.
    pub const ALL: [Purpose; 2] = [Purpose::Apply, Purpose::Rereview];

    /// The id used in policy files, addresses and on the command line.
    pub const fn id(self) -> &'static str {
        match self {
            Purpose::Apply => "apply",
            Purpose::Rereview => "rereview",
        }
    }

    /// The regulation's own word.
    pub const fn label(self) -> &'static str {
        match self {
            Purpose::Apply => "申请",
            Purpose::Rereview => "复核",
        }
    }

    /// The purpose with this id.
    pub fn from_id(id: &str) -> Option<Self> {
        Purpose::ALL.into_iter().find(|purpose| purpose.id() == id)
    }

    /// Reads the purpose under `key`.
    pub fn read(entry: &Entry<'_>, key: &str) -> Result<Self, Problem> {
        let node = entry.need(key)?;
        let id = entry.text_of(key, node)?;
        Purpose::from_id(id).ok_or_else(|| entry.problem_at(node, unknown(key, id, Purpose::ALL.map(Purpose::id))))
    }
}

fn unknown<const N: usize>(key: &str, id: &str, known: [&str; N]) -> String {
    format!("“{key}”不认识“{id}”;可以写:{}", known.join("、"))
}

impl fmt::Display for Tier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.label())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::parse_toml;

    #[test]
    fn ids_lead_back_to_their_tier_and_purpose() {
        for tier in Tier::ALL {
            assert_eq!(Tier::from_id(tier.id()), Some(tier));
        }
        for purpose in Purpose::ALL {
            assert_eq!(Purpose::from_id(purpose.id()), Some(purpose));
        }
        assert_eq!(Tier::from_id("Innovative"), None);
        assert_eq!(Purpose::from_id("recheck"), None);
    }

    #[test]
    fn each_tier_stands_on_the_one_below() {
        assert!(Tier::ALL.is_sorted());
        for pair in Tier::ALL.windows(2) {
            assert_eq!(pair[1].below(), Some(pair[0]));
        }
        assert_eq!(Tier::Innovative.below(), None);
    }

    #[test]
    fn an_unknown_tier_is_answered_with_the_known_ones() {
        let root = parse_toml("a.toml", "\ntier = 'giant'").unwrap();
        let entry = Entry::of("a.toml", &root).unwrap();
        let problem = Tier::read(&entry, "tier").unwrap_err().to_string();
        assert_eq!(problem, "a.toml:2:“tier”不认识“giant”;可以写:innovative、specialised、little-giant");
    }
}
