//! 办理经过 What happened to a case, as the enterprise is told it: the acts that concern it, the newest first.
//!
//! Who handles it, what is proposed inside the office and single rulings are the office's own until they are decided.

use titian_domain::application::Event;

use crate::components::{Act, Timeline};
use crate::enterprise::moment::moment;
use crate::show::{self, Day};

/// The acts of a case. `city` is the reviewing city in words.
pub fn story(events: &[Event], city: &str) -> Timeline {
    let mut acts: Vec<Act> = Vec::new();
    let mut submitted = false;
    for event in events {
        // Acts without a day of their own happen on the day of the act before.
        let before = acts.last().map(|act| act.on.clone());
        acts.extend(act(event, city, submitted, before));
        submitted |= matches!(event, Event::Submitted { .. });
    }
    acts.reverse();
    let over = events.last().is_some_and(|event| {
        matches!(event, Event::Recognised { .. } | Event::Refused { .. } | Event::Withdrawn { .. })
    });
    if let Some(newest) = acts.first_mut().filter(|_| !over) {
        newest.now = true;
    }
    Timeline(acts)
}

fn act(event: &Event, city: &str, submitted: bool, before: Option<Day>) -> Option<Act> {
    let act = |on, what: &str| Some(Act::new(Day::full(on), what));
    match event {
        Event::Began { on, .. } => act(*on, "开始填报"),
        Event::Submitted { filing, number } => {
            let what = if submitted { "重新提交".to_owned() } else { format!("提交，受理编号 {number}") };
            let by = format!("{}，声明人 {}", moment(filing.declaration.at), filing.declaration.name);
            Some(Act::new(Day::full(filing.on), what).text(by).cite("细则第九条（一）"))
        }
        Event::Withdrawn { on } => act(*on, "企业撤回"),
        Event::TakenUp { on, .. } => {
            act(*on, &format!("{city}主管部门受理，开始审核")).map(|act| act.cite("细则第九条（二）"))
        }
        Event::Returned { on, due, deficiencies, .. } => act(*on, "退回补正")
            .map(|act| act.text(format!("{} 处，{} 24:00 前重新提交", deficiencies.len(), show::day(*due)))),
        Event::Listed { on, .. } => act(*on, "审核通过，等待公示").map(|act| act.cite("细则第九条（二）")),
        Event::Refused { on, .. } => act(*on, "审核未通过").map(|act| act.cite("细则第九条（二）")),
        Event::Publicised { until, .. } => before.map(|on| {
            Act::new(on, "开始公示").text(format!("到 {} 24:00", show::day(*until))).cite("细则第九条（二）")
        }),
        Event::Held { .. } => before.map(|on| Act::new(on, "收到异议，正在核实").text("核实期间暂不往下办")),
        Event::Released { .. } => before.map(|on| Act::new(on, "异议不成立，继续办理")),
        Event::Reopened { on, .. } => act(*on, "异议成立，重新审核"),
        Event::Cleared { on } => act(*on, "公示期满"),
        Event::Filed { on } => act(*on, "已报自治区备案").map(|act| act.cite("细则第九条（二）")),
        Event::Recognised { on, .. } => {
            act(*on, "自治区公告，称号生效").map(|act| act.cite("细则第九条（三）、第十三条"))
        }
        Event::CountyRecommended { .. }
        | Event::Ruled { .. }
        | Event::Concluded { .. }
        | Event::SentBack { .. }
        | Event::Fixed { .. }
        | Event::Unfixed { .. } => None,
    }
}
