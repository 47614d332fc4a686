//! 通知草稿 What is posted of a draft, and how batches are read.

use jiff::civil::Date;
use serde::Deserialize;
use titian_domain::id::{BatchId, LocalTableId, NoticeId};
use titian_domain::notice::{Batch, Cohort, Signing};
use titian_rulebook::policy::Policy;
use titian_rulebook::procedure::Switch;
use titian_rulebook::tier::{Purpose, Tier};

use crate::components::Errors;
use crate::form::Typed;
use crate::office::notice::lapsed;
use crate::office::read::{Reading, typed};

/// Batches in one notice; more is a mistake.
const MOST: usize = 12;

/// What is posted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// The title.
    pub title: String,
    /// The text; each line is a paragraph.
    pub text: String,
    /// How many batches the form has.
    pub batches: String,
    /// How many events the draft had when it was read; empty for a fresh one.
    pub seen: String,
    /// What the pressed button asks: see [`Form::asked`].
    pub act: String,
    /// All of the batches: `b1.name`, `b1.evidence.audit_report` …
    #[serde(flatten)]
    pub rows: Typed,
}

/// What a pressed button asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Save it.
    Save,
    /// One more batch; nothing is saved.
    More,
    /// Without this batch, from 1; nothing is saved.
    Drop(usize),
    /// The rules of a batch as its day and tier call for; nothing is saved.
    Fit(usize),
}

/// A draft, parsed. The ids of batches are given by the house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The title.
    pub title: String,
    /// The text.
    pub text: String,
    /// The batches.
    pub batches: Vec<Batch>,
}

/// Names of the controls of a batch, but for the boxes of evidence.
const NAMES: [&str; 20] = [
    "name",
    "tier",
    "purpose",
    "half",
    "from",
    "until",
    "city_due",
    "county_due",
    "paper_due",
    "cohort",
    "cohort_first",
    "cohort_last",
    "standard",
    "gates",
    "procedure",
    "publicity",
    "correction",
    "signing",
    "because",
    "local_table",
];

/// Switches that a notice may turn on for a batch: those that are off, but for the county's, which is set city by city.
pub(super) fn settable(switches: &[Switch]) -> impl Iterator<Item = &Switch> {
    const OF_A_NOTICE: [&str; 3] = ["rereview_prerequisite", "deadline_rolls_over", "silence_is_consent"];
    switches.iter().filter(|one| !one.on && OF_A_NOTICE.contains(&one.id.as_str()))
}

/// `2026-H2`.
pub(super) fn half_of(day: Date) -> String {
    format!("{}-H{}", day.year(), if day.month() <= 6 { 1 } else { 2 })
}

impl Form {
    /// A fresh draft with one batch, as the rules of the day call for.
    pub fn blank(policy: &Policy, today: Date) -> Form {
        Form::default().more(policy, today)
    }

    /// A draft as it stands.
    pub fn of(title: &str, text: &str, batches: &[Batch]) -> Form {
        let mut form =
            Form { title: title.into(), text: text.into(), batches: batches.len().to_string(), ..Form::default() };
        for (batch, at) in batches.iter().zip(1..) {
            let signing = if batch.signing == Signing::Click { "click" } else { "sealed_scan" };
            let values = [
                batch.name.clone(),
                batch.tier.id().into(),
                batch.purpose.id().into(),
                batch.half.clone(),
                batch.from.to_string(),
                batch.until.to_string(),
                batch.city_due.to_string(),
                batch.county_due.map_or_else(String::new, |day| day.to_string()),
                batch.paper_due.map_or_else(String::new, |day| day.to_string()),
                batch.cohort.as_ref().map_or_else(String::new, |cohort| cohort.words.clone()),
                batch.cohort.as_ref().map_or_else(String::new, |cohort| cohort.first.to_string()),
                batch.cohort.as_ref().map_or_else(String::new, |cohort| cohort.last.to_string()),
                batch.standard.clone(),
                batch.gates.clone(),
                batch.procedure.clone(),
                batch.publicity.to_string().replace(' ', ""),
                batch.correction.to_string().replace(' ', ""),
                signing.into(),
                batch.lapsed_because.clone(),
                batch.local_table.as_ref().map_or_else(String::new, ToString::to_string),
            ];
            form.rows.extend(NAMES.iter().zip(values).map(|(name, value)| (format!("b{at}.{name}"), value)));
            let boxes = batch.evidence.iter().map(|kind| (format!("b{at}.evidence.{kind}"), "on".to_owned()));
            form.rows.extend(boxes);
            let cities = batch.county.iter().map(|city| (format!("b{at}.county.{city}"), "on".to_owned()));
            form.rows.extend(cities);
            form.rows.extend(batch.switched.iter().map(|id| (format!("b{at}.switch.{id}"), "on".to_owned())));
        }
        form
    }

