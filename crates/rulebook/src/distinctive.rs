//! 特色化指标 Distinctive indicators: the 15 points that a province sets for itself (Art. 8 第八条, 附件2 指标9).
//!
//! A table is data: it brings its own facts and one to three indicators, and takes the place of the indicator that
//! reviewers otherwise fill in by hand. Guangxi's own table is unknown, so none ships; `policy/distinctive/guangxi.toml`
//! is the place for it, and other provinces' tables show the form in `policy/distinctive/examples/`.

use jiff::civil::Date;

use crate::catalogue::{Catalogue, Change, Kind};
use crate::source::{Entry, Problem, parse_toml};
use crate::standard::{Bands, Condition, Indicator, Measure, Op, Score, Standard, read_indicator};

/// A province's table.
#[derive(Debug, Clone)]
pub struct DistinctiveTable {
    /// Id, ASCII.
    pub id: String,
    /// Title, Chinese.
    pub title: String,
    /// Document.
    pub basis: String,
    /// Where its text was read.
    pub source: String,
    /// Shows the form only; never applied.
    pub example: bool,
    /// First day it may be applied.
    pub from: Date,
    /// Id of the standard it belongs to.
    pub standard: String,
    /// Id of the indicator it takes the place of.
    pub replaces: String,
    /// Its indicators.
    pub indicators: Vec<Indicator>,
}

impl DistinctiveTable {
    /// Reads a table; its facts are added to the catalogue.
    pub fn read(catalogue: &mut Catalogue, file: &str, text: &str) -> Result<DistinctiveTable, Vec<Problem>> {
        let root = parse_toml(file, text).map_err(|p| vec![p])?;
        let root = Entry::of(file, &root).map_err(|p| vec![p])?;
        catalogue.extend(&root, "local_")?;
        table(catalogue, &root).map_err(|p| vec![p])
    }
}

fn table(catalogue: &Catalogue, root: &Entry<'_>) -> Result<DistinctiveTable, Problem> {
    let table = DistinctiveTable {
        id: root.text("id")?.into(),
        title: root.text("title")?.into(),
        basis: root.text("basis")?.into(),
        source: root.text("source")?.into(),
        example: root.switch("example")?,
        from: root.date("from")?,
        standard: root.text("standard")?.into(),
        replaces: root.text("replaces")?.into(),
        indicators: root
            .entries("indicator")?
            .iter()
            .map(|entry| read_indicator(catalogue, entry))
            .collect::<Result<_, _>>()?,
    };
    root.finish()?;
    let count = table.indicators.len();
    if !table.example && !(1..=3).contains(&count) {
        return Err(root.problem(format!("特色化指标应为 1 至 3 个(附件2 指标9),现有 {count} 个")));
    }
    Ok(table)
}

impl DistinctiveTable {
    /// Where more of a good thing would harm: a figure scored the other way than the standard scores it, or than an
    /// enterprise can move it for the better; an ordered choice whose higher option gives fewer points.
    pub fn adverse(&self, catalogue: &Catalogue, standard: &Standard) -> Vec<String> {
        let mut adverse = Vec::new();
        for indicator in &self.indicators {
            let tables: Vec<&Bands> = match &indicator.score {
                Score::Bands(bands) => vec![bands],
                Score::BestOf(tables) => tables.iter().collect(),
                Score::Classes { slot, points } => {
                    let ordered = matches!(catalogue.fact_of(*slot).kind, Kind::Choice { ordered: true, .. });
                    if ordered && points.windows(2).any(|pair| pair[0] > pair[1]) {
                        adverse.push(format!("“{}”的选项从低到高排列,较高的选项得分不能更少", indicator.label));
                    }
                    vec![]
                }
                Score::Per { .. } | Score::External(_) => vec![],
            };
            for table in tables {
                if let Some(why) = against(catalogue, standard, table) {
                    adverse.push(format!("“{}”{why}", indicator.label));
                }
            }
        }
        adverse
    }
}

