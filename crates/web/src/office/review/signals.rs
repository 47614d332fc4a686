//! 风险提示 What is worth a second look in the case, and what was found by who looked (A9.2). It asks and decides nothing.

use askama::Template;
use serde::Deserialize;
use titian_domain::signal::{Look, Signal, Weight};

use super::{Bench, Docket, Matter};
use crate::components::{Empty, Errors, Refused, Tag};
use crate::form::{Field, Typed};
use crate::layout::Page;
use crate::office::read::{Reading, typed};
use crate::office::sample::Gathered;
use crate::show;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/review/signals.html")]
pub struct SignalsPage {
    /// The page.
    pub page: Page,
    /// Head, rail and tally.
    pub bench: Bench,
    /// The signals, what weighs more first.
    pub lines: Vec<SignalLine>,
    /// How many nobody has looked into: 还有 2 条没有登记核对情况; empty if none.
    pub left: String,
    /// Whether the reader may say that they looked.
    pub may_look: bool,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
}

/// One signal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignalLine {
    /// Its place on the page, from 1.
    pub at: usize,
    /// Its key.
    pub key: String,
    /// What it rests on.
    pub digest: String,
    /// What kind: 年度间变化大.
    pub kind: &'static str,
    /// How much it asks for.
    pub weight: Tag,
    /// In a sentence, with the numbers.
    pub sentence: String,
    /// Why one looks.
    pub why: String,
    /// Questions that rest on it: label and where they are dealt with.
    pub matters: Vec<(String, String)>,
    /// What was found, by whom, each office once.
    pub looked: Vec<Looked>,
    /// Typed: what was found.
    pub note: String,
    /// Whether its form is in sight.
    pub open: bool,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    /// 已核对, or that the figures have changed since.
    pub tag: Tag,
    /// By whom and when.
    pub by: String,
    /// In their words; empty where they are not for this reader.
    pub note: String,
}

/// What is posted: of one signal, named by its place: `signal.N`, `digest.N`, `note.N`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// The fields.
    #[serde(flatten)]
    pub fields: Typed,
}

/// A look as it was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read {
    /// The signal's key.
    pub signal: String,
    /// What it rested on when the page was made.
    pub digest: String,
    /// What was found.
    pub note: String,
}

impl Form {
    /// The place of the signal it is about.
    fn at(&self) -> &str {
        self.fields.keys().find_map(|name| name.strip_prefix("signal.")).unwrap_or_default()
    }

    /// The key of the signal it is about.
    fn key(&self) -> &str {
        typed(&self.fields, &format!("signal.{}", self.at()))
    }

    /// What was typed.
    pub fn note(&self) -> &str {
        typed(&self.fields, &format!("note.{}", self.at()))
    }

    /// The look, or what has to be put right.
    pub fn parse(&self) -> Result<Read, Errors> {
        let mut reading = Reading::default();
        let field = format!("note.{}", self.at());
        let note = reading.need(&field, self.note(), "请写明看了什么、结果怎样");
        let digest = typed(&self.fields, &format!("digest.{}", self.at())).to_owned();
        let read = Read { signal: self.key().to_owned(), digest, note };
        if reading.errors.is_empty() { Ok(read) } else { Err(reading.errors) }
    }
}

impl Looked {
    fn of(docket: &Docket<'_>, look: &Look, holds: bool) -> Looked {
        let by = format!("{}，{}，{}", look.desk.label(), docket.name(&look.by), show::day(look.on));
        let tag = if holds { Tag::ok("已核对") } else { Tag::ask("核对之后有变化") };
        Looked { tag, by, note: look.note.clone() }
    }
}

/// How much a signal asks for. Calm words: none of them is a finding.
pub(super) fn weight(signal: &Signal) -> Tag {
    match signal.weight {
        Weight::LookClosely => Tag::ask(signal.weight.label()),
        Weight::Notice => Tag::plain(signal.weight.label()),
    }
}

