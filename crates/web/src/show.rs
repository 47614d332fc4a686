//! 写法 How things are shown: names, days, amounts, percentages, what is left of a time. One way for each, everywhere.
//!
//! Numbers and their units are held together by a no-break space; nothing here decides anything.

mod article;
mod day;
mod moment;
mod name;
mod number;
mod sentence;

use titian_rulebook::tier::Tier;

pub use article::{article, article_href};
pub use day::{Day, day, day_short, days_between, last_day, span, term, time_left, weekday};
pub use moment::{beijing, moment, moment_short};
pub use name::Name;
pub use number::{count, percent, points, tenths, wan, with_unit};
pub use sentence::sentence;

/// When a filing was submitted, and who declared it: of one made on the national platform, what is known of that.
pub fn declared(filing: &titian_domain::application::Filing) -> [String; 2] {
    match filing.declaration.here() {
        Some(declaration) => [moment(declaration.at), declaration.name.clone()],
        None => [format!("{}，在国家平台", day(filing.on)), "在国家平台作出，导出文件不含声明人".into()],
    }
}

/// A text as an address carries it.
pub fn address(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

/// A tier by its id, as briefly as people say it: 创新型, 专精特新, 小巨人. An unknown id is shown as it is.
pub fn tier(id: &str) -> &str {
    match Tier::from_id(id) {
        Some(Tier::Innovative) => "创新型",
        Some(Tier::Specialised) => "专精特新",
        Some(Tier::LittleGiant) => "小巨人",
        None => id,
    }
}

/// A bound as people say it: `≥ 3%` is 3% 以上, `< 1%` is 不到 1%. 以上 and 以下 include the number itself.
pub fn bound(bound: &str) -> String {
    let mut parts = bound.splitn(2, ' ');
    match (parts.next(), parts.next()) {
        (Some("≥"), Some(figure)) => including(figure, "以上"),
        (Some("≤"), Some(figure)) => including(figure, "以下"),
        (Some(">"), Some(figure)) => format!("超过 {}", sentence(figure)),
        (Some("<"), Some(figure)) => format!("不到 {}", sentence(figure)),
        _ => sentence(bound),
    }
}
/// 3% 以上, 1,500 万元以上: a blank only where two scripts meet.
fn including(figure: &str, word: &str) -> String {
    let figure = sentence(figure);
    let blank = if figure.ends_with(|c: char| c.is_ascii()) { " " } else { "" };
    format!("{figure}{blank}{word}")
}

#[cfg(test)]
mod tests {
    use super::bound;

    #[test]
    fn bounds_are_said_in_words() {
        let said = |text| bound(text).replace('\u{a0}', " ");
        assert_eq!(said("≥ 3%"), "3% 以上");
        assert_eq!(said("≤ 1500万元"), "1,500 万元以下");
        assert_eq!(said("> 75%"), "超过 75%");
        assert_eq!(said("< 1%"), "不到 1%");
        assert_eq!(said("否"), "否");
    }

    #[test]
    fn texts_travel_in_addresses() {
        assert_eq!(super::address("审计 a.pdf"), "%E5%AE%A1%E8%AE%A1%20a.pdf");
        assert_eq!(super::address("a\"\r\nb"), "a%22%0D%0Ab");
    }
}
