//! Running a program: a chunk of rows at a time, every clause and indicator over all of them.

use std::ops::Range;

use super::Verdicts;
use super::compile::{By, Counted, Lanes, Node, OPEN, Scored};
use super::kernels::{self, Bytes, CHUNK, Figure, MET, UNKNOWN, UNMET};
use super::ladder::{Amount, Form, Ladder, Quotient};
use crate::catalogue::Slot;
use crate::population::{Column, Population};
use crate::standard::fraction::Polynomial;

/// Judges `rows` into `verdicts`, which has room for them.
pub(super) fn run(lanes: &Lanes, population: &Population, rows: Range<usize>, verdicts: &mut Verdicts) {
    let first = rows.start;
    let mut begin = rows.start;
    while begin < rows.end {
        let end = rows.end.min(begin + CHUNK);
        Chunk { population, rows: begin..end }.judge(lanes, begin - first, verdicts);
        begin = end;
    }
}

/// Some rows of a population.
struct Chunk<'p> {
    population: &'p Population,
    rows: Range<usize>,
}

/// Low and high points of every row of a chunk.
#[derive(Clone)]
struct Span {
    low: Bytes,
    high: Bytes,
}

impl Span {
    const ZERO: Span = Span { low: [0; CHUNK], high: [0; CHUNK] };
}

/// Whether all that is required holds, and what does not, if that is asked: eight clauses to a byte.
struct Required {
    all: Bytes,
    unmet: Option<[Bytes; 8]>,
    hurdles: u32,
}

impl Required {
    fn new(told: bool) -> Required {
        Required { all: [MET; CHUNK], unmet: told.then_some([[0; CHUNK]; 8]), hurdles: 0 }
    }

    /// Something that must hold, by its place in [`crate::judge::Unmet::all`].
    fn hurdle(&mut self, place: usize, truth: &Bytes) {
        kernels::and(truth, &mut self.all);
        self.hurdles += 1;
        if let Some(eight) = self.unmet.as_mut().and_then(|unmet| unmet.get_mut(place / 8)) {
            kernels::note_unmet(truth, 1 << (place % 8), eight);
        }
    }

    /// What stands in the way of the rows that fail.
    fn tell(&self, to: &mut [u64]) {
        to.fill(0);
        for (eight, shift) in self.unmet.iter().flatten().zip((0..self.hurdles).step_by(8)) {
            kernels::tell_unmet(&self.all, eight, shift, to);
        }
    }
}