    /// How many batches it has.
    pub fn count(&self) -> usize {
        self.batches.parse().unwrap_or(0).clamp(0, MOST)
    }

    /// What the pressed button asks.
    pub fn asked(&self) -> Asked {
        let place = |word: &str| self.act.strip_prefix(word)?.parse().ok();
        match self.act.as_str() {
            "more" => Asked::More,
            _ => place("drop.").map(Asked::Drop).or(place("fit.").map(Asked::Fit)).unwrap_or(Asked::Save),
        }
    }

    /// With one more batch, as the rules of the day call for.
    #[must_use]
    pub fn more(mut self, policy: &Policy, today: Date) -> Form {
        let at = (self.count() + 1).min(MOST);
        self.batches = at.to_string();
        let defaults = [
            ("tier", Tier::Innovative.id().to_owned()),
            ("purpose", Purpose::Apply.id().to_owned()),
            ("half", half_of(today)),
            ("from", today.to_string()),
            ("signing", "sealed_scan".to_owned()),
            ("correction", "5个工作日".to_owned()),
        ];
        for (name, value) in defaults {
            self.rows.entry(format!("b{at}.{name}")).or_insert(value);
        }
        self.fit(policy, at)
    }

    /// With the rules of a batch as its first day, tier and purpose call for; as it is where they do not say.
    #[must_use]
    pub fn fit(mut self, policy: &Policy, at: usize) -> Form {
        let of = |name: &str| typed(&self.rows, &format!("b{at}.{name}")).to_owned();
        let (Some(tier), Some(purpose), Ok(from)) =
            (Tier::from_id(&of("tier")), Purpose::from_id(&of("purpose")), of("from").parse())
        else {
            return self;
        };
        let Ok(rule) = policy.applicability.on(tier, purpose, from, None) else { return self };
        let procedure = policy.applicability.procedure(&rule.procedure).map(|answer| answer.answered_by.clone());
        let procedure = procedure.unwrap_or_default();
        let lasts = policy.procedures.get(&procedure).map(|one| one.publicity.value.lasts.to_string().replace(' ', ""));
        let mut put = |name: &str, value: String| drop(self.rows.insert(format!("b{at}.{name}"), value));
        put("standard", rule.standard);
        put("gates", rule.gates);
        put("procedure", procedure);
        put("half", half_of(from));
        if let Some(lasts) = lasts {
            put("publicity", lasts);
        }
        self
    }

    /// Without a batch, from 1; the others move up.
    #[must_use]
    pub fn without(mut self, gone: usize) -> Form {
        let count = self.count();
        let rows = std::mem::take(&mut self.rows);
        for (name, value) in rows {
            let place = name.strip_prefix('b').and_then(|rest| rest.split_once('.'));
            let Some((at, rest)) = place.and_then(|(at, rest)| Some((at.parse::<usize>().ok()?, rest))) else {
                continue;
            };
            match at {
                at if at < gone => drop(self.rows.insert(name, value)),
                at if at > gone => drop(self.rows.insert(format!("b{}.{rest}", at - 1), value)),
                _ => {}
            }
        }
        self.batches = count.saturating_sub(1).to_string();
        self
    }

    /// The draft, or what has to be put right.
    pub fn parse(&self, policy: &Policy) -> Result<Draft, Errors> {
        let mut reading = Reading::default();
        let title = reading.need("title", &self.title, "请填写标题");
        let text = reading.need("text", &self.text, "请填写正文");
        let count = self.count();
        if count == 0 {
            reading.errors.lead = "没有批次。请至少加一个批次。".into();
        }
        let batches: Vec<Option<Batch>> = (1..=count).map(|at| self.batch(at, policy, &mut reading)).collect();
        let batches: Option<Vec<Batch>> = batches.into_iter().collect();
        for (field, message) in &mut reading.errors.list {
            let at = field.strip_prefix('b').and_then(|rest| rest.split_once('.')).filter(|_| count > 1);
            if let Some((at, _)) = at {
                *message = format!("第\u{a0}{at}\u{a0}个批次：{message}");
            }
        }
        reading.done(batches.map(|batches| Draft { title, text: text.replace("\r\n", "\n"), batches }))
    }

