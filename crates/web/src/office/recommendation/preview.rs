//! 准备推荐 Who can be recommended to the level above, in which order, and who cannot yet (A10.2, A11).

use askama::Template;
use serde::Deserialize;
use titian_app::query::Against;
use titian_domain::application::{Application, Desk, Stage};
use titian_domain::id::{ApplicationId, BatchId, RecommendationId};
use titian_domain::notice::Batch;
use titian_domain::{application, recommendation};
use titian_rulebook::policy::Policy;

use crate::components::{Empty, Errors, Refused};
use crate::form::{Field, Typed};
use crate::layout::Page;
use crate::office::publicity::preview::{RECHECK, Waiting};
use crate::office::queue::waits;
use crate::office::read::{Reading, typed};
use crate::office::sample::{batch, case, office, stale};
use crate::sample::{FIRMS, policy};
use crate::show::{self, Name};

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/recommendation/preview.html")]
pub struct Preview {
    /// The page.
    pub page: Page,
    /// Id of the batch.
    pub batch: String,
    /// Its name.
    pub batch_name: String,
    /// To whom: 自治区工业和信息化厅.
    pub above: &'static str,
    /// The clause.
    pub cite: String,
    /// Where the clause is explained.
    pub cite_href: String,
    /// Who can be recommended.
    pub ready: Vec<Candidate>,
    /// Who cannot yet.
    pub others: Vec<Waiting>,
    /// What is typed.
    pub form: Form,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
}

/// Somebody who can be recommended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Id of the case.
    pub id: String,
    /// The enterprise.
    pub name: Name,
    /// Its code.
    pub code: String,
    /// Points as reviewed; empty if the standard gives none.
    pub points: String,
    /// The rank as typed.
    pub rank: String,
    /// What the office says of it, as typed.
    pub opinion: String,
}

/// What is posted: batch, number of the letter, and `rank.ID` and `say.ID` of each.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// The batch.
    pub batch: String,
    /// 文号 of the letter.
    pub number: String,
    /// `on`: the list was read and is to be fixed.
    pub confirm: String,
    /// Ranks and opinions.
    #[serde(flatten)]
    pub boxes: Typed,
}

/// A list to be recommended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Of which batch.
    pub batch: BatchId,
    /// 文号 of the letter.
    pub number: String,
    /// Who is on it, the best first, with what is said of each.
    pub list: Vec<(ApplicationId, String)>,
}

impl Form {
    /// The list, or what has to be put right. Who has no rank stays for a later list.
    pub fn parse(&self) -> Result<Wanted, Errors> {
        let mut reading = Reading::default();
        let batch = BatchId(self.batch.trim().to_owned());
        let number = reading.need("number", &self.number, "请填写推荐函的文号，例如 柳工信函〔2026〕88号");
        let mut ranked: Vec<(u32, &str)> = Vec::new();
        for (id, text) in self.boxes.iter().filter_map(|(name, text)| Some((name.strip_prefix("rank.")?, text.trim())))
        {
            match text.parse::<u32>() {
                _ if text.is_empty() => {}
                Ok(rank) if rank > 0 => ranked.push((rank, id)),
                _ => reading.errors.push("list", format!("名次“{text}”不是正整数")),
            }
        }
        ranked.sort_unstable();
        for pair in ranked.windows(2).filter(|pair| matches!(pair, [one, other] if one.0 == other.0)) {
            reading.errors.push("list", format!("名次\u{a0}{}\u{a0}用了不止一次", pair[0].0));
        }
        if ranked.is_empty() && reading.errors.of("list").is_none() {
            reading.errors.push("list", "名单是空的，请至少给一家填写名次");
        }
        if self.confirm != "on" {
            reading.errors.push("confirm", "请确认名单。推荐之后名单不能再改");
        }
        let said = |id: &str| typed(&self.boxes, &format!("say.{id}")).trim().to_owned();
        let list = ranked.into_iter().map(|(_, id)| (ApplicationId(id.to_owned()), said(id))).collect();
        reading.done(Some(Wanted { batch, number, list }))
    }
}

