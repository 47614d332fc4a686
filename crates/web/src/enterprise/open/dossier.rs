//! 企业档案 The dossier section by section: shown, judged while one types, saved with what was attached.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use titian_app::command::{Attached, Command, Done, Failure as Undone};
use titian_domain::answers::{Place, Source};
use titian_domain::enterprise::{self, Enterprise, Evidence};
use titian_domain::id::EvidenceId;
use titian_rulebook::judge::Edition;
use titian_store::StoreError;

use super::goal::goal;
use super::member::Member;
use crate::door::{Lenient, Posted as Sent, Stop, onward};
use crate::enterprise::application::refused;
use crate::enterprise::desk::Desk;
use crate::enterprise::dossier::{Act, Live, Overview, Posted, Section, SectionPage, address, file_place, writing};
use crate::form::Typed;
use crate::{View, file, show};

/// Changes that are named after saving; the others are counted.
const NAMED: usize = 3;

/// `GET /enterprise/dossier`
pub async fn overview(member: Member) -> Result<Response, Stop> {
    let own = member.own()?;
    let goal = goal(&member).await?;
    let desk = member.desk(&goal.edition, own);
    Ok(View(Overview::of(member.page("/enterprise/dossier", "企业档案"), &desk, goal.aim)).into_response())
}

/// `GET /enterprise/dossier/{section}`
pub async fn section(member: Member, Path(id): Path<String>) -> Result<Response, Stop> {
    Ok(View(page(&member, &id, None).await?).into_response())
}

/// The page of a section; after a refused save with what was posted.
async fn page(member: &Member, id: &str, posted: Option<&Posted>) -> Result<SectionPage, Stop> {
    let own = member.own()?;
    let goal = goal(member).await?;
    let desk = member.desk(&goal.edition, own);
    let (page, version) = (member.page("/enterprise/dossier", ""), own.version.to_string());
    SectionPage::of(page, &desk, id, goal.aim, &version, posted).ok_or_else(Stop::missing)
}

