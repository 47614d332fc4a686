//! 一份名单 One list: each row's fate before it is confirmed, whom a person has to name, and what became of it.

use std::collections::BTreeMap;

use askama::Template;
use jiff::civil::date;
use serde::Deserialize;
use titian_domain::earlier::Maybe;
use titian_domain::id::{AccountId, EnterpriseId, EvidenceId, ImportId};
use titian_domain::import::{Fate, File, Import, Row, Stage, Weighed, Weighted, What};

use super::{about, reason, state};
use crate::components::{Pages, Refused, Summary, Tag};
use crate::form::{Field, Typed};
use crate::layout::Page;
use crate::office::sample::province;
use crate::show;

/// Rows on a page.
pub const SIZE: u32 = 50;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/import/page.html")]
pub struct ImportPage {
    /// The page.
    pub page: Page,
    /// Its id.
    pub id: String,
    /// How far it is.
    pub state: Tag,
    /// What it is, from where, who and when.
    pub facts: Summary,
    /// How many rows have each fate, and where they are shown.
    pub counts: Vec<Counted>,
    /// Rows of this page.
    pub lines: Vec<Line>,
    /// Pages.
    pub pages: Pages,
    /// The address that forms come back to: fate and page.
    pub back: String,
    /// What keeps it from coming in, besides rows that are open.
    pub against: Vec<String>,
    /// Whose cases end (A11).
    pub passed_over: Vec<String>,
    /// Headings that were passed over.
    pub ignored: Vec<String>,
    /// Headings of facts that are taken up.
    pub taken: Vec<String>,
    /// What is shown, in one word; empty once it is done.
    pub shown: String,
    /// How many rows come in, and how many stay outside.
    pub ready: usize,
    /// How many stay outside.
    pub open: usize,
    /// Whether it may come in with rows left out.
    pub may_leave_out: bool,
    /// Whether it waits to be confirmed.
    pub waits: bool,
    /// The clause.
    pub cite: (String, String),
    /// What the domain refused.
    pub refused: Option<Refused>,
}

/// Rows of one fate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// 需要确认.
    pub label: &'static str,
    /// How many.
    pub count: String,
    /// Where.
    pub href: String,
    /// Whether they are in sight.
    pub here: bool,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// As a spreadsheet counts it.
    pub row: u64,
    /// The name on it.
    pub name: String,
    /// What it comes to.
    pub fate: Tag,
    /// Why.
    pub why: Vec<String>,
    /// What a person can say of it, as a field; none where nothing is to be said.
    pub choices: Option<Field>,
    /// The case that it became; empty if it is none.
    pub case: String,
}

/// What of a list is looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Query {
    /// Word of a fate, or `all`; empty: those that need a person, if there are any.
    pub fate: String,
    /// The page, from 1.
    pub page: String,
}

/// What is posted to `answers`: `answer.ROW`, and where one comes back to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Answers {
    /// Where one comes back to.
    pub back: String,
    /// The answers.
    #[serde(flatten)]
    pub rows: Typed,
}

/// What is posted to `confirm`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Confirm {
    /// The digest of what was shown.
    pub shown: String,
    /// `on`: what is open stays outside.
    pub leave: String,
}

impl Answers {
    /// By row, what a person says.
    pub fn parse(&self) -> BTreeMap<u64, String> {
        let answer = |(name, word): (&String, &String)| {
            Some((name.strip_prefix("answer.")?.parse().ok()?, word.trim().to_owned()))
        };
        self.rows.iter().filter_map(answer).collect()
    }

    /// What was looked at.
    pub fn query(&self) -> Query {
        let mut query = Query::default();
        for part in self.back.split('&') {
            match part.split_once('=') {
                Some(("fate", word)) => query.fate = word.to_owned(),
                Some(("page", page)) => query.page = page.to_owned(),
                _ => {}
            }
        }
        query
    }
}

impl Query {
    /// What follows the question mark of the address.
    pub fn address(&self) -> String {
        let known = |word: &str| word == "all" || Fate::ALL.iter().any(|fate| fate.id() == word);
        let fate = Some(self.fate.as_str()).filter(|word| known(word)).unwrap_or_default();
        let page = self.page.parse::<u32>().unwrap_or(1).max(1);
        format!("fate={fate}&page={page}")
    }
}

/// A list and what is known around it.
pub struct Around<'a> {
    /// The list.
    pub import: &'a Import,
    /// What it would come to, while it waits, and which headings were passed over and taken up.
    pub weighed: Option<(&'a Weighed, &'a [String], &'a [String])>,
    /// Names by account.
    pub names: &'a dyn Fn(&AccountId) -> String,
    /// What is looked at.
    pub query: &'a Query,
}

