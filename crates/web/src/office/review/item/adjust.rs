//! 可以调整的数 Figures behind an item that evidence may show to be others: one control for each fact and year.

use titian_domain::answers::{Edit, Place};
use titian_domain::application::by_hand;
use titian_rulebook::catalogue::Fact;

use super::super::figures::by_records;
use super::super::{Docket, Matter};
use crate::components::Errors;
use crate::form::{Field, Typed};
use crate::office::read::typed;
use crate::show;

/// A figure that can be adjusted.
#[derive(Debug, Clone, Copy)]
pub struct Adjustment<'a> {
    fact: &'a Fact,
    year: Option<i16>,
    declared: Option<i64>,
    /// Entered by reviewers, whatever an enterprise has estimated (A8).
    by_hand: bool,
}

/// Every figure behind an item that can be adjusted. What follows from records cannot: the records decide it.
pub fn adjustments<'a>(docket: &Docket<'a>, matter: Matter<'_>) -> Vec<Adjustment<'a>> {
    let catalogue = &docket.policy.catalogue;
    let hands: Vec<String> = by_hand(&docket.edition, catalogue).into_iter().map(|hand| hand.fact).collect();
    let one = |slot| Adjustment {
        fact: catalogue.fact_of(slot),
        year: docket.year(slot),
        declared: docket.judged.declared_facts.known(slot),
        by_hand: hands.contains(&catalogue.fact_of(slot).id),
    };
    let mut all: Vec<Adjustment<'a>> = matter.slots().into_iter().map(one).collect();
    all.retain(|one| one.fact.kind.dimension().is_some() && !by_records(docket, one.fact));
    all
}

impl Adjustment<'_> {
    /// Name of its control: `figure.revenue.2025`.
    pub fn name(&self) -> String {
        match self.year {
            Some(year) => format!("figure.{}.{year}", self.fact.id),
            None => format!("figure.{}", self.fact.id),
        }
    }

    /// As it is called: 2025年研发费用总额.
    pub fn label(&self) -> String {
        let label = show::sentence(&self.fact.label);
        self.year.map_or_else(|| label.clone(), |year| format!("{year}年{label}"))
    }

    /// As declared, the way one would type it; empty if nothing was.
    fn declared(&self) -> String {
        let Some(n) = self.declared else { return String::new() };
        match self.fact.kind.options().get(usize::try_from(n).unwrap_or(usize::MAX)) {
            Some((id, _)) => (*id).to_owned(),
            None => bare(&self.fact.kind.show(n), self.fact.kind.unit()),
        }
    }

    /// Its control, with what is typed or else what was declared.
    pub fn field(&self, figures: &Typed, errors: &Errors) -> Field {
        let name = self.name();
        let value = figures.get(&name).map_or_else(|| self.declared(), Clone::clone);
        let options = self.fact.kind.options();
        let field = if options.is_empty() {
            Field::figure(&name, self.label(), self.fact.kind.unit())
        } else {
            let blank = (String::new(), "未填".to_owned());
            let options = options.into_iter().map(|(id, label)| (id.to_owned(), show::sentence(label)));
            Field::select(&name, self.label(), &[blank].into_iter().chain(options).collect::<Vec<_>>())
        };
        field.value(value).check(errors)
    }

    /// The edit that was typed, if it differs from what was declared.
    pub fn read(&self, figures: &Typed, errors: &mut Errors) -> Option<Edit> {
        let name = self.name();
        let text = typed(figures, &name);
        if text.is_empty() {
            if self.declared.is_some() && figures.contains_key(&name) {
                errors.push(name, format!("{}：请填核实后的数；没有材料能证明的，请选“不予采信”", self.label()));
            }
            return None;
        }
        match self.fact.kind.parse(text) {
            Err(advice) => {
                // Quotation marks bring their own space.
                let advice = show::sentence(&advice).replace(" “", "“").replace("” ", "”");
                errors.push(name, format!("{}：{advice}", self.label()));
                None
            }
            Ok(n) if Some(n) == self.declared && !self.by_hand => None,
            Ok(n) => Some(Edit {
                place: Place { fact: self.fact.id.clone(), year: self.year },
                text: Some(self.fact.kind.show(n)),
            }),
        }
    }
}

/// A figure without the unit that stands beside its control.
fn bare(text: &str, unit: &str) -> String {
    text.strip_suffix(unit).unwrap_or(text).trim().to_owned()
}

/// How an edit is named in a form: [`Adjustment::name`] of its place.
pub(super) fn name_of(place: &Place) -> String {
    match place.year {
        Some(year) => format!("figure.{}.{year}", place.fact),
        None => format!("figure.{}", place.fact),
    }
}

/// An edit in words: 2025年研发费用总额 186.4 万元 → 118.2 万元.
pub(super) fn in_words(docket: &Docket<'_>, edit: &Edit) -> String {
    let catalogue = &docket.policy.catalogue;
    let label = catalogue.fact(&edit.place.fact).map_or(edit.place.fact.as_str(), |(_, fact)| fact.label.as_str());
    let year = edit.place.year.map_or(String::new(), |year| format!("{year}年"));
    let was = docket.filing.content.answers.get(&edit.place).map_or("未填", |answer| answer.text.as_str());
    let now = edit.text.as_deref().unwrap_or("未填");
    show::sentence(&format!("{year}{label} {was} → {now}"))
}
