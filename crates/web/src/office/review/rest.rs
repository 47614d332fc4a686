//! 其余采信 Accepting what is left in one go: only what the reader has looked at, and only what they tick.

use askama::Template;
use serde::Deserialize;
use titian_domain::application::Ruling;

use super::bench::points_of;
use super::{Bench, Docket};
use crate::components::{Empty, Errors, Refused};
use crate::form::Typed;
use crate::layout::Page;
use crate::office::read::picked;
use crate::office::sample::Gathered;

/// The page.
#[derive(Debug, Clone, Template)]
#[template(path = "office/review/rest.html")]
pub struct Rest {
    /// The page.
    pub page: Page,
    /// Head, rail and tally.
    pub bench: Bench,
    /// What has no ruling yet.
    pub lines: Vec<RestLine>,
    /// How many of them can be accepted here.
    pub ready: usize,
    /// What has to be put right.
    pub errors: Errors,
    /// What the domain refused.
    pub refused: Option<Refused>,
}

/// One question without a ruling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RestLine {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// Points as declared.
    pub points: String,
    /// Where it is looked at.
    pub href: String,
    /// Files that prove it, by name, and whether each was opened.
    pub files: Vec<(String, bool)>,
    /// What the desk before said, where it said anything but 采信: 市级调整. Accepting it would undo that; empty otherwise.
    pub earlier: String,
    /// Whether all of them were opened, and there is one at least.
    pub seen: bool,
    /// Whether its box is ticked.
    pub ticked: bool,
}

/// What is posted: a box for each question, `accept.ITEM`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// The boxes.
    #[serde(flatten)]
    pub boxes: Typed,
}

impl RestLine {
    /// Whether it can be accepted here: it was looked at, and nobody found otherwise before.
    fn ready(&self) -> bool {
        self.seen && self.earlier.is_empty()
    }
}

impl Form {
    /// The rulings, or what has to be put right. Nothing whose evidence was not opened is accepted, whatever is ticked.
    pub fn parse(&self, docket: &Docket<'_>) -> Result<Vec<(String, Ruling)>, Errors> {
        let lines = lines(docket, &[]);
        let ticked = picked(&self.boxes, "accept");
        let mut errors = Errors::none();
        for line in lines.iter().filter(|line| !line.seen && ticked.contains(&line.id)) {
            errors.push(format!("accept.{}", line.id), format!("“{}”的佐证还没有看过，请先打开看", line.label));
        }
        for line in lines.iter().filter(|line| line.seen && !line.ready() && ticked.contains(&line.id)) {
            let why = format!("“{}”{}，请到这一项单独审核", line.label, line.earlier);
            errors.push(format!("accept.{}", line.id), why);
        }
        let known = lines.into_iter().filter(|line| line.ready() && ticked.contains(&line.id));
        let rulings: Vec<_> = known.map(|line| (line.id, Ruling::Accept)).collect();
        if rulings.is_empty() && errors.is_empty() {
            errors.lead = "没有勾选任何一项。请勾选看过佐证、同意采信的各项。".into();
        }
        if errors.is_empty() { Ok(rulings) } else { Err(errors) }
    }
}

fn lines(docket: &Docket<'_>, ticked: &[String]) -> Vec<RestLine> {
    let unruled = docket.unruled();
    let line = |(id, _): &(String, String)| {
        let matter = docket.matter(id)?;
        let files = docket.files(matter);
        let opened = |id| docket.opened.contains(id);
        Some(RestLine {
            id: id.clone(),
            label: matter.label(),
            points: points_of(docket, matter).0,
            href: docket.href(&format!("items/{id}")),
            earlier: match docket.earlier(id) {
                Some(one) if one.ruling != Ruling::Accept => format!("{}{}", one.desk.label(), one.ruling.label()),
                _ => String::new(),
            },
            seen: !files.is_empty() && files.iter().all(|file| opened(&file.id)),
            files: files.into_iter().map(|file| (file.name.clone(), opened(&file.id))).collect(),
            ticked: ticked.contains(id),
        })
    };
    unruled.iter().filter_map(line).collect()
}

impl Rest {
    /// The page, with what is ticked.
    pub fn of(docket: &Docket<'_>, form: &Form, errors: Errors) -> Rest {
        let lines = lines(docket, &picked(&form.boxes, "accept"));
        Rest {
            page: docket.page.clone(),
            bench: Bench::of(docket, "rest"),
            ready: lines.iter().filter(|line| line.ready()).count(),
            lines,
            errors,
            refused: None,
        }
    }

    /// What is wrong with a box.
    fn error(&self, id: &str) -> Option<&str> {
        self.errors.of(&format!("accept.{id}"))
    }

    /// Said when nothing is left.
    fn nothing(&self) -> Empty {
        Empty::new("各项都有意见了", "可以退回补正，或者拟办。")
    }

    /// Values to look at.
    pub fn sample() -> Option<Rest> {
        let gathered = Gathered::reviewing()?;
        Some(Rest::of(&gathered.docket()?, &Form::default(), Errors::none()))
    }

    /// As the province opens it, after the city ruled.
    pub fn sample_province() -> Option<Rest> {
        let gathered = Gathered::province()?;
        Some(Rest::of(&gathered.docket()?, &Form::default(), Errors::none()))
    }

    /// Refused: what was not looked at was ticked.
    pub fn sample_refused() -> Option<Rest> {
        let gathered = Gathered::reviewing()?;
        let docket = gathered.docket()?;
        let form = Form { boxes: [("accept.field".into(), "on".into())].into() };
        let errors = form.parse(&docket).err()?;
        Some(Rest::of(&docket, &form, errors))
    }

    /// Nothing is left.
    pub fn sample_done() -> Option<Rest> {
        let gathered = Gathered::concluded()?;
        Some(Rest::of(&gathered.docket()?, &Form::default(), Errors::none()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(boxes: &[&str]) -> Result<Vec<String>, Vec<String>> {
        let gathered = Gathered::reviewing().unwrap();
        let boxes = boxes.iter().map(|id| (format!("accept.{id}"), "on".to_owned())).collect();
        let ids = |rulings: Vec<(String, Ruling)>| rulings.into_iter().map(|(id, _)| id).collect();
        let fields = |errors: Errors| errors.list.into_iter().map(|(field, _)| field).collect();
        Form { boxes }.parse(&gathered.docket().unwrap()).map(ids).map_err(fields)
    }

    #[test]
    fn what_the_city_adjusted_is_not_accepted_in_passing() {
        let gathered = Gathered::province().unwrap();
        let docket = gathered.docket().unwrap();
        let line = |id: &str| lines(&docket, &[]).into_iter().find(|line| line.id == id).unwrap();
        assert_eq!((line("rd_share").earlier.as_str(), line("rd_share").ready()), ("市级调整", false));
        assert_eq!((line("ip").earlier.as_str(), line("ip").seen), ("", line("ip").ready()));
        let form = Form { boxes: [("accept.rd_share".into(), "on".into())].into() };
        assert_eq!(form.parse(&docket).unwrap_err().list[0].0, "accept.rd_share");
    }

    #[test]
    fn only_what_was_looked_at_can_be_accepted() {
        assert_eq!(read(&["debt", "main_share"]), Ok(vec!["debt".into(), "main_share".into()]));
        assert_eq!(read(&["debt", "field"]), Err(vec!["accept.field".into()]));
        assert_eq!(read(&[]), Err(vec![]));
        // What has a ruling already is not touched.
        assert_eq!(read(&["ip"]), Err(vec![]));
    }
}
