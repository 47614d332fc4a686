//! 提交前 What stands between a dossier and its submission: what bars it, and what only deserves a second look.

use askama::Template;
use askama::filters::HtmlSafe;
use jiff::civil::Date;
use titian_domain::enterprise::Evidence;
use titian_domain::notice::Batch;
use titian_domain::refusal::Refusal;
use titian_rulebook::catalogue::Catalogue;

use super::start::lacks;
use crate::components::Tag;
use crate::enterprise::desk::Desk;
use crate::enterprise::dossier::proof;
use crate::enterprise::dossier::{Section, address};
use crate::layout::Link;
use crate::show;

/// Things to see to, each with the place where that is done.
#[derive(Debug, Clone, Default, PartialEq, Eq, Template)]
#[template(
    ext = "html",
    source = r#"<ul class="hurdles">{% for one in self.0 %}<li>{{ one.tag }}<span>{{ one.text }}</span>{% if let Some(link) = one.link %}<a href="{{ link.href }}">{{ link.label }}</a>{% endif %}</li>{% endfor %}</ul>"#
)]
pub struct Hurdles(pub Vec<Hurdle>);

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hurdle {
    /// What it is: 缺材料, 请核对.
    pub tag: Tag,
    /// In a sentence.
    pub text: String,
    /// Where it is seen to.
    pub link: Option<Link>,
}

impl Hurdle {
    fn new(tag: Tag, text: impl ToString, link: Option<Link>) -> Hurdle {
        Hurdle { tag, text: text.to_string(), link }
    }
}

/// Kinds of evidence that the batch asks for at submission and that are not there, by label: what the decision on a
/// submission is told.
pub fn missing_evidence(batch: &Batch, catalogue: &Catalogue, evidence: &[Evidence]) -> Vec<String> {
    let there = |kind: &String| evidence.iter().any(|one| one.kind == *kind);
    let missing = batch.evidence.iter().filter(|kind| !there(kind));
    missing.map(|kind| catalogue.evidence_label(kind).to_owned()).collect()
}

/// What bars a submission. `first` says that nothing was submitted yet, so that the window governs; `approved` that the
/// person's account is vouched for.
pub fn bars(desk: &Desk<'_>, batch: &Batch, first: bool, approved: bool) -> Hurdles {
    let mut bars = Vec::new();
    if first && desk.today > batch.until {
        bars.push(Hurdle::new(
            Tag::warn("已截止"),
            format!("本批次 {} 24:00 截止，不能再提交。请留意下一批次的通知。", show::day(batch.until)),
            None,
        ));
    }
    if first && desk.today < batch.from {
        bars.push(Hurdle::new(
            Tag::ask("未开始"),
            format!("本批次自 {} 起申报。现在可以先填好，到期再提交。", show::day(batch.from)),
            None,
        ));
    }
    if !approved {
        bars.push(Hurdle::new(
            Tag::ask("账号待核验"),
            format!("您的账号还没有通过{}主管部门核验。填的内容都已保存，核验通过后即可提交。", desk.city),
            Some(Link::new("看账号", "/enterprise/team")),
        ));
    }
    for label in missing_evidence(batch, desk.catalogue, desk.evidence) {
        bars.push(Hurdle::new(Tag::warn("缺材料"), show::sentence(&label), place(desk, &label)));
    }
    Hurdles(bars)
}

/// What bars the first submission of whoever holds no title to build on (A10.1, A11).
pub fn untitled(refusal: &Refusal) -> Hurdle {
    Hurdle::new(Tag::warn("缺称号"), lacks(refusal), None)
}

/// What deserves a second look and bars nothing: questions left empty, years without proof, figures that contradict
/// each other.
pub fn doubts(desk: &Desk<'_>, batch: &Batch) -> Hurdles {
    let mut doubts = Vec::new();
    for section in Section::all(desk) {
        let lacking = section.progress().lacking;
        if lacking > 0 {
            let text = format!("“{}”有 {lacking} 项没有填", section.label);
            doubts.push(Hurdle::new(Tag::plain("没有填"), text, Some(Link::new("去填", address(&section.id)))));
        }
        for field in section.fields.iter().filter(|field| !field.notes.cautions.is_empty()) {
            let link = Link::new("去看", format!("{}#n-{}", address(&section.id), field.fact));
            let said =
                field.notes.cautions.iter().map(|said| Hurdle::new(Tag::warn("请核对"), said, Some(link.clone())));
            doubts.extend(said);
        }
    }
    let barred = missing_evidence(batch, desk.catalogue, desk.evidence);
    for (kind, said) in proof::missing(desk) {
        let label = desk.catalogue.evidence_label(&kind);
        if !barred.iter().any(|one| one == label) {
            doubts.push(Hurdle::new(Tag::plain("佐证不全"), said, place(desk, label)));
        }
    }
    Hurdles(doubts)
}

/// Where a kind of evidence is uploaded.
fn place(desk: &Desk<'_>, label: &str) -> Option<Link> {
    let (kind, _) = desk.catalogue.evidence.iter().find(|(_, known)| known == label)?;
    let section = desk.catalogue.facts.iter().find(|fact| fact.evidence.contains(kind))?.section;
    let section = desk.catalogue.sections.get(section)?;
    Some(Link::new("去上传", format!("{}#p-{kind}", address(&section.id))))
}

/// Evidence a batch asks for, with whether it is there.
pub fn asked(batch: &Batch, catalogue: &Catalogue, evidence: &[Evidence], today: Date) -> Vec<(Tag, String)> {
    let asked = batch.evidence.iter().map(|kind| {
        let there = evidence.iter().any(|one| one.kind == *kind && one.on <= today);
        let tag = if there { Tag::ok("已有") } else { Tag::plain("还没有") };
        (tag, show::sentence(catalogue.evidence_label(kind)))
    });
    asked.collect()
}

impl Hurdles {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

impl HtmlSafe for Hurdles {}
