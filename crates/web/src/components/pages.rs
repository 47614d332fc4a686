//! 分页 Pages of a list: numbers around the current one, the next one, how many there are in all.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::show;

/// Pages of a list.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "components/pages.html")]
pub struct Pages {
    here: u32,
    last: u32,
    /// Address of a page up to its number: `/register?q=传动&page=`.
    before: String,
    /// 第 21–40 家，共 742 家.
    span: String,
    /// What it turns the pages of, where there are several lists on one page: 公告.
    of: String,
}

impl Pages {
    /// Page `here` (from 1) of `total` things, `size` on each. `before` is the address up to the page's number,
    /// `unit` the word for one thing: 家.
    pub fn new(here: u32, size: u32, total: u32, before: impl ToString, unit: &str) -> Pages {
        let size = size.max(1);
        let last = total.div_ceil(size).max(1);
        let here = here.clamp(1, last);
        let (from, to) = ((here - 1) * size + 1, (here.saturating_mul(size)).min(total));
        let all = show::with_unit(show::count(total.into()), unit);
        let span = if last == 1 {
            format!("共\u{a0}{all}")
        } else {
            format!("第\u{a0}{}–{}\u{a0}{unit}，共\u{a0}{all}", show::count(from.into()), show::count(to.into()))
        };
        Pages { here, last, before: before.to_string(), span, of: String::new() }
    }

    /// Of this list, where there are several on one page.
    #[must_use]
    pub fn of(self, list: &str) -> Pages {
        Pages { of: list.into(), ..self }
    }

    /// Numbers to offer; 0 stands for a gap.
    fn numbers(&self) -> Vec<u32> {
        let mut numbers = Vec::new();
        for page in 1..=self.last {
            let near = page.abs_diff(self.here) <= 2;
            if page == 1 || page == self.last || near {
                numbers.push(page);
            } else if numbers.last() != Some(&0) {
                numbers.push(0);
            }
        }
        numbers
    }

    fn more(&self) -> bool {
        self.here < self.last
    }
}

impl HtmlSafe for Pages {}

#[cfg(test)]
mod tests {
    use super::Pages;

    #[test]
    fn numbers_stand_around_the_current_page() {
        let numbers = |here, total| Pages::new(here, 20, total, "?page=", "家").numbers();
        assert_eq!(numbers(1, 0), [1]);
        assert_eq!(numbers(1, 86), [1, 2, 3, 0, 5]);
        assert_eq!(numbers(10, 400), [1, 0, 8, 9, 10, 11, 12, 0, 20]);
        assert_eq!(numbers(99, 40), [1, 2]);
    }

    #[test]
    fn the_span_is_said() {
        assert_eq!(Pages::new(2, 20, 742, "", "家").span.replace('\u{a0}', " "), "第 21–40 家，共 742 家");
        assert_eq!(Pages::new(1, 20, 3, "", "家").span.replace('\u{a0}', " "), "共 3 家");
    }
}
