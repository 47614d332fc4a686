//! The name that was probably meant.

/// Of `known` (what is compared, what is shown), the nearest to `unknown`, if fewer than half of its characters differ.
pub(super) fn nearest(unknown: &str, known: impl Iterator<Item = (String, String)>) -> Option<String> {
    let wanted: Vec<char> = unknown.to_lowercase().chars().take(LONGEST).collect();
    let scored = known.map(|(compared, shown)| {
        let compared: Vec<char> = compared.to_lowercase().chars().take(LONGEST).collect();
        (distance(&wanted, &compared), compared.len(), shown)
    });
    let (distance, length, shown) = scored.min_by_key(|(distance, length, _)| (*distance, *length))?;
    (distance * 2 <= length.max(wanted.len())).then_some(shown)
}

/// Headings are short; a page in a heading is compared by its beginning.
const LONGEST: usize = 64;

/// How many characters to add, drop or change (Levenshtein).
fn distance(one: &[char], other: &[char]) -> usize {
    let mut last: Vec<usize> = (0..=other.len()).collect();
    for (row, a) in one.iter().enumerate() {
        let mut diagonal = row;
        let mut left = row + 1;
        for (place, b) in last.iter_mut().skip(1).zip(other) {
            let here = (diagonal + usize::from(a != b)).min(left + 1).min(*place + 1);
            diagonal = *place;
            *place = here;
            left = here;
        }
        if let Some(first) = last.first_mut() {
            *first = row + 1;
        }
    }
    last.last().copied().unwrap_or(one.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_hand_is_recognised() {
        let known =
            || ["revenue_y1", "rd_expense_y1", "employees_y1"].map(|id| (id.to_owned(), id.to_owned())).into_iter();
        assert_eq!(nearest("revenu_y1", known()).as_deref(), Some("revenue_y1"));
        assert_eq!(nearest("RD_expence_y1", known()).as_deref(), Some("rd_expense_y1"));
        assert_eq!(nearest("legal_representative", known()), None);
    }
}
