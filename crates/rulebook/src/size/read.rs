//! Reading `policy/size/*.toml`, and making sure that every industry is answered for exactly once.

use std::collections::BTreeMap;

use super::{Bounds, Metric, Owner, Reference, Row, SizeTable};
use crate::industry::Industries;
use crate::quantity::{Dimension, parse_amount};
use crate::source::{Entry, Node, Problem, parse_toml};

impl SizeTable {
    /// Reads a table of size classes, gathering what is wrong. `industries` are the codes it must answer for.
    pub fn read(file: &str, text: &str, industries: &Industries) -> Result<SizeTable, Vec<Problem>> {
        let root = parse_toml(file, text).map_err(|problem| vec![problem])?;
        let root = Entry::of(file, &root).map_err(|problem| vec![problem])?;
        let mut reader = Reader { industries, scopes: vec![], subdivisions: BTreeMap::new(), problems: vec![] };
        match reader.table(&root) {
            Ok(table) if reader.problems.is_empty() => Ok(table),
            Ok(_) => Err(reader.problems),
            Err(problem) => {
                reader.problems.push(problem);
                Err(reader.problems)
            }
        }
    }
}

/// What one row claims: codes as digits (a section stands as its divisions).
struct Scope<'a> {
    owner: Owner,
    label: &'a str,
    includes: Vec<Code<'a>>,
    excludes: Vec<Code<'a>>,
}

struct Code<'a> {
    digits: String,
    written: &'a Node,
}

impl Scope<'_> {
    /// Whether all of `code` is claimed.
    fn covers(&self, code: &str) -> bool {
        self.includes.iter().any(|own| code.starts_with(&own.digits))
            && !self.excludes.iter().any(|not| code.starts_with(&not.digits) || not.digits.starts_with(code))
    }

    /// Whether some of `code` may be claimed.
    fn touches(&self, code: &str) -> bool {
        self.includes.iter().any(|own| code.starts_with(&own.digits) || own.digits.starts_with(code))
            && !self.excludes.iter().any(|not| code.starts_with(&not.digits))
    }
}

struct Reader<'a> {
    industries: &'a Industries,
    scopes: Vec<Scope<'a>>,
    subdivisions: BTreeMap<String, Vec<String>>,
    problems: Vec<Problem>,
}

impl<'a> Reader<'a> {
    fn table(&mut self, root: &Entry<'a>) -> Result<SizeTable, Problem> {
        if let Some(entry) = root.entry("subdivisions")? {
            self.subdivisions(&entry)?;
        }
        let evidence = match root.entry("evidence")? {
            None => vec![],
            Some(entry) => entry
                .all()
                .iter()
                .map(|(part, mark)| Ok((part.clone(), entry.text_of(part, mark)?.to_owned())))
                .collect::<Result<_, Problem>>()?,
        };
        let (basis, basis_by_reference) = (root.text("basis")?, root.text("basis_by_reference")?);
        let mut rows: Vec<Row> = Vec::new();
        for entry in root.entries("row")? {
            match self.row(&entry, basis, Owner::Row(rows.len())) {
                Ok(row) if rows.iter().any(|known| known.id == row.id) => {
                    self.problems.push(entry.problem(format!("id“{}”写了两次,请换一个", row.id)));
                }
                Ok(row) => rows.push(row),
                Err(problem) => self.problems.push(problem),
            }
        }
        let mut by_reference: Vec<Reference> = Vec::new();
        for entry in root.entries("by_reference")? {
            match self.reference(&entry, basis_by_reference, Owner::Reference(by_reference.len())) {
                Ok(reference) => by_reference.push(reference),
                Err(problem) => self.problems.push(problem),
            }
        }
        let table = SizeTable {
            id: root.text("id")?.into(),
            label: root.text("label")?.into(),
            document: root.text("document")?.into(),
            issued: root.date("issued")?,
            evidence,
            rows,
            by_reference,
            industries: self.industries.clone(),
            // Who owns what can only be told once every row was understood.
            owners: if self.problems.is_empty() { self.owners(root) } else { BTreeMap::new() },
        };
        root.finish()?;
        Ok(table)
    }

    fn row(&mut self, entry: &Entry<'a>, basis: &str, owner: Owner) -> Result<Row, Problem> {
        let mut bounds = Vec::new();
        for metric in Metric::ALL {
            if let Some(entry) = entry.entry(metric.key())? {
                bounds.push((metric, self::bounds(&entry, metric)?));
            }
        }
        if bounds.is_empty() {
            return Err(entry.problem("请至少写一项指标的下限:employees、revenue 或 assets"));
        }
        let row = Row {
            id: entry.text("id")?.into(),
            label: entry.text("label")?.into(),
            article: format!("{basis}{}", entry.text("article")?),
            bounds,
        };
        self.scope(entry, owner)?;
        Ok(row)
    }

    fn reference(&mut self, entry: &Entry<'a>, basis: &str, owner: Owner) -> Result<Reference, Problem> {
        let reference = Reference {
            label: entry.text("label")?.into(),
            reason: entry.text("reason")?.into(),
            article: basis.into(),
        };
        self.scope(entry, owner)?;
        Ok(reference)
    }

