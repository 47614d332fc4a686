//! 适用表 Which standard, gates and procedure apply: a dated table over tier, purpose and day.
//!
//! The time line of each tier and purpose is covered without hole or overlap, from the first day to open end: by a
//! rule, or by a gap that says why nobody can answer and what a notice may choose. A notice overrides the standard;
//! a case asks once, when its batch opens, and keeps the answer.

mod read;

use std::fmt;
use std::ops::RangeInclusive;

use jiff::civil::{Date, date};

use crate::stated::{Basis, Certainty, Warrant};
use crate::tier::{Purpose, Tier};

pub use read::read;

/// The whole table, `policy/applicability.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Applicability {
    /// In the order of tier, purpose and day.
    spans: Vec<Span>,
    procedures: Vec<ProcedureAnswer>,
}

/// A stretch of days of one tier and purpose, and the answer that holds for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// The tier.
    pub tier: Tier,
    /// First application or re-review.
    pub purpose: Purpose,
    /// First day; none = since ever.
    pub from: Option<Date>,
    /// The first day after; none = open.
    pub until: Option<Date>,
    /// What holds.
    pub answer: Answer,
    /// Line in the file.
    pub line: u32,
}

/// What holds on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// A rule.
    Rule(Rule),
    /// An intended gap: the table does not decide.
    Gap(Gap),
}

/// What a case of this tier, purpose and day is judged by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// The edition of the standard, for example `miit-2026/specialised`.
    pub standard: String,
    /// The gates before any score, for example `gates/guangxi-2023`.
    pub gates: String,
    /// The rules of procedure, for example `guangxi-2023`; see [`Applicability::procedure`].
    pub procedure: String,
    /// What this rests on.
    pub warrant: Warrant,
}

/// Why the table does not decide, and between what the notice decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// Name of the gap.
    pub id: String,
    /// Shown to people.
    pub reason: String,
    /// What a notice may choose; empty if nothing in this rulebook fits.
    pub candidates: Vec<Rule>,
}

/// The table does not decide; a person must, by a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecided {
    /// Why, and what to do.
    pub reason: String,
    /// The standards to choose from.
    pub candidates: Vec<String>,
}

/// Which procedure file answers for a body of rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcedureAnswer {
    /// The id that rules name.
    pub id: String,
    /// The id of the procedure file that is used.
    pub answered_by: String,
    /// What this rests on.
    pub warrant: Warrant,
}

/// One quarter of one tier and purpose, and every answer that holds on one of its days, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarter<'a> {
    /// The year.
    pub year: i16,
    /// 1 to 4.
    pub quarter: i8,
    /// The tier.
    pub tier: Tier,
    /// First application or re-review.
    pub purpose: Purpose,
    /// The answers; more than one where rules change within the quarter.
    pub answers: Vec<&'a Answer>,
}

/// A day with no answer, or with several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uncovered {
    /// The day.
    pub day: Date,
    /// The tier.
    pub tier: Tier,
    /// First application or re-review.
    pub purpose: Purpose,
    /// How many spans of the table hold on it.
    pub answers: usize,
}

impl Applicability {
    /// What applies to a case of this tier and purpose on `day`; `notice` names the standard its 申报通知 orders.
    pub fn on(&self, tier: Tier, purpose: Purpose, day: Date, notice: Option<&str>) -> Result<Rule, Undecided> {
        let rule = match self.answer(tier, purpose, day) {
            None => {
                return Err(Undecided {
                    reason: "适用表没有写这一天".into(), candidates: self.standards(tier)
                });
            }
            Some(Answer::Gap(gap)) => return gap.decided_by(notice),
            Some(Answer::Rule(rule)) => rule,
        };
        match notice {
            Some(standard) if standard != rule.standard => self.ordered_by_notice(tier, day, standard, rule),
            _ => Ok(rule.clone()),
        }
    }

