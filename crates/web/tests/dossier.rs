//! The dossier against the shipped catalogue: every fact is asked once, and what a page sends is what it shows.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use titian_domain::answers::{Edit, Place, Source};
use titian_domain::enterprise::{Command, Enterprise, decide};
use titian_web::enterprise::desk::Desk;
use titian_web::enterprise::dossier::{Act, Live, Posted, RowPosted, Section, SectionPage, file_place, row};
use titian_web::enterprise::sample::{Ground, ground, page};
use titian_web::sample::today;

/// A control as a browser sees it.
#[derive(Debug, Default, Clone)]
struct Control {
    name: String,
    id: String,
    value: String,
    file: bool,
    labelled: bool,
}

/// What a browser makes of a page: controls that would be sent, and results that are shown instead of asked.
#[derive(Debug, Default)]
struct Read {
    controls: Vec<Control>,
    outputs: Vec<Control>,
    labels: BTreeSet<String>,
    ids: BTreeSet<String>,
}

impl Read {
    fn of(html: &str) -> Read {
        let dom = parse_document(RcDom::default(), ParseOpts::default()).one(html);
        let mut read = Read::default();
        read.walk(&dom.document, false, "");
        for control in read.controls.iter_mut().chain(&mut read.outputs) {
            control.labelled |= read.labels.contains(&control.id);
        }
        read
    }

    fn walk(&mut self, node: &Handle, in_label: bool, select: &str) {
        let (mut in_label, mut select) = (in_label, select.to_owned());
        if let NodeData::Element { name, attrs, .. } = &node.data {
            let attrs = attrs.borrow();
            let get = |key: &str| attrs.iter().find(|a| &*a.name.local == key).map(|a| a.value.to_string());
            let labelled = in_label || get("aria-labelledby").is_some() || get("aria-label").is_some();
            let value = get("value").unwrap_or_default();
            let (id, control_name) = (get("id").unwrap_or_default(), get("name").unwrap_or_default());
            self.ids.extend(get("id"));
            let kind = get("type").unwrap_or_default();
            let control = Control { name: control_name, id, value, file: kind == "file", labelled };
            match &*name.local {
                "label" => {
                    self.labels.extend(get("for"));
                    in_label = true;
                }
                "input" if kind == "radio" && get("checked").is_none() => {}
                "input" => self.controls.push(control),
                "output" => self.outputs.push(control),
                "select" => {
                    select = control.name.clone();
                    self.controls.push(control);
                }
                "option" if get("selected").is_some() => {
                    let chosen = self.controls.iter_mut().rfind(|one| one.name == select);
                    chosen.expect("an option stands in a select").value = get("value").unwrap_or_default();
                }
                _ => {}
            }
        }
        for child in node.children.borrow().iter() {
            self.walk(child, in_label, &select);
        }
    }

    /// What would be sent without choosing a file.
    fn pairs(&self) -> Vec<(&str, &str)> {
        self.controls.iter().filter(|one| !one.file).map(|one| (one.name.as_str(), one.value.as_str())).collect()
    }
}

fn laid() -> &'static Ground {
    ground().expect("the shipped policy loads")
}

fn pages(desk: &Desk<'_>) -> Vec<(Section, Read)> {
    let of = |section: Section| {
        let view = SectionPage::of(page("/enterprise/dossier", ""), desk, &section.id, None, "1", None).unwrap();
        (section, Read::of(&view.render().unwrap()))
    };
    Section::all(desk).into_iter().map(of).collect()
}

fn place(fact: &str, year: Option<i16>) -> Place {
    Place { fact: fact.into(), year }
}

