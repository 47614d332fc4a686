//! 清单 Manifest: the ids of a regulation's sentences, fixed, and the counts that show none is missing.

use crate::source::{Entry, Problem, parse_toml};

/// A clause and the fixed ids of its sentences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// `A10.2`
    pub id: String,
    /// As a document cites it: 第十条（二）.
    pub label: String,
    /// Ids of its sentences, in order.
    pub sentences: Vec<String>,
}

/// An article: what was counted in the source and the clauses cut from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// `A10`; `letter` for the covering letter, `annexes` for the list of annexes.
    pub id: String,
    /// 第十条
    pub label: String,
    /// Full stops 。 in the source.
    pub stops: usize,
    /// Semicolons ； in the source.
    pub semicolons: usize,
    /// List entries without a full stop.
    pub items: usize,
    /// Further cuts where one piece lays several duties.
    pub cuts: usize,
    /// Its clauses, in order.
    pub clauses: Vec<Clause>,
}

impl Article {
    /// How many ids the counted punctuation calls for.
    pub fn pieces(&self) -> usize {
        self.stops + self.semicolons + self.items + self.cuts
    }
}

/// The fixed list of articles, clauses and sentence ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// In the order of the text.
    pub articles: Vec<Article>,
}

impl Manifest {
    /// Reads a manifest and checks its sums and ids.
    pub fn read(file: &str, text: &str) -> Result<Self, Vec<Problem>> {
        let root = parse_toml(file, text).map_err(|problem| vec![problem])?;
        let entry = Entry::of(file, &root).map_err(|problem| vec![problem])?;
        let entries = entry.entries("article").map_err(|problem| vec![problem])?;
        let mut problems: Vec<Problem> = entry.finish().err().into_iter().collect();
        let mut articles: Vec<Article> = Vec::new();
        for entry in entries {
            match article(&entry) {
                Ok(article) => {
                    if articles.iter().any(|earlier| earlier.id == article.id) {
                        problems.push(entry.problem(format!("{} 写了两次,请删去一处", article.id)));
                    }
                    let ids: usize = article.clauses.iter().map(|clause| clause.sentences.len()).sum();
                    if ids != article.pieces() {
                        problems.push(entry.problem(format!(
                            "{} 按标点应有 {} 句,列出了 {ids} 句;请核对原文后补齐或改正 cuts",
                            article.id,
                            article.pieces()
                        )));
                    }
                    let earlier = articles.iter().flat_map(|article| &article.clauses);
                    for clause in &article.clauses {
                        if earlier.clone().any(|other| other.id == clause.id) {
                            problems.push(entry.problem(format!("款项 {} 写了两次,请删去一处", clause.id)));
                        }
                    }
                    articles.push(article);
                }
                Err(problem) => problems.push(problem),
            }
        }
        if problems.is_empty() { Ok(Manifest { articles }) } else { Err(problems) }
    }

    /// All clauses, in the order of the text.
    pub fn clauses(&self) -> impl Iterator<Item = &Clause> {
        self.articles.iter().flat_map(|article| &article.clauses)
    }

    /// The clause with this id.
    pub fn clause(&self, id: &str) -> Option<&Clause> {
        self.clauses().find(|clause| clause.id == id)
    }

    /// All sentence ids, in the order of the text, each with its article and clause.
    pub(super) fn sentences(&self) -> impl Iterator<Item = (&Article, &Clause, &str)> {
        self.articles.iter().flat_map(|article| {
            article
                .clauses
                .iter()
                .flat_map(move |clause| clause.sentences.iter().map(move |id| (article, clause, &**id)))
        })
    }
}

fn article(entry: &Entry<'_>) -> Result<Article, Problem> {
    let count = |key| {
        let count = entry.opt_integer(key)?.unwrap_or(0);
        usize::try_from(count).map_err(|_| entry.problem(format!("“{key}”是个数,不能是 {count}")))
    };
    entry.need("stops")?;
    let article = Article {
        id: entry.text("id")?.into(),
        label: entry.text("label")?.into(),
        stops: count("stops")?,
        semicolons: count("semicolons")?,
        items: count("items")?,
        cuts: count("cuts")?,
        clauses: entry.entries("clauses")?.iter().map(clause).collect::<Result<_, _>>()?,
    };
    entry.finish()?;
    Ok(article)
}

