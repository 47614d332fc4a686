//! `titian import`: lists of others come in, shown row by row before anything is written.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Result, anyhow, bail};
use jiff::civil::Date;
use titian_app::actor::{Actor, Person};
use titian_app::clock::WallClock;
use titian_app::command::{Attached, Command as Act, Failure, Incoming};
use titian_app::identity::password::Passwords;
use titian_app::{App, Parts};
use titian_domain::account::{Account, Role};
use titian_domain::compliance_list::{self, Kind, Standing};
use titian_domain::earlier::{self, COLUMNS, Fate, Line, Texts};
use titian_domain::id::{AccountId, BatchId, EvidenceId, ImportId};
use titian_domain::import::{Fate as ImportFate, File, Import, Stage, What};
use titian_domain::miit_list::{self, Fate as MiitFate};
use titian_rulebook::policy::Policy;
use titian_rulebook::region::DivisionCode;
use titian_store::args;
use titian_tables::{Reject, roster};

use crate::files;
use crate::place::{Place, told};
use crate::serve::runtime;

/// Problems that are printed; all of them go into a file on request.
const PRINTED: usize = 20;

#[derive(clap::Subcommand)]
pub enum Command {
    /// 补录细则施行前取得的称号(第十三条第四款):.csv 或 .xlsx,至少有企业名称和称号两列,不知道的留空
    Titles(Titles),
    /// 登记工业和信息化部公布的名单(第十一条):.csv 或 .xlsx,有企业名称,最好有统一社会信用代码
    Miit(Miit),
    /// 导入国家平台的申报(第十二条):.csv、.xlsx 或 .xls,要有企业名称、统一社会信用代码、设区市、申报日期四列
    Filings(Filings),
    /// 登记合规名单(第三条):.csv 或 .xlsx,有企业名称,最好有统一社会信用代码、列入日期、移出日期
    ComplianceList(ComplianceArgs),
}

#[derive(clap::Args)]
pub struct Filings {
    /// 国家平台导出的文件
    file: PathBuf,
    /// 导入到哪个批次
    #[arg(long, value_name = "批次")]
    batch: String,
    /// 表头对应,可以写几次:国家平台的表头=本平台的表头
    #[arg(long = "column", value_name = "表头=表头")]
    columns: Vec<String>,
    /// 由哪位自治区人员导入:登录名
    #[arg(long, value_name = "登录名")]
    officer: String,
    /// 只看每一行的去向,不写入
    #[arg(long)]
    dry_run: bool,
    /// 有问题和需要确认的行留在外面,其余的写入;不写这一项则有一行不行就都不写
    #[arg(long)]
    leave_out: bool,
    /// 把有问题和需要确认的行连同原因写成 .csv
    #[arg(long, value_name = "文件")]
    problems: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
}

#[derive(clap::Args)]
pub struct ComplianceArgs {
    /// 名单文件
    file: PathBuf,
    /// 哪一种:abnormal(经营异常名录)、dishonest(严重失信主体名单)、penalty(行政处罚)
    #[arg(long, value_parser = kind)]
    kind: Kind,
    /// 来源,如 国家企业信用信息公示系统
    #[arg(long)]
    source: String,
    /// 名单截至哪一天
    #[arg(long)]
    as_of: Date,
    /// 由哪位经办人员登记:登录名;市级人员只比对本市企业
    #[arg(long, value_name = "登录名")]
    officer: String,
    /// 只看每一行的去向,不写入
    #[arg(long)]
    dry_run: bool,
    /// 读不懂的行留在外面,其余的登记;不写这一项则有一行读不懂就都不登记
    #[arg(long)]
    leave_out: bool,
    #[command(flatten)]
    place: Place,
}

fn kind(text: &str) -> Result<Kind, String> {
    Kind::of(text).ok_or_else(|| "请写 abnormal、dishonest 或 penalty".to_owned())
}

