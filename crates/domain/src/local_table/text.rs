//! A version as `policy/distinctive/` writes tables, so that the one reader of the rulebook reads both.

use titian_rulebook::policy::Policy;
use titian_rulebook::source::Problem;

use super::{Band, LocalTable, Rule};

impl LocalTable {
    /// The id of its indicator `at`, from 1, and of the fact that reviewers find for it: each version has its own, for
    /// what was found under one says nothing under another.
    pub fn item(&self, at: usize) -> String {
        format!("local_v{}_{at}", self.version)
    }

    /// Its text.
    pub fn text(&self) -> String {
        let content = &self.content;
        let mut text = format!(
            "id = {}\ntitle = {}\nbasis = {}\nsource = {}\nfrom = {}\nstandard = {}\nreplaces = {}\n",
            quoted(self.id.as_str()),
            quoted(&content.title),
            quoted(&content.basis),
            quoted(&content.basis),
            content.from,
            quoted(&content.standard),
            quoted(&content.replaces),
        );
        for (indicator, at) in content.indicators.iter().zip(1..) {
            let (id, label) = (self.item(at), quoted(&indicator.label));
            let rule = match &indicator.rule {
                Rule::Bands { of, more, bands } => {
                    let word = if *more { "at_least" } else { "at_most" };
                    let bands = each(bands, |band| format!("[{}, {}]", quoted(&band.at), band.points));
                    format!("of = {}\n{word} = [{bands}]\n", quoted(of))
                }
                Rule::Options { of, options } => {
                    let options = each(options, |one| format!("{} = {}", quoted(&one.at), one.points));
                    format!("of = {}\nclasses = {{ {options} }}\n", quoted(of))
                }
                Rule::Found { options } => {
                    let named = |(one, n): (&Band, usize)| format!("[\"o{n}\", {}]", quoted(&one.at));
                    let options: Vec<(&Band, usize)> = options.iter().zip(1..).collect();
                    let labels = options.iter().copied().map(named).collect::<Vec<_>>().join(", ");
                    let points = options.iter().map(|(one, n)| format!("o{n} = {}", one.points));
                    text.push_str(&format!(
                        "\n[[fact]]\nid = \"{id}\"\nlabel = {label}\nsection = \"distinctiveness\"\nkind = \"choice\"\n\
                         options = [{labels}]\njudged = \"officer\"\nsource = {}\n",
                        quoted(&content.basis)
                    ));
                    format!("of = \"{id}\"\nclasses = {{ {} }}\n", points.collect::<Vec<_>>().join(", "))
                }
            };
            text.push_str(&format!(
                "\n[[indicator]]\nid = \"{id}\"\nlabel = {label}\narticle = \"特色化 {at}\"\nmax = {}\n{rule}",
                indicator.max()
            ));
        }
        text
    }

    /// A policy with this version in its place; or what is wrong with it.
    pub fn laid_upon(&self, policy: &Policy) -> Result<Policy, Vec<Problem>> {
        policy.with_table(self.id.as_str(), &self.text())
    }

    /// Everything that the rulebook's checks find wrong with it, in words; nothing if it is sound.
    pub fn wrong(&self, policy: &Policy) -> Vec<String> {
        let mut wrong: Vec<String> =
            self.content.indicators.iter().filter_map(|one| lacking(&one.label, &one.rule)).collect();
        let sum: i64 = self.content.indicators.iter().map(super::Indicator::max).sum();
        let whole = policy.standards.get(&self.content.standard).and_then(|standard| {
            standard.indicators.iter().find(|one| one.id == self.content.replaces).map(|one| one.max)
        });
        if let Some(whole) = whole.filter(|whole| *whole != sum) {
            wrong.push(format!("各项满分合计 {sum} 分，应为 {whole} 分（第八条）"));
        }
        if wrong.is_empty() {
            let problems = self.laid_upon(policy).err().unwrap_or_default();
            wrong.extend(problems.into_iter().map(|problem| problem.message));
        }
        wrong
    }
}

/// What a rule lacks, said before the reader of the rulebook says it in its own words.
fn lacking(label: &str, rule: &Rule) -> Option<String> {
    let (Rule::Bands { bands: steps, .. } | Rule::Options { options: steps, .. } | Rule::Found { options: steps }) =
        rule;
    let twice = steps.iter().enumerate().any(|(at, one)| steps[..at].iter().any(|other| other.at == one.at));
    match rule {
        _ if steps.is_empty() => Some(format!("“{label}”没有写档位和得分")),
        _ if twice => Some(format!("“{label}”有一档写了两次")),
        _ if steps.iter().any(|step| !(0..=15).contains(&step.points)) => {
            Some(format!("“{label}”每一档的得分应当是 0 到 15 的整数"))
        }
        Rule::Found { .. } if steps.len() < 2 => Some(format!("“{label}”至少要有两档")),
        Rule::Found { .. } if steps.iter().all(|step| step.points > 0) => {
            Some(format!("“{label}”没有 0 分的一档；哪一档都不满足的企业也要有答案，例如 以上均不满足 = 0"))
        }
        _ => None,
    }
}

fn each(steps: &[Band], one: impl Fn(&Band) -> String) -> String {
    steps.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// A text in quotation marks. What JSON escapes TOML reads likewise; control characters do not come this far.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text.trim()).to_string()
}
