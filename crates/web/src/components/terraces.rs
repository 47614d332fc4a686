//! 梯田 The three tiers as terraces: a field is a tier, a strip is a condition, water is what is met.

use std::fmt::Write;

use askama::Template;
use askama::filters::HtmlSafe;

use super::Tag;

/// The three tiers of one enterprise or of the province, the lowest first.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/terraces.html")]
pub struct Terraces {
    /// What is shown, for those who hear it.
    pub label: String,
    /// The steps.
    pub steps: [Step; 3],
    /// Whether the strips are conditions, which a key explains.
    pub key: bool,
}

/// One tier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// 创新型, 专精特新, 小巨人.
    pub name: String,
    /// The one figure: 80, 差 2, 2,968.
    pub figure: String,
    /// Its unit: 分, 条, 家.
    pub unit: String,
    /// Where it stands, as a state.
    pub tag: Option<Tag>,
    /// A line below instead of a state: 今年新增 412 家.
    pub line: String,
    /// The strips from the ground up.
    pub strips: Vec<Strip>,
}

impl Step {
    /// A tier nothing is known of.
    pub fn unknown() -> Step {
        Step {
            name: String::new(),
            figure: "—".into(),
            unit: String::new(),
            tag: None,
            line: String::new(),
            strips: vec![],
        }
    }
}

/// A strip of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strip {
    /// Met.
    Met,
    /// Not known yet.
    Ask,
    /// Not met.
    Open,
}

impl Strip {
    /// So many of each, from the ground up: met, not known, not met.
    pub fn pile(met: usize, ask: usize, open: usize) -> Vec<Strip> {
        let of = |strip, count| std::iter::repeat_n(strip, count);
        of(Strip::Met, met).chain(of(Strip::Ask, ask)).chain(of(Strip::Open, open)).collect()
    }

    /// `part` of `whole` in ten strips, every begun one full where nothing is missing.
    pub fn tenths(part: i64, whole: i64) -> Vec<Strip> {
        let met = (part.max(0) * 10 / whole.max(1)).clamp(0, 10) as usize;
        Strip::pile(met, 0, 10 - met)
    }

    fn field(self) -> &'static str {
        match self {
            Strip::Met => "met",
            Strip::Ask => "ask",
            Strip::Open => "open",
        }
    }
}

/// Height of the picture of each step; they rise to the right.
const HEIGHTS: [i32; 3] = [96, 160, 224];
const WORDS: [&str; 3] = ["one", "two", "three"];

impl Terraces {
    fn drawn(&self) -> Vec<(&'static str, &Step, String)> {
        self.steps.iter().enumerate().map(|(at, step)| (WORDS[at], step, draw(&step.strips, HEIGHTS[at]))).collect()
    }
}

/// One field: from the top down each strip covers the ground below it, then the banks between them.
fn draw(strips: &[Strip], height: i32) -> String {
    let count = i32::try_from(strips.len()).unwrap_or(1).max(1);
    let mut svg =
        format!(r#"<svg viewBox="0 0 300 {height}" preserveAspectRatio="none" aria-hidden="true" focusable="false">"#);
    let mut banks = String::new();
    let mut above = None;
    for (row, strip) in strips.iter().rev().enumerate() {
        // Strips share the height below a margin of 12; positions in tenths, so that no float is needed.
        let top = 120 + (height * 10 - 140) * i32::try_from(row).unwrap_or(0) / count;
        let line = wave(top);
        let _ = write!(svg, r#"<path class="{}" d="{line} L300 {height} L0 {height} Z"/>"#, strip.field());
        let bank = match (strip, above) {
            (Strip::Met, Some(Strip::Met)) => "contour",
            (Strip::Met, _) => "edge",
            (Strip::Ask, _) => "guess",
            (Strip::Open, _) => "bank",
        };
        let _ = write!(banks, r#"<path class="{bank}" d="{line}"/>"#);
        above = Some(*strip);
    }
    svg + &banks + "</svg>"
}

/// The line of a bank at `top` (in tenths): one slow rise and fall, as a hillside has it.
fn wave(top: i32) -> String {
    let at = |offset: i32| {
        let y = top + offset;
        format!("{}.{}", y / 10, (y % 10).abs())
    };
    format!("M0 {} C 66 {} 126 {} 186 {} S 270 {} 300 {}", at(0), at(-120), at(100), at(-10), at(-70), at(-20))
}

impl HtmlSafe for Terraces {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn water_lies_below_what_is_open() {
        assert_eq!(Strip::pile(1, 1, 1), [Strip::Met, Strip::Ask, Strip::Open]);
        assert_eq!(Strip::tenths(118, 300), Strip::pile(3, 0, 7));
        assert_eq!(Strip::tenths(4000, 3000), Strip::pile(10, 0, 0));
        assert_eq!(Strip::tenths(1, 0), Strip::pile(10, 0, 0));
    }

    #[test]
    fn a_field_without_strips_is_drawn_empty() {
        assert!(draw(&[], 96).ends_with("focusable=\"false\"></svg>"));
    }
}
