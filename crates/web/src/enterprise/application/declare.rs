//! 声明 The two statements about exactly one content (A9.1): by click, or on paper, signed, sealed and scanned.

use std::collections::BTreeMap;

use askama::Template;
use titian_domain::application::{PLEDGE, TRUTH};
use titian_domain::notice::{Batch, Signing};

use super::{Stages, stages};
use crate::components::{Due, Errors};
use crate::enterprise::desk::Desk;
use crate::enterprise::dossier::proof::limit;
use crate::enterprise::moment::content_code;
use crate::enterprise::sample::{self, Ground};
use crate::layout::Page;
use crate::show;

/// The declaration before submission.
#[derive(Debug, Clone, Template)]
#[template(path = "enterprise/application/declare.html")]
pub struct DeclarePage {
    /// The page.
    pub page: Page,
    /// Where this is on the way.
    pub stages: Stages,
    /// The enterprise.
    pub firm: String,
    /// The batch.
    pub batch: String,
    /// Until when.
    pub due: Option<Due>,
    /// 真实性声明.
    pub truth: String,
    /// 合规经营承诺.
    pub pledge: String,
    /// The digest that is declared; the form sends it back as `declared`.
    pub digest: String,
    /// Its short form.
    pub code: String,
    /// Whether paper is asked for: printed, signed, sealed, scanned.
    pub on_paper: bool,
    /// A scan already uploaded for this content: its id and name.
    pub scan: Option<(String, String)>,
    /// Whether the standard is reached; if not it is said once more.
    pub reached: bool,
    /// What was typed.
    pub form: DeclareForm,
    /// What is wrong.
    pub errors: Errors,
    /// Where the form goes.
    pub action: String,
    /// Where the content is printed.
    pub print: String,
    /// Back to the check.
    pub back: String,
}

/// The posted declaration, but for the scan, which is a file named `scan`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeclareForm {
    /// Digest of the content that was shown.
    pub declared: String,
    /// Name of who declares.
    pub name: String,
    /// The statement of authenticity was ticked.
    pub truth: bool,
    /// The pledge was ticked.
    pub pledge: bool,
    /// Id of a scan uploaded before; empty if there is none.
    pub scanned: String,
}

impl DeclareForm {
    /// Reads the pairs of a form.
    pub fn read<'p>(pairs: impl IntoIterator<Item = (&'p str, &'p str)>) -> DeclareForm {
        let said: BTreeMap<&str, &str> = pairs.into_iter().collect();
        let text = |name| said.get(name).map_or_else(String::new, |text| text.trim().to_owned());
        let ticked = |name| said.get(name) == Some(&"on");
        DeclareForm {
            declared: text("declared"),
            name: text("name"),
            truth: ticked("truth"),
            pledge: ticked("pledge"),
            scanned: text("scanned"),
        }
    }

    /// What is missing. `file` says whether a scan came with the form.
    pub fn errors(&self, on_paper: bool, file: bool) -> Errors {
        let mut errors = Errors::none();
        if !self.truth {
            errors.push("truth", "请阅读并勾选真实性声明");
        }
        if !self.pledge {
            errors.push("pledge", "请阅读并勾选合规经营承诺");
        }
        if self.name.is_empty() {
            errors.push("name", "请填写声明人的姓名");
        }
        if on_paper && !file && self.scanned.is_empty() {
            errors.push("scan", "请上传签字盖章后的扫描件");
        }
        errors
    }
}

impl DeclarePage {
    /// The declaration about what lies on a desk, for the application `id`.
    pub fn of(page: Page, desk: &Desk<'_>, batch: &Batch, id: &str, digest: &str, due: Option<Due>) -> DeclarePage {
        let at = format!("/enterprise/applications/{id}");
        DeclarePage {
            page: Page { title: "声明并提交".into(), ..page }
                .under("申报与复核", "/enterprise/applications")
                .under(&batch.name, &at),
            stages: stages(2),
            firm: desk.name.to_owned(),
            batch: batch.name.clone(),
            due,
            truth: show::sentence(TRUTH),
            pledge: show::sentence(PLEDGE),
            digest: digest.to_owned(),
            code: content_code(digest),
            on_paper: batch.signing == Signing::SealedScan,
            scan: None,
            reached: desk.report.outcome.id == "passes",
            form: DeclareForm::default(),
            errors: Errors::none(),
            action: format!("{at}/declaration"),
            print: format!("{at}/print"),
            back: format!("{at}/check"),
        }
    }

    /// After a refusal: what was typed stays, with what is wrong.
    #[must_use]
    pub fn refused(self, form: DeclareForm, errors: Errors) -> DeclarePage {
        DeclarePage { form, errors, ..self }
    }

    fn wrong(&self, field: &str) -> &str {
        self.errors.of(field).unwrap_or_default()
    }

    /// On paper.
    pub fn sample(ground: &Ground) -> DeclarePage {
        DeclarePage::at(ground, Signing::SealedScan)
    }

    /// By click.
    pub fn sample_click(ground: &Ground) -> DeclarePage {
        DeclarePage::at(ground, Signing::Click)
    }

    /// Refused: nothing ticked, no scan.
    pub fn sample_refused(ground: &Ground) -> DeclarePage {
        let form = DeclareForm::read([("truth", "on"), ("name", " ")]);
        let errors = form.errors(true, false);
        DeclarePage::sample(ground).refused(form, errors)
    }

    fn at(ground: &Ground, signing: Signing) -> DeclarePage {
        let batch = Batch { signing, ..ground.batch.clone() };
        let digest = titian_domain::application::Content::of(&ground.enterprise).digest();
        let due = Some(Due::until(batch.until, crate::sample::today()));
        let page = sample::page("/enterprise/applications", "");
        DeclarePage::of(page, &ground.desk(), &batch, "0042-2", &digest, due)
    }
}

#[cfg(test)]
mod tests {
    use super::DeclareForm;

    #[test]
    fn a_declaration_says_what_is_missing_all_at_once() {
        let form = DeclareForm::read([("declared", "ab"), ("name", " "), ("truth", "on")]);
        let fields: Vec<String> = form.errors(true, false).list.into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["pledge", "name", "scan"]);
        let form = DeclareForm::read([("name", "张"), ("truth", "on"), ("pledge", "on"), ("scanned", "ab12")]);
        assert!(form.errors(true, false).is_empty());
        assert!(DeclareForm { scanned: String::new(), ..form }.errors(false, false).is_empty());
    }
}
