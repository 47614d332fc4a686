//! `titian code`: 统一社会信用代码, both check digits.

use std::process::ExitCode;

use anyhow::Result;
use titian_rulebook::credit_code::CreditCode;

#[derive(clap::Args)]
pub struct Args {
    /// 一个或几个代码
    #[arg(required = true, value_name = "代码")]
    codes: Vec<String>,
}

pub fn run(args: &Args) -> Result<ExitCode> {
    let mut refused = false;
    for text in &args.codes {
        match CreditCode::parse(text) {
            Err(error) => {
                refused = true;
                println!("{text}  不能用:{error}");
            }
            Ok(code) if code.warnings().is_empty() => println!("{code}  校验位正确"),
            Ok(code) => {
                let warnings: Vec<String> = code.warnings().iter().map(ToString::to_string).collect();
                println!("{code}  请核对执照:{}", warnings.join(";"));
            }
        }
    }
    Ok(ExitCode::from(u8::from(refused)))
}
