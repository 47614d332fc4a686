//! `titian size`: 中小企业划型 (300号).

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Result, anyhow};
use titian_rulebook::quantity::{Dimension, parse_amount};

use crate::files;

#[derive(clap::Args)]
pub struct Args {
    /// 行业代码(GB/T 4754-2017),例如 C3562
    #[arg(value_name = "行业")]
    industry: String,
    /// 从业人员(人)
    #[arg(long, value_name = "人数")]
    employees: Option<String>,
    /// 营业收入(没有写单位的按万元)
    #[arg(long, value_name = "金额")]
    revenue: Option<String>,
    /// 资产总额(没有写单位的按万元)
    #[arg(long, value_name = "金额")]
    assets: Option<String>,
}

pub fn run(args: &Args, policy: Option<&Path>) -> Result<ExitCode> {
    let policy = files::policy(policy)?;
    let employees = amount("--employees", args.employees.as_deref(), Dimension::Count, None)?;
    let revenue = amount("--revenue", args.revenue.as_deref(), Dimension::Money, Some("万元"))?;
    let assets = amount("--assets", args.assets.as_deref(), Dimension::Money, Some("万元"))?;
    let answer = policy.sizes.classify(&args.industry, employees, revenue, assets);
    println!("{answer}");
    for line in answer.explain() {
        println!("  {line}");
    }
    Ok(ExitCode::SUCCESS)
}

fn amount(name: &str, text: Option<&str>, dimension: Dimension, unit: Option<&str>) -> Result<Option<i64>> {
    let Some(text) = text else { return Ok(None) };
    match parse_amount(text, dimension, unit) {
        Ok(n) if n < 0 => Err(anyhow!("{name}:不能是负数")),
        Ok(n) => Ok(Some(n)),
        Err(error) => Err(anyhow!("{name}:{}", error.advice(text, dimension))),
    }
}
