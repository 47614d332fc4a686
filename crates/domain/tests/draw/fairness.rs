//! 公平 Quotas on both sides of rounding, everyone with a chance, nobody recused ever drawn.

use std::collections::BTreeMap;

use titian_domain::draw::method::{self, strata};

use super::*;

/// Seeds like those of real draws, the same each time.
fn seeds(count: u32) -> impl Iterator<Item = String> {
    (0..count).map(|n| method::seed("fixed", &n.to_string(), ""))
}

fn list(roster: Roster) -> List {
    fixed(roster).list().unwrap()
}

fn quotas(sizes: &[(&str, &str, usize)], plan: Plan) -> BTreeMap<String, (usize, u64)> {
    let places = sizes.iter().flat_map(|(place, industry, size)| std::iter::repeat_n((place, industry), *size));
    let candidates = (1..).zip(places).map(|(n, (place, industry))| candidate(n, place, industry)).collect();
    let list = list(Roster { candidates, ..roster(0, plan) });
    strata(&list, "seed").into_iter().map(|one| (one.label, (one.cases.len(), one.quota))).collect()
}

#[test]
fn 最大余数_两侧() {
    let (a, b) = ("450100/35".to_owned(), "450200/35".to_owned());
    let two = |one, other, plan| {
        let quotas = quotas(&[("450100", "35", one), ("450200", "35", other)], plan);
        (quotas[&a].1, quotas[&b].1)
    };
    // 10 × 34/100 = 3.4, 10 × 66/100 = 6.6; then 3.6 and 6.4.
    assert_eq!(two(34, 66, Plan::Count(10)), (3, 7));
    assert_eq!(two(36, 64, Plan::Count(10)), (4, 6));
    // 3.5 and 6.5: by lot, and as many in any event.
    let (one, other) = two(35, 65, Plan::Count(10));
    assert_eq!(one + other, 10);
    assert!(matches!(one, 3 | 4));
    // Nothing to round.
    assert_eq!(two(40, 60, Plan::Count(10)), (4, 6));
    assert_eq!(two(40, 60, Plan::All), (40, 60));
}

#[test]
fn 比例向上取整_两侧() {
    for (percent, size, quota) in
        [(10, 10, 1), (10, 11, 2), (10, 20, 2), (10, 9, 1), (1, 1, 1), (100, 7, 7), (33, 3, 1), (34, 3, 2)]
    {
        assert_eq!(Plan::Percent(percent).quota(size), quota, "{percent}% of {size}");
    }
    assert_eq!(Plan::Count(5).quota(4), 4);
    assert_eq!(Plan::All.quota(4), 4);
}

#[test]
fn 小层并入其余_没有人必定抽不中() {
    // 10 of 100: a stratum of 10 stands for itself, one of 9 is joined.
    let quotas_of = quotas(&[("450100", "35", 81), ("450200", "35", 10), ("450200", "26", 9)], Plan::Count(10));
    assert_eq!(quotas_of.keys().collect::<Vec<_>>(), ["450100/35", "450200/35"]);
    assert_eq!(quotas_of["450100/35"], (90, 9), "the rest of nine went to the largest");
    // Nine and one more make a rest of the city that can stand.
    let quotas_of = quotas(
        &[("450100", "35", 80), ("450200", "35", 10), ("450200", "26", 9), ("450200", "13", 1)],
        Plan::Count(10),
    );
    assert_eq!(quotas_of["450200/*"], (10, 1));
    // Two cities with too little each make a rest of all.
    let quotas_of = quotas(&[("450100", "35", 90), ("450200", "26", 5), ("451300", "13", 5)], Plan::Count(10));
    assert_eq!(quotas_of["*/*"], (10, 1));
    // One of many: everything is one stratum.
    assert_eq!(quotas(&[("450100", "35", 3), ("450200", "35", 3)], Plan::Count(1))["*/*"], (6, 1));
}

