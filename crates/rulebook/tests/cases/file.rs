//! Reading a file of worked cases (`policy/cases/*.toml`), with its lines.
//!
//! A block asks one question (an indicator, a condition, a route, a gate, a fact that follows from records, or a whole
//! enterprise) and holds a table of rows. A row is a small dossier laid over what the block gives, and the answer that
//! follows from the annex. `policy/cases/README.md` tells an official how to write one.

use jiff::civil::Date;
use titian_rulebook::dossier::Dossier;
use titian_rulebook::policy::Policy;
use titian_rulebook::source::{Entry, Node, Problem, Value, parse_toml};
use titian_rulebook::tier::Purpose;

use crate::case::{Case, CaseFile, Question, Sums, Under};
use crate::row::{Subject, text_of};

/// Reads a file of cases; the first problem of each row is gathered.
pub fn read(policy: &Policy, file: &str, text: &str) -> Result<CaseFile, Vec<Problem>> {
    let root = parse_toml(file, text).map_err(|p| vec![p])?;
    let root = Entry::of(file, &root).map_err(|p| vec![p])?;
    let mut reader = Reader { policy, maxima: vec![], cases: vec![], problems: vec![] };
    let sums = reader.all(&root).map_err(|problem| reader.problems.push(problem));
    match sums {
        Ok(sums) if reader.problems.is_empty() => Ok(CaseFile { sums, cases: reader.cases }),
        _ => Err(reader.problems),
    }
}

struct Reader<'p> {
    policy: &'p Policy,
    maxima: Vec<(String, i64)>,
    cases: Vec<Case>,
    problems: Vec<Problem>,
}

/// What rows take from their block, and blocks from their file, unless they say otherwise.
#[derive(Clone, Copy)]
pub struct Setting<'a> {
    pub standard: &'a str,
    pub gates: &'a str,
    pub purpose: Purpose,
    pub on: Date,
}

impl<'a> Setting<'a> {
    fn within(self, entry: &Entry<'a>) -> Result<Setting<'a>, Problem> {
        let purpose = || Purpose::read(entry, "purpose");
        Ok(Setting {
            standard: entry.opt_text("standard")?.unwrap_or(self.standard),
            gates: entry.opt_text("gates")?.unwrap_or(self.gates),
            purpose: if entry.get("purpose").is_some() { purpose()? } else { self.purpose },
            on: entry.opt_date("on")?.unwrap_or(self.on),
        })
    }

    pub fn under(self, policy: &Policy, entry: &Entry<'_>) -> Result<Under, Problem> {
        let Setting { standard, gates, purpose, .. } = self;
        match policy.edition_of(standard, gates, purpose) {
            Some(_) => Ok(Under { standard: standard.into(), gates: gates.into(), purpose }),
            None => Err(entry.problem(format!("没有标准“{standard}”或门槛“{gates}”,请核对 standard、gates"))),
        }
    }
}

impl Reader<'_> {
    fn all(&mut self, root: &Entry<'_>) -> Result<Option<Sums>, Problem> {
        let setting = Setting { standard: "", gates: "", purpose: Purpose::Apply, on: root.date("on")? };
        let setting = setting.within(root)?;
        let model = root.get("model");
        for kind in ["indicator", "condition", "route", "gate", "fact", "enterprise"] {
            for block in root.entries(kind)? {
                let base = if kind == "enterprise" { model } else { None };
                let read = self.block(kind, &block, base, setting).and_then(|()| block.finish());
                self.problems.extend(read.err());
            }
        }
        let sums = root.entry("sums")?.map(|entry| self.sums(&entry, setting.standard)).transpose()?;
        root.finish()?;
        Ok(sums)
    }

