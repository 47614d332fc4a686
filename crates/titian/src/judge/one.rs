//! `titian judge`: one enterprise, every reason.

mod text;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, anyhow};
use jiff::civil::Date;
use titian_rulebook::credit_code::CreditCode;
use titian_rulebook::dossier::Dossier;
use titian_rulebook::explain::{self, Enterprise, FORMAT, Judgement, Named, UndecidedTier};
use titian_rulebook::judge::{Edition, judge};
use titian_rulebook::policy::Policy;
use titian_rulebook::tier::{Purpose, Tier};

use crate::terminal::Paint;
use crate::{clock, files};

#[derive(clap::Args)]
pub struct Args {
    /// 企业档案(.toml 或 .json)
    #[arg(value_name = "文件", required_unless_present = "schema")]
    file: Option<PathBuf>,
    #[command(flatten)]
    question: Question,
    /// 输出格式
    #[arg(long, value_enum, default_value = "text", value_name = "格式")]
    format: Format,
    /// 打印 JSON 输出的结构说明(JSON Schema)
    #[arg(long)]
    schema: bool,
}

/// What is asked: which tiers, for what, by which edition, on which day.
#[derive(clap::Args, Clone)]
pub struct Question {
    /// 层次:innovative、specialised、little-giant;不写则三层都判
    #[arg(long, value_parser = tier, value_name = "层次")]
    pub tier: Option<Tier>,
    /// 指定标准(通知另有规定时),例如 miit-2022/specialised
    #[arg(long, value_name = "标准")]
    pub edition: Option<String>,
    /// 申请(apply)或复核(rereview)
    #[arg(long, value_parser = purpose, default_value = "apply", value_name = "事由")]
    pub purpose: Purpose,
    /// 判定日,例如 2026-11-24;不写为今天
    #[arg(long, value_name = "日期")]
    pub on: Option<Date>,
}

#[derive(clap::ValueEnum, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// 给人看的文字
    Text,
    /// 给程序用的 JSON
    Json,
}

fn tier(id: &str) -> Result<Tier, String> {
    let by_label = || Tier::ALL.into_iter().find(|tier| tier.label() == id);
    Tier::from_id(id).or_else(by_label).ok_or_else(|| "可以写 innovative、specialised、little-giant".into())
}

fn purpose(id: &str) -> Result<Purpose, String> {
    let by_label = || Purpose::ALL.into_iter().find(|purpose| purpose.label() == id);
    Purpose::from_id(id).or_else(by_label).ok_or_else(|| "可以写 apply 或 rereview".into())
}

impl Question {
    /// The day asked about.
    pub fn on(&self) -> Date {
        self.on.unwrap_or_else(clock::today)
    }

    /// The tiers asked about: one, or all three; an edition named asks about its own tier.
    pub fn tiers(&self, policy: &Policy) -> Result<Vec<Tier>> {
        let named = match &self.edition {
            None => None,
            Some(id) => Some(policy.standards.get(id).ok_or_else(|| {
                let known: Vec<&str> = policy.standards.keys().map(String::as_str).collect();
                anyhow!("没有名为“{id}”的标准;现有:{}", known.join("、"))
            })?),
        };
        match (self.tier, named) {
            (Some(tier), Some(standard)) if standard.tier != tier => {
                Err(anyhow!("标准 {} 用于{},不用于{}", standard.id, standard.tier, tier))
            }
            (Some(tier), _) => Ok(vec![tier]),
            (None, Some(standard)) => Ok(vec![standard.tier]),
            (None, None) => Ok(Tier::ALL.to_vec()),
        }
    }
}

impl Question {
    /// The one edition asked about, for commands that take no more than one.
    pub fn one_edition(&self, policy: &Policy) -> Result<Edition> {
        let tiers = self.tiers(policy)?;
        let [tier] = tiers.as_slice() else {
            return Err(anyhow!("请用 --tier 或 --edition 指明一个层次"));
        };
        policy
            .edition(*tier, self.purpose, self.on(), self.edition.as_deref())
            .map_err(|undecided| anyhow!("{undecided}"))
    }
}

pub fn run(args: &Args, policy: Option<&Path>) -> Result<ExitCode> {
    if args.schema {
        println!("{}", serde_json::to_string_pretty(&schemars::schema_for!(Judgement))?);
        return Ok(ExitCode::SUCCESS);
    }
    let Some(file) = &args.file else { return Err(anyhow!("请写出要判定的文件")) };
    let policy = files::policy(policy)?;
    let dossier = files::dossier(&policy, file)?;
    let judgement = judgement(&policy, &dossier, &args.question)?;
    match args.format {
        Format::Json => println!("{}", serde_json::to_string_pretty(&judgement)?),
        Format::Text => print!("{}", text::judgement(Paint::stdout(), &judgement)),
    }
    Ok(ExitCode::SUCCESS)
}

/// Judges a dossier for every tier asked about.
pub fn judgement(policy: &Policy, dossier: &Dossier, question: &Question) -> Result<Judgement> {
    let on = question.on();
    let (mut assessments, mut undecided) = (Vec::new(), Vec::new());
    for tier in question.tiers(policy)? {
        match policy.edition(tier, question.purpose, on, question.edition.as_deref()) {
            Ok(edition) => {
                let facts = policy.facts(dossier, &edition, on);
                assessments.push(explain::report(&policy.catalogue, &edition, &facts, &judge(&edition, &facts), on));
            }
            Err(gap) => undecided.push(UndecidedTier {
                tier: Named { id: tier.id().into(), label: tier.label().into() },
                reason: gap.reason,
                candidates: gap.candidates,
            }),
        }
    }
    Ok(Judgement { format: FORMAT, enterprise: enterprise(policy, dossier, on), assessments, undecided })
}

fn enterprise(policy: &Policy, dossier: &Dossier, on: Date) -> Enterprise {
    let text = |id: &str| dossier.text(&policy.catalogue, id).unwrap_or_default().to_owned();
    let code = text("credit_code");
    let code_warnings = match CreditCode::parse(&code) {
        _ if code.is_empty() => vec![],
        Ok(code) => code.warnings().iter().map(ToString::to_string).collect(),
        Err(error) => vec![error.to_string()],
    };
    Enterprise {
        name: text("name"),
        credit_code: code,
        code_warnings,
        city: text("city"),
        size: size(policy, dossier, on),
    }
}

fn size(policy: &Policy, dossier: &Dossier, on: Date) -> Vec<String> {
    let Some(industry) = dossier.text(&policy.catalogue, "industry") else { return vec![] };
    let last_year = on.year() - 1;
    let figure = |id: &str| {
        let (fact, _) = policy.catalogue.fact(id)?;
        let relative = policy.catalogue.slot_of(fact, 1).and_then(|slot| dossier.figures.get(&slot));
        dossier.by_year.get(&(fact, last_year)).or(relative).copied()
    };
    let answer = policy.sizes.classify(industry, figure("employees"), figure("revenue"), figure("total_assets"));
    std::iter::once(answer.to_string()).chain(answer.explain()).collect()
}