/// `POST /enterprise/dossier/{section}`: what was typed is saved all or not at all, each file by itself.
pub async fn save(member: Member, Path(id): Path<String>, sent: Lenient) -> Result<Response, Stop> {
    let Lenient { form, refused: unfit } = sent;
    let own = member.own()?;
    let edition = goal(&member).await?.edition;
    let desk = member.desk(&edition, own);
    let mut posted = Posted::read(&desk, form.fields.iter().map(|(name, typed)| (name.as_str(), typed.as_str())));
    let seen = posted.version.parse().unwrap_or(own.version);
    let mut commands = Vec::new();
    if posted.errors.is_empty() && !posted.edits.is_empty() {
        commands.push(enterprise::Command::File { edits: posted.edits.clone(), source: Source::Enterprise });
    }
    commands.extend(form.files.iter().filter_map(|file| evidence_of(&member, &desk, file)));
    commands.extend(of_act(&posted.act));
    let what = said(&desk, &posted, form.files.len());
    let onto = next(&desk, &id, &posted.act, &form.files);
    for (control, why) in unfit.list {
        posted.errors.push(&control, format!("{}：{why}", paper(&desk, &control)));
        posted.advice.insert(control, why);
    }
    if !commands.is_empty() {
        let fill = Command::Fill { enterprise: own.enterprise.id.clone(), seen, commands };
        match member.app().perform(&member.actor(), fill, Some(&form.once)).await {
            Ok(_) => {}
            Err(Undone::Refused(refusal)) => {
                posted.errors.lead = refused(&refusal).lead;
                return again(member, &id, posted, StatusCode::UNPROCESSABLE_ENTITY).await;
            }
            Err(Undone::Store(StoreError::Conflict { .. })) => {
                let member = member.again().await?;
                conflict(&member, &edition, &mut posted)?;
                return again(member, &id, posted, StatusCode::CONFLICT).await;
            }
            Err(failure) => return Err(failure.into()),
        }
    } else if posted.errors.is_empty() && posted.act != Act::Stay {
        // A button that only leads on has nothing to tell.
        return Ok(Redirect::to(&onto).into_response());
    }
    if !posted.errors.is_empty() {
        let member = member.again().await?;
        return again(member, &id, posted, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    Ok(onward(&onto, &Done { said: what, ..Done::default() }))
}

/// The page of a section as it was typed, with what is wrong.
async fn again(member: Member, id: &str, posted: Posted, status: StatusCode) -> Result<Response, Stop> {
    Ok((status, View(page(&member, id, Some(&posted)).await?)).into_response())
}

/// What stands otherwise now than it was typed, each said beside its control.
fn conflict(member: &Member, edition: &Edition, posted: &mut Posted) -> Result<(), Stop> {
    let desk = member.desk(edition, member.own()?);
    posted.errors.lead =
        "这一部分刚刚在别处改过，这次没有保存。您填的都还在：与现在保存的不同的列在下面，核对后再保存，就以您填的为准。"
            .into();
    for edit in &posted.edits {
        let Some((_, fact)) = desk.catalogue.fact(&edit.place.fact) else { continue };
        let now = desk.answers.get(&edit.place).map_or("空".to_owned(), |one| writing::on_page(&fact.kind, &one.text));
        let name = crate::enterprise::dossier::field::name(&edit.place.fact, edit.place.year);
        if !writing::same(&fact.kind, &now, edit.text.as_deref().unwrap_or_default()) {
            posted.errors.push(&name, format!("{}：现在保存的是 {now}", label(&desk, &edit.place)));
            posted.advice.insert(name, format!("现在保存的是 {now}"));
        }
    }
    Ok(())
}

/// A file as evidence of what its control says; a control that asks for no evidence adds none.
fn evidence_of(member: &Member, desk: &Desk<'_>, file: &Attached) -> Option<enterprise::Command> {
    let (kind, year) = file_place(desk, &file.control)?;
    Some(enterprise::Command::AddEvidence(Evidence {
        id: EvidenceId(file.blob.id.clone()),
        kind,
        year,
        name: file.name.clone(),
        media: file.media.clone(),
        size: file.blob.size,
        on: member.today(),
    }))
}

/// What a control for files asks for: 2025年年度审计报告.
fn paper(desk: &Desk<'_>, control: &str) -> String {
    let Some((kind, year)) = file_place(desk, control) else { return "材料".into() };
    let year = year.map_or_else(String::new, |year| format!("{year}年"));
    format!("{year}{}", show::sentence(desk.catalogue.evidence_label(&kind)))
}

/// What a button changes besides saving.
fn of_act(act: &Act) -> Option<enterprise::Command> {
    let record = |record: &String, rows| enterprise::Command::FileRecord {
        record: record.clone(),
        rows,
        source: Source::Enterprise,
    };
    match act {
        Act::Remove { kind, file } => {
            Some(enterprise::Command::RemoveEvidence { id: EvidenceId(file.clone()), kind: kind.clone() })
        }
        Act::Deny { record: id } => Some(record(id, Some(vec![]))),
        Act::Forget { record: id } => Some(record(id, None)),
        Act::Stay | Act::Next | Act::Upload | Act::Row { .. } => None,
    }
}

/// Where one goes on after a button.
fn next(desk: &Desk<'_>, id: &str, act: &Act, files: &[Attached]) -> String {
    let here = address(id);
    match act {
        Act::Stay => here,
        Act::Next => {
            let at = desk.catalogue.sections.iter().position(|section| section.id == id);
            let next = at.and_then(|at| desk.catalogue.sections.get(at + 1));
            next.map_or(here, |section| address(&section.id))
        }
        Act::Upload => match files.first().and_then(|file| file_place(desk, &file.control)) {
            Some((kind, _)) => format!("{here}#p-{kind}"),
            None => here,
        },
        Act::Remove { kind, .. } => format!("{here}#p-{kind}"),
        Act::Row { record, at } => {
            format!("{here}/{record}/{}", at.map_or_else(|| "new".to_owned(), |at| at.to_string()))
        }
        Act::Deny { record } | Act::Forget { record } => format!("{here}#r-{record}"),
    }
}

/// 2025年营业收入总额.
fn label(desk: &Desk<'_>, place: &Place) -> String {
    let label = desk.catalogue.fact(&place.fact).map_or(place.fact.as_str(), |(_, fact)| fact.label.as_str());
    format!("{}{}", place.year.map_or_else(String::new, |year| format!("{year}年")), show::sentence(label))
}

/// What was saved, in a sentence.
fn said(desk: &Desk<'_>, posted: &Posted, files: usize) -> String {
    let mut said = Vec::new();
    if !posted.edits.is_empty() {
        let named: Vec<String> = posted.edits.iter().take(NAMED).map(|edit| label(desk, &edit.place)).collect();
        let rest = if posted.edits.len() > NAMED { "等" } else { "" };
        said.push(format!("改了\u{a0}{}\u{a0}处：{}{rest}", posted.edits.len(), named.join("、")));
    }
    if files > 0 {
        said.push(format!("传了\u{a0}{files}\u{a0}份材料"));
    }
    match &posted.act {
        Act::Remove { .. } => said.push("删了 1 份材料".into()),
        Act::Deny { .. } => said.push("记为没有".into()),
        Act::Forget { .. } => said.push("撤回了“没有”".into()),
        _ => {}
    }
    if said.is_empty() { "内容没有变化。".into() } else { format!("已保存。{}。", said.join("；")) }
}

/// `POST /enterprise/dossier/{section}/live`: what the dossier would come to with what is being typed. Saves nothing.
pub async fn live(member: Member, Path(id): Path<String>, sent: Sent<Typed>) -> Result<Response, Stop> {
    let own = member.own()?;
    let edition = goal(&member).await?.edition;
    let at = member.policy().catalogue.sections.iter().position(|section| section.id == id);
    let at = at.ok_or_else(Stop::missing)?;
    let desk = member.desk(&edition, own);
    let posted = Posted::read(&desk, sent.form.iter().map(|(name, typed)| (name.as_str(), typed.as_str())));
    let typing = Enterprise { answers: posted.applied(desk.answers, member.today()), ..own.enterprise.clone() };
    let desk = Desk::new(member.policy(), &edition, &typing, member.today());
    Ok(View(Live::of(&desk, Section::of(&desk, at))).into_response())
}

/// `GET /enterprise/evidence/{id}`
pub async fn evidence(member: Member, Path(id): Path<String>) -> Result<Response, Stop> {
    let found = member.app().own_file(&member.actor(), &id).await.map_err(Stop::hiding)?;
    let found = found.ok_or_else(Stop::missing)?;
    Ok(file::show(&member.visit.house, &id, &found.media, &found.name).await)
}
