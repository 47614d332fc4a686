//! Reads `policy/signals.toml` against the catalogue; every problem that can be told apart is told.

use std::collections::BTreeMap;

use super::{Cautioned, Compare, Differs, Group, Jump, Share, Shared, Signals, Transfer, Weight, Where};
use crate::catalogue::{Catalogue, FactIx, Kind, id};
use crate::quantity::{Dimension, Ratio, parse_amount, parse_threshold};
use crate::region::DivisionCode;
use crate::source::{Entry, Problem, parse_toml};
use crate::stated::{Basis, Certainty, Warrant};

impl Signals {
    /// Reads the file. A name that leads nowhere in the catalogue is a problem.
    pub fn read(catalogue: &Catalogue, file: &str, text: &str) -> Result<Signals, Vec<Problem>> {
        let root = parse_toml(file, text).map_err(|problem| vec![problem])?;
        let root = Entry::of(file, &root).map_err(|problem| vec![problem])?;
        let mut reader = Reader { catalogue, problems: vec![] };
        let signals = reader.all(&root);
        reader.problems.extend(root.finish().err());
        match signals {
            Some(signals) if reader.problems.is_empty() => Ok(signals),
            _ => Err(reader.problems),
        }
    }
}

struct Reader<'c> {
    catalogue: &'c Catalogue,
    problems: Vec<Problem>,
}

