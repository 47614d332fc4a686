//! 条款 Clauses as people cite them: `A9.2` is 细则第九条（二）.

use titian_rulebook::stated::Basis;

/// A clause of the regulation as it is cited; what is no clause (another document) is shown as it is.
pub fn article(id: &str) -> String {
    let Some(Basis::Article(numbers)) = Basis::parse(id) else { return super::sentence(id) };
    let mut numbers = numbers.into_iter();
    let mut cited = format!("细则第{}条", numeral(numbers.next().unwrap_or(0)));
    for number in numbers {
        cited += &format!("（{}）", numeral(number));
    }
    cited
}

/// Where a clause is explained: `/regulation#A9`.
pub fn article_href(id: &str) -> String {
    format!("/regulation#{}", id.split('.').next().unwrap_or(id))
}

/// 1 to 99 in Chinese; other numbers in digits.
fn numeral(number: u16) -> String {
    const ONES: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let one = |digit: u16| ONES.get(usize::from(digit)).copied().unwrap_or_default();
    match number {
        1..10 => one(number).into(),
        10..20 => format!("十{}", one(number - 10)),
        20..100 => format!("{}十{}", one(number / 10), one(number % 10)),
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_are_cited_as_people_do() {
        assert_eq!(article("A9.2"), "细则第九条（二）");
        assert_eq!(article("A12"), "细则第十二条");
        assert_eq!(article("A20"), "细则第二十条");
        assert_eq!(article("A3.3"), "细则第三条（三）");
        assert_eq!(article("工信部企业〔2026〕2号 第十一条"), "工信部企业〔2026〕2号 第十一条");
        assert_eq!(article_href("A9.2"), "/regulation#A9");
    }
}
