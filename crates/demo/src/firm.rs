//! Firms that never were: names nobody can take for real ones, figures of all sizes, the same for the same number.

mod figures;

use titian_domain::answers::{Edit, Place, Source};
use titian_domain::enterprise::{Command, Evidence};
use titian_domain::id::EvidenceId;
use titian_rulebook::credit_code::{CreditCode, synthetic};
use titian_rulebook::region::DivisionCode;

use figures::Figures;
pub use figures::Strength;

/// Numbers that look random (splitmix64).
#[derive(Debug, Clone)]
pub struct Dice(pub u64);

impl Dice {
    fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From `from` to `to`, both counted.
    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        from + (self.throw() % (to - from + 1).unsigned_abs()) as i64
    }

    /// One of them.
    pub fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.between(0, of.len() as i64 - 1) as usize]
    }

    /// One of some words.
    pub fn word(&mut self, of: &[&'static str]) -> &'static str {
        of[self.between(0, of.len() as i64 - 1) as usize]
    }

    /// In so many of a hundred cases.
    pub fn percent(&mut self, chance: i64) -> bool {
        self.between(0, 99) < chance
    }
}

/// What firms make, with the code of its class.
const TRADES: [(&str, &str); 16] = [
    ("精密传动", "C3453"),
    ("甘蔗机械", "C3571"),
    ("智能仪表", "C4011"),
    ("电子陶瓷", "C3985"),
    ("稀土永磁", "C3985"),
    ("中药提取", "C2730"),
    ("松香深加工", "C2663"),
    ("海洋防腐", "C2641"),
    ("食品包装", "C2926"),
    ("新型建材", "C3034"),
    ("铝材型材", "C3252"),
    ("桥梁缆索", "C3391"),
    ("农机轴承", "C3451"),
    ("茧丝绸", "C1741"),
    ("工业软件", "I6513"),
    ("检测技术", "M7452"),
];

/// Cities with how many of a hundred firms are theirs.
const CITIES: [(&str, &str, i64); 14] = [
    ("450100", "南宁", 24),
    ("450200", "柳州", 19),
    ("450300", "桂林", 12),
    ("450400", "梧州", 6),
    ("450500", "北海", 5),
    ("450600", "防城港", 3),
    ("450700", "钦州", 5),
    ("450800", "贵港", 6),
    ("450900", "玉林", 8),
    ("451000", "百色", 3),
    ("451100", "贺州", 3),
    ("451200", "河池", 2),
    ("451300", "来宾", 2),
    ("451400", "崇左", 2),
];

/// One firm in so many does not reach the lowest tier: the one whose number leaves this.
const WEAK: u64 = 12;
const WEAKLING: u64 = 7;

/// One firm in so many reaches all three tiers: the one whose number leaves this.
const CLIMBS: u64 = 50;
const CLIMBER: u64 = 14;

/// A firm.
#[derive(Debug, Clone)]
pub struct Firm {
    /// Its number.
    pub serial: u64,
    /// 示例精密传动(柳州)0042号有限公司.
    pub name: String,
    /// Its code: no real one begins so.
    pub code: CreditCode,
    /// Its city.
    pub city: DivisionCode,
    industry: &'static str,
    dice: Dice,
}

impl Firm {
    /// The firm with this number; `None` if a code cannot be made of it.
    pub fn new(serial: u64) -> Option<Firm> {
        let mut dice = Dice(20_260_000 + serial);
        let mut left = dice.between(0, 99);
        let (code, city, _) = CITIES
            .iter()
            .find(|(.., share)| {
                left -= share;
                left < 0
            })
            .unwrap_or(&CITIES[0]);
        let (trade, industry) = *dice.one(&TRADES);
        Some(Firm {
            serial,
            name: format!("示例{trade}（{city}）{serial:04}号有限公司"),
            code: synthetic(code, serial)?,
            city: DivisionCode::parse(code)?,
            industry,
            dice,
        })
    }

    /// How far the firm with this number gets in the demonstration.
    pub fn strength(&self) -> Strength {
        match self.serial {
            serial if serial % WEAK == WEAKLING => Strength::Weak,
            serial if serial % CLIMBS == CLIMBER => Strength::Climbing,
            _ => Strength::Fair,
        }
    }

    /// Its dossier as of a year's accounts.
    pub fn dossier(&self, year: i16, strength: Strength) -> Command {
        let mut dice = self.dice.clone();
        let figures = Figures::thrown(&mut dice, strength);
        let weak = strength == Strength::Weak;
        let yes = |holds: bool| if holds { "是" } else { "否" }.to_owned();
        let mut edits = Vec::new();
        let mut put = |fact: &str, year: Option<i16>, text: String| {
            edits.push(Edit { place: Place { fact: fact.into(), year }, text: Some(text) });
        };
        let (last, last2) = (Some(year), Some(year - 1));
        put("name", None, self.name.clone());
        put("credit_code", None, self.code.to_string());
        put("industry", None, self.industry.into());
        // Old enough to have a year before the last.
        let youngest = i64::from(year) - if figures.climbing.is_some() { 7 } else { 2 };
        let founded = dice.between(i64::from(year) - 24, youngest);
        put("founded", None, format!("{founded}-0{}-15", dice.between(1, 9)));
        put("employees", last, figures.employees.to_string());
        for (at, year) in [last, last2].into_iter().enumerate() {
            put("revenue", year, wan(figures.revenue[at]));
            put("main_revenue", year, wan(figures.main_revenue[at]));
        }
        put("rd_expense", last, wan(figures.rd_expense));
        put("total_assets", last, wan(figures.total_assets));
        put("total_liabilities", last, wan(figures.total_liabilities));
        put("rd_staff", last, figures.rd_staff.to_string());
        put("ip_class", None, figures.ip_class.into());
        // One in five names the audit report of its neighbour: something for a reviewer to look at again.
        let audited = if self.serial.is_multiple_of(5) { self.serial - 1 } else { self.serial };
        put("audit_number", None, format!("桂示审字〔{}〕第{audited:04}号", year + 1));
        put("strategic_emerging", None, yes(dice.percent(40)));
        put("valid_honour", None, yes(!weak && dice.percent(30)));
        put(
            "institution_level",
            None,
            if weak { "none" } else { dice.one(&["none", "city", "below_city"]) }.to_string(),
        );
        put("national_award_rank", None, "0".into());
        put("provincial_award_rank", None, "0".into());
        for back in 0..if figures.climbing.is_some() { 4 } else { 3 } {
            put("equity_raised", Some(year - back), "0元".into());
        }
        if let Some(climbing) = &figures.climbing {
            put("revenue", Some(year - 2), wan(climbing.revenue_before));
            put("rd_expense", last2, wan(climbing.rd_expense_before));
            put("market_entry", None, format!("{}-11-01", dice.between(founded, i64::from(year) - 5)));
            put("market_share", None, format!("{}%", climbing.market_share));
            put("market_rank", None, "0".into());
            for held in ["market_position", "key_field", "chain_role"] {
                put(held, None, yes(true));
            }
            put("class1_applied", None, climbing.patents.to_string());
            put("holds_technology_sme", None, yes(false));
            put("development_score", last, format!("{}分", climbing.development));
            put("development_score", last2, format!("{}分", climbing.development - dice.between(0, 9)));
        }
        put("registered_in_guangxi", None, yes(true));
        put("legal_person", None, yes(true));
        for none in [
            "abnormal_operations",
            "serious_dishonesty",
            "restricted_product",
            "major_violation",
            "serious_incident_2026",
        ] {
            put(none, None, yes(false));
        }
        Command::File { edits, source: Source::Enterprise }
    }

    /// Its licence. The bytes are those of the one demonstration file.
    pub fn licence(&self, file: &EvidenceId, size: u64, on: jiff::civil::Date) -> Command {
        Command::AddEvidence(Evidence {
            id: file.clone(),
            kind: "licence".into(),
            year: None,
            name: "营业执照（演示）.pdf".into(),
            media: "application/pdf".into(),
            size,
            on,
        })
    }
}

/// 元 as people write them: 1234.5万元.
fn wan(yuan: i64) -> String {
    let (whole, rest) = (yuan / 10_000, yuan % 10_000);
    if rest == 0 {
        format!("{whole}万元")
    } else {
        format!("{whole}.{}万元", format!("{rest:04}").trim_end_matches('0'))
    }
}