#[derive(clap::Args)]
pub struct Miit {
    /// 名单文件
    file: PathBuf,
    /// 公布文件的标题
    #[arg(long)]
    title: String,
    /// 公布文件的文号
    #[arg(long)]
    number: String,
    /// 公布日期
    #[arg(long)]
    dated: Date,
    /// 有效期的第一天
    #[arg(long)]
    from: Date,
    /// 有效期的最后一天
    #[arg(long)]
    until: Date,
    /// 它答复的批次,可以写几次;其中已推荐而没有列入名单的申报随之办结
    #[arg(long = "batch", value_name = "批次")]
    batches: Vec<String>,
    /// 由哪位自治区审批人员登记:登录名
    #[arg(long, value_name = "登录名")]
    officer: String,
    /// 只看每一行的去向,不写入
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    place: Place,
}

#[derive(clap::Args)]
pub struct Titles {
    /// 名单文件
    file: PathBuf,
    /// 依据:文号、公告标题或公开网址;名单自己逐行写明依据的可以不写
    #[arg(long, value_name = "依据", default_value = "")]
    source: String,
    /// 由哪位自治区审批人员补录:登录名
    #[arg(long, value_name = "登录名")]
    officer: String,
    /// 只看每一行的去向,不写入
    #[arg(long)]
    dry_run: bool,
    /// 有问题和需要确认的行留在外面,其余的写入;不写这一项则有一行不行就都不写
    #[arg(long)]
    leave_out: bool,
    /// 把有问题和需要确认的行连同原因写成 .csv
    #[arg(long, value_name = "文件")]
    problems: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
}

pub fn run(command: &Command, policy: Option<&std::path::Path>) -> Result<ExitCode> {
    let policy = files::policy(policy)?;
    match command {
        Command::Titles(args) => runtime()?.block_on(titles(args, policy)),
        Command::Miit(args) => runtime()?.block_on(miit(args, policy)),
        Command::Filings(args) => runtime()?.block_on(filings(args, policy)),
        Command::ComplianceList(args) => runtime()?.block_on(compliance(args, policy)),
    }
}

async fn house(place: &Place, policy: Policy) -> Result<App> {
    Ok(App::new(Parts {
        policy,
        store: place.store().await?,
        blobs: place.blobs()?,
        key: place.key()?,
        vault: place.vault()?,
        clock: Arc::new(WallClock),
        passwords: Passwords::strong(),
    }))
}

async fn miit(args: &Miit, policy: Policy) -> Result<ExitCode> {
    let app = house(&args.place, policy).await?;
    let officer = officer(&app, &args.officer).await?;
    let columns = COLUMNS.map(|(label, words)| roster::Column { label, words, required: label == COLUMNS[0].0 });
    let read = roster::read(&args.file, &columns, &roster::LIMITS).map_err(|error| anyhow!("{error}"))?;
    let (mut lines, mut open) = (Vec::new(), 0);
    for row in &read.rows {
        match miit_list::read(row.row, &Texts::of(|at| row.cell(at)), &app.policy.regions) {
            Ok(line) => lines.push(line),
            Err(reasons) => {
                open += 1;
                println!("第 {} 行不能登记:{}", row.row, reasons.join(";"));
            }
        }
    }
    let batches: Vec<BatchId> = args.batches.iter().cloned().map(BatchId).collect();
    let weighed = app.preview_miit(&officer, (&args.number, args.from), &batches, &lines).await.map_err(failed)?;
    let fates = weighed.fates;
    let (mut certified, mut unknown) = (0, 0);
    for (row, fate) in &fates {
        match fate {
            MiitFate::Certifies { .. } => certified += 1,
            MiitFate::Unknown => unknown += 1,
            MiitFate::Asks(who) => {
                open += 1;
                let who: Vec<&str> = who.iter().map(|one| one.told.as_str()).collect();
                println!("第 {row} 行要先确认:{}", who.join(";"));
            }
            MiitFate::Refused(why) => {
                open += 1;
                println!("第 {row} 行要先处理:{}", why.join(";"));
            }
        }
    }
    for why in &weighed.against {
        open += 1;
        println!("{why}");
    }
    for name in &weighed.passed_over {
        println!("没有列入名单,申报将办结:{name}");
    }
    println!(
        "对上 {certified} 家,另有 {unknown} 行不是已登记的企业,{open} 处要先处理,{} 件申报将办结",
        weighed.passed_over.len()
    );
    if args.dry_run || open > 0 {
        println!("没有写入任何一行。需要确认的请在“确认企业”一列写企业的代码,或者写“新企业”表示不是这一家。");
        return Ok(if open == 0 { ExitCode::SUCCESS } else { ExitCode::from(1) });
    }
    let until = args.until.tomorrow().map_err(|_| anyhow!("有效期的最后一天太晚"))?;
    let (title, number, dated, from) = (args.title.clone(), args.number.clone(), args.dated, args.from);
    let what = What::Miit { title, number, dated, from, until, batches };
    let file = kept(&app, &args.file).await?;
    println!("{}", carried_out(&app, &officer, what, file, false).await?);
    Ok(ExitCode::SUCCESS)
}

