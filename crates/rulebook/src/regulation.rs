//! 细则 Regulation: every sentence of it, what it asks, and where in the house it is answered (Art. 22, 23 第二十二、二十三条).
//!
//! Two files per regulation. The manifest fixes the ids once and for all, with the punctuation counted in the source, so
//! that a sentence left out shows as a wrong sum. The regulation classifies each id: our paraphrase, its kind, its room.
//! Read together they prove that nothing the text asks was passed over.

mod manifest;

pub use manifest::{Article, Clause, Manifest};

use crate::source::{Entry, Node, Problem, parse_toml};
use jiff::civil::Date;

/// What a sentence asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A machine can decide or enforce it from the facts on record.
    Executable,
    /// People act; the software offers the step and keeps the record.
    Procedural,
    /// People weigh and answer for it; the software prepares.
    HumanJudgement,
    /// Asks nothing of the software: purpose, principle, heading.
    NotApplicable,
}

impl Kind {
    /// All kinds, in reading order.
    pub const ALL: [Self; 4] = [Self::Executable, Self::Procedural, Self::HumanJudgement, Self::NotApplicable];

    /// As the file writes it.
    pub fn id(self) -> &'static str {
        match self {
            Self::Executable => "executable",
            Self::Procedural => "procedural",
            Self::HumanJudgement => "human_judgement",
            Self::NotApplicable => "not_applicable",
        }
    }

    /// As a page says it.
    pub fn chinese(self) -> &'static str {
        match self {
            Self::Executable => "系统可执行",
            Self::Procedural => "程序事项",
            Self::HumanJudgement => "由人判断",
            Self::NotApplicable => "不涉及系统",
        }
    }
}

/// How far the house has come with a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Status {
    /// It is there.
    Built,
    /// Its room is named, the work is to come.
    Planned,
}

impl Status {
    const ALL: [Self; 2] = [Self::Built, Self::Planned];

    /// As the file writes it.
    pub fn id(self) -> &'static str {
        match self {
            Self::Built => "built",
            Self::Planned => "planned",
        }
    }
}

/// Where in the house a sentence is answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The crate: rulebook, domain …
    pub floor: String,
    /// The room in it: standards, publicity …
    pub room: String,
    /// Whether it is there yet.
    pub status: Status,
}

/// The crates of the house.
const FLOORS: [&str; 8] = ["rulebook", "domain", "store", "tables", "app", "papers", "web", "titian"];

/// One sentence of the regulation, or one duty of a sentence that lays several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Fixed in the manifest: `A10.2-s1`.
    pub id: String,
    /// The article it stands in: `A10`.
    pub article: String,
    /// The clause that decisions cite: `A10.2`.
    pub clause: String,
    /// Our paraphrase, in Chinese.
    pub says: String,
    /// What it asks for.
    pub kind: Kind,
    /// Where it is answered; `None` exactly where the kind is [`Kind::NotApplicable`].
    pub place: Option<Place>,
    /// Our reading, or an open question.
    pub note: Option<String>,
}

/// What the province says a clause means (A22).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interpretation {
    /// The clause it explains.
    pub clause: String,
    /// Its date.
    pub on: Date,
    /// Our paraphrase of it.
    pub says: String,
    /// Number of the letter that gives it.
    pub source: String,
}

/// A regulation with all its sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Regulation {
    /// 文号: 桂工信规范〔2023〕4号.
    pub number: String,
    /// Its title.
    pub title: String,
    /// Who issued it.
    pub issuer: String,
    /// First day in force (A23).
    pub from: Date,
    /// First day no longer in force (A23).
    pub until: Date,
    /// The fixed list of ids.
    pub manifest: Manifest,
    /// The sentences, in the order of the text.
    pub sentences: Vec<Sentence>,
    /// Interpretations given so far, oldest first.
    pub interpretations: Vec<Interpretation>,
}

