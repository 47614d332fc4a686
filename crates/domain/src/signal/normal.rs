//! 归一 The same thing written in several ways becomes one text. What is too short or too vague to compare becomes none:
//! better no signal than a false one.

use titian_rulebook::quantity::tidy;
use titian_rulebook::signals::Compare;

/// A number shorter than this says nothing: “无”, “1”, “待补”.
const SHORTEST: usize = 6;

/// A text longer than this is no number, address or name.
const LONGEST: usize = 200;

/// What a text comes to: nothing, one value, or several where several were written. `area` is the area code of the city,
/// for landlines written without.
pub fn normal(compare: Compare, text: &str, area: Option<&str>) -> Vec<String> {
    if text.chars().count() > LONGEST {
        return vec![];
    }
    match compare {
        Compare::Right => right(text).into_iter().collect(),
        Compare::Phone => {
            text.split(['/', '／', ',', '，', '、', ';', '；']).filter_map(|one| phone(one, area)).collect()
        }
        Compare::Address => address(text).into_iter().collect(),
        Compare::Number => number(text).into_iter().collect(),
        Compare::Name => name(text).into_iter().collect(),
    }
}

/// Letters, digits and Chinese characters, in half width and capitals.
fn bare(text: &str) -> String {
    tidy(text).chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// The number of a paper: 桂会审字〔2026〕第 18 号.
fn number(text: &str) -> Option<String> {
    let bare = bare(text);
    let different = bare.chars().any(|c| !bare.starts_with(c));
    let numbered = bare.chars().any(|c| c.is_ascii_digit());
    (bare.chars().count() >= SHORTEST && numbered && different).then_some(bare)
}

/// A patent number without ZL, CN and check digit; the number of another right as it is.
fn right(text: &str) -> Option<String> {
    let bare = number(text)?;
    let prefixed =
        bare.strip_prefix("ZL").or_else(|| bare.strip_prefix("CN").filter(|rest| patent(rest, false).is_some()));
    // Nine digits may be anything, unless they are written as a patent number is.
    let told = prefixed.is_some() || tidy(text).contains('.');
    let rest = prefixed.unwrap_or(&bare);
    patent(rest, told).or_else(|| number(rest))
}

/// Twelve digits that begin with a year and a kind (since October 2003), or eight (before, if `told` to be a patent),
/// with or without the check digit behind them.
fn patent(text: &str, told: bool) -> Option<String> {
    let known = |length: usize| {
        let (body, check) = (text.get(..length)?, text.get(length..)?);
        let checked = check.is_empty() || (check.len() == 1 && check.bytes().all(|b| b.is_ascii_digit() || b == b'X'));
        (checked && body.bytes().all(|b| b.is_ascii_digit())).then_some(body)
    };
    let kind = |digit: Option<char>| matches!(digit, Some('1' | '2' | '3' | '8' | '9'));
    let long = known(12).filter(|body| matches!(body.get(..2), Some("19" | "20")) && kind(body.chars().nth(4)));
    let short = || known(8).filter(|body| told && kind(body.chars().nth(2)));
    long.or_else(short).map(str::to_owned)
}

/// A telephone with its area code, without country code and extension.
fn phone(text: &str, area: Option<&str>) -> Option<String> {
    let text = tidy(text).to_lowercase();
    let text = text.split(['转', 'x', '#']).next().unwrap_or_default();
    let abroad =
        text.strip_prefix("+86").or_else(|| text.strip_prefix("0086")).map(|rest| rest.trim_start_matches('-'));
    // As dialled from abroad, an area code has lost its zero.
    let text = match abroad {
        Some(rest) if !rest.starts_with(['0', '1']) => format!("0{rest}"),
        Some(rest) => rest.to_owned(),
        None => text.to_owned(),
    };
    let parts: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let whole = parts.concat();
    let varied = |number: &str| number.bytes().any(|b| Some(b) != number.bytes().next());
    if whole.len() == 11 && whole.starts_with('1') {
        return varied(whole.get(1..)?).then_some(whole);
    }
    if whole.len() == 10 && (whole.starts_with("400") || whole.starts_with("800")) {
        return Some(whole);
    }
    let (code, local) = match parts.as_slice() {
        // 0771-1234567, and perhaps an extension behind it.
        [code, local, ..] if code.starts_with('0') && (3..=4).contains(&code.len()) => ((*code).to_owned(), *local),
        [one, ..] if one.starts_with('0') => {
            let length = if matches!(one.as_bytes().get(1), Some(b'1' | b'2')) { 3 } else { 4 };
            (one.get(..length)?.to_owned(), one.get(length..)?)
        }
        [one, ..] => (area?.to_owned(), *one),
        [] => return None,
    };
    ((7..=8).contains(&local.len()) && varied(local)).then(|| code + local)
}

/// An address without the province and without signs; one without a number in it is too vague.
fn address(text: &str) -> Option<String> {
    let bare = bare(text);
    let short = bare.strip_prefix("广西壮族自治区").or_else(|| bare.strip_prefix("广西")).unwrap_or(&bare);
    let numbered = short.chars().any(|c| c.is_ascii_digit());
    (short.chars().count() >= SHORTEST && numbered).then(|| short.to_owned())
}

/// A name; words that say there is none are none.
fn name(text: &str) -> Option<String> {
    let bare = bare(text);
    let none = matches!(bare.as_str(), "无" | "没有" | "暂无" | "不适用" | "不详" | "NA" | "NONE");
    (bare.chars().count() >= 2 && !none).then_some(bare)
}
