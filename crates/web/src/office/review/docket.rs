//! 案卷 All that the pages of one case need. The shell gathers it once; whatever follows from it is worked out here.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use titian_app::query::Compared;
use titian_domain::application::{Application, Filing, Reviewed, Ruling, Spell, Stage, Station, Verdict, required};
use titian_domain::compliance::{Check, CheckResult, Compliance, Open, open};
use titian_domain::consultation::{Consultation, Consulted, consulted};
use titian_domain::draw::Duty;
use titian_domain::enterprise::{Evidence, FormerName};
use titian_domain::id::{AccountId, EvidenceId};
use titian_domain::inspection::{Inspection, answered};
use titian_domain::notice::Batch;
use titian_domain::signal::{LookedInto, Signal, Weight};
use titian_rulebook::catalogue::Slot;
use titian_rulebook::derive::function;
use titian_rulebook::explain::{self, Report};
use titian_rulebook::judge::Edition;
use titian_rulebook::policy::Policy;
use titian_rulebook::procedure::Demand;
use titian_rulebook::standard::{Clause, Indicator};

use crate::layout::Page;
use crate::show;

/// A case with everything around it.
#[derive(Debug, Clone)]
pub struct Docket<'a> {
    /// The ground of the page.
    pub page: Page,
    /// What we judge by.
    pub policy: &'a Policy,
    /// The case.
    pub case: &'a Application,
    /// Its batch.
    pub batch: &'a Batch,
    /// What was submitted.
    pub filing: &'a Filing,
    /// The standard and gates it is pinned to.
    pub edition: Edition,
    /// The facts as declared and as reviewed.
    pub judged: Reviewed,
    /// As declared, in words.
    pub declared: Report,
    /// As reviewed, in words.
    pub reviewed: Report,
    /// What was looked up about the enterprise.
    pub checks: Option<&'a Compliance>,
    /// Names that the enterprise bore before.
    pub former: &'a [FormerName],
    /// Lists of others that were compared with it; gathered where they are shown.
    pub compared: &'a [Compared],
    /// Spot checks.
    pub visits: Option<&'a Inspection>,
    /// What the draws of this desk say of the case.
    pub duty: Duty,
    /// What is worth a second look.
    pub signals: &'a [Signal],
    /// What of it was looked into.
    pub looked: Option<&'a LookedInto>,
    /// Whether the reader may say that they looked.
    pub may_look: bool,
    /// What other departments were asked about it, by whichever office had it.
    pub consultations: &'a [Consultation],
    /// Files that the reader has opened.
    pub opened: BTreeSet<EvidenceId>,
    /// Who stays away from its enterprise (回避).
    pub away: Vec<AccountId>,
    /// Who has had it since it was submitted.
    pub spells: Vec<Spell>,
    /// People by account; one without a name is shown as 经办人.
    pub names: BTreeMap<AccountId, String>,
    /// Who looks at it, and what they may do.
    pub reader: Reader,
    /// The cases before and after it in the reader's queue.
    pub neighbours: Neighbours,
    /// How many events the case has had: what a leader signs is what this page shows.
    pub version: u64,
    /// Today.
    pub today: Date,
}

/// Who looks at a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reader {
    /// Their account.
    pub account: AccountId,
    /// Whether they may handle cases of this city.
    pub reviews: bool,
    /// Whether they may approve.
    pub approves: bool,
    /// Whether they may record checks of the enterprise, whichever desk has the case.
    pub checks: bool,
    /// For what they may approve what they have handled themselves (替岗); empty if for nothing.
    pub substitution: String,
}

impl Default for Reader {
    fn default() -> Reader {
        let account = AccountId(String::new());
        Reader { account, reviews: false, approves: false, checks: false, substitution: String::new() }
    }
}

/// Where a case stands in the reader's queue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Neighbours {
    /// Id of the one before.
    pub before: Option<String>,
    /// Id of the one after.
    pub after: Option<String>,
    /// Its place, from 1.
    pub place: usize,
    /// How many there are; 0 = not looked at from a queue.
    pub of: usize,
}