impl Reader<'_> {
    fn all(&mut self, root: &Entry<'_>) -> Option<Signals> {
        let jumps = self.each(root, "jump", Self::jump);
        let shared = self.each(root, "shared", Self::shared);
        for (at, one) in shared.iter().enumerate() {
            if shared.iter().take(at).any(|earlier| earlier.id == one.id) {
                self.problems.push(root.problem(format!("[[shared]]“{}”写了两次", one.id)));
            }
        }
        let share = self.one(root, "share", Self::share);
        let caution = self.one(root, "caution", Self::caution);
        let transfer = self.one(root, "transfer", Self::transfer);
        let filing = self.one(root, "filing", Self::filing);
        let group = self.one(root, "group", |reader, entry| reader.group(entry, &shared));
        let area_codes = self.one(root, "area_codes", Self::area_codes);
        Some(Signals {
            jumps,
            share: share?,
            caution: caution?,
            transfer: transfer?,
            filing: filing?,
            group: group?,
            area_codes: area_codes?,
            shared,
        })
    }

    fn each<T>(
        &mut self,
        root: &Entry<'_>,
        key: &str,
        read: impl Fn(&Self, &Entry<'_>) -> Result<T, Problem>,
    ) -> Vec<T> {
        let entries = root.entries(key).unwrap_or_else(|problem| {
            self.problems.push(problem);
            vec![]
        });
        let mut all = Vec::new();
        for entry in &entries {
            match read(self, entry).and_then(|value| entry.finish().map(|()| value)) {
                Ok(value) => all.push(value),
                Err(problem) => self.problems.push(problem),
            }
        }
        all
    }

    fn one<T>(
        &mut self,
        root: &Entry<'_>,
        key: &str,
        read: impl Fn(&Self, &Entry<'_>) -> Result<T, Problem>,
    ) -> Option<T> {
        let entry =
            root.entry(key).and_then(|entry| entry.ok_or_else(|| root.problem(format!("缺少“[{key}]”,请补上"))));
        let value = entry.and_then(|entry| {
            let value = read(self, &entry)?;
            entry.finish().map(|()| value)
        });
        value.map_err(|problem| self.problems.push(problem)).ok()
    }

    fn jump(&self, entry: &Entry<'_>) -> Result<Jump, Problem> {
        let fact = self.fact(entry, entry.text("fact")?)?;
        let asked = &self.catalogue[fact];
        let Some(dimension) = asked.kind.dimension().filter(|_| asked.years > 1) else {
            return Err(entry.problem(format!("“{}”不按年度填数,没有跳变可言", asked.label)));
        };
        let below = entry.text("below")?;
        Ok(Jump {
            fact,
            up: share(entry, "up")?,
            down: share(entry, "down")?,
            below: parse_amount(below, dimension, None)
                .map_err(|error| entry.problem(error.advice(below, dimension)))?,
            weight: weight(entry)?,
            warrant: decided(entry)?,
        })
    }

    fn share(&self, entry: &Entry<'_>) -> Result<Share, Problem> {
        let measure = |id: &str| {
            let found = self.catalogue.measures.iter().position(|measure| measure.id == id);
            found.ok_or_else(|| entry.problem(format!("事实目录中没有名为“{id}”的名目([[measure]])")))
        };
        Ok(Share {
            measures: entry.texts("measures")?.into_iter().map(measure).collect::<Result<_, _>>()?,
            weight: weight(entry)?,
            warrant: decided(entry)?,
        })
    }

    fn caution(&self, entry: &Entry<'_>) -> Result<Cautioned, Problem> {
        let look_closely: Vec<String> = entry.texts("look_closely")?.into_iter().map(String::from).collect();
        let unknown = look_closely.iter().find(|id| !self.catalogue.cautions.iter().any(|one| one.id == **id));
        match unknown {
            Some(id) => Err(entry.problem(format!("事实目录中没有名为“{id}”的提示([[caution]])"))),
            None => Ok(Cautioned { look_closely, warrant: decided(entry)? }),
        }
    }

    fn transfer(&self, entry: &Entry<'_>) -> Result<Transfer, Problem> {
        let dated =
            self.catalogue.record("ip_right").and_then(|record| record.fields.iter().find(|f| f.id == "transferred"));
        if dated.is_none_or(|field| field.kind != Kind::Date) {
            return Err(entry.problem("事实目录的知识产权(ip_right)没有受让登记日(transferred)"));
        }
        let months = i32::try_from(entry.integer("months")?).ok().filter(|months| (1..=120).contains(months));
        let months = months.ok_or_else(|| entry.problem("“months”应当是 1 到 120"))?;
        Ok(Transfer { months, weight: weight(entry)?, warrant: decided(entry)? })
    }

    fn filing(&self, entry: &Entry<'_>) -> Result<Differs, Problem> {
        let date = |id: &str| {
            let ix = self.fact(entry, id)?;
            if self.catalogue[ix].kind == Kind::Date {
                Ok(ix)
            } else {
                Err(entry.problem(format!("“{id}”不是日期")))
            }
        };
        Ok(Differs {
            figures: share(entry, "differs")?,
            dates: entry.texts("dates")?.into_iter().map(date).collect::<Result<_, _>>()?,
            weight: weight(entry)?,
            warrant: decided(entry)?,
        })
    }

    fn shared(&self, entry: &Entry<'_>) -> Result<Shared, Problem> {
        let place = match (entry.opt_text("fact")?, entry.opt_text("record")?) {
            (Some(id), None) => Where::Fact(self.text(entry, id)?),
            (None, Some(record)) => {
                let field = entry.text("field")?;
                let fields = self.catalogue.record(record).map(|record| &record.fields);
                let text = |f: &crate::catalogue::Field| f.id == field && f.kind == Kind::Text;
                if !fields.is_some_and(|fields| fields.iter().any(text)) {
                    return Err(entry.problem(format!("事实目录的记录“{record}”没有文字字段“{field}”")));
                }
                Where::Field { record: record.into(), field: field.into() }
            }
            _ => return Err(entry.problem("请写 fact,或者写 record 和 field,只写一种")),
        };
        let compare = entry.text("compare")?;
        let compare = Compare::ALL.into_iter().find(|one| one.id() == compare).ok_or_else(|| {
            let known = Compare::ALL.map(Compare::id).join("、");
            entry.problem(format!("“compare”不认识“{compare}”;可以写:{known}"))
        })?;
        let label = entry.text("label")?.to_owned();
        Ok(Shared { id: id(entry)?, label, place, compare, weight: weight(entry)?, warrant: decided(entry)? })
    }

    fn group(&self, entry: &Entry<'_>, shared: &[Shared]) -> Result<Group, Problem> {
        let by: Vec<String> = entry.texts("by")?.into_iter().map(String::from).collect();
        if let Some(unknown) = by.iter().find(|id| !shared.iter().any(|one| one.id == **id)) {
            return Err(entry.problem(format!("“by”中的“{unknown}”不在 [[shared]] 中")));
        }
        let product = self.text(entry, entry.text("product")?)?;
        Ok(Group { by, product, alike: share(entry, "alike")?, weight: weight(entry)?, warrant: decided(entry)? })
    }

    fn area_codes(&self, entry: &Entry<'_>) -> Result<BTreeMap<DivisionCode, String>, Problem> {
        let one = |(city, node): &(String, _)| {
            let code = entry.text_of(city, node)?;
            let formed =
                code.starts_with('0') && (3..=4).contains(&code.len()) && code.bytes().all(|b| b.is_ascii_digit());
            match DivisionCode::parse(city).filter(|_| formed) {
                Some(city) => Ok((city, code.to_owned())),
                None => Err(entry.problem_at(node, format!("“{city} = {code}”应当写成 450100 = \"0771\""))),
            }
        };
        entry.all().iter().map(one).collect()
    }

    fn fact(&self, entry: &Entry<'_>, id: &str) -> Result<FactIx, Problem> {
        let found = self.catalogue.fact(id).map(|(ix, _)| ix);
        found.ok_or_else(|| entry.problem(format!("事实目录中没有“{id}”")))
    }

    /// The id of a text that is asked once.
    fn text(&self, entry: &Entry<'_>, id: &str) -> Result<String, Problem> {
        let fact = &self.catalogue[self.fact(entry, id)?];
        if fact.kind == Kind::Text && fact.years == 0 {
            Ok(id.into())
        } else {
            Err(entry.problem(format!("“{id}”不是文字")))
        }
    }
}

fn share(entry: &Entry<'_>, key: &str) -> Result<Ratio, Problem> {
    let text = entry.text(key)?;
    let read = parse_threshold(text, Dimension::Share);
    let ratio = read.map_err(|error| entry.problem(error.advice(text, Dimension::Share)))?;
    let positive = ratio > Ratio::whole(0);
    if positive { Ok(ratio) } else { Err(entry.problem(format!("“{key}”应当大于 0%"))) }
}

fn weight(entry: &Entry<'_>) -> Result<Weight, Problem> {
    let text = entry.text("weight")?;
    let known = Weight::ALL.into_iter().find(|weight| weight.id() == text);
    known.ok_or_else(|| entry.problem(format!("“weight”不认识“{text}”;可以写:notice、look_closely,没有更重的")))
}

/// No text sets when a reviewer looks twice: every entry says that it is our decision, and why.
fn decided(entry: &Entry<'_>) -> Result<Warrant, Problem> {
    let warrant = Warrant::read(entry)?;
    if warrant.certainty == Certainty::Decision && warrant.basis.contains(&Basis::Decision) {
        Ok(warrant)
    } else {
        Err(entry.problem("风险提示的界限没有文件规定,依据要写 D,并写 certainty = \"decision\" 和说明“note”"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{Policy, embedded};

    fn read(change: impl Fn(String) -> String) -> Result<Signals, String> {
        let policy = Policy::shipped().unwrap();
        let file = embedded().into_iter().find(|file| file.path == "signals.toml").unwrap();
        let read = Signals::read(&policy.catalogue, &file.path, &change(file.text));
        read.map_err(|problems| problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    }

    fn refused(old: &str, new: &str) -> String {
        let refused = read(|text| {
            assert!(text.contains(old), "{old}");
            text.replacen(old, new, 1)
        });
        refused.expect_err(new)
    }

    #[test]
    fn every_signal_is_a_decision_with_a_note() {
        let signals = Policy::shipped().unwrap().signals;
        for (about, warrant) in signals.warrants() {
            assert_eq!(warrant.certainty, Certainty::Decision, "{about}");
            assert!(warrant.note.as_ref().is_some_and(|note| !note.is_empty()), "{about}");
        }
        assert_eq!(signals.area_codes.len(), 14);
    }

    #[test]
    fn what_leads_nowhere_is_named() {
        for (old, new, said) in [
            ("fact = \"revenue\"", "fact = \"turnover\"", "没有“turnover”"),
            ("fact = \"revenue\"", "fact = \"phone\"", "没有跳变可言"),
            ("\"main_share\"", "\"lion_share\"", "lion_share"),
            ("\"main_above_total\"", "\"main_below\"", "main_below"),
            ("months = 12", "months = 0", "1 到 120"),
            ("\"market_entry\"", "\"employees\"", "不是日期"),
            ("field = \"number\"", "field = \"granted\"", "granted"),
            ("compare = \"right\"", "compare = \"left\"", "right、phone"),
            ("by = [\"controller\"", "by = [\"owner\"", "owner"),
            ("450100 = \"0771\"", "450100 = \"771\"", "0771"),
            ("up = \"100%\"", "up = \"1倍\"", "%"),
            ("differs = \"5%\"", "differs = \"0%\"", "大于 0%"),
        ] {
            let told = refused(old, new);
            assert!(told.contains(said), "{new}: {told}");
            assert!(told.starts_with("signals.toml:"), "{told}");
        }
    }

    #[test]
    fn a_signal_never_refuses_and_never_pretends_to_be_law() {
        assert!(refused("weight = \"notice\"", "weight = \"refuse\"").contains("没有更重的"));
        let law = refused("basis = \"D\"\ncertainty = \"decision\"", "basis = \"A9.2\"");
        assert!(law.contains("依据要写 D"), "{law}");
    }
}
