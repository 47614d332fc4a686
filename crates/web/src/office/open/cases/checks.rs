//! 核查与抽查 What was looked up about the enterprise (A3), and the visit (A9.2).

use axum::extract::Path;
use axum::response::IntoResponse;
use titian_app::command::{Attached, Command};
use titian_domain::id::EvidenceId;

use super::bench::{Answer, Bench, Came, in_hand, none, wanting};
use crate::View;
use crate::door::{Lenient, Posted, Uploaded, Visit};
use crate::office::review::Docket;
use crate::office::review::gates::{self, Gates, NameForm, Names};
use crate::office::review::inspection::{self, InspectionPage};

/// Whether checks can be recorded now.
fn open(docket: &Docket<'_>) -> bool {
    docket.reader.checks && !docket.case.stage.is_final()
}

/// `GET /office/applications/{id}/gates`
pub async fn gates(visit: Visit, Path(id): Path<String>) -> Answer {
    let bench = Bench::of(visit, &id).await?;
    let compared = bench.officer.app().compared(&bench.case.application.enterprise).await?;
    let docket = Docket { compared: &compared, ..bench.docket()? };
    Ok(View(Gates::of(&docket, &gates::Form::default(), none())).into_response())
}

/// `POST /office/applications/{id}/gates`
pub async fn check(Path(id): Path<String>, uploaded: Lenient) -> Answer {
    let Lenient { form: Uploaded { visit, fields, files, once }, refused } = uploaded;
    let bench = Bench::of(visit, &id).await?;
    let form = gates::Form { rows: fields };
    let mut checks = {
        let docket = bench.docket()?;
        let pictured: Vec<&str> = files.iter().filter_map(|file| file.control.strip_prefix("picture.")).collect();
        match form.parse(&docket, &pictured) {
            Ok(checks) if refused.is_empty() => checks,
            read => {
                let errors = Lenient::problems(read.err().unwrap_or_default(), refused, &files);
                return wanting(Gates::of(&docket, &form, errors));
            }
        }
    };
    for check in &mut checks {
        let control = format!("picture.{}", check.gate);
        check.evidence = files.iter().find(|file| file.control == control).map(kept);
    }
    let attached = files.clone();
    let mut commands: Vec<Command> = files.into_iter().map(Command::Keep).collect();
    commands.push(Command::Check(bench.case.application.enterprise.clone(), checks));
    let to = bench.href("gates");
    match bench.perform(commands, &once, &to, open, &[]).await? {
        Came::On(answer) => Ok(answer),
        Came::Back(now, status, refused) => {
            let errors = Lenient::problems(none(), none(), &attached);
            let view = Gates { refused, ..Gates::of(&now.docket()?, &form, errors) };
            Ok((status, View(view)).into_response())
        }
    }
}

/// `POST /office/applications/{id}/names`
pub async fn name(Path(id): Path<String>, posted: Posted<NameForm>) -> Answer {
    let Posted { visit, form, once } = posted;
    let bench = Bench::of(visit, &id).await?;
    let again = |docket: &Docket<'_>, errors| Gates {
        names: Names::of(docket, form.clone(), errors),
        ..Gates::of(docket, &gates::Form::default(), none())
    };
    let (name, until, source) = match form.parse(bench.officer.app().clock.today()) {
        Ok(read) => read,
        Err(errors) => return wanting(again(&bench.docket()?, errors)),
    };
    let enterprise = bench.case.application.enterprise.clone();
    let command = Command::RecordFormerName { enterprise, name, until, source };
    let to = bench.href("gates");
    match bench.perform(vec![command], &once, &to, |_| true, &[]).await? {
        Came::On(answer) => Ok(answer),
        Came::Back(now, status, refused) => {
            Ok((status, View(Gates { refused, ..again(&now.docket()?, none()) })).into_response())
        }
    }
}

fn kept(file: &Attached) -> EvidenceId {
    EvidenceId(file.blob.id.clone())
}

/// `GET /office/applications/{id}/inspection`
pub async fn inspection(visit: Visit, Path(id): Path<String>) -> Answer {
    let bench = Bench::of(visit, &id).await?;
    Ok(View(InspectionPage::of(&bench.docket()?, inspection::Form::default(), none())).into_response())
}

/// `POST /office/applications/{id}/inspection`
pub async fn visit(Path(id): Path<String>, uploaded: Lenient) -> Answer {
    let Lenient { form: Uploaded { visit, mut fields, files, once }, mut refused } = uploaded;
    let bench = Bench::of(visit, &id).await?;
    let mut take = |name: &str| fields.remove(name).unwrap_or_default();
    let (on, inspectors, note) = (take("on"), take("inspectors"), take("note"));
    let form = inspection::Form { on, inspectors, note, rows: fields };
    if files.iter().any(|file| !file.media.starts_with("image/")) {
        refused.push("photos", "照片只收 JPG 或 PNG，请把 PDF 导出为图片后再传");
    }
    let mut visited = {
        let docket = bench.docket()?;
        match form.parse(&docket) {
            Ok(visited) if refused.is_empty() => visited,
            read => {
                let errors = Lenient::problems(read.err().unwrap_or_default(), refused, &files);
                return wanting(InspectionPage::of(&docket, form, errors));
            }
        }
    };
    visited.photos = files.iter().map(kept).collect();
    let attached = files.clone();
    let mut commands: Vec<Command> = files.into_iter().map(Command::Keep).collect();
    commands.push(Command::Visit(bench.case.application.id.clone(), visited));
    let to = bench.href("inspection");
    let typed = [("谁去的", form.inspectors.as_str()), ("其他要说明的", &form.note)];
    match bench.perform(commands, &once, &to, in_hand, &typed).await? {
        Came::On(answer) => Ok(answer),
        Came::Back(now, status, refused) => {
            let errors = Lenient::problems(none(), none(), &attached);
            let view = InspectionPage { refused, ..InspectionPage::of(&now.docket()?, form.clone(), errors) };
            Ok((status, View(view)).into_response())
        }
    }
}
