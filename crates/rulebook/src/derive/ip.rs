//! 知识产权 Classes of intellectual property, from a list of rights with dates, countries and transfers (附件4 三至五).

use jiff::civil::Date;

use super::{Bounds, Context, IpDefinitions, RowReader};
use crate::facts::{Cell, Facts};

/// Places of `ip_class`, from low to high, as the catalogue lists them.
const NONE: i64 = 0;
const CLASS2: i64 = 1;
const CLASS1: i64 = 2;
const CLASS1_OWN: i64 = 3;
const CLASS1_HIGH_VALUE: i64 = 4;

/// The highest class among the rights that are in force and belong to the main product.
pub(super) fn class(context: &Context<'_>, _: &Facts) -> Option<Vec<Cell>> {
    let rights = context.rows("ip_right")?;
    let mut best = Bounds { low: NONE, high: NONE };
    for right in &rights {
        let one = class_of(context, right);
        best = Bounds { low: best.low.max(one.low), high: best.high.max(one.high) };
    }
    Some(vec![best.into()])
}

/// How many class Ⅰ rights of the main product are applied and bring in money.
pub(super) fn class1_applied(context: &Context<'_>, _: &Facts) -> Option<Vec<Cell>> {
    let rights = context.rows("ip_right")?;
    let mut count = Bounds { low: 0, high: 0 };
    for right in &rights {
        let class = class_of(context, right);
        let applied = right.yes("applied");
        count.low += i64::from(class.low >= CLASS1 && applied == Some(true));
        count.high += i64::from(class.high >= CLASS1 && applied != Some(false));
    }
    Some(vec![count.into()])
}

/// What one right is: the least and the most its blanks allow.
fn class_of(context: &Context<'_>, right: &RowReader<'_>) -> Bounds {
    let definitions = &context.definitions.ip;
    let nothing = Bounds { low: NONE, high: NONE };
    let (Some(kind), Some(granted)) = (right.choice("kind"), right.date("granted")) else {
        return Bounds { low: NONE, high: CLASS1_HIGH_VALUE };
    };
    let in_force = granted <= context.on && right.date("ended").is_none_or(|ended| ended > context.on);
    if !in_force || right.yes("related") == Some(false) || too_freshly_acquired(context, right) {
        return nothing;
    }
    let holder = match (definitions.holder_rank, right.figure("holder_rank")) {
        (Some(last), Some(rank)) if rank > last => return nothing,
        (Some(_), None) => false,
        _ => true,
    };
    let listed = |kinds: &[String]| kinds.iter().any(|k| k == kind);
    let mut class = if listed(&definitions.class1) {
        class1(context, right, kind, granted)
    } else if listed(&definitions.class2) {
        let ageing = listed(&definitions.class2_ageing);
        if ageing && !held_longer(granted, definitions.class2_held, context.on) {
            nothing
        } else {
            Bounds { low: CLASS2, high: CLASS2 }
        }
    } else {
        nothing
    };
    if right.yes("related").is_none() || !holder {
        class.low = NONE;
    }
    class
}

fn class1(context: &Context<'_>, right: &RowReader<'_>, kind: &str, granted: Date) -> Bounds {
    let definitions = &context.definitions.ip;
    let certain_value = held_longer(granted, definitions.high_value_held, context.on)
        || right.yes("national_award") == Some(true)
        || right.yes("pledge_high") == Some(true)
        || (kind == "invention" && granted_abroad(definitions, right))
        || (kind != "invention" && right.yes("overseas_income") == Some(true));
    if certain_value {
        return Bounds { low: CLASS1_HIGH_VALUE, high: CLASS1_HIGH_VALUE };
    }
    // An acquired right is not one's own work, whatever the box says.
    let own = if right.date("transferred").is_some() { Some(false) } else { right.yes("own") };
    match own {
        Some(true) => Bounds { low: CLASS1_OWN, high: CLASS1_OWN },
        Some(false) => Bounds { low: CLASS1, high: CLASS1 },
        None => Bounds { low: CLASS1, high: CLASS1_OWN },
    }
}

/// An examined grant by one of the named offices. An application, PCT or published only, is none; China is not abroad.
fn granted_abroad(definitions: &IpDefinitions, right: &RowReader<'_>) -> bool {
    let offices = right.text("foreign_grants").unwrap_or_default();
    let codes = offices.split(|c: char| !c.is_ascii_alphanumeric()).map(str::to_ascii_uppercase);
    codes.into_iter().any(|code| definitions.foreign_offices.contains(&code))
}

fn too_freshly_acquired(context: &Context<'_>, right: &RowReader<'_>) -> bool {
    let Some(transferred) = right.date("transferred") else { return false };
    match context.definitions.ip.acquired_after {
        None => true,
        Some(months) => plus_months(transferred, months).is_none_or(|counts_from| context.on < counts_from),
    }
}

/// 超过: more than so many months since the grant.
fn held_longer(granted: Date, months: i32, on: Date) -> bool {
    plus_months(granted, months).is_some_and(|reached| on > reached)
}

fn plus_months(date: Date, months: i32) -> Option<Date> {
    date.checked_add(jiff::Span::new().months(months)).ok()
}