/// A column's figures for the rows of a chunk.
enum Part<'p> {
    Nobody,
    Byte(&'p [u8]),
    Int(&'p [i32]),
    Long(&'p [i64]),
}

impl<'p> Chunk<'p> {
    /// All gates and all conditions, and the points or any route: which is that each mark is reached or a route open.
    fn judge(&self, lanes: &Lanes, at: usize, verdicts: &mut Verdicts) {
        let mut required = Required::new(verdicts.unmet.is_some());
        self.clauses(&lanes.gates, at, &mut verdicts.gates, |gate, truth| required.hurdle(gate, truth));
        let conditions = lanes.gates.len();
        self.clauses(&lanes.conditions, at, &mut verdicts.conditions, |condition, truth| {
            required.hurdle(conditions + condition, truth);
        });
        if let Some(pass) = lanes.pass {
            let mut routes = [UNMET; CHUNK];
            self.clauses(&lanes.routes, at, &mut verdicts.routes, |_, truth| kernels::or(truth, &mut routes));
            let total = conditions + lanes.conditions.len();
            self.points(lanes, at, verdicts, |mark, points| {
                let (bar, place) = match mark {
                    None => (pass, total),
                    Some((group, bar)) => (bar, total + 1 + group),
                };
                let mut truth = routes;
                kernels::or_reach(bar, &points.low, &points.high, &mut truth);
                required.hurdle(place, &truth);
            });
        }
        self.keep(&required.all, at, &mut verdicts.outcomes);
        if let Some(place) = verdicts.unmet.as_mut().and_then(|unmet| unmet.get_mut(at..at + self.rows.len())) {
            required.tell(place);
        }
    }

    fn clauses(&self, nodes: &[Node], at: usize, kept: &mut [Vec<u8>], mut join: impl FnMut(usize, &Bytes)) {
        let mut kept = kept.iter_mut();
        for (place, node) in nodes.iter().enumerate() {
            let truth = self.truth(node);
            join(place, &truth);
            if let Some(kept) = kept.next() {
                self.keep(&truth, at, kept);
            }
        }
    }

    /// Adds the points up; `marked` is asked about each group with its pass mark, and about the total.
    fn points(
        &self,
        lanes: &Lanes,
        at: usize,
        verdicts: &mut Verdicts,
        mut marked: impl FnMut(Option<(usize, u8)>, &Span),
    ) {
        let n = self.rows.len();
        let mut total = Span::ZERO;
        for (group, mark) in lanes.groups.iter().enumerate() {
            let mut points = Span::ZERO;
            for indicator in lanes.indicators.iter().filter(|indicator| indicator.group == group) {
                let given = self.score(indicator);
                kernels::plus(&given.low[..n], &mut points.low);
                kernels::plus(&given.high[..n], &mut points.high);
            }
            marked(Some((group, *mark)), &points);
            kernels::plus(&points.low, &mut total.low);
            kernels::plus(&points.high, &mut total.high);
            if let Some((low, high)) = verdicts.groups.get_mut(group) {
                self.keep(&points.low, at, low);
                self.keep(&points.high, at, high);
            }
        }
        marked(None, &total);
        if let Some((low, high)) = &mut verdicts.points {
            self.keep(&total.low, at, low);
            self.keep(&total.high, at, high);
        }
    }

    fn keep(&self, bytes: &Bytes, at: usize, column: &mut [u8]) {
        let n = self.rows.len();
        if let Some(place) = column.get_mut(at..at + n) {
            place.copy_from_slice(&bytes[..n]);
        }
    }

    fn truth(&self, node: &Node) -> Bytes {
        match node {
            Node::All(parts) => self.joined(parts, MET, kernels::and),
            Node::Any(parts) => self.joined(parts, UNMET, kernels::or),
            Node::Not(part) => {
                let mut truth = self.truth(part);
                kernels::not(&mut truth);
                truth
            }
            Node::First(branches) => branches.iter().rev().fold([UNKNOWN; CHUNK], |mut otherwise, (when, need)| {
                let need = self.truth(need);
                match when {
                    None => need,
                    Some(when) => {
                        kernels::choose(&self.truth(when), &need, &mut otherwise);
                        otherwise
                    }
                }
            }),
            Node::Test(ladder) => self.answer(ladder),
            Node::Count(counted) => {
                let Span { mut low, high } = self.count(counted);
                kernels::agree(&high, &mut low);
                low
            }
        }
    }

    fn joined(&self, parts: &[Node], from: u8, join: impl Fn(&[u8], &mut [u8])) -> Bytes {
        parts.iter().fold([from; CHUNK], |mut all, part| {
            join(&self.truth(part), &mut all);
            all
        })
    }

    fn score(&self, indicator: &Scored) -> Span {
        match &indicator.by {
            By::Count(counted) => self.count(counted),
            By::Tables(tables) => tables.iter().fold(Span::ZERO, |mut best, table| {
                let answers = self.answer(&table.ladder);
                kernels::better(&answers, OPEN, (table.least, table.most), &mut best.low, &mut best.high);
                best
            }),
        }
    }

    /// The answers for the least and the most that can be yes.
    fn count(&self, counted: &Counted) -> Span {
        let mut yes = Span::ZERO;
        for slot in &counted.slots {
            match self.part(*slot) {
                Part::Byte(figures) => kernels::count(figures, &mut yes.low, &mut yes.high),
                _ => kernels::count(&[u8::UNKNOWN; CHUNK], &mut yes.low, &mut yes.high),
            }
        }
        let mut answers = Span { low: [counted.otherwise; CHUNK], high: [counted.otherwise; CHUNK] };
        kernels::climb(&yes.low, &counted.steps, UNKNOWN, &mut answers.low);
        kernels::climb(&yes.high, &counted.steps, UNKNOWN, &mut answers.high);
        answers
    }

    /// How far up a ladder each row stands.
    fn answer(&self, ladder: &Ladder) -> Bytes {
        let mut to = [ladder.otherwise; CHUNK];
        let unknown = ladder.unknown;
        let narrow = ladder.bits(self.population) <= ladder.room().narrow;
        match &ladder.form {
            Form::Steps { of: Amount::Plain(slot), steps, .. } => match self.part(*slot) {
                Part::Nobody => to.fill(unknown),
                Part::Byte(figures) => kernels::climb(figures, steps, unknown, &mut to),
                Part::Int(figures) => kernels::climb(figures, steps, unknown, &mut to),
                Part::Long(figures) => kernels::climb(figures, steps, unknown, &mut to),
            },
            Form::Steps { of: Amount::Computed(sum), steps, .. } if narrow => {
                kernels::climb(&self.computed::<i64>(sum), steps, unknown, &mut to);
            }
            Form::Steps { of: Amount::Computed(sum), steps, .. } => {
                kernels::climb(&self.computed::<i128>(sum), steps, unknown, &mut to);
            }
            Form::Quotient(quotient) if narrow => match self.sides(quotient) {
                Some((Part::Int(over), Part::Int(under))) => self.divide((over, under), quotient, unknown, &mut to),
                Some((Part::Long(over), Part::Long(under))) => self.divide((over, under), quotient, unknown, &mut to),
                _ => self.divide_computed::<i64>(quotient, unknown, &mut to),
            },
            Form::Quotient(quotient) => self.divide_computed::<i128>(quotient, unknown, &mut to),
        }
        to
    }

    /// Both sides of a quotient, if they are columns as they stand.
    fn sides(&self, quotient: &Quotient) -> Option<(Part<'p>, Part<'p>)> {
        match (&quotient.over, &quotient.under) {
            (Amount::Plain(over), Amount::Plain(under)) if quotient.bases.is_empty() => {
                Some((self.part(*over), self.part(*under)))
            }
            _ => None,
        }
    }

    fn divide<T: Figure>(&self, sides: (&[T], &[T]), quotient: &Quotient, unknown: u8, to: &mut Bytes) {
        kernels::divide(sides, quotient.left, quotient.beyond, &quotient.shares, unknown, to);
    }

    fn divide_computed<T: Figure>(&self, quotient: &Quotient, unknown: u8, to: &mut Bytes) {
        let mut over: [T; CHUNK] = self.amount(&quotient.over);
        let under: [T; CHUNK] = self.amount(&quotient.under);
        for base in &quotient.bases {
            kernels::need_positive(self.long(*base, &mut [0; CHUNK]), &mut over);
        }
        self.divide((&over, &under), quotient, unknown, to);
    }

    fn amount<T: Figure>(&self, amount: &Amount) -> [T; CHUNK] {
        match amount {
            Amount::Computed(polynomial) => self.computed(polynomial),
            Amount::Plain(slot) => {
                let mut to = [T::ZERO; CHUNK];
                kernels::add(1, self.long(*slot, &mut [0; CHUNK]), &mut to);
                to
            }
        }
    }

    fn computed<T: Figure>(&self, polynomial: &Polynomial) -> [T; CHUNK] {
        let mut to = [T::ZERO; CHUNK];
        for term in polynomial {
            let (mut x, mut y) = ([1; CHUNK], [1; CHUNK]);
            match (term.first, term.second) {
                (Some(first), Some(second)) => {
                    let (x, y) = (self.long(first, &mut x), self.long(second, &mut y));
                    kernels::add_product(term.coefficient, x, y, &mut to);
                }
                (Some(one), None) | (None, Some(one)) => {
                    kernels::add(term.coefficient, self.long(one, &mut x), &mut to)
                }
                (None, None) => kernels::add(term.coefficient, &x, &mut to),
            }
        }
        to
    }

    /// A column's figures, widened into `scratch` if they are narrower.
    fn long<'a>(&self, slot: Slot, scratch: &'a mut [i64; CHUNK]) -> &'a [i64]
    where
        'p: 'a,
    {
        match self.part(slot) {
            Part::Long(figures) => return figures,
            Part::Int(figures) => kernels::widen(figures, scratch),
            Part::Byte(figures) => kernels::widen(figures, scratch),
            Part::Nobody => scratch.fill(i64::UNKNOWN),
        }
        &scratch[..self.rows.len()]
    }

    fn part(&self, slot: Slot) -> Part<'p> {
        let rows = self.rows.clone();
        let part = self.population.column(slot).and_then(|column| {
            Some(match column {
                Column::Byte(figures) => Part::Byte(figures.get(rows)?),
                Column::Int(figures) => Part::Int(figures.get(rows)?),
                Column::Long(figures) => Part::Long(figures.get(rows)?),
            })
        });
        part.unwrap_or(Part::Nobody)
    }
}