impl Regulation {
    /// Reads a regulation against its manifest: every id classified, none twice, none unknown.
    pub fn read(file: &str, text: &str, manifest: Manifest) -> Result<Self, Vec<Problem>> {
        let root = parse_toml(file, text).map_err(|problem| vec![problem])?;
        let entry = Entry::of(file, &root).map_err(|problem| vec![problem])?;
        let mut problems = Vec::new();

        let mut sentences: Vec<Sentence> = Vec::new();
        for node in entry.list("sentence").map_err(|problem| vec![problem])? {
            match sentence(file, node, &manifest) {
                Ok(sentence) if sentences.iter().any(|earlier| earlier.id == sentence.id) => {
                    let message = format!("{} 写了两次,请删去一处", sentence.id);
                    problems.push(Problem { file: file.into(), line: node.line, message });
                }
                Ok(sentence) => sentences.push(sentence),
                Err(problem) => problems.push(problem),
            }
        }
        let mut interpretations: Vec<Interpretation> = Vec::new();
        for node in entry.list("interpretation").map_err(|problem| vec![problem])? {
            match interpretation(file, node, &manifest) {
                Ok(interpretation) => interpretations.push(interpretation),
                Err(problem) => problems.push(problem),
            }
        }
        interpretations.sort_by_key(|interpretation| interpretation.on);

        // Only once every entry could be read is a missing id worth a message of its own.
        if problems.is_empty() {
            let order: Vec<&str> = manifest.sentences().map(|(_, _, id)| id).collect();
            let missing = order.iter().filter(|id| !sentences.iter().any(|sentence| sentence.id == **id));
            problems.extend(missing.map(|id| entry.problem(format!("{id} 还没有归类,请为它写一个 [[sentence]]"))));
            sentences.sort_by_key(|sentence| order.iter().position(|id| *id == sentence.id));
        }

        match head(&entry) {
            Ok(head) if problems.is_empty() => Ok(Regulation { manifest, sentences, interpretations, ..head }),
            Ok(_) => Err(problems),
            Err(problem) => {
                problems.push(problem);
                Err(problems)
            }
        }
    }

    /// Whether the regulation stands on this day. Afterwards it still governs what was opened under it.
    pub fn in_force(&self, on: Date) -> bool {
        self.from <= on && on < self.until
    }

    /// The sentence with this id.
    pub fn sentence(&self, id: &str) -> Option<&Sentence> {
        self.sentences.iter().find(|sentence| sentence.id == id)
    }

    /// The sentences of a clause, in order.
    pub fn of_clause(&self, clause: &str) -> impl Iterator<Item = &Sentence> {
        self.sentences.iter().filter(move |sentence| sentence.clause == clause)
    }

    /// How a document cites a clause: `A10.2` → 第十条（二）.
    pub fn label(&self, clause: &str) -> Option<&str> {
        self.manifest.clause(clause).map(|clause| clause.label.as_str())
    }

    /// The interpretations of a clause given up to this day, oldest first.
    pub fn interpretations_of(&self, clause: &str, on: Date) -> impl Iterator<Item = &Interpretation> {
        self.interpretations.iter().filter(move |note| note.clause == clause && note.on <= on)
    }
}

/// The regulation without its sentences.
fn head(entry: &Entry<'_>) -> Result<Regulation, Problem> {
    let head = Regulation {
        number: entry.text("number")?.into(),
        title: entry.text("title")?.into(),
        issuer: entry.text("issuer")?.into(),
        from: entry.date("from")?,
        until: entry.date("until")?,
        manifest: Manifest { articles: Vec::new() },
        sentences: Vec::new(),
        interpretations: Vec::new(),
    };
    entry.finish()?;
    if head.from >= head.until {
        return Err(entry.problem("until 是失效的第一天,应当晚于 from"));
    }
    Ok(head)
}