/// Why a table of bands goes against the standard or the fact's own way; `None` if it does not.
fn against(catalogue: &Catalogue, standard: &Standard, table: &Bands) -> Option<String> {
    let upward = |op: Op| matches!(op, Op::AtLeast | Op::MoreThan);
    let (mine, other) =
        if upward(table.op) { ("越高得分越多", "越低") } else { ("越低得分越多", "越高") };
    let scored = standard.indicators.iter().find(|one| match &one.score {
        Score::Bands(bands) => bands.measure == table.measure && upward(bands.op) != upward(table.op),
        Score::BestOf(tables) => {
            tables.iter().any(|bands| bands.measure == table.measure && upward(bands.op) != upward(table.op))
        }
        _ => false,
    });
    if let Some(one) = scored {
        return Some(format!("{mine},而标准的“{}”是{other}越好,方向相反", one.label));
    }
    let asked = standard.conditions.iter().chain(&standard.routes).find(|clause| {
        compared(&clause.condition)
            .iter()
            .any(|(measure, op)| **measure == table.measure && upward(*op) != upward(table.op))
    });
    if let Some(one) = asked {
        return Some(format!("{mine},而标准的“{}”要求{other}越好,方向相反", one.label));
    }
    let Measure::Fact(slot) = &table.measure else { return None };
    let harms = match catalogue.fact_of(*slot).change {
        Some(Change::Up) => !upward(table.op),
        Some(Change::Down) => upward(table.op),
        Some(Change::Either) | None => false,
    };
    harms.then(|| format!("{mine},而企业只能把“{}”往{other}处改进,方向相反", catalogue.label(*slot)))
}

/// The comparisons of a condition that hold it up as they stand; what is negated or branches is left aside.
fn compared(condition: &Condition) -> Vec<(&Measure, Op)> {
    match condition {
        Condition::Compare(one) => vec![(&one.measure, one.op)],
        Condition::All(parts) | Condition::Any(parts) => parts.iter().flat_map(compared).collect(),
        _ => vec![],
    }
}

