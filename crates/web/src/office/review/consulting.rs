//! 部门意见 What other departments say of a case (A10.2, A10.3), on the bench: for who proposes and for who decides.

use askama::Template;
use askama::filters::HtmlSafe;
use titian_domain::consultation::{Answer, answers};

use super::Docket;
use crate::components::Tag;
use crate::office::consultation::page::standing;
use crate::show;

/// The part of the page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/review/consulting.html")]
pub struct Consulting {
    /// What each department says to the desk that has the case.
    pub lines: Vec<ConsultingLine>,
    /// Where departments are asked; empty if the reader may not.
    pub ask: String,
}

/// One department.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsultingLine {
    /// As it is addressed.
    pub name: String,
    /// Where its answer stands.
    pub state: Tag,
    /// What it says; until when it has time.
    pub words: String,
    /// The request: its number, and where it is.
    pub request: (String, String),
}

impl Consulting {
    /// The part; `None` where the procedure has no such step at this desk and nobody was asked.
    pub fn of(docket: &Docket<'_>) -> Option<Consulting> {
        let asked = docket.asked();
        let line = |one: Answer<'_>| {
            let (state, words) = standing(one.standing);
            let words = if words.is_empty() { format!("期限{}", show::day(one.consultation.due)) } else { words };
            ConsultingLine {
                name: one.asked.name.clone(),
                state,
                words,
                request: (one.consultation.number.clone(), format!("/office/consultations/{}", one.consultation.id)),
            }
        };
        let lines: Vec<ConsultingLine> = answers(&asked, &docket.case.id, docket.today).into_iter().map(line).collect();
        if lines.is_empty() && docket.station().consultation.is_none() {
            return None;
        }
        let ask = if docket.handles() {
            format!("/office/consultations/new?batch={}", show::address(docket.batch.id.as_str()))
        } else {
            String::new()
        };
        Some(Consulting { lines, ask })
    }

    /// Its state in a word, for the rail, and whether it needs a look.
    pub fn word(&self) -> (&'static str, bool) {
        let is = |word: &str| self.lines.iter().any(|line| line.state.word == word);
        match self.lines.is_empty() {
            true => ("未征求", false),
            false if is("有意见") => ("有意见", true),
            false if is("未答复") => ("有未答复", true),
            false if is("等待答复") => ("等待答复", true),
            false => ("无意见", false),
        }
    }
}

impl HtmlSafe for Consulting {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::department::sample_consultation;
    use crate::office::sample::Gathered;
    use titian_domain::application::Stage;
    use titian_domain::publicity::Entry;

    #[test]
    fn the_bench_shows_what_departments_say_and_what_it_asks_for() {
        let mut gathered = Gathered::reviewing().unwrap();
        assert!(Consulting::of(&gathered.docket().unwrap()).is_none(), "the lowest tier has no such step");
        let mut asked = sample_consultation();
        asked.batch = gathered.batch.id.clone();
        let first = asked.list[0].clone();
        asked.list[0] = Entry { application: gathered.case.id.clone(), ..first.clone() };
        for one in asked.departments.iter_mut().flat_map(|one| &mut one.replies) {
            if let Some(opinion) = one.opinions.remove(&first.application) {
                one.opinions.insert(gathered.case.id.clone(), opinion);
            }
        }
        gathered.consultations = vec![asked.clone()];
        let docket = gathered.docket().unwrap();
        let panel = Consulting::of(&docket).unwrap();
        let words: Vec<&str> = panel.lines.iter().map(|one| one.state.word.as_str()).collect();
        assert_eq!((words, panel.word()), (vec!["有意见", "未答复", "无意见"], ("有意见", true)));
        assert_eq!(docket.uncalled().len(), 2, "{:?}", docket.uncalled());
        assert!(docket.obstacles().iter().all(|one| !one.text.contains("答复")));
        // What came after it was proposed stands before whoever approves; what was weighed does not.
        let mut concluded = Gathered::concluded().unwrap();
        assert_eq!(concluded.case.id, gathered.case.id);
        concluded.consultations = vec![asked.clone()];
        let since = |gathered: &Gathered| {
            let docket = gathered.docket().unwrap();
            let since = docket.obstacles().iter().filter(|one| one.text.contains("拟办时还没有")).count();
            (since, docket.consulted().rests_on())
        };
        let (unweighed, all) = since(&concluded);
        assert_eq!(unweighed, 2);
        if let Stage::Concluded { heard, .. } = &mut concluded.case.stage {
            *heard = all;
        }
        assert_eq!(since(&concluded).0, 0);
        // While there is time, it stands in the way.
        asked.due = docket.today;
        gathered.consultations = vec![asked];
        let docket = gathered.docket().unwrap();
        assert_eq!(docket.obstacles().iter().filter(|one| one.text.contains("还没有答复")).count(), 1);
    }
}