impl Preview {
    /// The page for a batch on a desk: `cases` are its live cases there and what stands against them. An empty form is given an order by points as
    /// reviewed, which the office may change.
    pub fn of(
        page: Page,
        policy: &Policy,
        batch: &Batch,
        desk: Desk,
        (cases, against): (&[Application], &Against),
        form: Form,
        errors: Errors,
    ) -> Preview {
        let fresh = form == Form::default();
        let probe = RecommendationId(String::new());
        let name = |case: &Application| {
            Name::new(case.filing.as_ref().map_or("（未提交）", |filing| filing.content.name.as_str()))
        };
        let (mut ready, mut others) = (Vec::new(), Vec::new());
        for case in cases {
            let id = case.id.to_string();
            let open = against.get(&case.id).cloned().unwrap_or_default();
            let unchecked = !open.is_empty();
            match (application::recommend(case, desk, probe.clone(), 1, batch.city_due, open), &case.filing) {
                (Ok(_), Some(filing)) => {
                    let judged = case.judged(policy);
                    let points = judged.and_then(|judged| judged.reviewed.points);
                    let candidate = Candidate {
                        name: name(case),
                        code: filing.content.code.clone(),
                        points: points.map_or_else(String::new, |points| show::points(points.low, points.high)),
                        rank: typed(&form.boxes, &format!("rank.{id}")).to_owned(),
                        opinion: typed(&form.boxes, &format!("say.{id}")).to_owned(),
                        id,
                    };
                    ready.push((points.map(|points| points.low), candidate));
                }
                (Err(refusal), _) => others.push(Waiting {
                    name: name(case),
                    why: refusal.reasons.iter().map(|reason| show::sentence(reason)).collect::<Vec<_>>().join("；"),
                    waits: if unchecked { RECHECK } else { waits(case) },
                    id,
                }),
                (Ok(_), None) => {}
            }
        }
        if fresh {
            ready.sort_by(|(a, _), (b, _)| b.cmp(a));
            for (rank, (_, one)) in (1..).zip(&mut ready) {
                one.rank = format!("{rank}");
            }
        }
        let article = recommendation::article(batch.tier, desk);
        Preview {
            page,
            batch: batch.id.to_string(),
            batch_name: batch.name.clone(),
            above: above(desk),
            cite: show::article(article),
            cite_href: show::article_href(article),
            ready: ready.into_iter().map(|(_, one)| one).collect(),
            others,
            form,
            errors,
            refused: None,
        }
    }

    /// Whether the standard gives points.
    fn scored(&self) -> bool {
        self.ready.iter().any(|one| !one.points.is_empty())
    }

    /// Said when nobody can be recommended.
    fn nobody(&self) -> Empty {
        Empty::new("现在没有可以推荐的企业", "审批同意之后才列入拟推荐。下面写明了各家还差哪一步。")
            .link("回到待办", "/office")
    }

    /// Values to look at.
    pub fn sample() -> Option<Preview> {
        Preview::sampled(Form::default(), Errors::none())
    }

    /// Refused: no number, the same rank twice, not confirmed.
    pub fn sample_refused() -> Option<Preview> {
        let boxes: Typed = [("rank.0".into(), "1".into()), ("rank.1".into(), "1".into())].into();
        let form = Form { batch: batch().id.to_string(), boxes, ..Form::default() };
        let errors = form.parse().err()?;
        Preview::sampled(form, errors)
    }

    fn sampled(form: Form, errors: Errors) -> Option<Preview> {
        let page =
            office("/office/publicity", "推荐名单：4 家可以推荐，3 家不能").under("公示与备案", "/office/publicity");
        let one = case()?;
        let cases = FIRMS.iter().zip(0..).take(7).map(|((name, code, _), n)| {
            let mut case = one.clone();
            case.id = ApplicationId(n.to_string());
            if n != 3 && n != 6 {
                case.stage = Stage::Endorsed { on: jiff::civil::date(2026, 11, 20) };
            }
            if let Some(filing) = &mut case.filing {
                filing.content.name = (*name).into();
                filing.content.code = (*code).into();
            }
            case
        });
        let cases: Vec<Application> = cases.collect();
        let against = Against::from([(ApplicationId("4".into()), vec![stale()])]);
        let tier = titian_rulebook::tier::Tier::Specialised;
        let batch = Batch { tier, name: "2026年第二批专精特新中小企业".into(), ..batch() };
        Some(Preview::of(page, policy()?, &batch, Desk::City, (&cases, &against), form, errors))
    }
}

/// The level above a desk.
pub fn above(desk: Desk) -> &'static str {
    match desk {
        Desk::City => "自治区工业和信息化厅",
        Desk::Province => "工业和信息化部",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(ranks: &[(&str, &str)]) -> Form {
        let boxes = ranks.iter().map(|(id, rank)| (format!("rank.{id}"), (*rank).to_owned())).collect();
        Form { batch: "b".into(), number: "柳工信函〔2026〕8号".into(), confirm: "on".into(), boxes }
    }

    #[test]
    fn the_best_comes_first_and_who_has_no_rank_stays_behind() {
        let wanted = form(&[("a", "2"), ("b", ""), ("c", "1")]).parse().unwrap();
        let ids: Vec<&str> = wanted.list.iter().map(|(id, _)| id.as_str()).collect();
        assert_eq!(ids, ["c", "a"]);
    }

    #[test]
    fn the_same_rank_twice_and_a_rank_that_is_none_are_named() {
        let words = |ranks: &[(&str, &str)]| {
            let errors = form(ranks).parse().unwrap_err();
            errors.of("list").map(ToString::to_string).unwrap_or_default()
        };
        assert!(words(&[("a", "1"), ("b", "1")]).contains("用了不止一次"));
        assert!(words(&[("a", "第一")]).contains("不是正整数"));
        assert!(words(&[("a", "0")]).contains("不是正整数"));
        assert!(words(&[("a", "")]).contains("至少给一家"));
    }

    #[test]
    fn a_fresh_page_orders_by_points_and_says_who_waits() {
        let page = Preview::sample().unwrap();
        assert_eq!((page.ready.len(), page.others.len()), (4, 3));
        assert_eq!(page.ready.iter().map(|one| one.rank.as_str()).collect::<Vec<_>>(), ["1", "2", "3", "4"]);
    }
}