#[test]
fn every_fact_of_the_catalogue_is_asked_exactly_once() {
    let ground = laid();
    for enterprise in [&ground.enterprise, &ground.blank] {
        let desk = ground.desk_of(enterprise);
        let pages = pages(&desk);
        let mut asked: BTreeMap<String, usize> = BTreeMap::new();
        for (section, read) in &pages {
            for field in &section.fields {
                *asked.entry(field.fact.clone()).or_default() += 1;
                let outputs = || read.outputs.iter().filter(|one| one.labelled);
                if field.cells.is_empty() {
                    // Computed: shown as a result that bears the name of the fact.
                    assert!(read.ids.contains(&format!("n-{}", field.fact)) && outputs().count() > 0, "{}", field.fact);
                }
                for cell in &field.cells {
                    let controls = read.controls.iter().chain(outputs());
                    let found: Vec<_> =
                        controls.filter(|one| one.name == cell.name || one.id == format!("f-{}", cell.name)).collect();
                    assert_eq!(found.len(), 1, "{}", cell.name);
                    assert!(found.iter().all(|control| control.labelled), "{} has no label", cell.name);
                }
            }
        }
        let facts: BTreeMap<String, usize> = desk.catalogue.facts.iter().map(|fact| (fact.id.clone(), 1)).collect();
        assert_eq!(asked, facts);
        for record in &desk.catalogue.records {
            let shown = pages.iter().filter(|(_, read)| read.ids.contains(&format!("r-{}", record.id))).count();
            assert_eq!(shown, 1, "{}", record.id);
        }
    }
}

#[test]
fn a_page_sent_back_as_it_is_changes_nothing() {
    let desk = laid().desk();
    for (section, read) in pages(&desk) {
        let posted = Posted::read(&desk, read.pairs());
        assert_eq!((&posted.edits, posted.errors.is_empty()), (&vec![], true), "{}", section.id);
        assert_eq!(posted.version, "1");
    }
}

#[test]
fn a_posted_form_becomes_edits_that_the_enterprise_takes() {
    let ground = laid();
    let desk = ground.desk();
    let (_, read) = pages(&desk).into_iter().find(|(section, _)| section.id == "operation").unwrap();
    let mut pairs = read.pairs();
    for (name, value) in &mut pairs {
        match *name {
            "revenue@2025" => *value = " 4,200 ",
            "main_revenue@2024" => *value = "",
            "net_profit@2024" => *value = "-1.5亿元",
            "do" => *value = "next",
            _ => {}
        }
    }
    pairs.extend([
        ("do", "row/financing_round/new"),
        ("csrf", "x"),
        ("revenue@1987", "1"),
        ("name", "改名"),
        ("x", "y"),
    ]);
    let posted = Posted::read(&desk, pairs);
    let edit = |fact, year, text: Option<&str>| Edit { place: place(fact, Some(year)), text: text.map(str::to_owned) };
    let wanted = [
        edit("revenue", 2025, Some("4,200万元")),
        edit("main_revenue", 2024, None),
        edit("net_profit", 2024, Some("-1.5亿元")),
    ];
    assert_eq!(posted.edits, wanted);
    assert_eq!(posted.act, Act::Row { record: "financing_round".into(), at: None });
    let command = Command::File { edits: posted.edits.clone(), source: Source::Enterprise };
    let events = decide(Some(&ground.enterprise), command, desk.catalogue, today()).unwrap();
    assert_eq!(events.len(), 1);
    let applied = posted.applied(desk.answers, today());
    assert_eq!(applied.get(&place("revenue", Some(2025))).unwrap().text, "4,200万元");
}

#[test]
fn every_choice_can_be_made_and_taken_back() {
    let ground = laid();
    let desk = ground.desk_of(&ground.blank);
    for fact in desk.catalogue.facts.iter().filter(|fact| !fact.kind.options().is_empty()) {
        for (id, _) in fact.kind.options() {
            let posted = Posted::read(&desk, [(fact.id.as_str(), id)]);
            assert_eq!(posted.edits.len(), 1, "{} {id}", fact.id);
            let enterprise = Enterprise { answers: posted.applied(desk.answers, today()), ..ground.blank.clone() };
            let desk = ground.desk_of(&enterprise);
            let sent = pages(&desk).iter().any(|(_, read)| read.pairs().contains(&(fact.id.as_str(), id)));
            assert!(sent, "{} {id} is not chosen on the page", fact.id);
            let back = Posted::read(&desk, [(fact.id.as_str(), "")]);
            assert_eq!(back.edits, [Edit { place: place(&fact.id, None), text: None }]);
        }
    }
}

