//! The sheet that explains the columns.

use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Worksheet, XlsxError};
use titian_rulebook::catalogue::Catalogue;

use super::columns::Column;
use crate::workbook::header_format;

/// What to know before one begins.
const BEFORE: [&str; 4] = [
    "“填报表”第 1 行是表头,第 2 行是代号,请不要改动;从第 3 行起填写,一行一家企业。",
    "不知道的留空,不要填 0、无或 -;留空表示不知道,不等于零。",
    "数字按表头括号里的单位填写;要用别的单位的,把单位一起写进格子,例如 1.2亿元。",
    "知识产权、获奖、融资等逐项记录不在这张表里;由它们推算的项目可以直接填结果。",
];

pub(super) fn put(sheet: &mut Worksheet, catalogue: &Catalogue, columns: &[Column<'_>]) -> Result<(), XlsxError> {
    let wrapped = Format::new().set_text_wrap().set_align(FormatAlign::Top).set_border(FormatBorder::Thin);
    let section_format = Format::new().set_bold();
    for (column, width) in (0u16..).zip([40.0, 12.0, 70.0, 44.0, 40.0]) {
        sheet.set_column_width(column, width)?;
    }
    let mut row = 0;
    for line in BEFORE {
        sheet.write_string(row, 0, line)?;
        row += 1;
    }
    for (column, heading) in (0u16..).zip(["列", "单位", "说明", "来源", "佐证"]) {
        sheet.write_string_with_format(row, column, heading, &header_format())?;
    }
    sheet.set_freeze_panes(row + 1, 1)?;
    let mut section = None;
    for column in columns {
        row += 1;
        if section != Some(column.fact.section) {
            section = Some(column.fact.section);
            let label = catalogue.sections.get(column.fact.section).map_or("", |section| section.label.as_str());
            sheet.write_string_with_format(row, 0, label, &section_format)?;
            row += 1;
        }
        let cells = [
            column.heading.clone(),
            column.unit().to_owned(),
            column.help(),
            column.fact.source.clone(),
            column.evidence(catalogue),
        ];
        for (place, cell) in (0u16..).zip(&cells) {
            sheet.write_string_with_format(row, place, cell, &wrapped)?;
        }
    }
    Ok(())
}