    fn scope(&mut self, entry: &Entry<'a>, owner: Owner) -> Result<(), Problem> {
        let (includes, excludes) = (self.codes(entry, "includes")?, self.codes(entry, "excludes")?);
        if includes.is_empty() {
            return Err(entry.problem("请用 includes 写明适用的行业代码,例如 [\"C\", \"591\"]"));
        }
        entry.finish()?;
        self.scopes.push(Scope { owner, label: entry.text("label")?, includes, excludes });
        Ok(())
    }

    fn codes(&self, entry: &Entry<'a>, key: &str) -> Result<Vec<Code<'a>>, Problem> {
        let mut codes = Vec::new();
        for written in entry.list(key)? {
            let text = entry.text_of(key, written)?;
            let digits = self.digits(text);
            if digits.is_empty() {
                let message = format!("“{text}”不是行业代码;请写门类字母或 2 至 4 位数字,例如 C、35、591、7010");
                return Err(entry.problem_at(written, message));
            }
            codes.extend(digits.into_iter().map(|digits| Code { digits, written }));
        }
        Ok(codes)
    }

    /// A code as digits: a section as its divisions, anything else as it is; nothing if there is no such industry.
    fn digits(&self, code: &str) -> Vec<String> {
        let divisions = self.industries.divisions().iter();
        let section: Vec<_> = divisions
            .filter(|division| code.chars().eq([division.section]))
            .map(|division| format!("{:02}", division.number))
            .collect();
        let is_digits = code.bytes().all(|b| b.is_ascii_digit());
        if section.is_empty() && is_digits && self.industries.parse(code).is_ok() {
            return vec![code.to_owned()];
        }
        section
    }

    fn subdivisions(&mut self, entry: &Entry<'a>) -> Result<(), Problem> {
        for (code, node) in entry.all() {
            let parts: Vec<String> = entry.texts(code)?.into_iter().map(String::from).collect();
            let fits = |part: &String| {
                part.len() == code.len() + 1 && part.starts_with(code) && self.digits(part).contains(part)
            };
            if parts.is_empty() || !parts.iter().all(fits) {
                let message = format!("“{code}”之下请列出多一位数字的代码,例如 {code}1");
                return Err(entry.problem_at(node, message));
            }
            self.subdivisions.insert(code.clone(), parts);
        }
        Ok(())
    }

    /// Who answers for each division, or for its parts where rows split it.
    fn owners(&mut self, root: &Entry<'a>) -> BTreeMap<String, Owner> {
        let mut owners = BTreeMap::new();
        for division in self.industries.divisions() {
            if let Err(message) = self.place(&format!("{:02}", division.number), &mut owners) {
                self.problems.push(root.problem(message));
            }
        }
        if self.problems.is_empty() {
            let codes = self.scopes.iter().flat_map(|scope| scope.includes.iter().chain(&scope.excludes));
            for code in codes.filter(|code| !owners.keys().any(|key| key.starts_with(&code.digits))) {
                let message = format!("“{}”不在 [subdivisions] 列出的代码中,请核对", code.digits);
                self.problems.push(root.problem_at(code.written, message));
            }
        }
        owners
    }

    fn place(&self, code: &str, owners: &mut BTreeMap<String, Owner>) -> Result<(), String> {
        let touching: Vec<_> = self.scopes.iter().filter(|scope| scope.touches(code)).collect();
        match (touching.as_slice(), self.subdivisions.get(code)) {
            ([], _) => Err(format!("行业 {code} 没有归属,请写进某一行的 includes 或 [[by_reference]]")),
            ([only], _) if only.covers(code) => {
                owners.insert(code.to_owned(), only.owner);
                Ok(())
            }
            (_, Some(parts)) => parts.iter().try_for_each(|part| self.place(part, owners)),
            (several, None) => {
                let labels: Vec<_> = several.iter().map(|scope| format!("“{}”", scope.label)).collect();
                let labels = labels.join("和");
                if several.iter().filter(|scope| scope.covers(code)).count() > 1 {
                    return Err(format!("行业 {code} 同时属于{labels},请只留一处"));
                }
                Err(format!("行业 {code} 只有一部分属于{labels},请在 [subdivisions] 中列出它的下一级代码"))
            }
        }
    }
}

/// The lower bounds of one metric: whole persons, or money with its unit.
fn bounds(entry: &Entry<'_>, metric: Metric) -> Result<Bounds, Problem> {
    let bound = |key| match metric {
        Metric::Employees => entry.integer(key),
        Metric::Revenue | Metric::Assets => {
            let text = entry.text(key)?;
            parse_amount(text, Dimension::Money, None)
                .map_err(|error| entry.problem(error.advice(text, Dimension::Money)))
        }
    };
    let bounds = Bounds { large: bound("large")?, medium: bound("medium")?, small: bound("small")? };
    entry.finish()?;
    if bounds.large > bounds.medium && bounds.medium > bounds.small && bounds.small > 0 {
        return Ok(bounds);
    }
    Err(entry.problem(format!("{}的下限应当从 large、medium 到 small 依次变小,且都大于零", metric.label())))
}