#[test]
fn what_cannot_be_read_is_said_beside_the_control_and_kept() {
    let ground = laid();
    let desk = ground.desk();
    let typed = [("revenue@2025", "四千"), ("founded", "去年"), ("total_assets@2025", "-1"), ("revenue@2024", "3800")];
    let posted = Posted::read(&desk, typed);
    assert_eq!(posted.edits.len(), 1);
    assert_eq!(posted.errors.list.len(), 3);
    let section =
        SectionPage::of(page("/enterprise/dossier", ""), &desk, "operation", None, "1", Some(&posted)).unwrap();
    let html = section.render().unwrap();
    assert!(html.contains("value=\"四千\"") && html.contains("id=\"e-revenue@2025\""));
    assert!(html.contains("href=\"#f-total_assets@2025\""));
}

#[test]
fn buttons_say_what_they_do() {
    let cases = [
        ("stay", Act::Stay),
        ("next", Act::Next),
        ("upload", Act::Upload),
        ("remove/audit_report/ab12", Act::Remove { kind: "audit_report".into(), file: "ab12".into() }),
        ("row/ip_right/3", Act::Row { record: "ip_right".into(), at: Some(3) }),
        ("row/ip_right/new", Act::Row { record: "ip_right".into(), at: None }),
        ("deny/award", Act::Deny { record: "award".into() }),
        ("forget/award", Act::Forget { record: "award".into() }),
        ("../../etc", Act::Stay),
    ];
    for (said, act) in cases {
        assert_eq!(Act::read(said), act, "{said}");
    }
}

#[test]
fn every_upload_names_a_kind_and_a_year_that_exist() {
    let desk = laid().desk();
    let mut kinds = BTreeSet::new();
    for (section, read) in pages(&desk) {
        for control in read.controls.iter().filter(|one| one.file) {
            let (kind, year) = file_place(&desk, &control.name).unwrap();
            assert!(year.is_none_or(|year| (2023..=2025).contains(&year)), "{} {}", section.id, control.name);
            assert!(control.labelled, "{}", control.name);
            kinds.insert(kind);
        }
    }
    let all: BTreeSet<String> = desk.catalogue.evidence.iter().map(|(id, _)| id.clone()).collect();
    assert_eq!(kinds, all);
    assert_eq!(file_place(&desk, "file:unknown"), None);
    assert_eq!(file_place(&desk, "revenue@2025"), None);
}

#[test]
fn the_score_follows_the_typing() {
    let ground = laid();
    let desk = ground.desk();
    let posted = Posted::read(&desk, [("main_revenue@2025", "2,000")]);
    let typing = Enterprise { answers: posted.applied(desk.answers, today()), ..ground.enterprise.clone() };
    let desk = ground.desk_of(&typing);
    let html = Live::of(&desk, Section::of(&desk, 1)).render().unwrap();
    assert!(html.contains("id=\"score\"") && html.contains("按得分达不到"), "{html}");
    let wanted = Section::of(&desk, 1).live();
    let read = Read::of(&html);
    for id in wanted.split_whitespace() {
        assert!(read.ids.contains(id), "{id} is swapped but not sent");
    }
}

#[test]
fn a_row_is_read_or_says_what_is_missing() {
    let ground = laid();
    let record = ground.policy.catalogue.record("financing_round").unwrap();
    let typed = [("date", "20250301"), ("paid_in", "600"), ("qualified", "yes"), ("share_sold", "12"), ("do", "save")];
    let posted = RowPosted::read(record, typed);
    assert!(posted.errors.is_empty() && !posted.delete);
    let rows = row::with(&ground.enterprise.answers, "financing_round", None, posted.row);
    let command =
        Command::FileRecord { record: "financing_round".into(), rows: Some(rows), source: Source::Enterprise };
    assert_eq!(decide(Some(&ground.enterprise), command, &ground.policy.catalogue, today()).unwrap().len(), 1);
    let posted = RowPosted::read(record, [("date", "明年"), ("do", "delete")]);
    assert!(posted.delete);
    assert_eq!(posted.errors.list.len(), 4);
    assert_eq!(row::without(&ground.enterprise.answers, "ip_right", 0), Vec::<BTreeMap<String, String>>::new());
}
