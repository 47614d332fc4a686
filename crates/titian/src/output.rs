//! Answers as a page, as JSON or as a table for a spreadsheet.

use anyhow::Result;
use serde::Serialize;

/// In which form an answer is printed.
#[derive(clap::ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// 给人看的文字
    Text,
    /// 给程序用的 JSON
    Json,
    /// 表格(CSV),可用 Excel 打开
    Csv,
}

/// An answer with the name and version of its shape, which only grows within a version.
#[derive(Serialize)]
struct Stamped<'a, T> {
    format: &'a str,
    #[serde(flatten)]
    answer: &'a T,
}

/// Prints an answer: its lines, its JSON, or its rows under their headings.
pub fn print<T: Serialize, const N: usize>(
    form: Form,
    format: &str,
    answer: &T,
    lines: impl FnOnce() -> Vec<String>,
    (headings, rows): ([&str; N], impl FnOnce() -> Vec<[String; N]>),
) -> Result<()> {
    match form {
        Form::Text => lines().iter().for_each(|line| println!("{line}")),
        Form::Json => println!("{}", serde_json::to_string_pretty(&Stamped { format, answer })?),
        Form::Csv => print!("{}", titian_tables::csv_text(&headings, &rows())),
    }
    Ok(())
}
