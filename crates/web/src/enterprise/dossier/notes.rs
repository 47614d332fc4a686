//! 提示 What follows from the answers to one question: ratios, what was computed, figures to look at again. It decides
//! nothing; it stands beside the figures and follows the typing.

use askama::Template;
use askama::filters::HtmlSafe;
use titian_rulebook::catalogue::{Fact, FactIx, Kind};
use titian_rulebook::facts::Cell;
use titian_rulebook::quantity::{Dimension, Ratio, show_ratio};

use super::field::sources_of;
use super::writing;
use crate::enterprise::desk::Desk;
use crate::show;

/// What follows from the answers to a question.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(
    ext = "html",
    source = r#"<div class="notes" id="n-{{ fact }}">{% if !computed.is_empty() %}<p class="computed"><output aria-labelledby="l-{{ fact }}">{{ computed }}</output> <span class="note">{{ how }}</span></p>{% endif %}{% for line in lines %}<p class="note">{{ line }}</p>{% endfor %}{% for caution in cautions %}<p class="caution">{{ caution }}</p>{% endfor %}</div>"#
)]
pub struct Notes {
    /// Id of the fact.
    pub fact: String,
    /// What the fact comes to, where it follows from others; empty where it is asked.
    pub computed: String,
    /// From what.
    pub how: String,
    /// Whether that is certain.
    pub settled: bool,
    /// Ratios: 占营业收入 4.51%.
    pub lines: Vec<String>,
    /// What to look at again.
    pub cautions: Vec<String>,
}

impl Notes {
    /// The notes of a fact.
    pub fn of(desk: &Desk<'_>, ix: FactIx, fact: &Fact) -> Notes {
        let settled = matches!(desk.cell(ix, first_year(desk, fact)), Cell::Known(_));
        let (computed, how) = match desk.computes(ix) {
            true => (
                computed(desk, ix, fact),
                format!("由{}算出", show::sentence(&sources_of(desk, fact).unwrap_or_default())),
            ),
            false => (String::new(), String::new()),
        };
        let mut cautions: Vec<String> = Vec::new();
        cautions.extend(desk.cautions.iter().filter(|(at, _)| *at == ix).map(|(_, said)| said.clone()));
        cautions.extend(out_of_range(desk, ix, fact));
        Notes { fact: fact.id.clone(), computed, how, settled, lines: measures(desk, ix, fact), cautions }
    }
}

fn first_year(desk: &Desk<'_>, fact: &Fact) -> Option<i16> {
    (fact.years > 0).then(|| desk.last_year())
}

fn computed(desk: &Desk<'_>, ix: FactIx, fact: &Fact) -> String {
    let one = |year| match desk.cell(ix, year) {
        Cell::Known(stored) => writing::read(&fact.kind, stored),
        Cell::Missing => "还算不出".into(),
        Cell::NotComputable(why) => format!("算不出：{}", why.label()),
    };
    match desk.years(fact).as_slice() {
        [] => one(None),
        years => years.iter().map(|year| format!("{year}年 {}", one(Some(*year)))).collect::<Vec<_>>().join("，"),
    }
}

/// 比上年 +8.91%; nothing where there is no positive base.
pub fn growth(desk: &Desk<'_>, ix: FactIx, fact: &Fact, year: i16) -> String {
    if !matches!(fact.kind, Kind::Money { .. } | Kind::Count { .. }) {
        return String::new();
    }
    let (Some(now), Some(before)) = (desk.cell(ix, Some(year)).known(), desk.cell(ix, Some(year - 1)).known()) else {
        return String::new();
    };
    if before <= 0 {
        return String::new();
    }
    let Some(rate) = Ratio::new(i128::from(now) - i128::from(before), i128::from(before)) else { return String::new() };
    let sign = if rate.num() > 0 { "+" } else { "" };
    format!("比上年 {sign}{}", show_ratio(rate, Dimension::Share).trim_start_matches('≈').replace('-', "−"))
}

/// Named ratios of which this fact is the numerator, for each year that has both figures.
fn measures(desk: &Desk<'_>, ix: FactIx, fact: &Fact) -> Vec<String> {
    let of = |under: FactIx, year: i16| {
        let (over, under) = (desk.cell(ix, Some(year)).known()?, desk.cell(under, Some(year)).known()?);
        let ratio = Ratio::new(i128::from(over), i128::from(under)).filter(|_| under > 0)?;
        Some(format!("{year}年\u{a0}{}", show_ratio(ratio, Dimension::Share)))
    };
    let named = desk.catalogue.measures.iter().filter(|measure| measure.over == ix);
    let lines = named.filter_map(|measure| {
        let years: Vec<String> = desk.years(fact).into_iter().filter_map(|year| of(measure.under, year)).collect();
        (!years.is_empty()).then(|| format!("{}：{}", measure.label, years.join("，")))
    });
    lines.collect()
}

fn out_of_range(desk: &Desk<'_>, ix: FactIx, fact: &Fact) -> Vec<String> {
    let Some((least, most)) = fact.range else { return vec![] };
    let years = desk.years(fact);
    let years: Vec<Option<i16>> = if years.is_empty() { vec![None] } else { years.into_iter().map(Some).collect() };
    let said = years.into_iter().filter_map(|year| {
        let stored = desk.cell(ix, year).known().filter(|stored| !(least..=most).contains(stored))?;
        let of = year.map_or_else(String::new, |year| format!("{year}年"));
        let figure = writing::read(&fact.kind, stored);
        Some(format!(
            "{of}填的是 {figure}，通常在 {} 到 {} 之间，请核对单位。",
            fact.kind.show(least),
            fact.kind.show(most)
        ))
    });
    said.map(|said| show::sentence(&said)).collect()
}

impl HtmlSafe for Notes {}
