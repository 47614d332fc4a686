//! A judgement as a page of text.

use titian_rulebook::explain::{ClauseReport, GroupReport, IndicatorReport, Judgement, Mark, Report};
use titian_rulebook::judge::Truth;

use crate::terminal::{Paint, Tone, cell, right, table};

/// The whole page.
pub fn judgement(paint: Paint, judgement: &Judgement) -> String {
    let mut page = Page { paint, text: String::new() };
    let enterprise = &judgement.enterprise;
    let name = if enterprise.name.is_empty() { "(未填企业名称)" } else { &enterprise.name };
    page.line(&paint.tone(Tone::Strong, name));
    if !enterprise.credit_code.is_empty() || !enterprise.city.is_empty() {
        page.line(&format!("{}  {}", enterprise.credit_code, enterprise.city));
    }
    for warning in &enterprise.code_warnings {
        page.line(&paint.tone(Tone::Open, &format!("信用代码请核对:{warning}")));
    }
    if let Some((size, reasons)) = enterprise.size.split_first() {
        page.line(&format!("企业规模  {size}"));
        reasons.iter().for_each(|reason| page.quiet(&format!("  {reason}")));
    }
    for report in &judgement.assessments {
        page.report(report);
    }
    for gap in &judgement.undecided {
        page.line("");
        page.line(&paint.tone(Tone::Strong, &gap.tier.label));
        page.line(&paint.tone(Tone::Open, &format!("  没有判定:{}", gap.reason)));
        if !gap.candidates.is_empty() {
            page.line(&format!("  可用 --edition 指定:{}", gap.candidates.join("、")));
        }
    }
    page.text
}

struct Page {
    paint: Paint,
    text: String,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    fn quiet(&mut self, line: &str) {
        let line = self.paint.tone(Tone::Quiet, line);
        self.line(&line);
    }

    fn heading(&mut self, text: &str) {
        self.line("");
        let text = self.paint.tone(Tone::Strong, text);
        self.line(&text);
    }

    fn report(&mut self, report: &Report) {
        let tone = outcome_tone(report);
        self.heading(&format!("━━ {} · {} · 判定日 {} ━━", report.tier.label, report.purpose.label, report.on));
        self.quiet(&format!("标准  {}({})", report.standard.title, report.standard.basis));
        self.quiet(&format!("门槛  {}({})", report.gates_of.title, report.gates_of.basis));
        let outcome = self.paint.tone(tone, &report.outcome.label);
        self.line(&format!("结论  {outcome}  {}", report.because));
        if let Some(points) = &report.points {
            let groups: Vec<String> = report.groups.iter().map(group).collect();
            self.line(&format!("得分  {}  {}", mark(points), groups.join("  ")));
        }
        if !report.needs.is_empty() {
            self.heading("取决于");
            let rows: Vec<_> =
                report.needs.iter().map(|need| vec![cell("  ○"), cell(&need.label), cell(&need.reason)]).collect();
            self.text.push_str(&table(self.paint, &rows));
        }
        if !report.indicators.is_empty() {
            self.heading("指标");
            report.indicators.iter().for_each(|indicator| self.indicator(indicator));
        }
        self.clauses("条件(须同时满足)", &report.conditions);
        self.clauses("直通条件(满足任一,可替代得分)", &report.routes);
        self.clauses("门槛(须同时满足)", &report.gates);
        if !report.cautions.is_empty() {
            self.heading("请再核对");
            report.cautions.iter().for_each(|caution| self.line(&format!("  ! {}", caution.label)));
        }
    }

    fn indicator(&mut self, indicator: &IndicatorReport) {
        let points = if indicator.low == indicator.high {
            indicator.low.to_string()
        } else {
            format!("{}~{}", indicator.low, indicator.high)
        };
        let tone = match indicator.low {
            _ if indicator.low != indicator.high => Tone::Open,
            0 => Tone::Bad,
            _ => Tone::Good,
        };
        let points = self.paint.tone(tone, &right(&format!("{points}/{}", indicator.max), 8));
        self.line(&format!("{points}  {}  {}", indicator.label, self.paint.tone(Tone::Quiet, &indicator.article)));
        self.line(&format!("          {}", indicator.reason));
        if let Some(next) = &indicator.next {
            self.line(&format!("          可得 {} 分:{}", next.points, next.takes));
        }
        if !indicator.note.is_empty() {
            self.quiet(&format!("          {}", indicator.note));
        }
    }

    fn clauses(&mut self, heading: &str, clauses: &[ClauseReport]) {
        if clauses.is_empty() {
            return;
        }
        self.heading(heading);
        for clause in clauses {
            let (sign, tone) = match clause.truth {
                Truth::Met => ("✓", Tone::Good),
                Truth::Unmet => ("✗", Tone::Bad),
                Truth::Unknown => ("○", Tone::Open),
            };
            let dimension =
                if clause.dimension.is_empty() { String::new() } else { format!("[{}] ", clause.dimension) };
            let sign = self.paint.tone(tone, sign);
            self.line(&format!(
                "  {sign} {dimension}{}  {}",
                clause.label,
                self.paint.tone(Tone::Quiet, &clause.article)
            ));
            // A plain yes or no that is met says no more than its label.
            let plain =
                clause.truth == Truth::Met && matches!(clause.reasons.as_slice(), [one] if !one.contains("要求"));
            if !plain {
                clause.reasons.iter().for_each(|reason| self.quiet(&format!("      {reason}")));
            }
            if !clause.note.is_empty() {
                self.quiet(&format!("      注:{}", clause.note));
            }
        }
    }
}

/// The colour of an outcome.
pub fn outcome_tone(report: &Report) -> Tone {
    match report.outcome.id.as_str() {
        "passes" => Tone::Good,
        "fails" => Tone::Bad,
        _ => Tone::Open,
    }
}

/// Points as "75" or "60~75", out of what, and what is needed.
pub fn mark(mark: &Mark) -> String {
    let points = if mark.low == mark.high { mark.low.to_string() } else { format!("{}~{}", mark.low, mark.high) };
    let needed = if mark.pass > 0 { format!("(需 {})", mark.pass) } else { String::new() };
    format!("{points}/{}{needed}", mark.max)
}

fn group(group: &GroupReport) -> String {
    format!("{} {}", group.label, mark(&group.mark))
}