fn sentence(file: &str, node: &Node, manifest: &Manifest) -> Result<Sentence, Problem> {
    let entry = Entry::of(file, node)?;
    let id = entry.text("id")?;
    let Some((article, clause, _)) = manifest.sentences().find(|(_, _, known)| *known == id) else {
        return Err(entry.problem(format!("清单(manifest)中没有 {id};编号不得自造,请核对")));
    };
    for (key, expected) in [("article", &article.id), ("clause", &clause.id)] {
        let written = entry.text(key)?;
        if written != expected {
            return Err(entry.problem(format!("{id} 的 {key} 应当是 {expected},现在是 {written}")));
        }
    }
    let says = entry.text("says")?;
    if says.trim().is_empty() {
        return Err(entry.problem(format!("{id} 没有写它说什么(says),请用自己的话写一句")));
    }
    let kind = one_of(&entry, "kind", Kind::ALL, Kind::id)?;
    let place = match (kind, place(&entry)?) {
        (Kind::NotApplicable, Some(_)) => {
            return Err(entry.problem(format!("{id} 不涉及系统,请删去 done_in 和 status,或改 kind")));
        }
        (Kind::Executable | Kind::Procedural | Kind::HumanJudgement, None) => {
            return Err(entry.problem(format!("{id} 没有写在哪里落实,请补上 done_in 和 status")));
        }
        (_, place) => place,
    };
    let note = entry.opt_text("note")?.map(String::from);
    entry.finish()?;
    let (article, clause) = (article.id.clone(), clause.id.clone());
    Ok(Sentence { id: id.into(), article, clause, says: says.into(), kind, place, note })
}

fn place(entry: &Entry<'_>) -> Result<Option<Place>, Problem> {
    let Some(text) = entry.opt_text("done_in")? else {
        return match entry.get("status") {
            None => Ok(None),
            Some(node) => Err(entry.problem_at(node, "写了 status 却没有 done_in,请补上在哪里落实")),
        };
    };
    let known = text.split_once(": ").filter(|(floor, room)| FLOORS.contains(floor) && !room.is_empty());
    let Some((floor, room)) = known else {
        let message = format!("“done_in”请写成“domain: publicity”的样子,冒号前是 {} 之一", FLOORS.join("、"));
        return Err(entry.problem_at(entry.need("done_in")?, message));
    };
    let status = one_of(entry, "status", Status::ALL, Status::id)?;
    Ok(Some(Place { floor: floor.into(), room: room.into(), status }))
}

fn interpretation(file: &str, node: &Node, manifest: &Manifest) -> Result<Interpretation, Problem> {
    let entry = Entry::of(file, node)?;
    let clause = entry.text("clause")?;
    if manifest.clause(clause).is_none() {
        return Err(entry.problem(format!("没有款项 {clause};请写清单(manifest)中的编号,例如 A15.1")));
    }
    let interpretation = Interpretation {
        clause: clause.into(),
        on: entry.date("on")?,
        says: entry.text("says")?.into(),
        source: entry.text("source")?.into(),
    };
    entry.finish()?;
    Ok(interpretation)
}