#[test]
fn 每层至少一家_合计不多不少() {
    for count in 1..=58 {
        let list = list(Roster { plan: Plan::Count(count), ..province() });
        for seed in seeds(5) {
            let strata = strata(&list, &seed);
            assert_eq!(strata.iter().map(|one| one.quota).sum::<u64>(), u64::from(count));
            assert!(strata.iter().all(|one| 1 <= one.quota && one.quota <= one.cases.len() as u64), "{strata:?}");
        }
    }
}

/// The sum of (seen - expected)² / expected over all, in thousandths.
fn chi_square(seen: impl Iterator<Item = u64>, expected: u64) -> u64 {
    seen.map(|seen| seen.abs_diff(expected).pow(2) * 1000 / expected).sum()
}

#[test]
fn 卡方_每家被抽中的机会相同() {
    // 5 of 20 in one stratum, 20,000 times: each is expected 5,000 times. Drawing without replacement makes the sum
    // (1 - 5/20) × χ²(19); 43.8 × 0.75 = 32.9 is passed once in a thousand.
    let list = list(roster(20, Plan::Count(5)));
    let mut seen: BTreeMap<String, u64> = (1..=20).map(|n| (number(n), 0)).collect();
    for seed in seeds(20_000) {
        for one in method::draw(&list, &seed) {
            *seen.get_mut(&one.number).unwrap() += 1;
        }
    }
    let sum = chi_square(seen.values().copied(), 5_000);
    assert!((4_000..32_900).contains(&sum), "{sum}: {seen:?}");
}

#[test]
fn 卡方_余数相同的层机会相同() {
    // Three strata of five, 4 of 15: one of them gets a second, by lot.
    let candidates = (1..=15).map(|n| candidate(n, "450200", ["13", "26", "35"][n % 3])).collect();
    let list = list(Roster { candidates, ..roster(0, Plan::Count(4)) });
    let mut twice: BTreeMap<String, u64> = BTreeMap::new();
    for seed in seeds(9_000) {
        let more = strata(&list, &seed).into_iter().find(|one| one.quota == 2).unwrap();
        *twice.entry(more.label).or_default() += 1;
    }
    let sum = chi_square(twice.values().copied(), 3_000);
    assert!(twice.len() == 3 && sum < 13_800, "{sum}: {twice:?}");
}

#[test]
fn 回避的人十万次都不会被派() {
    let roster = Roster {
        targets: vec![],
        recusals: vec![recusal("01", None), recusal("02", Some(number(1))), recusal("03", Some(number(2)))],
        inspectors: delegates(5),
        ..roster(4, Plan::Count(2))
    };
    let list = list(roster);
    let mut sent = [0u32; 2];
    for seed in seeds(100_000) {
        for one in method::draw(&list, &seed) {
            assert_eq!(one.inspectors.len(), 2);
            assert_ne!(one.inspectors[0], one.inspectors[1]);
            let recused = |key: &str| one.inspectors.iter().any(|sent| sent == key);
            assert!(!recused("01"), "{seed}");
            assert!(!(recused("02") && one.number == number(1)), "{seed}");
            assert!(!(recused("03") && one.number == number(2)), "{seed}");
            sent[0] += u32::from(recused("02"));
            sent[1] += u32::from(recused("03"));
        }
    }
    assert!(sent.iter().all(|count| 50_000 < *count), "those excused from one case go to the others: {sent:?}");
}

#[test]
fn 抽查员的次数相差不过一() {
    let list = list(roster(30, Plan::Count(15)));
    for seed in seeds(50) {
        let mut load: BTreeMap<String, u64> = BTreeMap::new();
        for key in method::draw(&list, &seed).into_iter().flat_map(|one| one.inspectors) {
            *load.entry(key).or_default() += 1;
        }
        assert!(load.values().max().unwrap() - load.values().min().unwrap() <= 1, "{load:?}");
    }
}