impl ImportPage {
    /// The page.
    pub fn of(page: Page, around: &Around<'_>) -> ImportPage {
        let Around { import, weighed, names, query } = around;
        let rows: Vec<Weighted> = match (&import.stage, weighed) {
            (Stage::Done { rows, .. }, _) => rows.iter().map(again).collect(),
            (Stage::Prepared, Some((weighed, _, _))) => weighed.rows.clone(),
            (Stage::Prepared, None) => vec![],
        };
        let cases: BTreeMap<u64, String> = match &import.stage {
            Stage::Done { rows, .. } => {
                rows.iter().filter_map(|row| Some((row.row, row.application.as_ref()?.to_string()))).collect()
            }
            Stage::Prepared => BTreeMap::new(),
        };
        let waits = import.stage == Stage::Prepared;
        let count = |fate: Fate| rows.iter().filter(|row| row.fate == fate).count();
        let open = count(Fate::Asks) + count(Fate::Bad);
        let at = format!("/office/imports/{}", import.id);
        let wanted = query.fate.as_str();
        let wanted = if wanted.is_empty() && open == 0 { "all" } else { wanted };
        let fits = |row: &&Weighted| match wanted {
            "all" => true,
            "" => row.fate.is_open(),
            word => row.fate.id() == word,
        };
        let fitting: Vec<&Weighted> = rows.iter().filter(fits).collect();
        let all = u32::try_from(fitting.len()).unwrap_or(u32::MAX);
        let number = query.page.parse::<u32>().unwrap_or(1).clamp(1, all.div_ceil(SIZE).max(1));
        let from = ((number - 1) * SIZE) as usize;
        let lines = fitting.iter().skip(from).take(SIZE as usize).map(|row| {
            let case = cases.get(&row.row).map_or_else(String::new, |id| format!("/office/applications/{id}"));
            Line { case, ..line(row, import, waits) }
        });
        let counted = |word: &'static str, label: &'static str, many: usize| Counted {
            label,
            count: show::count(i64::try_from(many).unwrap_or(i64::MAX)),
            href: format!("{at}?fate={word}"),
            here: wanted == word,
        };
        let mut counts = vec![counted("all", "全部", rows.len())];
        counts.extend(
            Fate::ALL.into_iter().filter(|fate| count(*fate) > 0).map(|f| counted(f.id(), f.label(), count(f))),
        );
        let (against, passed_over, ignored, taken, shown) = match weighed {
            Some((weighed, ignored, taken)) => (
                weighed.against.iter().map(|one| reason(one)).collect(),
                weighed.passed_over.clone(),
                ignored.to_vec(),
                taken.to_vec(),
                weighed.digest(),
            ),
            None => Default::default(),
        };
        ImportPage {
            page: Page { title: import.what.label().into(), ..page }.under("导入", "/office/imports"),
            id: import.id.to_string(),
            state: state(import),
            facts: facts(import, names),
            counts,
            lines: lines.collect(),
            pages: Pages::new(number, SIZE, all, format!("{at}?fate={wanted}&page="), "行"),
            back: Query { fate: query.fate.clone(), page: number.to_string() }.address(),
            against,
            passed_over,
            ignored,
            taken,
            shown,
            ready: rows.len() - open,
            open,
            may_leave_out: import.what.may_leave_out(),
            waits,
            cite: (show::article(import.what.basis()), format!("/regulation#{}", import.what.basis())),
            refused: None,
        }
    }

    /// Whether a row on this page can be answered.
    fn answers(&self) -> bool {
        self.waits && self.lines.iter().any(|line| line.choices.is_some())
    }

    fn sampled(done: bool) -> Option<ImportPage> {
        let import = sample_import(done)?;
        let row = |row, name: &str, fate| Weighted {
            row,
            name: name.into(),
            fate,
            enterprise: None,
            maybes: vec![],
            why: vec![],
        };
        let told = "可能是“示例糖业有限公司”（编号 0042）：名称相同，但这家企业的统一社会信用代码还没有登记，不能比对";
        let weighed = Weighed {
            rows: vec![
                Weighted {
                    enterprise: Some(EnterpriseId("0001".into())), ..row(2, "示例传动有限公司", Fate::Joins)
                },
                row(3, "示例新材料有限公司", Fate::Founds),
                Weighted {
                    maybes: vec![Maybe { answer: "0042".into(), told: told.into() }],
                    ..row(4, "示例糖业有限公司", Fate::Asks)
                },
                Weighted {
                    why: vec![
                        "申报日2026年12月30日不在本批次的申报期内，申报期是2026年11月1日至2026年12月1日（A12）".into(),
                    ],
                    ..row(5, "示例电子有限公司", Fate::Bad)
                },
            ],
            ..Weighed::default()
        };
        let (ignored, taken) = (vec!["法定代表人手机".to_owned()], vec!["上年度营业收入总额(万元)".to_owned()]);
        let around = Around {
            import: &import,
            weighed: (!done).then_some((&weighed, ignored.as_slice(), taken.as_slice())),
            names: &|_| "演示用户己".into(),
            query: &Query::default(),
        };
        Some(ImportPage::of(province("/office/imports", ""), &around))
    }