    /// A notice orders another standard than the table: its gates come along as they stand beside it on the nearest
    /// day; the procedure stays that of the day, for a notice does not change who is competent.
    fn ordered_by_notice(&self, tier: Tier, day: Date, standard: &str, today: &Rule) -> Result<Rule, Undecided> {
        let of_this_standard = self.spans.iter().filter(|span| span.tier == tier).flat_map(|span| {
            let rules = match &span.answer {
                Answer::Rule(rule) => std::slice::from_ref(rule),
                Answer::Gap(gap) => gap.candidates.as_slice(),
            };
            rules.iter().filter(|rule| rule.standard == standard).map(|rule| (span.days_from(day), rule))
        });
        let Some((_, nearest)) = of_this_standard.min_by_key(|(distance, _)| *distance) else {
            let reason = format!("通知指定的标准“{standard}”不是{tier}的标准,请在下列标准中选择");
            return Err(Undecided { reason, candidates: self.standards(tier) });
        };
        let note = format!("申报通知指定本批次适用“{standard}”(适用表当日为“{}”);程序仍按当日规定。", today.standard);
        Ok(Rule {
            standard: nearest.standard.clone(),
            gates: nearest.gates.clone(),
            procedure: today.procedure.clone(),
            warrant: Warrant { basis: vec![Basis::Decision], certainty: Certainty::Decision, note: Some(note) },
        })
    }

    /// The answer on `day`.
    pub fn answer(&self, tier: Tier, purpose: Purpose, day: Date) -> Option<&Answer> {
        self.line(tier, purpose).find(|span| span.contains(day)).map(|span| &span.answer)
    }

    /// The spans of one tier and purpose, in order of days.
    pub fn line(&self, tier: Tier, purpose: Purpose) -> impl Iterator<Item = &Span> {
        self.spans.iter().filter(move |span| span.tier == tier && span.purpose == purpose)
    }

    /// Which procedure file answers for the rules of procedure `id`.
    pub fn procedure(&self, id: &str) -> Option<&ProcedureAnswer> {
        self.procedures.iter().find(|procedure| procedure.id == id)
    }

    /// Every standard the table knows for a tier.
    pub fn standards(&self, tier: Tier) -> Vec<String> {
        let mut standards: Vec<_> = self
            .spans
            .iter()
            .filter(|span| span.tier == tier)
            .flat_map(|span| match &span.answer {
                Answer::Rule(rule) => vec![rule.standard.clone()],
                Answer::Gap(gap) => gap.standards(),
            })
            .collect();
        standards.sort();
        standards.dedup();
        standards
    }

    /// Asks every single day of `years`, tier and purpose: exactly one answer each, or the days that have none or
    /// several. Does not trust what [`read`] has checked by borders.
    pub fn coverage(&self, years: RangeInclusive<i16>) -> Result<Vec<Quarter<'_>>, Vec<Uncovered>> {
        let mut covered: Vec<Quarter<'_>> = Vec::new();
        let mut uncovered = Vec::new();
        for (tier, purpose) in Tier::ALL.into_iter().flat_map(|tier| Purpose::ALL.map(|purpose| (tier, purpose))) {
            let first = date(*years.start(), 1, 1);
            for day in first.series(jiff::Span::new().days(1)).take_while(|day| day.year() <= *years.end()) {
                let answers: Vec<_> = self.line(tier, purpose).filter(|span| span.contains(day)).collect();
                let &[span] = answers.as_slice() else {
                    uncovered.push(Uncovered { day, tier, purpose, answers: answers.len() });
                    continue;
                };
                let (year, quarter) = (day.year(), (day.month() - 1) / 3 + 1);
                match covered.last_mut() {
                    Some(last)
                        if (last.year, last.quarter, last.tier, last.purpose) == (year, quarter, tier, purpose) =>
                    {
                        if last.answers.last() != Some(&&span.answer) {
                            last.answers.push(&span.answer);
                        }
                    }
                    _ => covered.push(Quarter { year, quarter, tier, purpose, answers: vec![&span.answer] }),
                }
            }
        }
        if uncovered.is_empty() { Ok(covered) } else { Err(uncovered) }
    }
}

