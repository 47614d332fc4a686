//! 记录 A record that repeats (知识产权, 科技奖励 …) as a table: what each row says, and the ways to add, mend or deny one.

use std::collections::BTreeMap;

use askama::Template;
use askama::filters::HtmlSafe;
use titian_rulebook::catalogue::{Kind, Record};

use super::writing;
use crate::enterprise::desk::Desk;
use crate::show;

/// A record as a table.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "enterprise/dossier/record.html")]
pub struct RecordTable {
    /// Id of the record: `ip_right`.
    pub id: String,
    /// Its label: 知识产权.
    pub label: String,
    /// Heads of the columns after the first: what every row must say.
    pub heads: Vec<String>,
    /// The rows.
    pub rows: Vec<RecordRow>,
    /// It was said that there are none.
    pub denied: bool,
    /// From whom and since when; empty if nothing was said.
    pub filed: String,
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordRow {
    /// What the row is called: its name, or 第 1 项.
    pub title: String,
    /// The columns; 未填 where one is empty.
    pub cells: Vec<String>,
    /// What else is said, as 标签：值.
    pub rest: String,
    /// What the button that opens it says: `row/ip_right/0`.
    pub act: String,
}

impl RecordTable {
    /// The table of a record.
    pub fn of(desk: &Desk<'_>, record: &Record) -> RecordTable {
        let stored = desk.answers.records.get(&record.id);
        let rows = stored.map_or(&[][..], |stored| stored.rows.as_slice());
        let heads = record.fields.iter().filter(|field| heads(record, &field.id));
        RecordTable {
            id: record.id.clone(),
            label: record.label.clone(),
            heads: heads.map(|field| show::sentence(&field.label)).collect(),
            rows: rows.iter().enumerate().map(|(at, row)| RecordRow::of(record, at, row)).collect(),
            denied: stored.is_some() && rows.is_empty(),
            filed: stored.map_or_else(String::new, |rows| format!("{}，{}", rows.source.label(), show::day(rows.on))),
        }
    }
}

/// The field that names a row: its first free text.
fn name_of(record: &Record) -> Option<&str> {
    record.fields.first().filter(|field| field.kind == Kind::Text).map(|field| field.id.as_str())
}

/// Whether a field is a column: what every row must say, but for its name.
fn heads(record: &Record, field: &str) -> bool {
    name_of(record) != Some(field) && record.fields.iter().any(|one| one.id == field && one.required)
}

impl RecordRow {
    fn of(record: &Record, at: usize, row: &BTreeMap<String, String>) -> RecordRow {
        let said = |field: &str| row.get(field).map(|text| text.trim()).filter(|text| !text.is_empty());
        let mut rest = Vec::new();
        let mut cells = Vec::new();
        for field in &record.fields {
            let value = said(&field.id).map(|text| writing::on_page(&field.kind, text));
            if heads(record, &field.id) {
                cells.push(value.unwrap_or_else(|| "未填".into()));
            } else if let (Some(value), false) = (value, name_of(record) == Some(&field.id)) {
                rest.push(format!("{}：{value}", show::sentence(&field.label)));
            }
        }
        let named = name_of(record).and_then(said).map(str::to_owned);
        RecordRow {
            title: named.unwrap_or_else(|| format!("第\u{a0}{}\u{a0}项", at + 1)),
            cells,
            rest: rest.join("；"),
            act: format!("row/{}/{at}", record.id),
        }
    }
}

impl HtmlSafe for RecordTable {}