    /// Whose titles a re-review is for; nothing for first applications, whatever stands in the controls.
    fn cohort(&self, at: usize, purpose: Option<Purpose>, reading: &mut Reading) -> Option<Cohort> {
        if purpose != Some(Purpose::Rereview) {
            return None;
        }
        let field = |name: &str| format!("b{at}.{name}");
        let of = |name: &str| typed(&self.rows, &field(name));
        let first = reading.day(&field("cohort_first"), of("cohort_first"), "有效期最早的届满日");
        let last = reading.day(&field("cohort_last"), of("cohort_last"), "有效期最晚的届满日");
        let (first, last) = (first?, last?);
        if last < first {
            reading.errors.push(field("cohort_last"), format!("最晚的届满日 {last} 早于最早的 {first}"));
        }
        Some(Cohort { words: of("cohort").trim().to_owned(), first, last })
    }

    fn batch(&self, at: usize, policy: &Policy, reading: &mut Reading) -> Option<Batch> {
        let field = |name: &str| format!("b{at}.{name}");
        let of = |name: &str| typed(&self.rows, &field(name));
        let name = reading.need(&field("name"), of("name"), "请填写批次名称，例如 2026年第二批创新型中小企业");
        let tier = reading.one_of(&field("tier"), Tier::from_id(of("tier")), "请选层次");
        let purpose = reading.one_of(&field("purpose"), Purpose::from_id(of("purpose")), "请选事项");
        let half = Some(of("half")).filter(|half| {
            half.split_once("-H")
                .is_some_and(|(year, n)| year.len() == 4 && year.parse::<u16>().is_ok() && matches!(n, "1" | "2"))
        });
        let half = reading.one_of(&field("half"), half, "请写成 2026-H1 或 2026-H2");
        let from = reading.day(&field("from"), of("from"), "申报起始日");
        let until = reading.day(&field("until"), of("until"), "申报截止日");
        let city_due = reading.day(&field("city_due"), of("city_due"), "市级上报截止日");
        let mut maybe_day = |name: &str, what: &str| match of(name).trim() {
            "" => None,
            text => reading.day(&field(name), text, what),
        };
        let (county_due, paper_due) =
            (maybe_day("county_due", "县级推荐截止日"), maybe_day("paper_due", "纸质材料截止日"));
        let cohort = self.cohort(at, purpose, reading);
        if let (Some(from), Some(until)) = (from, until)
            && until < from
        {
            reading.errors.push(field("until"), format!("申报截止日 {until} 早于起始日 {from}"));
        }
        if let (Some(until), Some(city_due)) = (until, city_due)
            && city_due < until
        {
            reading.errors.push(field("city_due"), format!("市级上报截止日 {city_due} 早于申报截止日 {until}"));
        }
        let (standard, gates, procedure) = (of("standard"), of("gates"), of("procedure"));
        let known = policy.standards.get(standard).is_some_and(|one| tier.is_none_or(|tier| one.tier == tier));
        reading.one_of(&field("standard"), known.then_some(()), "请选这个层次的标准");
        reading.one_of(&field("gates"), policy.gates.get(gates), "请选基本条件");
        reading.one_of(&field("procedure"), policy.procedures.get(procedure), "请选程序依据");
        let because = of("because").to_owned();
        if from.is_some_and(|from| policy.procedures.contains_key(procedure) && lapsed(policy, procedure, from))
            && because.is_empty()
        {
            reading.errors.push(field("because"), "所选的程序在起始日已过有效期，请写明仍按其开展的理由");
        }
        let publicity = reading.length(&field("publicity"), of("publicity"), "公示期");
        let correction = reading.length(&field("correction"), of("correction"), "补正期限");
        let signing = match of("signing") {
            "click" => Some(Signing::Click),
            "sealed_scan" => Some(Signing::SealedScan),
            _ => None,
        };
        let signing = reading.one_of(&field("signing"), signing, "请选签字方式");
        let kinds = policy.catalogue.evidence.iter().map(|(kind, _)| kind);
        let evidence = kinds.filter(|kind| of(&format!("evidence.{kind}")) == "on").cloned().collect();
        let cities = policy.regions.cities().map(|city| city.code);
        let county = cities.filter(|city| of(&format!("county.{city}")) == "on").collect();
        let switches = policy.procedures.get(procedure).map_or(&[][..], |one| one.switches.as_slice());
        let switched = settable(switches).filter(|one| of(&format!("switch.{}", one.id)) == "on");
        let switched = switched.map(|one| one.id.clone()).collect();
        Some(Batch {
            id: BatchId::of(&NoticeId(String::new()), at),
            name,
            tier: tier?,
            purpose: purpose?,
            half: half?.to_owned(),
            from: from?,
            until: until?,
            city_due: city_due?,
            county_due,
            paper_due,
            cohort,
            standard: standard.to_owned(),
            gates: gates.to_owned(),
            procedure: procedure.to_owned(),
            local_table: Some(of("local_table")).filter(|id| !id.is_empty()).map(|id| LocalTableId(id.to_owned())),
            publicity: publicity?,
            correction: correction?,
            signing: signing?,
            evidence,
            county,
            switched,
            lapsed_because: because,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::office::sample::batch;
    use crate::sample::{policy, today};

    fn fields(form: &Form) -> Vec<String> {
        form.parse(policy().unwrap()).unwrap_err().list.into_iter().map(|(field, _)| field).collect()
    }

    fn with(changed: &[(&str, &str)]) -> Form {
        let mut form = Form::of("标题", "正文", &[batch()]);
        form.rows.extend(changed.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
        form
    }

    #[test]
    fn a_batch_survives_being_shown_and_posted() {
        let draft = with(&[]).parse(policy().unwrap()).unwrap();
        assert_eq!(draft.batches, [Batch { id: draft.batches[0].id.clone(), ..batch() }]);
        let pinned = Batch { local_table: Some(LocalTableId("t1".into())), ..batch() };
        let draft = Form::of("标题", "正文", std::slice::from_ref(&pinned)).parse(policy().unwrap()).unwrap();
        assert_eq!(draft.batches, [Batch { id: draft.batches[0].id.clone(), ..pinned }]);
    }

    #[test]
    fn days_in_disorder_are_told_at_their_place() {
        assert_eq!(fields(&with(&[("b1.until", "2026-11-01")])), ["b1.until"]);
        assert_eq!(fields(&with(&[("b1.city_due", "2026-11-26")])), ["b1.city_due"]);
        assert_eq!(fields(&with(&[("b1.from", ""), ("b1.half", "2026")])), ["b1.half", "b1.from"]);
        assert_eq!(
            fields(&with(&[("b1.publicity", "五天"), ("b1.standard", "none")])),
            ["b1.standard", "b1.publicity"]
        );
        assert_eq!(fields(&with(&[("b1.tier", "specialised")])), ["b1.standard"]);
    }

    #[test]
    fn a_lapsed_procedure_asks_for_a_reason() {
        assert_eq!(fields(&with(&[("b1.procedure", "guangxi-2023")])), ["b1.because"]);
        let form = with(&[("b1.procedure", "guangxi-2023"), ("b1.because", "自治区通知明确沿用")]);
        assert_eq!(form.parse(policy().unwrap()).unwrap().batches[0].lapsed_because, "自治区通知明确沿用");
    }

    #[test]
    fn a_fresh_batch_follows_the_rules_of_its_day() {
        let form = Form::blank(policy().unwrap(), today());
        let of = |name: &str| form.rows.get(name).map(String::as_str);
        assert_eq!(of("b1.standard"), Some("miit-2022/innovative"));
        assert_eq!((of("b1.gates"), of("b1.procedure")), (Some("gates/miit-2026"), Some("national-2026")));
        assert_eq!((of("b1.half"), of("b1.publicity")), (Some("2026-H2"), Some("5个工作日")));
    }

    #[test]
    fn batches_come_and_go_without_being_saved() {
        let form = with(&[]).more(policy().unwrap(), today());
        assert_eq!(form.count(), 2);
        let form = Form { act: "drop.1".into(), ..form };
        assert_eq!(form.asked(), Asked::Drop(1));
        let form = form.without(1);
        assert_eq!((form.count(), form.rows.get("b1.name")), (1, None));
        assert_eq!(form.rows.get("b1.tier").map(String::as_str), Some("innovative"));
        assert_eq!(Form { act: "fit.2".into(), ..Form::default() }.asked(), Asked::Fit(2));
        assert_eq!(Form::default().asked(), Asked::Save);
    }
}