impl Span {
    /// Half-open: `from` belongs to the span, `until` does not.
    fn contains(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }

    /// Days between `day` and the span; 0 inside.
    fn days_from(&self, day: Date) -> i64 {
        let days = |from: Date, to: Date| to.duration_since(from).as_hours() / 24;
        match (self.from, self.until) {
            (Some(from), _) if day < from => days(day, from),
            (_, Some(until)) if until <= day => days(until, day) + 1,
            _ => 0,
        }
    }
}

impl Gap {
    fn decided_by(&self, notice: Option<&str>) -> Result<Rule, Undecided> {
        let chosen = notice.and_then(|standard| self.candidates.iter().find(|rule| rule.standard == standard));
        chosen.cloned().ok_or_else(|| Undecided { reason: self.reason.clone(), candidates: self.standards() })
    }

    fn standards(&self) -> Vec<String> {
        self.candidates.iter().map(|rule| rule.standard.clone()).collect()
    }
}

impl fmt::Display for Undecided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)?;
        if !self.candidates.is_empty() {
            write!(f, "(可选:{})", self.candidates.join("、"))?;
        }
        Ok(())
    }
}

impl std::error::Error for Undecided {}

impl fmt::Display for Uncovered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (day, tier, purpose) = (self.day, self.tier, self.purpose);
        match self.answers {
            0 => write!(f, "{day} {tier}{purpose}:没有答案"),
            several => write!(f, "{day} {tier}{purpose}:有 {several} 个答案"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Purpose::{Apply, Rereview};
    use Tier::{Innovative, LittleGiant, Specialised};

    fn shipped() -> Applicability {
        read("applicability.toml", include_str!("../../../policy/applicability.toml")).unwrap()
    }

    fn check(tier: Tier, purpose: Purpose, day: &str, notice: Option<&str>, expect: Result<[&str; 3], &[&str]>) {
        let answer = shipped().on(tier, purpose, day.parse().unwrap(), notice);
        let found = answer
            .as_ref()
            .map(|rule| [&*rule.standard, &*rule.gates, &*rule.procedure])
            .map_err(|undecided| undecided.candidates.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(found, expect.map_err(<[_]>::to_vec), "{tier} {purpose} {day} {notice:?}");
    }

    #[test]
    fn both_sides_of_each_border() {
        let by_ministry = |tier| Ok([tier, "gates/miit-2022", "national-2022"]);
        let by_guangxi = |tier| Ok([tier, "gates/guangxi-2023", "guangxi-2023"]);
        let by_new_measures = |tier| Ok([tier, "gates/miit-2026", "national-2026"]);
        let (first, second, third) = ("miit-2022/innovative", "miit-2022/specialised", "miit-2022/little-giant");
        for (tier, standard) in [(Innovative, first), (Specialised, second), (LittleGiant, third)] {
            for purpose in Purpose::ALL {
                check(tier, purpose, "2022-07-31", None, Err(&[]));
                check(tier, purpose, "2022-08-01", None, by_ministry(standard));
                check(tier, purpose, "2023-03-19", None, by_ministry(standard));
                check(tier, purpose, "2023-03-20", None, by_guangxi(standard));
                check(tier, purpose, "2026-03-19", None, by_guangxi(standard));
                check(tier, purpose, "2026-03-20", None, by_ministry(standard));
                check(tier, purpose, "2026-03-31", None, by_ministry(standard));
            }
        }
        check(Innovative, Apply, "2026-04-01", None, by_new_measures(first));
        check(Innovative, Rereview, "2026-04-01", None, by_new_measures(first));
        check(Specialised, Apply, "2026-04-01", None, by_new_measures("miit-2026/specialised"));
        check(Specialised, Rereview, "2026-04-01", None, Err(&["miit-2022/specialised", "miit-2026/specialised"]));
        check(LittleGiant, Apply, "2026-04-01", None, by_new_measures("miit-2026/little-giant"));
        check(LittleGiant, Rereview, "2026-04-01", None, Ok([third, "gates/miit-2022", "national-2026"]));
        check(LittleGiant, Rereview, "2026-12-31", None, Ok([third, "gates/miit-2022", "national-2026"]));
        check(LittleGiant, Rereview, "2027-01-01", None, by_new_measures("miit-2026/little-giant"));
    }

    #[test]
    fn a_notice_decides_in_a_gap_and_overrides_a_rule() {
        let (old, new) = ("miit-2022/specialised", "miit-2026/specialised");
        let old_rule = Ok([old, "gates/miit-2022", "national-2026"]);
        let new_rule = Ok([new, "gates/miit-2026", "national-2026"]);
        check(Specialised, Rereview, "2026-05-01", Some(old), old_rule);
        check(Specialised, Rereview, "2026-05-01", Some(new), new_rule);
        check(Specialised, Rereview, "2026-05-01", Some("miit-2026/little-giant"), Err(&[old, new]));
        check(Specialised, Apply, "2026-05-01", Some(new), new_rule);
        check(Specialised, Apply, "2026-05-01", Some(old), old_rule);
        check(Specialised, Apply, "2026-02-01", Some(new), Ok([new, "gates/miit-2026", "guangxi-2023"]));
        check(Specialised, Apply, "2026-05-01", Some("miit-2022/innovative"), Err(&[old, new]));
        check(Specialised, Apply, "2022-07-31", Some(old), Err(&[]));
        let giant = "miit-2022/little-giant";
        check(LittleGiant, Rereview, "2027-06-01", Some(giant), Ok([giant, "gates/miit-2022", "national-2026"]));
    }

    #[test]
    fn each_quarter_has_one_edition_or_a_named_gap() {
        let table = shipped();
        let quarters = table.coverage(2022..=2030).unwrap();
        assert_eq!(quarters.len(), 9 * 4 * 3 * 2);
        for cell in &quarters {
            let standards: Vec<_> = cell
                .answers
                .iter()
                .map(|answer| match answer {
                    Answer::Rule(rule) => rule.standard.as_str(),
                    Answer::Gap(gap) => gap.id.as_str(),
                })
                .collect();
            let before = (cell.year, cell.quarter) < (2022, 3);
            let expect = match (cell.tier, cell.purpose, cell.year, cell.quarter) {
                _ if before => vec!["before-2022"],
                (Specialised, Rereview, 2026, 2..) | (Specialised, Rereview, 2027.., _) => {
                    vec!["specialised-rereview-2026"]
                }
                (Innovative, _, 2022, 3) => vec!["before-2022", "miit-2022/innovative"],
                (Specialised, _, 2022, 3) => vec!["before-2022", "miit-2022/specialised"],
                (LittleGiant, _, 2022, 3) => vec!["before-2022", "miit-2022/little-giant"],
                _ => {
                    assert!(standards.iter().all(|standard| *standard == standards[0]), "{cell:?}");
                    continue;
                }
            };
            assert_eq!(standards, expect, "{cell:?}");
        }
    }

    #[test]
    fn whatever_the_table_says_of_the_future_unsurely_carries_a_note() {
        for span in &shipped().spans {
            if let Answer::Rule(Rule { warrant, .. }) = &span.answer {
                assert_eq!(warrant.note.is_some(), warrant.certainty != Certainty::Text, "line {}", span.line);
            }
        }
        let rule = shipped().on(Innovative, Apply, date(2026, 10, 1), None).unwrap();
        assert_eq!(rule.warrant.certainty, Certainty::Unconfirmed);
    }

    #[test]
    fn each_procedure_named_is_answered_by_a_file() {
        let table = shipped();
        let days = [date(2022, 9, 1), date(2024, 1, 1), date(2026, 3, 25), date(2028, 1, 1)];
        let answered = days.map(|day| {
            let rule = table.on(Innovative, Apply, day, None).unwrap();
            table.procedure(&rule.procedure).unwrap().answered_by.clone()
        });
        assert_eq!(answered, ["guangxi-2023", "guangxi-2023", "guangxi-2023", "national-2026"]);
    }
}
