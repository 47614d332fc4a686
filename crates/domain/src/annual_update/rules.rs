//! 当年的规定 What the rules of procedure say of one year's update (Art. 14), before a notice moves anything.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use titian_rulebook::applicability::Answer;
use titian_rulebook::deadline::{Basis as Cited, FirstDay, Period, Roll, deadline};
use titian_rulebook::policy::Policy;
use titian_rulebook::procedure::{Consequence, Exemption, Procedure};
use titian_rulebook::stated::{Basis, Warrant};
use titian_rulebook::tier::{Purpose, Tier};

/// The rules of one year, as they stood when the year was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// The procedure they are taken from.
    pub procedure: String,
    /// First day.
    pub opens: Date,
    /// Last day, until 24:00.
    pub due: Date,
    /// So many days before the last day who has not updated is reminded; the longest first.
    pub remind_before: Vec<u16>,
    /// Whether a title that began in the year owes nothing yet.
    pub new_titles_exempt: bool,
    /// Whether one update in the highest tier held is enough.
    pub highest_only: bool,
    /// Tiers whose titles lose the right to re-review where it is missed.
    pub losing: Vec<Losing>,
    /// Whether such a title then ends with its term (switch `lost_right_ends_extension`).
    pub ends_with_term: bool,
}

/// 逾期未更新的后果, of one tier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Losing {
    /// The tier.
    pub tier: Tier,
    /// The article.
    pub article: String,
}

impl Rules {
    /// The rules of a year; none where no procedure says until when.
    ///
    /// 释义 A year follows the procedure in whose time its last day falls: from 2026 that is 31 May, though on 1 January of
    /// that year the older rules still stood. Where two would do, the later day counts, for a day gone by harms; and where
    /// the tiers of one procedure differ, likewise.
    pub fn of(policy: &Policy, year: i16) -> Option<Rules> {
        let days = policy.procedures.values().flat_map(|procedure| {
            Tier::ALL.into_iter().filter_map(move |tier| {
                let due = last_day(policy, procedure, tier, year)?;
                governs(policy, procedure, tier, due).then_some((due, procedure))
            })
        });
        let (due, procedure) = days.max_by_key(|(due, _)| *due)?;
        let losing = Tier::ALL.into_iter().filter_map(|tier| {
            let missed = procedure.update_missed(tier)?;
            let loses = missed.value.consequence == Some(Consequence::RereviewRightLost);
            loses.then(|| Losing { tier, article: article(&missed.warrant) })
        });
        Some(Rules {
            procedure: procedure.id.clone(),
            opens: procedure.update_opens.value.in_year(year)?,
            due,
            remind_before: procedure.update_reminders.value.clone(),
            new_titles_exempt: procedure
                .update_exempt
                .iter()
                .any(|exempt| exempt.value == Exemption::RecognisedThisYear),
            highest_only: procedure.update_in_highest_tier.value,
            losing: losing.collect(),
            ends_with_term: procedure.switch("lost_right_ends_extension").is_some_and(|switch| switch.on),
        })
    }

    /// The article under which the titles of a tier lose the right to re-review; none if they do not.
    pub fn loses(&self, tier: Tier) -> Option<&str> {
        self.losing.iter().find(|losing| losing.tier == tier).map(|losing| losing.article.as_str())
    }
}

/// Whether a procedure is the one that answers for a tier on a day.
fn governs(policy: &Policy, procedure: &Procedure, tier: Tier, day: Date) -> bool {
    // Whose the procedure is does not differ by purpose; of re-reviews the table leaves some to a notice.
    let Some(Answer::Rule(rule)) = policy.applicability.answer(tier, Purpose::Apply, day) else { return false };
    policy.applicability.procedure(&rule.procedure).is_some_and(|answer| answer.answered_by == procedure.id)
}

/// The last day of a tier, rolled over a day off where the procedure says so; none while the calendar cannot tell.
fn last_day(policy: &Policy, procedure: &Procedure, tier: Tier, year: i16) -> Option<Date> {
    let update = procedure.annual_update(tier)?;
    let rolls = match procedure.switch("deadline_rolls_over").is_some_and(|switch| switch.on) {
        true => Roll::NextWorkday,
        false => Roll::Stays,
    };
    let period = Period {
        length: update.value.due.as_length(),
        first_day: FirstDay::Counts,
        rolls,
        basis: Cited(article(&update.warrant)),
        at_end: String::new(),
    };
    let opens = procedure.update_opens.value.in_year(year)?;
    deadline(&period, opens, &policy.calendar).ok().map(|deadline| deadline.last_day)
}

/// The article that a value rests on, as it is cited; of the regulation where one of its own is named.
fn article(warrant: &Warrant) -> String {
    let article = warrant.basis.iter().find(|basis| matches!(basis, Basis::Article(_)));
    article.or(warrant.basis.first()).map_or_else(|| "A14".into(), Basis::to_string)
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use titian_rulebook::policy::{embedded, overlay};

    use super::*;

    fn shipped() -> Policy {
        Policy::shipped().unwrap()
    }

    #[test]
    fn 截止日随当年有效的规定_2026年起是5月31日() {
        let policy = shipped();
        for (year, due, procedure) in [
            (2023, date(2023, 4, 30), "guangxi-2023"),
            (2025, date(2025, 4, 30), "guangxi-2023"),
            (2026, date(2026, 5, 31), "national-2026"),
            (2027, date(2027, 5, 31), "national-2026"),
        ] {
            let rules = Rules::of(&policy, year).unwrap();
            assert_eq!((rules.due, rules.procedure.as_str()), (due, procedure), "{year}");
            assert_eq!(rules.opens, date(year, 1, 1));
            assert_eq!(rules.remind_before, [30, 7, 1]);
            assert!(rules.new_titles_exempt && rules.highest_only && !rules.ends_with_term);
            let losing = Tier::ALL.map(|tier| rules.loses(tier).map(str::to_owned));
            assert_eq!(losing, [Some("A14".into()), Some("A14".into()), None], "“小巨人”以国家通知为准");
        }
        // Before the measures nobody says until when, and nothing is made up.
        assert_eq!(Rules::of(&policy, 2022), None);
    }

    #[test]
    fn 策略改了_规定随之改() {
        let changed = |from: &str, to: &str| {
            let (base, mut over) = (embedded(), embedded());
            over.retain(|source| source.path.ends_with("national-2026.toml"));
            assert!(over[0].text.contains(from), "{from}");
            over[0].text = over[0].text.replace(from, to);
            Rules::of(&Policy::read(&overlay(base, over)).unwrap(), 2026).unwrap()
        };
        assert_eq!(changed("due = \"05-31\"", "due = \"06-30\"").due, date(2026, 6, 30));
        assert_eq!(changed("before = [30, 7, 1]", "before = [10]").remind_before, [10]);
        let on = |label: &str| (format!("label = \"{label}\"\non = false"), format!("label = \"{label}\"\non = true"));
        let (off, on_) = on("失去复核资格的,到期即失效");
        assert!(changed(&off, &on_).ends_with_term);
        // 31 May 2026 is a Sunday.
        let (off, on_) = on("期限末日逢休息日顺延");
        assert_eq!(changed(&off, &on_).due, date(2026, 6, 1));
        assert!(!changed("[update_in_highest_tier]\non = true", "[update_in_highest_tier]\non = false").highest_only);
        assert_eq!(changed("consequence = \"rereview_right_lost\"\n", "").losing, []);
    }
}
