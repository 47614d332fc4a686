//! 数据 Figures of one enterprise against each other, the years before and what it filed the last time.

use std::collections::BTreeSet;

use jiff::Span;
use titian_rulebook::calendar::written;
use titian_rulebook::catalogue::{Catalogue, Fact, Slot};
use titian_rulebook::dossier::Dossier;
use titian_rulebook::explain;
use titian_rulebook::facts::Facts;
use titian_rulebook::judge::Edition;
use titian_rulebook::policy::Policy;
use titian_rulebook::quantity::{Dimension, Ratio, show_ratio};
use titian_rulebook::signals::Weight;

use super::neighbours::words;
use super::{Filed, Kind, Signal, digest, name};
use crate::answers::Place;

/// Signals about one enterprise alone. A dossier that cannot be read says nothing.
pub(super) fn signals(filed: Filed<'_>, edition: &Edition, last: Option<Filed<'_>>, policy: &Policy) -> Vec<Signal> {
    let Ok(dossier) = filed.content.answers.dossier(&policy.catalogue) else { return vec![] };
    let facts = policy.facts(&dossier, edition, filed.on);
    let look = Look { policy, catalogue: &policy.catalogue, filed, dossier: &dossier, facts: &facts };
    let mut all = look.cautions();
    // What a caution says already is not said twice.
    let said: BTreeSet<BTreeSet<Place>> = all.iter().map(|one| one.facts.iter().cloned().collect()).collect();
    let also = [look.shares(), look.jumps()].concat();
    all.extend(also.into_iter().filter(|one| !said.contains(&one.facts.iter().cloned().collect::<BTreeSet<Place>>())));
    all.extend(look.whole());
    all.extend(look.transfers());
    all.extend(last.map(|last| look.against(last)).unwrap_or_default());
    all
}

struct Look<'a> {
    policy: &'a Policy,
    catalogue: &'a Catalogue,
    filed: Filed<'a>,
    dossier: &'a Dossier,
    facts: &'a Facts,
}

