//! 谁可以申请、谁可以复核 Who has something to apply for in a batch (Art. 12, 13): who holds a title keeps it by re-review and
//! not by applying anew; re-review is for the cohort that the notice names, and for nobody who lost the right to it.

use jiff::civil::Date;
use titian_rulebook::calendar::written;
use titian_rulebook::tier::{Purpose, Tier};

use super::Application;
use crate::notice::Batch;
use crate::recognition::Recognition;
use crate::refusal::Refusal;

/// Whether an enterprise has something to apply for in a batch, given the titles it has had.
pub fn may_apply(batch: &Batch, titles: &[Recognition], today: Date) -> Result<(), Refusal> {
    match batch.purpose {
        Purpose::Apply => lacks(batch.tier, titles, today),
        Purpose::Rereview => rereviewed(batch, titles).map(drop),
    }
}

/// Who holds a valid title of the tier does not apply for it (A13.2).
fn lacks(tier: Tier, titles: &[Recognition], today: Date) -> Result<(), Refusal> {
    let Some(one) = titles.iter().find(|one| one.tier == tier && one.on(today).is_valid()) else { return Ok(()) };
    let until = one.until.map_or_else(String::new, |until| format!("，{}期满", written(until)));
    Err(Refusal::new("A13.2", format!("贵企业已经是{tier}"))
        .because(format!("称号现在有效{until}"))
        .todo("期满前请留意复核通知，按复核申报"))
}

/// The title of an enterprise that a batch re-reviews (A13.2), or why there is none.
pub fn rereviewed<'t>(batch: &Batch, titles: &'t [Recognition]) -> Result<&'t Recognition, Refusal> {
    let tier = batch.tier;
    let refused = || Refusal::new("A13.2", format!("贵企业没有可以在本批次复核的{tier}称号"));
    let anew = format!("需要取得称号的，请按申请{tier}的通知申报");
    let mut own = titles.iter().filter(|one| one.tier == tier);
    let standing = || titles.iter().filter(|one| one.tier == tier && one.ended.is_none());
    let Some(one) = standing().find(|one| batch.cohort.as_ref().is_none_or(|cohort| cohort.covers(one))) else {
        return Err(match (standing().next(), own.next_back()) {
            (Some(one), _) => match (one.until.map(last_day), &batch.cohort) {
                (Some(last), Some(cohort)) => refused()
                    .because(format!("贵企业的称号有效期至{}，本批次复核的是{cohort}", written(last)))
                    .todo("请留意自己这一批的复核通知；其间称号的效力不受影响"),
                _ => refused().because("称号的有效期还没有核实").todo("请与所在市主管部门联系，核实称号的起止日期"),
            },
            (None, Some(one)) => {
                let ended = one.ended.as_ref();
                let why = ended.map_or_else(String::new, |ended| {
                    format!("原称号已于{}终止（{}）：{}", written(ended.on), ended.article, ended.reason)
                });
                refused().because(why).todo(anew)
            }
            (None, None) => refused().because(format!("复核面向已经取得{tier}称号的企业")).todo(anew),
        });
    };
    match &one.lost_right {
        Some(lost) => Err(Refusal::new(&lost.article, format!("贵企业的{tier}称号已失去复核资格"))
            .because(format!("自{}起：{}", written(lost.on), lost.reason))
            .todo("认为有误的，可以向自治区主管部门申诉；称号失效后，可以按申请的通知重新申报")),
        None => Ok(one),
    }
}

/// Why a case can lead to no title any more, because of the titles that its enterprise has meanwhile.
pub fn overtaken(case: &Application, titles: &[Recognition], today: Date) -> Option<String> {
    match case.purpose {
        Purpose::Apply => {
            lacks(case.tier, titles, today).err().map(|refusal| format!("{}，不能重复取得", refusal.what))
        }
        Purpose::Rereview => {
            let mut own = titles.iter().filter(|one| one.tier == case.tier);
            if own.clone().any(|one| one.ended.is_none()) {
                return None;
            }
            let ended = own.next_back().and_then(|one| one.ended.as_ref())?;
            Some(format!("复核的{}称号已于{}终止：{}", case.tier, written(ended.on), ended.reason))
        }
    }
}

/// The last day of a term, from the first day after it.
fn last_day(until: Date) -> Date {
    until.yesterday().unwrap_or(until)
}
