//! 核对名单 What a list of the national platform would come to, before it is imported.

use askama::Template;
use jiff::civil::Date;
use serde::Deserialize;
use titian_app::query::UpdatesWeighed;
use titian_domain::annual_update::list::{self, Line};

use crate::components::{Refused, Summary};
use crate::layout::Page;
use crate::office::sample::province;
use crate::show;

/// The headings of a list: the code must be there, the day may.
pub const HEADINGS: [&str; 2] = ["统一社会信用代码", "更新日期"];

/// Rows that are named one by one.
const NAMED: usize = 50;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/update/preview.html")]
pub struct Preview {
    /// The page.
    pub page: Page,
    /// The year.
    pub year: i16,
    /// File, day, and what it comes to.
    pub facts: Summary,
    /// What has to be mended first.
    pub wrong: Vec<String>,
    /// How many more.
    pub more: usize,
    /// What is posted when it is imported.
    pub form: ImportForm,
    /// What the domain refused.
    pub refused: Option<Refused>,
}

/// What is posted to `import/confirm`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct ImportForm {
    /// The year.
    pub year: String,
    /// The file, by the SHA-256 of its bytes.
    pub file: String,
    /// 统计截至日.
    pub through: String,
}

/// The rows of a list; or every row that cannot be read, and why.
pub fn read(name: &str, bytes: &[u8]) -> Result<Vec<Line>, Vec<String>> {
    let rows = titian_tables::plain_rows(name, bytes, &HEADINGS);
    // A list without days counts through the day that the officer names.
    let rows = rows.or_else(|error| {
        let [code, _] = HEADINGS;
        let codes = titian_tables::plain_rows(name, bytes, &[code]).map_err(|_| error)?;
        Ok(codes.into_iter().map(|(row, [code])| (row, [code, String::new()])).collect())
    });
    let rows = rows.map_err(|error: titian_tables::TableError| vec![show::sentence(&error.message)])?;
    let (mut lines, mut wrong) = (Vec::new(), Vec::new());
    for (row, [code, on]) in rows {
        match list::read(row.into(), &code, &on) {
            Ok(line) => lines.push(line),
            Err(why) => wrong.push(format!("第\u{a0}{row}\u{a0}行：{}", show::sentence(&why.join("；")))),
        }
    }
    if wrong.is_empty() { Ok(lines) } else { Err(wrong) }
}

impl Preview {
    /// A list that could be read, or why not.
    pub fn of(
        page: Page,
        year: i16,
        (name, through): (&str, Date),
        found: Result<(usize, UpdatesWeighed), Vec<String>>,
        form: ImportForm,
    ) -> Preview {
        let mut facts =
            Summary::new().row("文件", name).row("SHA-256", &form.file).row("统计截至日", show::day(through));
        let wrong = match found {
            Ok((rows, weighed)) => {
                let count = |n: usize| show::count(i64::try_from(n).unwrap_or(i64::MAX));
                facts = facts
                    .row("名单行数", count(rows))
                    .row("本区持有称号的企业", count(weighed.matched.len()))
                    .row("其中在截止日之后更新", count(weighed.late))
                    .row("不是的代码", show::count(weighed.unknown.into()));
                weighed.against
            }
            Err(wrong) => wrong,
        };
        let more = wrong.len().saturating_sub(NAMED);
        let wrong = wrong.into_iter().take(NAMED).collect();
        Preview {
            page: Page { title: "核对更新名单".into(), ..page }, year, facts, wrong, more, form, refused: None
        }
    }

    /// A list that can be imported.
    pub fn sample() -> Option<Preview> {
        let weighed = UpdatesWeighed { late: 0, unknown: 2, ..UpdatesWeighed::default() };
        Preview::made(Ok((3, weighed)))
    }

    /// One that cannot be read.
    pub fn sample_wrong() -> Option<Preview> {
        Preview::made(Err(vec!["第\u{a0}3\u{a0}行：更新日期“三月”看不懂，请写成 2027-03-05".into()]))
    }

    fn made(found: Result<(usize, UpdatesWeighed), Vec<String>>) -> Option<Preview> {
        let through = "2027-06-10";
        let form = ImportForm { year: "2027".into(), file: "ab12".repeat(16), through: through.into() };
        let page = province("/office/updates", "").under("年度更新", "/office/updates");
        Some(Preview::of(page, 2027, ("更新名单.xlsx", through.parse().ok()?), found, form))
    }
}