impl Look<'_> {
    /// The place of a slot on the day of the filing.
    fn place(&self, slot: Slot) -> Place {
        let info = self.catalogue.info(slot);
        let year = info.year.map(|back| self.filed.on.year() - i16::from(back));
        Place { fact: self.catalogue[info.fact].id.clone(), year }
    }

    /// 2025年营业收入总额 4128万元.
    fn figure(&self, slot: Slot, stored: i64) -> String {
        format!("{} {}", words(self.catalogue, &self.place(slot)), self.catalogue.show(slot, stored))
    }

    fn signal(&self, kind: Kind, key: String, facts: Vec<Place>, said: Said<'_>) -> Signal {
        let Said { sentence, rests_on, weight, why } = said;
        let digest = digest(&key, &rests_on);
        Signal { key, kind, facts, sentence, why: why.unwrap_or_default().to_owned(), weight, digest }
    }

    /// Contradictions the enterprise was asked about as well. One about a single figure over years is a jump.
    fn cautions(&self) -> Vec<Signal> {
        let caution = &self.policy.signals.caution;
        let raised = explain::cautions(self.catalogue, self.facts).into_iter();
        let signal = |raised: explain::Named| {
            let known = self.catalogue.cautions.iter().find(|one| one.id == raised.id)?;
            let mut slots = known.when.slots();
            slots.dedup();
            let known: Option<Vec<(Slot, i64)>> =
                slots.iter().map(|slot| Some((*slot, self.facts.known(*slot)?))).collect();
            let known = known?;
            let facts: Vec<Place> = known.iter().map(|(slot, _)| self.place(*slot)).collect();
            let one = facts.iter().map(|place| &place.fact).collect::<BTreeSet<_>>().len() == 1;
            let figures: Vec<String> = known.iter().map(|(slot, n)| self.figure(*slot, *n)).collect();
            let weight = if caution.look_closely.contains(&raised.id) { Weight::LookClosely } else { Weight::Notice };
            let said = Said {
                sentence: format!("{}：{}。", figures.join("，"), spoken(raised.label.trim_end_matches('。'))),
                rests_on: known.iter().map(|(_, n)| n.to_string()).collect(),
                weight,
                why: caution.warrant.note.as_deref(),
            };
            let kind = if one { Kind::Jump } else { Kind::Contradiction };
            Some(self.signal(kind, format!("caution:{}", raised.id), facts, said))
        };
        raised.filter_map(signal).collect()
    }

    /// Parts above their whole, in each year that has both figures.
    fn shares(&self) -> Vec<Signal> {
        let share = &self.policy.signals.share;
        let measures = share.measures.iter().filter_map(|at| self.catalogue.measures.get(*at));
        let mut all = Vec::new();
        for measure in measures {
            for year in 1..=self.catalogue[measure.over].years {
                let slots = (self.catalogue.slot_of(measure.over, year), self.catalogue.slot_of(measure.under, year));
                let (Some(over), Some(under)) = slots else { continue };
                let (Some(part), Some(whole)) = (self.facts.known(over), self.facts.known(under)) else { continue };
                // Nothing is a share of nothing.
                if whole <= 0 || part <= whole {
                    continue;
                }
                let ratio = Ratio::new(part.into(), whole.into());
                let said = Said {
                    sentence: format!(
                        "{}为 {}：{}，{}。",
                        measure.label,
                        ratio.map_or_else(String::new, |ratio| show_ratio(ratio, Dimension::Share)),
                        self.figure(over, part),
                        self.figure(under, whole)
                    ),
                    rests_on: vec![part.to_string(), whole.to_string()],
                    weight: share.weight,
                    why: share.warrant.note.as_deref(),
                };
                let facts = vec![self.place(over), self.place(under)];
                let key = format!("share:{}@{}", measure.id, self.filed.on.year() - i16::from(year));
                all.push(self.signal(Kind::Share, key, facts, said));
            }
        }
        all
    }

    /// Percentages that are stated above 100 %: facts, and fields of records.
    fn whole(&self) -> Vec<Signal> {
        let share = &self.policy.signals.share;
        let hundred = Dimension::Share.scale();
        let said = |label: String, n: i64| Said {
            sentence: format!("{label}填的是 {}，超过了 100%。", titian_rulebook::quantity::show(n, Dimension::Share)),
            rests_on: vec![n.to_string()],
            weight: share.weight,
            why: share.warrant.note.as_deref(),
        };
        let mut all = Vec::new();
        for (at, info) in
            self.catalogue.slots().iter().enumerate().filter(|(_, info)| info.dimension == Dimension::Share)
        {
            let slot = u16::try_from(at).map(Slot).ok();
            let Some((slot, n)) = slot.and_then(|slot| Some((slot, self.facts.known(slot)?))) else { continue };
            if n > hundred {
                let place = self.place(slot);
                let said = said(words(self.catalogue, &place), n);
                all.push(self.signal(Kind::Share, format!("share:{}", info.key), vec![place], said));
            }
        }
        for (at, rows) in &self.dossier.records {
            let Some(record) = self.catalogue.records.get(*at) else { continue };
            for (nth, row) in rows.iter().enumerate() {
                for (field, asked) in record.fields.iter().enumerate() {
                    let n = row.figure(field).filter(|n| *n > hundred);
                    let Some(n) = n.filter(|_| asked.kind.dimension() == Some(Dimension::Share)) else { continue };
                    let place = Place { fact: record.id.clone(), year: None };
                    let said = said(format!("{}第 {} 条的{}", record.label, nth + 1, asked.label), n);
                    let key = format!("share:{}.{}.{}", record.id, asked.id, nth + 1);
                    all.push(self.signal(Kind::Share, key, vec![place], said));
                }
            }
        }
        all
    }

    /// A figure of one year against the year before. From nothing, or from a loss, there is no measure of a jump.
    fn jumps(&self) -> Vec<Signal> {
        let mut all = Vec::new();
        for jump in &self.policy.signals.jumps {
            for year in 1..self.catalogue[jump.fact].years {
                let slots = (self.catalogue.slot_of(jump.fact, year), self.catalogue.slot_of(jump.fact, year + 1));
                let (Some(at), Some(was_at)) = slots else { continue };
                let (Some(now), Some(was)) = (self.facts.known(at), self.facts.known(was_at)) else { continue };
                let small = now < jump.below && was < jump.below;
                let Some(change) = Ratio::new(i128::from(now) - i128::from(was), was.into()).filter(|_| was > 0) else {
                    continue;
                };
                let fell = Ratio::new(-change.num(), change.den());
                let (word, how) = match fell {
                    _ if small => continue,
                    _ if change > jump.up => ("增长", change),
                    Some(fell) if fell > jump.down => ("下降", fell),
                    _ => continue,
                };
                let said = Said {
                    sentence: format!(
                        "{}，{}，{word} {}。",
                        self.figure(was_at, was),
                        self.figure(at, now),
                        show_ratio(how, Dimension::Share)
                    ),
                    rests_on: vec![was.to_string(), now.to_string()],
                    weight: jump.weight,
                    why: jump.warrant.note.as_deref(),
                };
                let facts = vec![self.place(at), self.place(was_at)];
                let key = format!("jump:{}", name(&self.place(at)));
                all.push(self.signal(Kind::Jump, key, facts, said));
            }
        }
        all
    }

    /// Rights that were transferred to the enterprise lately, counted to the day of the filing.
    fn transfers(&self) -> Vec<Signal> {
        let transfer = &self.policy.signals.transfer;
        let Some(at) = self.catalogue.records.iter().position(|record| record.id == "ip_right") else { return vec![] };
        let Some(record) = self.catalogue.records.get(at) else { return vec![] };
        let field = |id: &str| record.fields.iter().position(|field| field.id == id);
        let (Some(dated), Some(title), Some(number)) = (field("transferred"), field("title"), field("number")) else {
            return vec![];
        };
        let rows = self.dossier.records.get(&at).map_or(&[][..], Vec::as_slice);
        let signal = |(nth, row): (usize, &titian_rulebook::dossier::Row)| {
            let day = row.date(dated)?;
            let counts_from = day.checked_add(Span::new().months(transfer.months)).ok()?;
            // A day still to come is another mistake, and told where it is typed.
            if day > self.filed.on || self.filed.on >= counts_from {
                return None;
            }
            let called = row.text(title).or_else(|| row.text(number)).map(|text| format!("“{text}”"));
            let called = called.unwrap_or_else(|| format!("第 {} 条知识产权", nth + 1));
            let days = day.until(self.filed.on).map(|span| span.get_days()).unwrap_or_default();
            let said = Said {
                sentence: format!(
                    "{called}于{}受让登记，到提交日{}只有 {days} 天，不满 {} 个月。",
                    written(day),
                    written(self.filed.on),
                    transfer.months
                ),
                rests_on: vec![called.clone(), day.to_string()],
                weight: transfer.weight,
                why: transfer.warrant.note.as_deref(),
            };
            let facts = vec![Place { fact: record.id.clone(), year: None }];
            Some(self.signal(Kind::Transfer, format!("transfer:{}", row.text(number).unwrap_or(&called)), facts, said))
        };
        rows.iter().enumerate().filter_map(signal).collect()
    }

    /// The same figure of the same year, and dates, against the last filing.
    fn against(&self, last: Filed<'_>) -> Vec<Signal> {
        let differs = &self.policy.signals.filing;
        let Ok(before) = last.content.answers.dossier(self.catalogue) else { return vec![] };
        let mut all = Vec::new();
        let mut push = |place: Place, now: String, was: String| {
            let said = Said {
                sentence: format!(
                    "{}这次填 {now}，{}提交的申报中填 {was}。",
                    words(self.catalogue, &place),
                    written(last.on)
                ),
                rests_on: vec![now, was],
                weight: differs.weight,
                why: differs.warrant.note.as_deref(),
            };
            all.push(self.signal(Kind::LastFiling, format!("filing:{}", name(&place)), vec![place], said));
        };
        for ((ix, year), now) in &self.dossier.by_year {
            let Some(was) = before.by_year.get(&(*ix, *year)) else { continue };
            let fact: &Fact = &self.catalogue[*ix];
            let change = (i128::from(*now) - i128::from(*was)).abs();
            let apart = match Ratio::new(change, i128::from(*was).abs()) {
                Some(share) => share > differs.figures,
                None => change != 0,
            };
            if apart {
                push(Place { fact: fact.id.clone(), year: Some(*year) }, fact.kind.show(*now), fact.kind.show(*was));
            }
        }
        for ix in &differs.dates {
            if let (Some(now), Some(was)) = (self.dossier.dates.get(ix), before.dates.get(ix))
                && now != was
            {
                push(Place { fact: self.catalogue[*ix].id.clone(), year: None }, written(*now), written(*was));
            }
        }
        all
    }
}

/// What a signal says and rests on.
struct Said<'a> {
    sentence: String,
    rests_on: Vec<String>,
    weight: Weight,
    why: Option<&'a str>,
}

/// A sentence of the policy inside one of ours, with the signs people read.
fn spoken(text: &str) -> String {
    text.replace(',', "，").replace(';', "；").replace(':', "：")
}