fn one_of<T: Copy, const N: usize>(
    entry: &Entry<'_>,
    key: &str,
    all: [T; N],
    id: fn(T) -> &'static str,
) -> Result<T, Problem> {
    let written = entry.text(key)?;
    all.into_iter().find(|one| id(*one) == written).ok_or_else(|| {
        let known = all.map(id).join("、");
        let message = format!("不认识的 {key}“{written}”;可以写:{known}");
        entry.get(key).map_or_else(|| entry.problem(&*message), |node| entry.problem_at(node, &*message))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use std::collections::BTreeSet;

    const MANIFEST: &str = include_str!("../../../policy/regulation/guangxi-2023.manifest.toml");
    const REGULATION: &str = include_str!("../../../policy/regulation/guangxi-2023.toml");

    fn manifest() -> Manifest {
        Manifest::read("manifest.toml", MANIFEST).unwrap()
    }

    fn guangxi() -> Regulation {
        Regulation::read("guangxi-2023.toml", REGULATION, manifest()).unwrap()
    }

    #[test]
    fn every_sentence_is_classified_once() {
        let regulation = guangxi();
        let ids: Vec<_> = regulation.manifest.sentences().map(|(_, _, id)| id).collect();
        assert_eq!(regulation.sentences.iter().map(|sentence| &*sentence.id).collect::<Vec<_>>(), ids);
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
        for kind in Kind::ALL {
            assert!(regulation.sentences.iter().any(|sentence| sentence.kind == kind), "{}", kind.id());
        }
    }

    #[test]
    fn a_paraphrase_is_short() {
        for sentence in guangxi().sentences {
            assert!(sentence.says.chars().count() <= 40, "{}: {}", sentence.id, sentence.says);
        }
    }

    /// "rulebook: procdures" would send a reader to a room that is not there.
    #[test]
    fn rooms_of_the_rulebook_are_called_by_their_names() {
        let rooms = ["standards", "gates", "size", "procedures", "deadlines", "targets", "applicability", "regulation"];
        for sentence in guangxi().sentences {
            if let Some(Place { floor, room, .. }) = sentence.place.filter(|place| place.floor == "rulebook") {
                assert!(rooms.contains(&&*room), "{}: {floor}: {room}", sentence.id);
            }
        }
    }

    #[test]
    fn 第二十三条_施行三年() {
        let regulation = guangxi();
        for (on, in_force) in [
            (date(2023, 3, 19), false),
            (date(2023, 3, 20), true),
            (date(2026, 3, 19), true),
            (date(2026, 3, 20), false),
        ] {
            assert_eq!(regulation.in_force(on), in_force, "{on}");
        }
    }

    #[test]
    fn a_clause_is_cited_as_documents_do() {
        let regulation = guangxi();
        for (clause, label) in [
            ("A3.5", Some("第三条")),
            ("A10.2", Some("第十条（二）")),
            ("A11.3", Some("第十一条（三）")),
            ("A13.4", Some("第十三条第二款")),
            ("A20", Some("第二十条")),
            ("annex4", Some("附件4")),
            ("A24", None),
        ] {
            assert_eq!(regulation.label(clause), label, "{clause}");
        }
        assert_eq!(regulation.of_clause("A10.2").count(), 5);
        assert_eq!(regulation.sentence("A14-s2").map(|sentence| sentence.kind), Some(Kind::Executable));
    }

    #[test]
    fn an_interpretation_counts_from_its_day() {
        let note = "\n[[interpretation]]\nclause = \"A15.1\"\non = 2024-05-01\nsays = \"x\"\nsource = \"y\"\n";
        let regulation = Regulation::read("r.toml", &format!("{REGULATION}{note}"), manifest()).unwrap();
        assert_eq!(regulation.interpretations_of("A15.1", date(2024, 4, 30)).count(), 0);
        assert_eq!(regulation.interpretations_of("A15.1", date(2024, 5, 1)).count(), 1);
        assert_eq!(guangxi().interpretations, []);
    }

    #[test]
    fn what_is_left_out_or_invented_is_named() {
        let whole = |from: &str, to: &str| {
            assert!(REGULATION.contains(from), "{from}");
            Regulation::read("r.toml", &REGULATION.replacen(from, to, 1), manifest()).unwrap_err()[0].message.clone()
        };
        for (from, to, expected) in [
            ("id = \"A14-s2\"", "id = \"A14-s9\"", "清单(manifest)中没有 A14-s9"),
            ("id = \"A14-s2\"", "id = \"A14-s1\"", "A14-s1 写了两次"),
            ("clause = \"A14\"", "clause = \"A15\"", "A14-s1 的 clause 应当是 A14"),
            ("kind = \"executable\"", "kind = \"exec\"", "不认识的 kind“exec”;可以写:executable、procedural、"),
            ("\"domain: bar\"", "\"domain/bar\"", "“done_in”请写成"),
            ("status = \"built\"\n", "", "缺少“status”"),
            ("note = ", "remark = ", "不认识“remark”"),
            ("until = 2026-03-20", "until = 2023-03-20", "until 是失效的第一天"),
        ] {
            assert!(whole(from, to).starts_with(expected), "{}", whole(from, to));
        }
        let (head, tail) = REGULATION.split_once("\n[[sentence]]\nid = \"A14-s2\"").unwrap();
        let (_, tail) = tail.split_once("\n[[sentence]]").unwrap();
        let problems = Regulation::read("r.toml", &format!("{head}\n[[sentence]]{tail}"), manifest()).unwrap_err();
        assert_eq!(problems.len(), 1);
        assert!(problems[0].message.starts_with("A14-s2 还没有归类"), "{}", problems[0]);
    }
}
