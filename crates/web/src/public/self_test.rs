//! 自测 The self-test (A9.1): what decides in any of the three tiers, asked once, without an account; nothing is kept.

use askama::Template;
use titian_rulebook::catalogue::Catalogue;

use crate::components::Errors;
use crate::form::{Question, Typed};
use crate::layout::{Audience, Page};
use crate::public::self_test_result::Standing;
use crate::sample;

/// What is posted: the answers by the name of their control, as typed. Names are the catalogue's columns: `revenue_y1`.
pub type Form = Typed;

/// The form of the self-test.
#[derive(Debug, Clone, Template)]
#[template(path = "public/self_test.html")]
pub struct SelfTest {
    /// The page.
    pub page: Page,
    /// Parts of the form.
    pub sections: Vec<Section>,
    /// What has to be put right.
    pub errors: Errors,
    /// Which standards answer today, one for each tier: 创新型：工信部企业〔2022〕63号 附件1.
    pub standards: Vec<String>,
    /// Where the three tiers stand with what has been typed; renewed while typing if there is a script.
    pub standing: Vec<Standing>,
}

/// A part of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// Id, ASCII.
    pub id: String,
    /// Label.
    pub label: String,
    /// Its questions.
    pub questions: Vec<Question>,
}

impl Section {
    /// The facts named in `wanted`, in the order and under the sections of the catalogue; a section without any is left
    /// out. `last_year` is the last full accounting year (上年度).
    pub fn all(catalogue: &Catalogue, wanted: &[&str], last_year: i16, typed: &Typed, errors: &Errors) -> Vec<Section> {
        let questions = |at: usize| {
            let facts = catalogue.facts.iter().filter(|fact| fact.section == at && wanted.contains(&fact.id.as_str()));
            facts.map(|fact| Question::of(fact, last_year, typed, errors)).collect::<Vec<_>>()
        };
        let sections = catalogue.sections.iter().enumerate().map(|(at, section)| Section {
            id: section.id.clone(),
            label: section.label.clone(),
            questions: questions(at),
        });
        sections.filter(|section| !section.questions.is_empty()).collect()
    }
}

/// What the sample asks: everything a firm can say itself without records, titles and papers.
const SAMPLE_FACTS: [&str; 31] = [
    "industry",
    "registered_in_guangxi",
    "legal_person",
    "employees",
    "revenue",
    "main_revenue",
    "net_profit",
    "total_assets",
    "total_liabilities",
    "equity_raised",
    "market_entry",
    "strategic_emerging",
    "product_field",
    "digital_score",
    "quality_award",
    "management_certified",
    "own_brand",
    "standard_setting",
    "market_share",
    "rd_expense",
    "rd_staff",
    "ip_class",
    "class1_applied",
    "institution_level",
    "valid_honour",
    "main_product_revenue",
    "abnormal_operations",
    "serious_dishonesty",
    "restricted_product",
    "serious_incident_2026",
    "holds_innovative",
];

impl SelfTest {
    /// Values to look at: half filled in.
    pub fn sample() -> SelfTest {
        SelfTest::sampled(&[], Errors::none())
    }

    /// Refused, with the problems shown.
    pub fn sample_refused() -> SelfTest {
        let errors = Errors::none()
            .and("revenue_y2", "“三千多万”不是数字，请写成 3790 或 3,790.00")
            .and("rd_staff_y1", "研发人员 140 人，多于从业人员 86 人。请核对两个数。")
            .and("market_entry", "请写日期，例如 2022-06-01");
        SelfTest::sampled(&[("revenue_y2", "三千多万"), ("rd_staff_y1", "140"), ("market_entry", "")], errors)
    }

    fn sampled(changed: &[(&str, &str)], errors: Errors) -> SelfTest {
        let answers = [
            ("industry", "C3453"),
            ("registered_in_guangxi", "yes"),
            ("legal_person", "yes"),
            ("employees_y1", "86"),
            ("employees_y2", "79"),
            ("revenue_y1", "4,128.00"),
            ("revenue_y2", "3,790.00"),
            ("revenue_y3", "3,520.00"),
            ("main_revenue_y1", "3,755.20"),
            ("main_revenue_y2", "3,412.00"),
            ("total_assets_y1", "4,200.00"),
            ("total_liabilities_y1", "2,310.00"),
            ("rd_expense_y1", "186.40"),
            ("rd_expense_y2", "112.30"),
            ("rd_staff_y1", "14"),
            ("market_entry", "2022-06-01"),
            ("strategic_emerging", "no"),
            ("ip_class", "class1_own"),
            ("restricted_product", "no"),
        ];
        let typed: Typed =
            answers.iter().chain(changed).map(|(name, value)| ((*name).into(), (*value).into())).collect();
        let page = Page { wide: true, ..sample::page(Audience::Public, "/self-test", "自测") };
        SelfTest {
            page,
            sections: sample::policy()
                .map_or(vec![], |policy| Section::all(&policy.catalogue, &SAMPLE_FACTS, 2025, &typed, &errors)),
            errors,
            standards: sample::judged()
                .iter()
                .map(|judged| format!("{}：{}", judged.report.tier.label, judged.report.standard.basis))
                .collect(),
            standing: sample::judged().iter().map(|judged| Standing::from(&judged.report)).collect(),
        }
    }
}