    fn sums(&mut self, entry: &Entry<'_>, standard: &str) -> Result<Sums, Problem> {
        let group = |node: &Node| match &node.value {
            Value::List(three) => match three.as_slice() {
                [id, max, pass] => {
                    let number = |node| entry.integer_of("groups", node);
                    Ok((text_of(id).unwrap_or_default().to_owned(), number(max)?, number(pass)?))
                }
                _ => Err(entry.problem_at(node, "一组应当写成 [\"代号\", 满分, 及格线]")),
            },
            _ => Err(entry.problem_at(node, "一组应当写成 [\"代号\", 满分, 及格线]")),
        };
        let sums = Sums {
            file: entry.file().into(),
            line: entry.line(),
            standard: standard.into(),
            total: entry.opt_integer("total")?.zip(entry.opt_integer("pass")?),
            groups: entry.list("groups")?.iter().map(group).collect::<Result<_, _>>()?,
            conditions: entry.integer("conditions")?,
            routes: entry.integer("routes")?,
            maxima: std::mem::take(&mut self.maxima),
        };
        entry.finish()?;
        Ok(sums)
    }

    fn block(
        &mut self,
        kind: &str,
        block: &Entry<'_>,
        model: Option<&Node>,
        setting: Setting<'_>,
    ) -> Result<(), Problem> {
        let setting = setting.within(block)?;
        let nothing = Node { value: Value::Table(vec![]), line: block.line() };
        let given = block.get("given").unwrap_or(&nothing);
        let base = laid_over(model.unwrap_or(&nothing), given);
        let each = block.get("each");
        let subject = Subject::read(self.policy, kind, block, setting)?;
        if let Subject::Indicator(id) = &subject {
            self.maxima.push((id.clone(), block.integer("max")?));
        }
        let rows = block.entries("cases")?;
        if rows.is_empty() {
            return Err(block.problem("这里还没有案例,请写 cases = [ … ]"));
        }
        for row in &rows {
            let with = row.get("with").unwrap_or(&nothing);
            let with = each.map_or_else(|| with.clone(), |each| with_each(each, with));
            let facts = Node { line: row.line(), ..laid_over(&base, &with) };
            let read = self.row(&subject, row, &facts, setting);
            self.problems.extend(read.and_then(|()| row.finish()).err());
        }
        Ok(())
    }

    fn row(&mut self, subject: &Subject, row: &Entry<'_>, facts: &Node, setting: Setting<'_>) -> Result<(), Problem> {
        let setting = setting.within(row)?;
        let read = || Dossier::read(&self.policy.catalogue, row.file(), facts);
        let name = row.text("name")?;
        let questions = match row.opt_text("refused")? {
            Some(says) => vec![Question::Refused { says: says.into() }],
            None => {
                if let Err(problems) = read() {
                    self.problems.extend(problems);
                    return Ok(());
                }
                subject.questions(self.policy, row, setting)?
            }
        };
        for question in questions {
            let (file, line) = (row.file().to_owned(), row.line());
            self.cases.push(Case { file, line, name: name.into(), on: setting.on, dossier: read(), question });
        }
        Ok(())
    }
}

/// `over` laid upon `base`: its keys win, tables are joined key by key.
fn laid_over(base: &Node, over: &Node) -> Node {
    let (Value::Table(below), Value::Table(above)) = (&base.value, &over.value) else { return over.clone() };
    let mut joined = below.clone();
    for (key, node) in above {
        match joined.iter_mut().find(|(k, _)| k == key) {
            Some((_, there)) => *there = laid_over(there, node),
            None => joined.push((key.clone(), node.clone())),
        }
    }
    Node { value: Value::Table(joined), line: over.line }
}

/// Every row of a record in `with`, laid over what `each` says of all of them.
fn with_each(each: &Node, with: &Node) -> Node {
    let Value::Table(facts) = &with.value else { return with.clone() };
    let rows = |node: &Node| match &node.value {
        Value::List(rows) => {
            Node { value: Value::List(rows.iter().map(|row| laid_over(each, row)).collect()), line: node.line }
        }
        _ => node.clone(),
    };
    let facts = facts.iter().map(|(key, node)| (key.clone(), rows(node))).collect();
    Node { value: Value::Table(facts), line: with.line }
}