impl Standard {
    /// The standard with a table in the place of the indicator that reviewers fill in by hand.
    pub fn with_distinctive(mut self, file: &str, table: &DistinctiveTable) -> Result<Standard, Problem> {
        let problem = |message| Problem { file: file.into(), line: 1, message };
        let external = |i: &Indicator| i.id == table.replaces && matches!(i.score, Score::External(_));
        let Some(at) = self.indicators.iter().position(external) else {
            return Err(problem(format!("标准 {} 中没有由审核人员录入的指标“{}”", self.id, table.replaces)));
        };
        let replaced = self.indicators.remove(at);
        let sum: i64 = table.indicators.iter().map(|indicator| indicator.max).sum();
        if sum != replaced.max {
            return Err(problem(format!("特色化指标满分合计 {sum} 分,应为 {} 分", replaced.max)));
        }
        for (offset, indicator) in table.indicators.iter().enumerate() {
            let indicator = Indicator { group: replaced.group, ..indicator.clone() };
            self.indicators.insert(at + offset, indicator);
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use crate::judge::{Points, judge};
    use crate::policy::{Policy, Source, embedded, overlay};
    use crate::tier::{Purpose, Tier};

    fn with(path: &str, text: &str) -> Result<Policy, Vec<crate::source::Problem>> {
        Policy::read(&overlay(embedded(), vec![Source { path: path.into(), text: text.into() }]))
    }

    const SICHUAN: &str = include_str!("../../../policy/distinctive/examples/sichuan.toml");

    #[test]
    fn no_table_of_guangxi_is_shipped() {
        assert!(
            embedded()
                .iter()
                .all(|source| !source.path.starts_with("distinctive/")
                    || source.path.starts_with("distinctive/examples/"))
        );
        let policy = Policy::shipped().unwrap();
        let edition = policy.edition(Tier::Specialised, Purpose::Apply, jiff::civil::date(2025, 6, 1), None).unwrap();
        let blank = judge(&edition, &crate::facts::Facts::blank(policy.catalogue.slots().len()));
        assert_eq!(blank.points, Some(Points { low: 0, high: 100 }));
    }

    #[test]
    fn a_table_laid_in_its_place_gives_the_fifteen_points() {
        let policy = with("distinctive/guangxi.toml", &SICHUAN.replace("example = true\n", "")).unwrap();
        let standard = &policy.standards["miit-2022/specialised"];
        assert_eq!(standard.indicators.len(), 15);
        assert_eq!(standard.indicators.iter().map(|i| i.max).sum::<i64>(), 100);
        let edition = policy.edition(Tier::Specialised, Purpose::Apply, jiff::civil::date(2025, 6, 1), None).unwrap();
        let slot = policy.catalogue.slot("local_industry_system").unwrap();
        let facts = crate::facts::Facts::blank(policy.catalogue.slots().len()).with(slot, 1);
        assert_eq!(judge(&edition, &facts).points.unwrap().low, 8);
    }

    /// A table over facts that are there already: its one indicator scores a figure by bands.
    fn over(of: &str, bands: &str) -> String {
        format!(
            "id = \"t\"\ntitle = \"t\"\nbasis = \"t\"\nsource = \"t\"\nfrom = 2023-03-20\n\
             standard = \"miit-2022/specialised\"\nreplaces = \"local\"\n\
             [[indicator]]\nid = \"local_one\"\nlabel = \"一\"\narticle = \"一\"\nmax = 15\nof = \"{of}\"\n{bands}\n"
        )
    }

    #[test]
    fn a_policy_takes_a_table_and_the_one_without_stays_as_it_was() {
        let policy = Policy::shipped().unwrap();
        let text = SICHUAN.replace("example = true\n", "");
        let pinned = policy.with_table("t", &text).unwrap();
        assert_eq!((policy.local_table.as_deref(), pinned.local_table.as_deref()), (None, Some("sichuan")));
        let of = |policy: &Policy| {
            let edition = policy.edition_of("miit-2022/specialised", "gates/guangxi-2023", Purpose::Apply).unwrap();
            edition.standard.indicators.iter().map(|one| one.id.clone()).collect::<Vec<_>>()
        };
        assert!(of(&policy).contains(&"local".into()) && !of(&pinned).contains(&"local".into()));
        for info in policy.catalogue.slots() {
            assert_eq!(policy.catalogue.slot(&info.key), pinned.catalogue.slot(&info.key), "{}", info.key);
        }
        // Laid upon itself, there is nothing left to take the place of.
        assert!(pinned.with_table("t", &text.replace("local_", "local_again_")).is_err());
    }

    #[test]
    fn more_of_a_good_thing_never_harms() {
        let policy = Policy::shipped().unwrap();
        let told = |of: &str, bands: &str| match policy.with_table("t", &over(of, bands)) {
            Ok(_) => String::new(),
            Err(problems) => problems.iter().map(|one| one.message.clone()).collect::<Vec<_>>().join(";"),
        };
        assert_eq!(told("rd_share.y1", "at_least = [[\"10%\", 15], [\"5%\", 5]]"), "");
        assert!(told("rd_share.y1", "at_most = [[\"5%\", 15], [\"10%\", 5]]").contains("方向相反"));
        assert!(told("market_share", "at_most = [[\"5%\", 15]]").contains("方向相反"));
        assert!(told("no_such_fact", "at_least = [[\"5%\", 15]]").contains("事实目录中没有“no_such_fact”"));
        assert!(told("rd_share.y1", "at_least = [[\"10%\", 14]]").contains("满分(max)写的是 15 分"));
    }

    #[test]
    fn a_table_that_does_not_add_up_is_refused() {
        let wrong = SICHUAN.replace("example = true\n", "").replace("max = 8", "max = 7").replace("yes = 8", "yes = 7");
        let problems = with("distinctive/guangxi.toml", &wrong).unwrap_err();
        assert_eq!(problems[0].to_string(), "distinctive/guangxi.toml:1:特色化指标满分合计 14 分,应为 15 分");
    }
}
