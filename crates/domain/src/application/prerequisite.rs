//! 前置称号 The title on which the tier applied for builds (Art. 10 第十条(一), Art. 11 第十一条).
//!
//! It must be valid on the day of submission, and not withdrawn when the case is decided; that its term ends in between
//! refuses nobody. Titles of ours are read off the register. The one that the science departments give
//! (科技型中小企业) is not in it: it is declared, and the reviewer looks at its proof.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use titian_rulebook::calendar::written;
use titian_rulebook::procedure::Title;
use titian_rulebook::tier::Tier;

use super::{Application, Content, applied_under};
use crate::answers::{Answers, Edit, Place, Source};
use crate::id::RecognitionId;
use crate::recognition::{Recognition, Standing};
use crate::refusal::Refusal;

/// What an applicant held when it applied.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "title", rename_all = "snake_case")]
pub enum Held {
    /// A title of ours.
    Recognition {
        /// Which.
        id: RecognitionId,
        /// Of which tier.
        tier: Tier,
        /// The first day on which its term is over.
        until: Date,
    },
    /// 科技型中小企业, as declared.
    Technology,
}

/// The tier of a title of ours.
fn tier(title: Title) -> Option<Tier> {
    match title {
        Title::Innovative => Some(Tier::Innovative),
        Title::Specialised => Some(Tier::Specialised),
        Title::Technology => None,
    }
}

/// What an applicant for a tier holds on the day it submits, of what is asked for; nothing if nothing is asked for.
pub fn at_submission(
    asked: &[Title],
    of: Tier,
    titles: &[Recognition],
    content: &Content,
    today: Date,
) -> Result<Option<Held>, Refusal> {
    if asked.is_empty() {
        return Ok(None);
    }
    let valid = |one: &&Recognition| one.on(today).is_valid();
    for title in asked.iter().filter_map(|title| tier(*title)) {
        let found = titles.iter().filter(valid).find(|one| one.tier == title);
        if let Some((one, until)) = found.and_then(|one| Some((one, one.until?))) {
            return Ok(Some(Held::Recognition { id: one.id.clone(), tier: title, until }));
        }
    }
    if asked.contains(&Title::Technology) && declares_technology(content) {
        return Ok(Some(Held::Technology));
    }
    let names: Vec<&str> = asked.iter().map(|title| title.label()).collect();
    let mut refusal = Refusal::new(applied_under(of), "没有可以作为申报条件的称号")
        .because(format!("申报{of}须在提交当日持有有效的{}称号", names.join("或者")));
    for one in titles.iter().filter(|one| asked.iter().any(|title| tier(*title) == Some(one.tier))) {
        refusal = refusal.because(match one.on(today) {
            Standing::NotYet => format!("{}称号自{}起才有效", one.tier, one.from.map_or_else(String::new, written)),
            Standing::Expired => {
                format!("{}称号已于{}期满", one.tier, one.last_day().map_or_else(String::new, written))
            }
            Standing::Unknown => format!("{}称号的有效期还没有核实", one.tier),
            Standing::Ended | Standing::Valid | Standing::Continued => format!("{}称号已经终止", one.tier),
        });
    }
    Err(refusal.todo(if asked.contains(&Title::Technology) {
        "请先取得其中一个称号；是科技型中小企业的，请在企业资料“已有称号”中填写并上传佐证"
    } else {
        "请先申报并取得该称号；称号登记在其他名称、代码下的，请与所在市主管部门联系"
    }))
}

/// Why a case can no longer be decided for its applicant: the title on which it builds was withdrawn meanwhile. Its
/// expiry is no reason, nor that a re-review list renewed it or let it lapse (A13.3).
pub fn at_decision(case: &Application, titles: &[Recognition]) -> Option<String> {
    let Held::Recognition { id, tier, .. } = case.filing.as_ref()?.held.as_ref()? else { return None };
    let ended = titles.iter().find(|one| one.id == *id)?.ended.as_ref().filter(|ended| ended.withdraws())?;
    let (on, article) = (written(ended.on), &ended.article);
    Some(format!("作为申报条件的{tier}称号已于{on}被取消（{article}）：{}", ended.reason))
}

fn declares_technology(content: &Content) -> bool {
    let place = Place { fact: Title::Technology.fact().into(), year: None };
    content.answers.get(&place).is_some_and(|answer| matches!(answer.text.trim(), "是" | "yes"))
}

/// Tells the titles that are valid on a day among the answers, whatever was declared: the register knows. What it does not
/// know stays as it was declared.
pub fn tell_titles(answers: &mut Answers, titles: &[Recognition], on: Date) {
    for title in Title::ALL {
        let held = |one: &Recognition| tier(*title) == Some(one.tier) && one.on(on).is_valid();
        if titles.iter().any(held) {
            let place = Place { fact: title.fact().into(), year: None };
            answers.put(&Edit { place, text: Some("是".into()) }, Source::Register, on);
        }
    }
}