fn clause(entry: &Entry<'_>) -> Result<Clause, Problem> {
    let clause = Clause {
        id: entry.text("id")?.into(),
        label: entry.text("label")?.into(),
        sentences: entry.texts("sentences")?.into_iter().map(String::from).collect(),
    };
    entry.finish()?;
    for (number, id) in (1..).zip(&clause.sentences) {
        let expected = format!("{}-s{number}", clause.id);
        if *id != expected {
            return Err(entry.problem(format!("句子编号应当依次写,这里应是 {expected},现在是 {id}")));
        }
    }
    Ok(clause)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = include_str!("../../../../policy/regulation/guangxi-2023.manifest.toml");

    fn manifest() -> Manifest {
        Manifest::read("manifest.toml", MANIFEST).unwrap()
    }

    /// Full stops and semicolons of 桂工信规范〔2023〕4号, article by article, counted apart from the manifest.
    const COUNTED: [(usize, usize); 23] = [
        (1, 0),
        (2, 2),
        (1, 0),
        (1, 0),
        (3, 0),
        (3, 0),
        (1, 0),
        (1, 0),
        (4, 0),
        (4, 0),
        (4, 0),
        (1, 1),
        (3, 1),
        (2, 0),
        (3, 0),
        (1, 0),
        (2, 0),
        (1, 0),
        (3, 0),
        (2, 3),
        (2, 1),
        (1, 0),
        (1, 0),
    ];

    #[test]
    fn the_manifest_covers_every_stop_of_every_article() {
        let manifest = manifest();
        let ids: Vec<_> = manifest.articles.iter().map(|article| article.id.as_str()).collect();
        let articles = (1..=23).map(|n| format!("A{n}"));
        let expected: Vec<_> = ["letter".into()].into_iter().chain(articles).chain(["annexes".into()]).collect();
        assert_eq!(ids, expected);
        for (number, counted) in (1..).zip(COUNTED) {
            let article = &manifest.articles[number];
            assert_eq!((article.stops, article.semicolons), counted, "A{number}");
        }
        assert_eq!(manifest.articles.last().map(|annexes| annexes.items), Some(4));
    }

    #[test]
    fn every_clause_that_decisions_cite_is_there() {
        let manifest = manifest();
        let cited = "A2 A3.1 A3.2 A3.3 A3.4 A3.5 A4 A5 A6.1 A6.2 A7 A8 A9.1 A9.2 A9.3 A10.1 A10.2 A10.3 A11 A12 \
                     A13.1 A13.2 A13.3 A13.4 A14 A15.1 A15.2 A15.3 A16 A17.1 A17.2 A18 A19 A20 A21 A22 A23";
        for id in cited.split_whitespace() {
            assert!(manifest.clause(id).is_some_and(|clause| !clause.sentences.is_empty()), "{id}");
        }
    }

    #[test]
    fn a_manifest_whose_sums_are_wrong_is_refused() {
        for (from, to, expected) in [
            ("\"A14-s2\", ", "", "句子编号应当依次写,这里应是 A14-s2,现在是 A14-s3"),
            (", \"A14-s3\"", "", "A14 按标点应有 3 句,列出了 2 句"),
            ("id = \"A14\"\n", "id = \"A13\"\n", "A13 写了两次"),
            ("stops = 3", "stops = -3", "“stops”是个数,不能是 -3"),
        ] {
            assert!(MANIFEST.contains(from), "{from}");
            let problems = Manifest::read("m.toml", &MANIFEST.replacen(from, to, 1)).unwrap_err();
            assert!(problems[0].message.starts_with(expected), "{}", problems[0]);
        }
    }
}