async fn compliance(args: &ComplianceArgs, policy: Policy) -> Result<ExitCode> {
    let begin = Instant::now();
    let app = house(&args.place, policy).await?;
    let officer = officer(&app, &args.officer).await?;
    let cities = officer.person().into_iter().flat_map(|person| &person.grants);
    let city = cities.filter(|grant| grant.role == Role::CityHandler).find_map(|grant| grant.city);
    let columns = compliance_list::COLUMNS;
    let columns = columns.map(|(label, words)| roster::Column { label, words, required: label == COLUMNS[0].0 });
    let read = roster::read(&args.file, &columns, &roster::LIMITS).map_err(|error| anyhow!("{error}"))?;
    let (mut lines, mut unread) = (Vec::new(), Vec::new());
    for row in &read.rows {
        match compliance_list::read(row.row, |at| row.cell(at), &app.policy.regions) {
            Ok(line) => lines.push(line),
            Err(why) => unread.push((row.row, why.join(";"))),
        }
    }
    let (kind, source, as_of) = (args.kind, args.source.clone(), args.as_of);
    let office = city.unwrap_or(DivisionCode::GUANGXI);
    let list = Incoming { kind, source, as_of, office, lines, unread };
    let foreseen = app.preview_compliance_list(&officer, &list).await.map_err(failed)?;
    for (row, why) in list.unread.iter().take(PRINTED) {
        println!("第 {row} 行读不懂:{why}");
    }
    for hit in foreseen.plan.hits.iter().take(PRINTED) {
        println!("第 {} 行“{}” {}:“{}”,{}", hit.row, hit.name, hit.standing.label(), hit.ours, hit.ground);
    }
    println!(
        "{} 行:在名单上 {} 家,等人确认 {} 处,不是已登记的企业 {} 行,读不懂 {} 行,用时 {:.1} 秒",
        read.rows.len(),
        foreseen.plan.count(Standing::on_list),
        foreseen.plan.count(|standing| *standing == Standing::Waiting),
        foreseen.plan.unknown,
        list.unread.len(),
        begin.elapsed().as_secs_f64()
    );
    let open = !list.unread.is_empty() && !args.leave_out;
    if args.dry_run || open {
        println!("没有登记。读不懂的行请改正,或者加上 --leave-out 把它们留在外面。");
        return Ok(if open { ExitCode::from(1) } else { ExitCode::SUCCESS });
    }
    let name = args.file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let blob = app.blobs.put(std::fs::read(&args.file)?).await.map_err(told)?;
    let file = Attached { blob, media: "application/octet-stream".into(), name, control: String::new() };
    let register = Act::ImportComplianceList { list: Box::new(list), file, seen: Some(foreseen.digest) };
    let done = app.perform(&officer, register, None).await.map_err(failed)?;
    app.tick().await.map_err(failed)?;
    println!("{},连同写入用时 {:.1} 秒", done.said, begin.elapsed().as_secs_f64());
    Ok(ExitCode::SUCCESS)
}

