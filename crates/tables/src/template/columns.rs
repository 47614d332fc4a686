//! The columns of the template: every fact that a flat row can carry, in the order of the form.

use jiff::civil::Date;
use titian_rulebook::catalogue::{Catalogue, Fact, Kind, Slot, year_label};

/// A column.
#[derive(Debug)]
pub(super) struct Column<'c> {
    /// As row 1 writes it: 2025年营业收入总额(万元).
    pub heading: String,
    /// As row 2 writes it: `revenue_y1`.
    pub id: String,
    pub fact: &'c Fact,
    slot: Option<Slot>,
}

/// The columns for a day, by sections.
pub(super) fn of(catalogue: &Catalogue, on: Date) -> Vec<Column<'_>> {
    let mut columns = Vec::new();
    for section in 0..catalogue.sections.len() {
        for fact in catalogue.facts.iter().filter(|fact| fact.section == section) {
            if fact.kind.dimension().is_none() {
                columns.push(Column { heading: fact.label.clone(), id: fact.id.clone(), fact, slot: None });
            }
            let Some((ix, _)) = catalogue.fact(&fact.id) else { continue };
            let slots = (0u16..).map(Slot).take(catalogue.slots().len());
            columns.extend(slots.filter(|slot| catalogue.info(*slot).fact == ix).map(|slot| {
                let info = catalogue.info(slot);
                let year = info.year.map_or(String::new(), |back| format!("{}年", on.year() - i16::from(back)));
                let unit = unit(&fact.kind);
                let unit = if unit.is_empty() { String::new() } else { format!("({unit})") };
                let heading = format!("{year}{}{unit}", fact.label);
                Column { heading, id: info.column.clone(), fact, slot: Some(slot) }
            }));
        }
    }
    columns
}

fn unit(kind: &Kind) -> &str {
    match kind {
        Kind::YesNo => "是/否",
        _ => kind.unit(),
    }
}

impl Column<'_> {
    /// Wide enough for a heading of three lines.
    pub(super) fn width(&self) -> f64 {
        let wide: usize = self.heading.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        match self.id.as_str() {
            "name" => 30.0,
            "credit_code" => 22.0,
            _ => (wide.div_ceil(3) as f64 + 2.0).clamp(12.0, 30.0),
        }
    }

    /// What is asked, in which unit.
    pub(super) fn unit(&self) -> &str {
        match &self.fact.kind {
            Kind::Date => "日期",
            Kind::Text => "文字",
            Kind::Choice { .. } => "下拉选择",
            kind => unit(kind),
        }
    }

    /// Everything there is to say about how to fill it in.
    pub(super) fn help(&self) -> String {
        let mut parts = vec![];
        if let Some(year) = self.year() {
            parts.push(year);
        }
        parts.extend(Some(self.fact.help.clone()).filter(|help| !help.is_empty()));
        match &self.fact.kind {
            Kind::Date => parts.push("写成 2026-04-01。".into()),
            Kind::YesNo => parts.push("从下拉列表选是或否。".into()),
            kind @ Kind::Choice { .. } => {
                let labels: Vec<&str> = kind.options().into_iter().map(|(_, label)| label).collect();
                parts.push(format!("从下拉列表选一项:{}。", labels.join("、")));
            }
            Kind::Share => parts.push("5.3% 填 5.3 或 5.3%,不要填 0.053。".into()),
            _ => {}
        }
        if let Some((low, high)) = self.fact.range {
            let kind = &self.fact.kind;
            parts.push(format!("一般在 {} 到 {} 之间,超出的请核对。", kind.show(low), kind.show(high)));
        }
        if let Some(floor) = self.fact.never_below {
            parts.push(format!("不能小于 {}。", self.fact.kind.show(floor)));
        }
        if self.fact.derived.is_some() {
            parts.push("能由其他填报项推算的可以不填。".into());
        }
        if self.fact.judged_by_officer {
            parts.push("由工作人员看佐证材料认定。".into());
        }
        parts.concat()
    }

    fn year(&self) -> Option<String> {
        let year = self.slot.filter(|_| self.fact.years > 0).and(self.id.rsplit_once("_y"))?.1.parse().ok();
        Some(format!("{}的数。", year_label(year)))
    }

    /// The kinds of evidence that prove it.
    pub(super) fn evidence(&self, catalogue: &Catalogue) -> String {
        let labels: Vec<&str> = self.fact.evidence.iter().map(|id| catalogue.evidence_label(id)).collect();
        labels.join(";")
    }

    /// The note on its heading.
    pub(super) fn note(&self, catalogue: &Catalogue) -> String {
        let section = catalogue.sections.get(self.fact.section).map_or("", |section| section.label.as_str());
        let mut lines = vec![format!("【{section}】单位:{}", self.unit())];
        let line = |label: &str, text: String| format!("{label}{text}");
        for (label, text) in
            [("", self.help()), ("来源:", self.fact.source.clone()), ("佐证:", self.evidence(catalogue))]
        {
            if !text.is_empty() {
                lines.push(line(label, text));
            }
        }
        lines.join("\n")
    }
}
