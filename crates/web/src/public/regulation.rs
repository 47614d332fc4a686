//! 规则对照 The regulation, each clause beside what the platform does for it (A22, A23).

use askama::Template;
use jiff::civil::Date;
use serde::Deserialize;
use titian_rulebook::regulation::{self, Kind, Regulation, Sentence, Status};

use crate::components::Tag;
use crate::layout::{Audience, Page};
use crate::{sample, show};

/// What one can narrow it by; the query of the address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// Id of a kind; empty = all.
    pub kind: String,
}

/// The regulation.
#[derive(Debug, Clone, Template)]
#[template(path = "public/regulation.html")]
pub struct RegulationPage {
    /// The page.
    pub page: Page,
    /// 文号 and title.
    pub number: String,
    /// Its title.
    pub title: String,
    /// 施行中 or 已期满.
    pub standing: Tag,
    /// From when to when, and what holds now.
    pub days: String,
    /// What one narrowed it by.
    pub form: Form,
    /// Kinds: id, label, how many sentences.
    pub kinds: Vec<(String, String, usize)>,
    /// How many sentences are answered by something that is there, of those that ask for something.
    pub built: String,
    /// The articles.
    pub articles: Vec<Article>,
}

/// An article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Article {
    /// `A10`.
    pub id: String,
    /// 第十条.
    pub label: String,
    /// Its clauses.
    pub clauses: Vec<Clause>,
}

/// A clause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// `A10.2`.
    pub id: String,
    /// 第十条（二）; its id where the text gives it no number of its own; empty if the article has no others.
    pub label: String,
    /// Its sentences.
    pub sentences: Vec<Line>,
    /// What the province said about it: day, words, letter.
    pub interpretations: Vec<(String, String, String)>,
}

/// One sentence beside what is done for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// `A10.2-s1`.
    pub id: String,
    /// What it says, in our words.
    pub says: String,
    /// 系统可执行, 程序事项, 由人判断, 不涉及系统.
    pub kind: String,
    /// Where it is done, for people: 划型计算; empty where nothing is asked.
    pub place: String,
    /// The same for those who read the code: `rulebook: size`.
    pub room: String,
    /// 已有, 在建; none where nothing is asked.
    pub tag: Option<Tag>,
    /// Our reading or an open question; may be empty.
    pub note: String,
}

/// Rooms of the house as people call them.
const ROOMS: [(&str, &str); 28] = [
    ("standards", "评价标准"),
    ("gates", "基本条件"),
    ("size", "中小企业划型"),
    ("deadlines", "期限计算"),
    ("procedures", "办理程序"),
    ("applicability", "规则适用"),
    ("regulation", "规则对照"),
    ("targets", "培育目标"),
    ("account", "账户与辖区"),
    ("application", "申报与审核"),
    ("inspection", "实地抽查"),
    ("publicity", "公示与异议"),
    ("announcement", "公告"),
    ("notice", "申报通知"),
    ("recognition", "称号与有效期"),
    ("rereview", "复核"),
    ("annual_update", "信息更新"),
    ("major_change", "重大变化"),
    ("violation", "违法违规记录"),
    ("bar", "限制申报"),
    ("withdrawal", "取消公告或认定"),
    ("complaint", "实名举报"),
    ("compliance", "信用查询"),
    ("consultation", "征求意见"),
    ("support", "扶持政策"),
    ("monitoring", "统计监测"),
    ("public", "公众页面"),
    ("tables", "数据导入导出"),
];

impl From<&Sentence> for Line {
    fn from(sentence: &Sentence) -> Line {
        let place = sentence.place.as_ref();
        let room = place.map(|place| place.room.as_str()).unwrap_or_default();
        Line {
            id: sentence.id.clone(),
            says: sentence.says.clone(),
            kind: sentence.kind.chinese().into(),
            place: ROOMS.iter().find(|(id, _)| *id == room).map_or(room, |(_, label)| label).into(),
            room: place.map(|place| format!("{}: {}", place.floor, place.room)).unwrap_or_default(),
            tag: place.map(|place| match place.status {
                Status::Built => Tag::ok("已有"),
                Status::Planned => Tag::ask("在建"),
            }),
            note: sentence.note.clone().unwrap_or_default(),
        }
    }
}

impl RegulationPage {
    /// A regulation as it stands on a day. `days` says what holds now, if the regulation does not.
    pub fn of(page: Page, text: &Regulation, form: Form, on: Date, now: &str) -> RegulationPage {
        let chosen = |sentence: &&Sentence| form.kind.is_empty() || sentence.kind.id() == form.kind;
        // A clause that bears the article's own id needs no heading and no second anchor.
        let label = |article: &regulation::Article, clause: &regulation::Clause| {
            if clause.id == article.id {
                String::new()
            } else if clause.label == article.label {
                clause.id.clone()
            } else {
                format!("{} {}", clause.label, clause.id)
            }
        };
        let clause = |article: &regulation::Article, clause: &regulation::Clause| Clause {
            id: clause.id.clone(),
            label: label(article, clause),
            sentences: text.of_clause(&clause.id).filter(chosen).map(Line::from).collect(),
            interpretations: text
                .interpretations_of(&clause.id, on)
                .map(|one| (show::day(one.on), one.says.clone(), one.source.clone()))
                .collect(),
        };
        let articles = text.manifest.articles.iter().map(|article| {
            let mut clauses: Vec<Clause> = article.clauses.iter().map(|one| clause(article, one)).collect();
            clauses.retain(|one| !one.sentences.is_empty());
            Article { id: article.id.clone(), label: article.label.clone(), clauses }
        });
        let asked = text.sentences.iter().filter_map(|sentence| sentence.place.as_ref());
        let built = asked.clone().filter(|place| place.status == Status::Built).count();
        let stands = text.in_force(on);
        RegulationPage {
            page,
            number: text.number.clone(),
            title: text.title.clone(),
            standing: if stands { Tag::ok("施行中") } else { Tag::warn("已期满") },
            days: format!("{}起施行，{}期满。{now}", show::day(text.from), show::day(text.until)),
            kinds: Kind::ALL
                .into_iter()
                .map(|kind| {
                    let count = text.sentences.iter().filter(|sentence| sentence.kind == kind).count();
                    (kind.id().into(), kind.chinese().into(), count)
                })
                .collect(),
            built: format!("要系统办的 {}\u{a0}句，已有 {built}\u{a0}句", asked.count()),
            articles: articles.filter(|article| !article.clauses.is_empty()).collect(),
            form,
        }
    }

    fn chosen(&self, kind: &str) -> bool {
        self.form.kind == kind
    }

    /// Values to look at: the shipped regulation, a stand-in if there is none.
    pub fn sample() -> RegulationPage {
        let page = sample::page(Audience::Public, "/regulation", "规则对照");
        let now = "新规定待自治区工业和信息化厅公布；期间开展的工作以通知为准，全国办法另行适用。";
        match sample::policy() {
            Some(policy) => RegulationPage::of(page, &policy.regulation, Form::default(), sample::today(), now),
            None => RegulationPage {
                page,
                number: String::new(),
                title: String::new(),
                standing: Tag::ask("未载入"),
                days: now.into(),
                form: Form::default(),
                kinds: vec![],
                built: String::new(),
                articles: vec![],
            },
        }
    }
}