async fn titles(args: &Titles, policy: Policy) -> Result<ExitCode> {
    let begin = Instant::now();
    let app = house(&args.place, policy).await?;
    let officer = officer(&app, &args.officer).await?;
    let list = List::read(&args.file, &args.source, &app.policy, app.clock.today())?;
    let rows = list.lines.len() + list.unread.len();
    if !list.ignored.is_empty() {
        println!("没有用到的列:{}", list.ignored.join("、"));
    }
    let plan = app.preview_titles(&officer, &list.lines).await.map_err(failed)?;
    let mut problems = list.unread;
    let mut ready = 0;
    for (line, (row, fate)) in list.lines.into_iter().zip(&plan.fates) {
        if fate.is_open() {
            let message = format!("{}:{}", fate.label(), fate.reasons().join(";"));
            problems.push(Reject { row: *row, column: String::new(), value: line.named.name.clone(), message });
        } else {
            ready += 1;
        }
    }
    problems.sort();
    let count = |like: fn(&Fate) -> bool| plan.count(like);
    println!("{rows} 行:");
    println!("  补录到已有企业 {} 行", count(|fate| matches!(fate, Fate::Joins { .. })));
    println!("  补录为新登记的企业 {} 行", count(|fate| matches!(fate, Fate::Founds(_))));
    println!("  已有记录,不重复补录 {} 行", count(|fate| matches!(fate, Fate::Again)));
    println!("  需要确认 {} 行", count(|fate| matches!(fate, Fate::Asks(_))));
    println!("  不能补录 {} 行", problems.len() - count(|fate| matches!(fate, Fate::Asks(_))));
    for problem in problems.iter().take(PRINTED) {
        println!("第 {} 行“{}” {}", problem.row, problem.value, problem.message);
    }
    if problems.len() > PRINTED {
        println!("另有 {} 行,加上 --problems 文件.csv 可以得到全部", problems.len() - PRINTED);
    }
    if let Some(path) = &args.problems {
        titian_tables::write_rejects(path, &problems).map_err(|error| anyhow!("{error}"))?;
    }
    println!("用时 {:.1} 秒", begin.elapsed().as_secs_f64());
    if args.dry_run {
        println!("这是试运行,没有写入。");
        return Ok(if problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) });
    }
    if !problems.is_empty() && !args.leave_out {
        println!(
            "没有写入任何一行。请改正,需要确认的请在“确认企业”一列写“新企业”或企业的代码,然后整份重新补录;也可以加上 --leave-out 把这些行留在外面。"
        );
        return Ok(ExitCode::from(1));
    }
    if ready == 0 {
        println!("没有要写入的行。");
        return Ok(ExitCode::SUCCESS);
    }
    let file = kept(&app, &args.file).await?;
    let said = carried_out(&app, &officer, What::Titles { source: args.source.clone() }, file, args.leave_out).await?;
    println!("{said},连同写入用时 {:.1} 秒", begin.elapsed().as_secs_f64());
    Ok(ExitCode::SUCCESS)
}

async fn filings(args: &Filings, policy: Policy) -> Result<ExitCode> {
    let begin = Instant::now();
    let app = house(&args.place, policy).await?;
    let officer = officer(&app, &args.officer).await?;
    let mut columns = BTreeMap::new();
    for column in &args.columns {
        let Some((theirs, ours)) = column.split_once('=') else {
            bail!("“{column}”请写成:国家平台的表头=本平台的表头");
        };
        columns.insert(theirs.trim().to_owned(), ours.trim().to_owned());
    }
    let what = What::Filings { batch: BatchId(args.batch.clone()), columns };
    let file = kept(&app, &args.file).await?;
    let listed = Import {
        id: ImportId(String::new()),
        what: what.clone(),
        file: File { id: EvidenceId(file.blob.id.clone()), name: file.name.clone(), size: file.blob.size },
        by: AccountId(officer.id().to_owned()),
        on: app.clock.today(),
        answers: BTreeMap::new(),
        stage: Stage::Prepared,
    };
    let (read, weighed) = app.weigh_import(&officer, &listed).await.map_err(failed)?;
    if !read.ignored.is_empty() {
        println!("没有用到的列:{}", read.ignored.join("、"));
    }
    println!("{} 行:", weighed.rows.len());
    for fate in ImportFate::ALL.into_iter().filter(|fate| weighed.count(*fate) > 0) {
        println!("  {} {} 行", fate.label(), weighed.count(fate));
    }
    let open = weighed.rows.iter().filter(|row| row.fate.is_open());
    let problems: Vec<Reject> = open
        .map(|row| {
            let told = row.maybes.iter().map(|one| one.told.as_str()).chain(row.why.iter().map(String::as_str));
            let message = format!("{}:{}", row.fate.label(), told.collect::<Vec<_>>().join(";"));
            Reject { row: row.row, column: String::new(), value: row.name.clone(), message }
        })
        .collect();
    for problem in problems.iter().take(PRINTED) {
        println!("第 {} 行“{}” {}", problem.row, problem.value, problem.message);
    }
    if problems.len() > PRINTED {
        println!("另有 {} 行,加上 --problems 文件.csv 可以得到全部", problems.len() - PRINTED);
    }
    if let Some(path) = &args.problems {
        titian_tables::write_rejects(path, &problems).map_err(|error| anyhow!("{error}"))?;
    }
    if args.dry_run {
        println!("这是试运行,没有写入。");
        return Ok(if problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(1) });
    }
    if !problems.is_empty() && !args.leave_out {
        println!(
            "没有写入任何一行。请改正,或者加上 --leave-out 把这些行留在外面;需要确认的也可以在“导入”页面逐行确认。"
        );
        return Ok(ExitCode::from(1));
    }
    if problems.len() == weighed.rows.len() {
        println!("没有要写入的行。");
        return Ok(ExitCode::SUCCESS);
    }
    let said = carried_out(&app, &officer, what, file, args.leave_out).await?;
    println!("{said},连同写入用时 {:.1} 秒", begin.elapsed().as_secs_f64());
    Ok(ExitCode::SUCCESS)
}

