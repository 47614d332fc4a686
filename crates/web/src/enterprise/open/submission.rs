//! 核对、声明、提交 The last look at everything, and the declaration about exactly this content (A9.1).

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use titian_app::command::{Attached, Command, Failure as Undone};
use titian_app::query::OwnCase;
use titian_domain::application::{Application, Content, Stage};
use titian_domain::id::EvidenceId;
use titian_domain::notice::{Batch, Signing};
use titian_rulebook::judge::Edition;

use super::case::{ROOM, at, own_case};
use super::goal::edition;
use super::member::Member;
use crate::View;
use crate::components::Errors;
use crate::door::{Lenient, Stop, onward};
use crate::enterprise::application::hurdles::Hurdle;
use crate::enterprise::application::{CheckPage, DeclareForm, DeclarePage, case, hurdles, refused};

/// A case whose content is not fixed yet, or again not.
struct Open {
    case: Application,
    batch: Batch,
    edition: Edition,
}

impl Open {
    /// The case; who comes too late for a submission is led to its page, which says how far it is.
    async fn of(member: &Member, id: &str) -> Result<Open, Stop> {
        let OwnCase { application: case, batch, .. } = own_case(member, id).await?;
        if !matches!(case.stage, Stage::Draft | Stage::Returned { .. }) {
            return Err(Redirect::to(&at(&case.id)).into());
        }
        let edition = edition(member, &case.standard, &case.gates, case.purpose)?;
        Ok(Open { case, batch, edition })
    }

    /// Whether nothing was submitted yet.
    fn first(&self) -> bool {
        self.case.stage == Stage::Draft
    }

    /// What bars it that only the register knows: no title to build on. What was submitted keeps the title it came with.
    async fn untitled(&self, member: &Member) -> Result<Option<Hurdle>, Stop> {
        if !self.first() {
            return Ok(None);
        }
        let held = member.app().builds_on(&member.actor(), member.own()?.enterprise, &self.batch).await?;
        Ok(held.err().map(|refusal| hurdles::untitled(&refusal)))
    }

    /// The declaration about the dossier as it is now.
    fn declaration(&self, member: &Member) -> Result<DeclarePage, Stop> {
        let own = member.own()?;
        let desk = member.desk(&self.edition, own);
        let due = case::due(&self.case, &self.batch, member.today());
        let digest = Content::of(own.enterprise).digest();
        Ok(DeclarePage::of(member.page(ROOM, ""), &desk, &self.batch, self.case.id.as_str(), &digest, due))
    }
}

/// `GET /enterprise/applications/{id}/check`
pub async fn check(member: Member, Path(id): Path<String>) -> Result<Response, Stop> {
    let own = member.own()?;
    let open = Open::of(&member, &id).await?;
    let desk = member.desk(&open.edition, own);
    let due = case::due(&open.case, &open.batch, member.today());
    let digest = Content::of(own.enterprise).digest();
    let first = (open.first(), member.approved());
    let page = member.page(ROOM, "");
    let mut view = CheckPage::of(page, &desk, &open.batch, &id, &digest, first, due);
    view.bars.0.extend(open.untitled(&member).await?);
    Ok(View(view).into_response())
}

/// `GET /enterprise/applications/{id}/declaration`
pub async fn declaration(member: Member, Path(id): Path<String>) -> Result<Response, Stop> {
    let own = member.own()?;
    let open = Open::of(&member, &id).await?;
    let desk = member.desk(&open.edition, own);
    let bars = hurdles::bars(&desk, &open.batch, open.first(), member.approved());
    if !bars.is_empty() || open.untitled(&member).await?.is_some() {
        return Ok(Redirect::to(&format!("{}/check", at(&open.case.id))).into_response());
    }
    Ok(View(open.declaration(&member)?).into_response())
}

/// `POST /enterprise/applications/{id}/declaration`
pub async fn submit(member: Member, Path(id): Path<String>, sent: Lenient) -> Result<Response, Stop> {
    let Lenient { form: sent, refused: unfit } = sent;
    let OwnCase { application: case, .. } = own_case(&member, &id).await?;
    let mut form = DeclareForm::read(sent.fields.iter().map(|(name, typed)| (name.as_str(), typed.as_str())));
    let file = sent.files.iter().find(|file| file.control == "scan");
    let scan = scan(&member, &mut form, file).await?;
    let command = Command::Submit {
        application: case.id.clone(),
        declared: form.declared.clone(),
        name: form.name.clone(),
        scan: scan.as_ref().map(|(id, _)| EvidenceId(id.clone())),
    };
    // A form that came before has its answer already; one that is new must be whole.
    let open = match Open::of(&member, &id).await {
        Ok(open) => open,
        Err(stop) => {
            let done = member.app().perform(&member.actor(), command, Some(&sent.once)).await;
            return done.map_or(Err(stop), |done| Ok(onward(&format!("{}/receipt", at(&case.id)), &done)));
        }
    };
    let on_paper = open.batch.signing == Signing::SealedScan;
    let mut errors = form.errors(on_paper, scan.is_some() || unfit.of("scan").is_some());
    for (control, why) in unfit.list {
        errors.push(control, why);
    }
    if on_paper && file.is_some_and(|file| file.media != "application/pdf") {
        errors.push("scan", "扫描件要是一个 PDF，请把各页合在一起");
    }
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if errors.is_empty() {
        match member.app().perform(&member.actor(), command, Some(&sent.once)).await {
            Ok(done) => return Ok(onward(&format!("{}/receipt", at(&case.id)), &done)),
            Err(Undone::Refused(refusal)) => errors = refused(&refusal),
            Err(Undone::NotAllowed(not)) => {
                status = StatusCode::FORBIDDEN;
                errors = Errors { lead: format!("{not}。账号核验通过以后才能提交。"), list: vec![] };
            }
            Err(failure) => return Err(failure.into()),
        }
    }
    let view = open.declaration(&member)?;
    if form.declared != view.digest {
        // What was ticked was about another content.
        (form.truth, form.pledge) = (false, false);
    }
    let scan = scan.filter(|_| errors.of("scan").is_none());
    Ok((status, View(DeclarePage { scan, ..view.refused(form, errors) })).into_response())
}

/// The scan that came with the form, or the one that came before and was kept: its id and its name.
async fn scan(
    member: &Member,
    form: &mut DeclareForm,
    file: Option<&Attached>,
) -> Result<Option<(String, String)>, Stop> {
    let actor = member.actor();
    if let Some(file) = file {
        member.app().perform(&actor, Command::Keep(file.clone()), None).await?;
        return Ok(Some((file.blob.id.clone(), file.name.clone())));
    }
    if form.scanned.is_empty() {
        return Ok(None);
    }
    let kept = member.app().kept_by(&actor, &form.scanned).await?;
    match kept {
        Some(kept) => Ok(Some((form.scanned.clone(), kept.name))),
        None => {
            form.scanned.clear();
            Ok(None)
        }
    }
}