    /// Values to look at: waiting, with a row that needs a word and a bad one.
    pub fn sample() -> Option<ImportPage> {
        ImportPage::sampled(false)
    }

    /// Confirmed while the matching has changed.
    pub fn sample_refused() -> Option<ImportPage> {
        let import = sample_import(false)?;
        let refusal = titian_domain::import::check(&import, &Weighed::default(), "another", false).err()?;
        Some(ImportPage { refused: Some(Refused::from(&refusal)), ..ImportPage::sampled(false)? })
    }

    /// Done.
    pub fn sample_done() -> Option<ImportPage> {
        ImportPage::sampled(true)
    }
}

/// A row that was carried out, as it is shown.
fn again(row: &Row) -> Weighted {
    Weighted {
        row: row.row,
        name: row.name.clone(),
        fate: row.fate,
        enterprise: row.enterprise.clone(),
        maybes: vec![],
        why: row.why.clone(),
    }
}

fn line(row: &Weighted, import: &Import, waits: bool) -> Line {
    let fate = match row.fate {
        Fate::Asks => Tag::ask(row.fate.label()),
        Fate::Bad => Tag::warn(row.fate.label()),
        Fate::Joins | Fate::Founds => Tag::ok(row.fate.label()),
        Fate::Again | Fate::Unknown => Tag::plain(row.fate.label()),
    };
    let said = import.answers.get(&row.row).map(String::as_str);
    let choices = (waits && (row.fate == Fate::Asks || said.is_some())).then(|| choices(row, import, said));
    let why = row.why.iter().map(|one| reason(one)).collect();
    Line { row: row.row, name: row.name.clone(), fate, why, choices, case: String::new() }
}

/// What a person can say of a row.
fn choices(row: &Weighted, import: &Import, said: Option<&str>) -> Field {
    let new = match import.what {
        What::Miit { .. } => "都不是，不是本区已登记的企业",
        What::Titles { .. } | What::Filings { .. } => "都不是，登记为新企业",
    };
    let maybes = row.maybes.iter().filter(|one| !one.answer.is_empty());
    let mut options: Vec<(String, String)> = maybes.map(|one| (one.answer.clone(), one.told.clone())).collect();
    if let Some(said) = said.filter(|said| *said != "新企业" && !options.iter().any(|(word, _)| word == said)) {
        options.push((said.to_owned(), format!("是代码或编号为 {said} 的企业")));
    }
    options.push(("新企业".into(), new.into()));
    options.push((String::new(), if said.is_some() { "收回确认，重新判断".into() } else { "现在还不能确定".into() }));
    let label = format!("第 {} 行“{}”是哪一家", row.row, row.name);
    Field::radio(format!("answer.{}", row.row), label, &options).value(said.unwrap_or_default())
}

fn facts(import: &Import, names: &dyn Fn(&AccountId) -> String) -> Summary {
    let facts = Summary::new()
        .row("来历", about(&import.what))
        .row("文件", &import.file.name)
        .noted("文件的 SHA-256", import.file.id.as_str(), "与原文件逐字节对应，改动一字即不同")
        .row("上传", format!("{}，{}", names(&import.by), show::day(import.on)));
    match &import.stage {
        Stage::Prepared => facts,
        Stage::Done { by, on, .. } => facts.row("确认导入", format!("{}，{}", names(by), show::day(*on))),
    }
}

/// An import for samples: waiting, or done.
pub(super) fn sample_import(done: bool) -> Option<Import> {
    let by = AccountId("leader-9".into());
    let row = |row, name: &str, fate, why: &[&str]| Row {
        row,
        name: name.into(),
        fate,
        why: why.iter().map(|one| (*one).to_owned()).collect(),
        enterprise: None,
        application: None,
    };
    let rows = vec![
        row(2, "示例传动有限公司", Fate::Joins, &[]),
        row(3, "示例新材料有限公司", Fate::Founds, &[]),
        row(5, "示例电子有限公司", Fate::Bad, &["没有写明设区市（A12）"]),
    ];
    let stage = match done {
        true => Stage::Done { by: by.clone(), on: date(2026, 11, 23), list: None, rows },
        false => Stage::Prepared,
    };
    Some(Import {
        id: ImportId(if done { "0007" } else { "0008" }.into()),
        what: What::Filings { batch: crate::office::sample::batch().id, columns: BTreeMap::new() },
        file: File { id: EvidenceId("3f".repeat(32)), name: "国家平台导出.xlsx".into(), size: 40_960 },
        by,
        on: date(2026, 11, 23),
        answers: BTreeMap::new(),
        stage,
    })
}
