//! 谁可以申请、谁可以复核 Who has something to apply for in a batch (Art. 12, 13): who holds a title keeps it by re-review and
//! not by applying anew; re-review is for the cohort that the notice names, and for nobody who lost the right to it.

use jiff::civil::Date;
use titian_rulebook::calendar::written;
use titian_rulebook::tier::{Purpose, Tier};

use super::Application;
use crate::notice::Batch;
use crate::recognition::{Recognition, Standing};
use crate::refusal::Refusal;

/// Whether an enterprise has something to apply for in a batch, given the titles it has had.
pub fn may_apply(batch: &Batch, titles: &[Recognition], today: Date) -> Result<(), Refusal> {
    match batch.purpose {
        Purpose::Apply => lacks(batch.tier, titles, today),
        Purpose::Rereview => rereviewed(batch, titles, today).map(drop),
    }
}

/// Who holds a valid title of the tier does not apply for it (A13.2).
fn lacks(tier: Tier, titles: &[Recognition], today: Date) -> Result<(), Refusal> {
    let Some(one) = titles.iter().find(|one| one.tier == tier && one.on(today).is_valid()) else { return Ok(()) };
    let last = one.last_day().map_or_else(String::new, written);
    let refusal = Refusal::new("A13.2", format!("贵企业已经是{tier}"));
    let lost = one.lost_right.as_ref().map(|lost| format!("称号已失去复核资格（{}）", lost.article));
    Err(match (one.on(today), lost, one.continues()) {
        (Standing::Continued, lost, _) => refusal
            .because_all(lost)
            .because(format!("有效期至{last}，复核名单公布前继续有效"))
            .todo("复核名单公布、原称号失效后，可以按申请的通知申报"),
        (_, Some(lost), _) => {
            refusal.because(lost).because(format!("称号有效期至{last}")).todo("原称号失效后，可以按申请的通知申报")
        }
        (_, None, true) => refusal.because(format!("称号有效期至{last}")).todo("期满前请留意复核通知，按复核申报"),
        (_, None, false) => refusal
            .because(format!("称号有效期至{last}"))
            .todo("期满前有复核通知的按复核申报，期满后可以按申请的通知申报"),
    })
}

/// The title of an enterprise that a batch re-reviews (A13.2), or why there is none.
pub fn rereviewed<'t>(batch: &Batch, titles: &'t [Recognition], today: Date) -> Result<&'t Recognition, Refusal> {
    let tier = batch.tier;
    let refused = || Refusal::new("A13.2", format!("贵企业没有可以在本批次复核的{tier}称号"));
    let anew = || format!("需要取得称号的，请按申请{tier}的通知申报");
    let covered = |one: &&Recognition| batch.cohort.as_ref().is_none_or(|cohort| cohort.covers(one));
    let own = || titles.iter().filter(|one| one.tier == tier);
    let found = own().filter(|one| one.ended.is_none()).find(covered);
    // Whoever has a later title than that of the cohort has nothing to renew.
    let current = own().find(|one| one.on(today).is_valid());
    let one = match (found, current) {
        (Some(one), None) => one,
        (Some(_), Some(current)) if covered(&current) => current,
        (_, Some(current)) => return Err(elsewhere(refused(), current, batch)),
        (None, None) => {
            let Some(last) = own().max_by_key(|one| one.until) else {
                return Err(refused().because(format!("复核面向已经取得{tier}称号的企业")).todo(anew()));
            };
            return Err(match (&last.ended, last.last_day()) {
                (Some(ended), _) => {
                    let (on, article, reason) = (written(ended.on), &ended.article, &ended.reason);
                    refused().because(format!("原称号已于{on}终止（{article}）：{reason}")).todo(anew())
                }
                (None, Some(_)) => elsewhere(refused(), last, batch),
                (None, None) => {
                    refused().because("称号的有效期还没有核实").todo("请与所在市主管部门联系，核实称号的起止日期")
                }
            });
        }
    };
    match &one.lost_right {
        Some(lost) => Err(Refusal::new(&lost.article, format!("贵企业的{tier}称号已失去复核资格"))
            .because(format!("自{}起：{}", written(lost.on), lost.reason))
            .todo("认为有误的，可以向自治区主管部门申诉；称号失效后，可以按申请的通知重新申报")),
        None => Ok(one),
    }
}

/// Its days lie outside the cohort of a batch.
fn elsewhere(refusal: Refusal, one: &Recognition, batch: &Batch) -> Refusal {
    let last = one.last_day().map_or_else(String::new, written);
    let of = batch.cohort.as_ref().map_or_else(String::new, |cohort| format!("，本批次复核的是{cohort}的称号"));
    refusal
        .because(format!("贵企业的称号有效期至{last}{of}"))
        .todo("请留意自己这一批的复核通知；其间称号的效力不受影响")
}

/// Why a case can lead to no title any more, because of the titles that its enterprise has meanwhile.
pub fn overtaken(case: &Application, titles: &[Recognition], today: Date) -> Option<String> {
    let renews = case.filing.as_ref().and_then(|filing| filing.renews.as_ref());
    let old = renews.and_then(|id| titles.iter().find(|one| one.id == *id));
    if let Some(ended) = old.and_then(|one| one.ended.as_ref()).filter(|ended| ended.withdraws()) {
        let (on, article) = (written(ended.on), &ended.article);
        return Some(format!("复核的{}称号已于{on}被取消（{article}）：{}", case.tier, ended.reason));
    }
    // A list that is out already may have let the old title lapse; that keeps nobody off a later one (A13.3).
    let others: Vec<Recognition> = titles.iter().filter(|one| Some(&one.id) != renews).cloned().collect();
    lacks(case.tier, &others, today).err().map(|refusal| format!("{}，不能重复取得", refusal.what))
}