/// What a reviewer rules on.
#[derive(Debug, Clone, Copy)]
pub enum Matter<'d> {
    /// An indicator, with its place.
    Indicator(usize, &'d Indicator),
    /// A condition, with its place.
    Condition(usize, &'d Clause),
    /// A direct route, with its place.
    Route(usize, &'d Clause),
}

/// Something that still stands in the way of letting a case pass.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obstacle {
    /// What.
    pub text: String,
    /// Where it is dealt with.
    pub href: String,
}

impl<'a> Docket<'a> {
    /// A case with its batch; the rest is empty and filled in by the caller. `None` if nothing was submitted or the
    /// policy no longer holds the edition.
    pub fn new(
        page: Page,
        policy: &'a Policy,
        case: &'a Application,
        batch: &'a Batch,
        today: Date,
    ) -> Option<Docket<'a>> {
        let filing = case.filing.as_ref()?;
        let edition = policy.edition_of(&case.standard, &case.gates, case.purpose)?;
        let judged = case.judged(policy)?;
        let words = |facts, assessment| explain::report(&policy.catalogue, &edition, facts, assessment, filing.on);
        let declared = words(&judged.declared_facts, &judged.declared);
        let reviewed = words(&judged.reviewed_facts, &judged.reviewed);
        Some(Docket {
            page: Page { wide: true, ..page },
            policy,
            case,
            batch,
            filing,
            edition,
            judged,
            declared,
            reviewed,
            checks: None,
            former: &[],
            compared: &[],
            visits: None,
            duty: Duty::Undrawn,
            signals: &[],
            looked: None,
            may_look: false,
            consultations: &[],
            opened: BTreeSet::new(),
            away: vec![],
            spells: vec![],
            names: BTreeMap::new(),
            reader: Reader::default(),
            neighbours: Neighbours::default(),
            version: 0,
            today,
        })
    }

    /// An address of this case: `items/ip`.
    pub fn href(&self, path: &str) -> String {
        format!("/office/applications/{}/{path}", self.case.id)
    }

    /// The name of a person.
    pub fn name(&self, account: &AccountId) -> &str {
        self.names.get(account).map_or("经办人", String::as_str)
    }

    /// Whether the reader stays away from its enterprise.
    pub fn stays_away(&self) -> bool {
        self.away.contains(&self.reader.account)
    }

    /// Whether the reader handles the case now.
    pub fn handles(&self) -> bool {
        let reviews = self.reader.reviews && !self.stays_away();
        matches!(&self.case.stage, Stage::UnderReview { handler, .. } if reviews && *handler == self.reader.account)
    }

    /// Whether the case came back to the reader because it was not mended in time: it can be refused, and no more.
    pub fn lapsed(&self) -> bool {
        match &self.case.stage {
            Stage::Returned { due, handler, .. } => {
                let reviews = self.reader.reviews && !self.stays_away();
                self.today > *due && reviews && *handler == self.reader.account
            }
            _ => false,
        }
    }

    /// Whether the reader may decide the case now. Who handled it does not, unless they stand in for somebody (替岗).
    pub fn decides(&self) -> bool {
        let Stage::Concluded { handler, .. } = &self.case.stage else { return false };
        let own = *handler == self.reader.account && self.reader.substitution.is_empty();
        self.reader.approves && !own && !self.stays_away() && !self.away.contains(handler)
    }

    /// Everything that can be ruled on, in the order of the standard.
    pub fn matters(&self) -> Vec<Matter<'_>> {
        let standard = &self.edition.standard;
        let indicators = standard.indicators.iter().enumerate().map(|(at, one)| Matter::Indicator(at, one));
        let conditions = standard.conditions.iter().enumerate().map(|(at, one)| Matter::Condition(at, one));
        let routes = standard.routes.iter().enumerate().map(|(at, one)| Matter::Route(at, one));
        indicators.chain(conditions).chain(routes).collect()
    }

    /// The one with this id.
    pub fn matter(&self, id: &str) -> Option<Matter<'_>> {
        self.matters().into_iter().find(|matter| matter.id() == id)
    }

    /// The ruling on an item.
    pub fn verdict(&self, id: &str) -> Option<&'a Verdict> {
        self.case.verdicts.get(id)
    }

    /// The ruling on an item by the desk that has the case now.
    pub fn own(&self, id: &str) -> Option<&'a Verdict> {
        self.verdict(id).filter(|verdict| verdict.desk == self.case.desk)
    }

    /// The ruling on an item by the desk that had the case before, as long as the one that has it now has not ruled.
    pub fn earlier(&self, id: &str) -> Option<&'a Verdict> {
        self.verdict(id).filter(|verdict| verdict.desk != self.case.desk)
    }

    /// What must be ruled on before it may pass and is not, by id and label.
    pub fn unruled(&self) -> Vec<(String, String)> {
        let mut all = required(&self.edition, &self.judged.reviewed);
        all.retain(|(id, _)| self.own(id).is_none());
        all
    }

    /// What this desk does with the case, as its procedure has it.
    pub fn station(&self) -> Station {
        *self.steps().at(self.case.desk)
    }

    /// What is missing of a spot check, in words: a record, or that of a draw.
    pub fn unvisited(&self) -> Option<String> {
        answered(self.station().inspection.is_some(), &self.duty, self.visits).err()
    }

    /// What the office that has the case in hand has asked about it.
    pub fn asked(&self) -> Vec<Consultation> {
        self.consultations.iter().filter(|one| one.office == self.case.office()).cloned().collect()
    }

    /// Where the asking of departments stands at this desk.
    pub fn consulted(&self) -> Consulted {
        consulted(&self.asked(), &self.case.id, self.steps().silence_is_consent, self.today)
    }

    /// What asks for the handler's word if the case is to pass: steps that this desk takes where called for (视情况) and
    /// has not taken, departments that are silent after their time or object.
    pub fn uncalled(&self) -> Vec<String> {
        let station = self.station();
        let mut all = Vec::new();
        if station.inspection == Some(Demand::WhereCalledFor)
            && self.duty == Duty::Undrawn
            && self.unvisited().is_some()
        {
            all.push("没有实地抽查".to_owned());
        }
        match self.consulted() {
            Consulted::NotAsked if station.consultation == Some(Demand::WhereCalledFor) => {
                all.push("没有征求部门意见".into());
            }
            consulted => all.extend(consulted.asks()),
        }
        all
    }

    /// The last check of a gate that is fresh enough today.
    pub fn check(&self, gate: &Clause) -> Option<&'a Check> {
        self.checks?.latest(&gate.id).filter(|check| !check.stale(self.today, gate.fresh_days))
    }

    /// Which checks have to be made again before the case can go on a list, with the article and what to do; nothing while
    /// it does not wait for one.
    pub fn unchecked(&self) -> Vec<String> {
        let asked = self.steps().looked_up() && self.case.stage.waits_for_list();
        let gates = self.edition.gates.gates.iter().filter(|_| asked);
        open(gates, self.checks, self.today).iter().map(Open::told).collect()
    }

    /// How many gates were found in order by a fresh check.
    pub fn gates_clear(&self) -> usize {
        let gates = &self.edition.gates.gates;
        gates.len() - open(gates, self.checks, self.today).len()
    }

    /// What still stands in the way of letting it pass, with the place where it is dealt with.
    pub fn obstacles(&self) -> Vec<Obstacle> {
        let mut all = Vec::new();
        let mut push = |text: String, path: &str| all.push(Obstacle { text, href: self.href(path) });
        for (id, label) in self.unruled() {
            let seen = if self.earlier(&id).is_some() {
                "只有市级意见，本级还没有审核"
            } else {
                "还没有审核"
            };
            push(format!("“{}”{seen}", show::sentence(&label)), &format!("items/{id}"));
        }
        for (id, verdict) in &self.case.verdicts {
            if let (Ruling::Ask { .. }, Some(matter)) = (&verdict.ruling, self.matter(id)) {
                push(format!("“{}”还在等补正", matter.label()), &format!("items/{id}"));
            }
        }
        // What the procedure does not have is not asked for.
        let station = self.station();
        for gate in self.edition.gates.gates.iter().filter(|_| station.credit_check.is_some()) {
            let label = show::sentence(&gate.label);
            match self.check(gate) {
                None => push(format!("“{label}”没有近期的核查记录"), "gates"),
                Some(check) if check.result != CheckResult::Clear => {
                    push(format!("核查“{label}”：{}", check.result.label()), "gates");
                }
                Some(_) => {
                    if let Some(one) = self.checks.and_then(|checks| checks.unanswered(&gate.id)) {
                        push(format!("“{label}”：{}列有该企业，请核实后重新查询并登记", one.told), "gates");
                    }
                }
            }
        }
        let asked = station.inspection == Some(Demand::Required) || self.duty != Duty::Undrawn;
        if let Some(missing) = self.unvisited().filter(|_| asked) {
            push(show::sentence(&missing), "inspection");
        }
        let heard = if let Stage::Concluded { pass: true, heard, .. } = &self.case.stage { Some(heard) } else { None };
        match (self.consulted(), heard) {
            // Whoever approves reads it before they are refused.
            (consulted, Some(heard)) => {
                let since = consulted.unheard(heard).into_iter();
                since.for_each(|one| push(format!("{one}；拟办时还没有这一条，请退回经办人重新拟办"), "approval"));
            }
            (Consulted::NotAsked, None) if station.consultation == Some(Demand::Required) => {
                push("没有征求部门意见".into(), "conclusion");
            }
            (Consulted::Asked { waiting, .. }, None) => waiting.into_iter().for_each(|one| push(one, "conclusion")),
            (Consulted::NotAsked, None) => {}
        }
        if self.reviewed.outcome.id != "passes" {
            push(show::sentence(self.reviewed.because.trim_end_matches('。')), "conclusion");
        }
        all
    }

    /// As it would be reviewed with one more ruling. `None` if the ruling makes no dossier that can be read.
    pub fn trying(&self, item: &str, ruling: Ruling) -> Option<Report> {
        let mut case = self.case.clone();
        let verdict = Verdict { ruling, by: self.reader.account.clone(), on: self.today, desk: case.desk };
        case.verdicts.insert(item.into(), verdict);
        let judged = case.judged(self.policy)?;
        let catalogue = &self.policy.catalogue;
        Some(explain::report(catalogue, &self.edition, &judged.reviewed_facts, &judged.reviewed, self.filing.on))
    }

    /// Files that prove an item: those of the kinds its facts ask for.
    pub fn files(&self, matter: Matter<'_>) -> Vec<&'a Evidence> {
        let catalogue = &self.policy.catalogue;
        let kinds: BTreeSet<&str> = matter
            .slots()
            .into_iter()
            .flat_map(|slot| catalogue.fact_of(slot).evidence.iter().map(String::as_str))
            .collect();
        self.filing.content.evidence.iter().filter(|one| kinds.contains(one.kind.as_str())).collect()
    }

    /// Signals about the facts and records behind an item.
    pub fn signals_of(&self, matter: Matter<'_>) -> Vec<&'a Signal> {
        let behind = self.behind(matter);
        self.signals.iter().filter(|signal| concerns(signal, &behind)).collect()
    }

    /// Items that rest on what a signal is about.
    pub fn matters_of(&self, signal: &Signal) -> Vec<Matter<'_>> {
        let mut matters = self.matters();
        matters.retain(|matter| concerns(signal, &self.behind(*matter)));
        matters
    }

    /// Ids of the facts and records behind an item, also of those it is computed from.
    fn behind(&self, matter: Matter<'_>) -> BTreeSet<&'a str> {
        let catalogue = &self.policy.catalogue;
        let mut behind = BTreeSet::new();
        for slot in matter.slots() {
            let fact = catalogue.fact_of(slot);
            behind.insert(fact.id.as_str());
            if let Some(derived) = fact.derived.as_deref().and_then(function) {
                behind.extend(derived.facts);
                behind.extend(derived.reads.iter().map(|(record, _)| *record));
            }
        }
        behind
    }

    /// Signals that nobody has looked into as they are now.
    pub fn unlooked(&self) -> impl Iterator<Item = &'a Signal> + '_ {
        let open = |signal: &&Signal| self.looked.is_none_or(|all| !all.holds(signal));
        self.signals.iter().filter(open)
    }

    /// Whether one of those weighs more.
    pub fn look_closely(&self) -> bool {
        self.unlooked().any(|signal| signal.weight == Weight::LookClosely)
    }

    /// The calendar year of a slot; none if its fact is not asked by year.
    pub fn year(&self, slot: Slot) -> Option<i16> {
        self.policy.catalogue.info(slot).year.map(|back| self.filing.on.year() - i16::from(back))
    }
}

fn concerns(signal: &Signal, behind: &BTreeSet<&str>) -> bool {
    signal.facts.iter().any(|place| behind.contains(place.fact.as_str()))
}

impl Matter<'_> {
    /// Its id.
    pub fn id(&self) -> &str {
        match self {
            Matter::Indicator(_, one) => &one.id,
            Matter::Condition(_, one) | Matter::Route(_, one) => &one.id,
        }
    }

    /// What it is called.
    pub fn label(&self) -> String {
        match self {
            Matter::Indicator(_, one) => show::sentence(&one.label),
            Matter::Condition(_, one) | Matter::Route(_, one) => show::sentence(&one.label),
        }
    }

    /// Document, annex and number: 工信部企业〔2022〕63号 附件1 指标2.
    pub fn article(&self, basis: &str) -> String {
        let article = match self {
            Matter::Indicator(_, one) => &one.article,
            Matter::Condition(_, one) | Matter::Route(_, one) => &one.article,
        };
        // The basis names the annex too; it is said once.
        let document = match basis.rsplit_once(' ') {
            Some((document, annex)) if article.starts_with(annex) => document,
            _ => basis,
        };
        show::sentence(&format!("{document} {article}"))
    }

    /// The facts behind it, in the order of the formula.
    pub fn slots(&self) -> Vec<Slot> {
        let slots = match self {
            Matter::Indicator(_, one) => one.score.slots(),
            Matter::Condition(_, one) | Matter::Route(_, one) => one.condition.slots(),
        };
        // In the order of the formula, each once.
        let mut seen = BTreeSet::new();
        slots.into_iter().filter(|slot| seen.insert(*slot)).collect()
    }
}
