//! 谁应当更新 Who owes an update in a year, and for which tier (Art. 14).

use jiff::civil::Date;
use titian_rulebook::calendar::written;
use titian_rulebook::tier::Tier;

use super::Rules;
use crate::recognition::{Recognition, Standing};
use crate::refusal::Refusal;

/// What an enterprise owes in a year.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Duty {
    /// It updates for these tiers, the highest first.
    Owes(Vec<Tier>),
    /// Its titles are of this year: it updates from the next on.
    Exempt {
        /// The tier.
        tier: Tier,
        /// Since when.
        from: Date,
    },
    /// It may hold a title, but the days that would tell are not known: it may update, and nothing follows if it does not.
    Unknown(Vec<Tier>),
    /// It holds no title.
    Nothing,
}

/// What an enterprise with these titles owes in a year, as things stand on a day.
///
/// 释义 With `highest_only` the highest tier held stands for all: who was recognised in it this year has just filed
/// everything, and owes nothing for the tiers below either.
pub fn duty(rules: &Rules, year: i16, titles: &[Recognition], day: Date) -> Duty {
    let mut held: Vec<&Recognition> = titles.iter().filter(|title| title.on(day).is_valid()).collect();
    held.sort_by_key(|title| std::cmp::Reverse(title.tier));
    let Some(highest) = held.first().map(|title| title.tier) else {
        let mut unsure: Vec<Tier> =
            titles.iter().filter(|title| title.on(day) == Standing::Unknown).map(|title| title.tier).collect();
        unsure.sort_unstable_by(|a, b| b.cmp(a));
        unsure.dedup();
        unsure.truncate(if rules.highest_only { 1 } else { unsure.len() });
        return if unsure.is_empty() { Duty::Nothing } else { Duty::Unknown(unsure) };
    };
    held.retain(|title| !rules.highest_only || title.tier == highest);
    let mut tiers: Vec<Tier> = held.iter().filter(|title| !rules.spares(year, title)).map(|title| title.tier).collect();
    tiers.dedup();
    match (tiers.is_empty(), held.first().and_then(|title| title.from)) {
        (true, Some(from)) => Duty::Exempt { tier: highest, from },
        _ => Duty::Owes(tiers),
    }
}

/// The titles that lose the right to re-review where the year was missed, each with its article: those valid on the last
/// day, of the tiers that the rules name, and not spared themselves.
pub fn losing<'t>(
    rules: &'t Rules,
    year: i16,
    titles: &'t [Recognition],
    due: Date,
) -> impl Iterator<Item = (&'t Recognition, &'t str)> {
    titles
        .iter()
        .filter(move |title| title.on(due).is_valid() && !rules.spares(year, title))
        .filter(|title| title.ended.is_none() && title.lost_right.is_none())
        .filter_map(|title| Some((title, rules.loses(title.tier)?)))
}

impl Rules {
    /// Whether a title owes nothing in a year because it began in it.
    fn spares(&self, year: i16, title: &Recognition) -> bool {
        self.new_titles_exempt && title.from.is_some_and(|from| from.year() == year)
    }
}

impl Duty {
    /// For which tiers an update is filed, or why there is none to file.
    pub fn tiers(self, year: i16) -> Result<Vec<Tier>, Refusal> {
        let refused = || Refusal::new("A14", format!("贵企业{year}年不需要年度更新"));
        match self {
            Duty::Owes(tiers) | Duty::Unknown(tiers) => Ok(tiers),
            Duty::Exempt { tier, from } => Err(refused()
                .because(format!("{tier}称号自{}起，是当年新认定的", written(from)))
                .todo(format!("从{}年起每年更新；资料有变化的，可以随时在企业资料中修改", i32::from(year) + 1))),
            Duty::Nothing => {
                Err(refused().because("没有有效的称号").todo("称号没有登记或者有误的，请与所在市主管部门联系"))
            }
        }
    }
}