/// A file beside the others of the house: what was brought in stays with who did it.
async fn kept(app: &App, path: &Path) -> Result<Attached> {
    let bytes = std::fs::read(path).map_err(|error| anyhow!("{}:{error}", path.display()))?;
    let blob = app.blobs.put(bytes).await.map_err(told)?;
    let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    Ok(Attached { blob, media: "application/octet-stream".into(), name, control: "table".into() })
}

/// Brings a list in as it stands now, on the record of imports; answers what came of it.
async fn carried_out(app: &App, officer: &Actor, what: What, file: Attached, leave_out: bool) -> Result<String> {
    let id = app.perform(officer, Act::PrepareImport { what, file }, None).await.map_err(failed)?.id;
    let id = ImportId(id);
    let (import, _) = app.import(officer, &id).await.map_err(failed)?;
    let (_, weighed) = app.weigh_import(officer, &import).await.map_err(failed)?;
    let done = app.carry_out(officer, &id, (&weighed.digest(), leave_out), None).await.map_err(failed)?;
    app.tick().await.map_err(failed)?;
    Ok(done.said)
}

/// A list of titles, read.
pub struct List {
    /// Rows that could be read.
    pub lines: Vec<Line>,
    /// Rows that could not.
    pub unread: Vec<Reject>,
    /// Headings that were passed over.
    pub ignored: Vec<String>,
}

impl List {
    /// Reads a list of titles from a file.
    pub fn read(path: &std::path::Path, source: &str, policy: &Policy, today: Date) -> Result<List> {
        let columns = COLUMNS.map(|(label, words)| roster::Column { label, words, required: label == COLUMNS[0].0 });
        let read = roster::read(path, &columns, &roster::LIMITS).map_err(|error| anyhow!("{error}"))?;
        let (mut lines, mut unread) = (Vec::new(), Vec::new());
        for row in &read.rows {
            let texts = Texts::of(|at| row.cell(at));
            match earlier::read(row.row, &texts, &policy.regions, source, today) {
                Ok(line) => lines.push(line),
                Err(reasons) => unread.push(Reject {
                    row: row.row,
                    column: String::new(),
                    value: texts.name.into(),
                    message: format!("不能补录:{}", reasons.join(";")),
                }),
            }
        }
        Ok(List { lines, unread, ignored: read.ignored })
    }
}

/// The officer of a login, with the roles they hold; whether those are enough is asked where it is done.
pub async fn officer(app: &App, login: &str) -> Result<Actor> {
    let mut reading = app.store.read().await.map_err(told)?;
    let sql = "SELECT state FROM account WHERE login = $1";
    let row = reading.row(sql, args![login.trim().to_lowercase()]).await.map_err(told)?;
    let account: Option<Account> = row.map(|row| row.json("state")).transpose().map_err(told)?;
    match account.as_ref().and_then(Person::of) {
        Some(person) => Ok(Actor::Person(person)),
        None => bail!("没有“{login}”这个账号,或者它已经停用"),
    }
}

/// What an act answered that was not done, for the terminal.
pub fn failed(failure: Failure) -> anyhow::Error {
    match failure {
        Failure::Store(error) => told(error),
        failure => anyhow!("{failure}"),
    }
}