impl SignalsPage {
    /// The page, with what was typed.
    pub fn of(docket: &Docket<'_>, form: &Form, errors: Errors) -> SignalsPage {
        let matter = |one: Matter<'_>| (one.label(), docket.href(&format!("items/{}", one.id())));
        let line = |(at, signal): (usize, &Signal)| {
            let looked = docket.looked.map(|all| all.at(signal)).unwrap_or_default();
            let mine = !form.key().is_empty() && form.key() == signal.key;
            SignalLine {
                at,
                key: signal.key.clone(),
                digest: signal.digest.clone(),
                kind: signal.kind.label(),
                weight: weight(signal),
                sentence: signal.sentence.clone(),
                why: show::sentence(&signal.why),
                matters: docket.matters_of(signal).into_iter().map(matter).collect(),
                looked: looked.into_iter().map(|(look, holds)| Looked::of(docket, look, holds)).collect(),
                note: if mine { form.note().to_owned() } else { String::new() },
                open: mine,
            }
        };
        SignalsPage {
            page: docket.page.clone(),
            bench: Bench::of(docket, "signals"),
            lines: (1..).zip(docket.signals).map(line).collect(),
            left: match docket.unlooked().count() {
                0 => String::new(),
                n => format!("还有\u{a0}{n}\u{a0}条没有登记核对情况。"),
            },
            may_look: docket.may_look,
            errors: placed(docket, form, errors),
            refused: None,
        }
    }

    /// Said when there are none.
    fn nothing(&self) -> Empty {
        Empty::new("没有提示", "按现在的填报内容，没有需要特别留意的地方。没有提示不等于已经核实。")
    }

    /// Values to look at: one was looked into.
    pub fn sample() -> Option<SignalsPage> {
        let gathered = Gathered::reviewing()?;
        Some(SignalsPage::of(&gathered.docket()?, &Form::default(), Errors::none()))
    }

    /// As who may not record reads it.
    pub fn sample_read() -> Option<SignalsPage> {
        let gathered = Gathered::concluded()?;
        Some(SignalsPage::of(&gathered.docket()?, &Form::default(), Errors::none()))
    }

    /// Nothing to look at.
    pub fn sample_empty() -> Option<SignalsPage> {
        let gathered = Gathered::reviewing()?;
        let docket = Docket { signals: &[], looked: None, ..gathered.docket()? };
        Some(SignalsPage::of(&docket, &Form::default(), Errors::none()))
    }

    /// Refused: nothing was written.
    pub fn sample_refused() -> Option<SignalsPage> {
        let gathered = Gathered::reviewing()?;
        let docket = gathered.docket()?;
        let key = docket.signals.first()?.key.clone();
        let form = Form { fields: [("signal.1".to_owned(), key), ("note.1".into(), String::new())].into() };
        let errors = form.parse().err()?;
        Some(SignalsPage::of(&docket, &form, errors))
    }
}

/// Errors at the control where the signal stands now: others may have come before it meanwhile.
fn placed(docket: &Docket<'_>, form: &Form, errors: Errors) -> Errors {
    let now = docket.signals.iter().position(|signal| signal.key == form.key()).map(|at| at + 1);
    let (old, Some(now)) = (format!("note.{}", form.at()), now) else { return errors };
    let list = errors.list.into_iter().map(|(field, said)| {
        let field = if field == old { format!("note.{now}") } else { field };
        (field, said)
    });
    Errors { list: list.collect(), ..errors }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signal_is_shown_with_what_was_found() {
        let page = SignalsPage::sample().unwrap();
        let kinds: Vec<&str> = page.lines.iter().map(|line| line.kind).collect();
        assert_eq!(kinds, ["与上次申报不一致", "与其他企业相同"]);
        assert!(page.lines[0].looked.is_empty() && page.lines[1].looked.len() == 1);
        assert!(page.lines[1].sentence.contains("另有外市 1 家企业"), "{}", page.lines[1].sentence);
        let html = page.render().unwrap();
        assert!(html.contains("不是结论") && html.contains("共有协议"));
    }

    #[test]
    fn who_may_not_record_is_offered_no_form() {
        let html = SignalsPage::sample_read().unwrap().render().unwrap();
        assert!(html.contains("风险提示") && !html.contains("name=\"note.1\""));
    }

    #[test]
    fn a_note_is_wanted_and_stays_at_its_signal() {
        let page = SignalsPage::sample_refused().unwrap();
        assert!(page.errors.of("note.1").is_some() && page.lines[0].open && !page.lines[1].open);
        let typed = [("signal.9", page.lines[1].key.as_str()), ("digest.9", "d"), ("note.9", " 看过 ")];
        let form = Form { fields: typed.map(|(name, text)| (name.to_owned(), text.to_owned())).into() };
        assert_eq!(form.parse().map(|read| (read.digest, read.note)), Ok(("d".into(), "看过".into())));
        let gathered = Gathered::reviewing().unwrap();
        let errors = Errors::none().and("note.9", "x");
        let page = SignalsPage::of(&gathered.docket().unwrap(), &form, errors);
        assert_eq!(page.errors.of("note.2"), Some("x"), "where the signal stands now");
        assert!(page.lines[1].open);
    }
}
