//! 相似 How much two names of products have in common. A rough measure, for a person to look at: never more than that.

use std::collections::BTreeMap;

use titian_rulebook::quantity::Ratio;

/// The share of two-character pieces that two normalised names have in common (twice the common ones over all of them):
/// 1 for the same name, 0 where nothing is shared or a name is a single character or none.
pub fn likeness(one: &str, other: &str) -> Ratio {
    let (one, other) = (pieces(one), pieces(other));
    let common: usize = one.iter().map(|(piece, n)| n.min(other.get(piece).unwrap_or(&0))).sum();
    let all = one.values().sum::<usize>() + other.values().sum::<usize>();
    let ratio = i128::try_from(2 * common).ok().zip(i128::try_from(all).ok());
    ratio.and_then(|(common, all)| Ratio::new(common, all)).unwrap_or(Ratio::whole(0))
}

fn pieces(text: &str) -> BTreeMap<(char, char), usize> {
    let mut pieces = BTreeMap::new();
    for pair in text.chars().zip(text.chars().skip(1)) {
        *pieces.entry(pair).or_insert(0) += 1;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_alike_by_what_they_share() {
        let check =
            |one, other, num, den| assert_eq!(Some(likeness(one, other)), Ratio::new(num, den), "{one} {other}");
        check("谐波减速器", "谐波减速器", 1, 1);
        check("谐波减速器", "精密谐波减速器", 4, 5);
        check("谐波减速器", "行星减速器", 1, 2);
        check("谐波减速器", "蔗糖", 0, 1);
        check("糖", "糖", 0, 1);
        check("", "", 0, 1);
    }
}
