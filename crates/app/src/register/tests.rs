use jiff::civil::date;

use super::*;

fn liuzhou() -> DivisionCode {
    DivisionCode::parse("450200").unwrap()
}

fn nanning() -> DivisionCode {
    DivisionCode::parse("450100").unwrap()
}

fn title(id: &str, tier: Tier, from: Date, ended: Option<Date>) -> Title {
    let until = date(from.year() + 3, from.month(), from.day());
    Title { id: RecognitionId(id.into()), tier, from: Some(from), until: Some(until), ended, continues: false }
}

fn register() -> Register {
    let entry = |id: &str, name: &str, city, industry: &str| {
        Entry::new(EnterpriseId(id.into()), name.into(), format!("9X{id:0>16}"), city, industry.into())
    };
    Register::of(
        7,
        vec![
            (
                entry("1", "示例糖业(来宾)0001号", nanning(), "13"),
                vec![title("a", Tier::Innovative, date(2024, 5, 1), None)],
            ),
            (
                entry("2", "来宾示例糖机0002号", liuzhou(), "35"),
                vec![
                    title("b", Tier::Specialised, date(2025, 1, 1), None),
                    title("c", Tier::Innovative, date(2021, 1, 1), None),
                ],
            ),
            (
                entry("3", "Ａ示例新材料〇三号", liuzhou(), "26"),
                vec![title("d", Tier::Innovative, date(2024, 5, 1), Some(date(2025, 6, 1)))],
            ),
            (entry("4", "示例没有称号0004号", liuzhou(), "26"), vec![]),
        ],
    )
}

fn found(search: Search) -> Vec<String> {
    let register = register();
    let search = Search { on: if search.on == Date::ZERO { date(2026, 1, 1) } else { search.on }, ..search };
    register.search(&search).hits.iter().map(|hit| hit.entry.id.to_string()).collect()
}

#[test]
fn any_part_of_a_name_is_found_from_one_character_on() {
    let any = |words: &str| Search { words: words.into(), status: Status::Any, ..Search::default() };
    for (words, expected) in [
        ("糖", &["1", "2"][..]),
        ("来宾", &["2", "1"]),
        ("（来宾）", &["1"]),
        ("糖 0002", &["2"]),
        ("a示例", &["3"]),
        ("零三", &["3"]),
        ("9x0000000000000002", &["2"]),
        ("", &["1", "2", "3"]),
        ("没有称号", &[]),
    ] {
        assert_eq!(found(any(words)), expected, "{words}");
    }
}

#[test]
fn titles_are_looked_for_as_of_a_day() {
    let on = |day, status| Search { on: day, status, ..Search::default() };
    assert_eq!(found(on(date(2026, 1, 1), Status::Valid)), ["1", "2"]);
    assert_eq!(found(on(date(2026, 1, 1), Status::Over)), ["2", "3"]);
    assert_eq!(found(on(date(2025, 5, 31), Status::Valid)), ["1", "2", "3"]);
    assert_eq!(found(on(date(2024, 4, 30), Status::Any)), ["2"]);
    let tier = Search { tier: Some(Tier::Specialised), ..Search::default() };
    assert_eq!(found(tier), ["2"]);
    let city = Search { city: Some(liuzhou()), status: Status::Any, industry: "26".into(), ..Search::default() };
    assert_eq!(found(city), ["3"]);
}

#[test]
fn tiers_are_counted_as_if_each_had_been_asked_for() {
    for status in [Status::Valid, Status::Over, Status::Any] {
        let search = |tier| Search { status, on: date(2026, 1, 1), tier, ..Search::default() };
        let alone = Tier::ALL.map(|tier| register().search(&search(Some(tier))).total);
        assert_eq!(register().search(&search(None)).of_tiers, alone, "{status:?}");
    }
}

#[test]
fn the_stock_counts_enterprises_once() {
    let stock = register().stock(Tier::Innovative, date(2025, 1, 1));
    assert_eq!(stock.get(&nanning()), Some(&1));
    assert_eq!(stock.get(&liuzhou()), Some(&1));
}

#[test]
fn an_earlier_picture_never_takes_the_place_of_a_later_one() {
    let shelf = Shelf::default();
    shelf.set(register());
    shelf.set(Register { seq: 6, ..Register::default() });
    assert_eq!(shelf.now().len(), 4);
}

#[test]
fn an_enterprise_is_found_by_its_id_and_by_its_code() {
    let ids = ["7", "1", "9", "3"];
    let entry = |id: &&str| {
        let code = format!("9X{:0>16}", 10 - id.parse::<u32>().unwrap());
        (Entry::new(EnterpriseId((*id).into()), format!("示例{id}号"), code, liuzhou(), String::new()), vec![])
    };
    let register = Register::of(1, ids.iter().map(entry).collect());
    for id in ids {
        let found = register.enterprise(id).unwrap();
        assert_eq!(found.id.as_str(), id);
        assert_eq!(register.by_code(&format!(" {} ", found.code.to_lowercase())), Some(found));
    }
    assert_eq!((register.enterprise("2"), register.by_code("9X")), (None, None));
    assert_eq!(Register::default().enterprise("1"), None);
}
