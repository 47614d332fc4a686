use super::*;
use proptest::prelude::*;

fn code(text: &str) -> CreditCode {
    CreditCode::parse(text).unwrap()
}

/// Real codes; both check characters fit.
const REAL: [&str; 12] = [
    "91450200198229141F",
    "91450200715187622B",
    "914501005794165304",
    "91450200322587799A",
    "91450200MAA7L76A5R",
    "914403001922038216",
    "9144030071526726XG",
    "91440300192317458F",
    "91440400192548256N",
    "91440300192181490G",
    "91330100799655058B",
    "91110108551385082Q",
];

#[test]
fn real_codes_pass_both_checks() {
    for text in REAL {
        assert_eq!(code(text).warnings(), [], "{text}");
        assert_eq!(code(text).as_str(), text);
    }
}

#[test]
fn a_wrong_check_character_is_kept_with_a_warning() {
    for (text, expected) in [
        ("91350211M0000XUF46", vec![(Check::Outer, 'R', '6')]), // two real codes
        ("91350100M0001TGQXM", vec![(Check::Outer, '1', 'M')]),
        ("91450200198229141E", vec![(Check::Outer, 'F', 'E')]),
        ("91450200198229142F", vec![(Check::Outer, 'J', 'F'), (Check::Inner, '1', '2')]),
    ] {
        let warnings = code(text).warnings();
        let found: Vec<_> = warnings.iter().map(|warning| (warning.check, warning.expected, warning.found)).collect();
        assert_eq!(found, expected, "{text}");
    }
    assert_eq!(
        code("91450200198229142F").warnings()[1].to_string(),
        "第 17 位(主体标识码的校验码)按规则应为“1”,现为“2”:请对照营业执照逐位核对,确认无误的可以继续"
    );
}

#[test]
fn a_code_tells_its_parts() {
    let liugong = code("91450200198229141F");
    assert_eq!(liugong.registering_authority(), RegisteringAuthority::MarketRegulation);
    assert_eq!(liugong.organisation_kind(), OrganisationKind::Enterprise);
    assert_eq!((liugong.division(), liugong.subject_id()), ("450200", "198229141"));
    assert_eq!(liugong.to_string(), "91450200198229141F");
    assert_eq!(format!("{liugong:?}"), "CreditCode(91450200198229141F)");
    let json = serde_json::to_string(&liugong).unwrap();
    assert_eq!(json, "\"91450200198229141F\"");
    assert_eq!(serde_json::from_str::<CreditCode>(&json).unwrap(), liugong);
    assert!(serde_json::from_str::<CreditCode>("\"9145\"").is_err());
    assert_eq!(code("52450000000000000A").registering_authority(), RegisteringAuthority::CivilAffairs);
    assert_eq!(code("52450000000000000A").organisation_kind(), OrganisationKind::Other('2'));
}

#[test]
fn what_people_type_and_paste_is_folded() {
    for text in [
        "91450200maa7l76a5r",
        " 91450200MAA7L76A5R\t\r\n",
        "\u{3000}91450200MAA7L76A5R\u{a0}",
        "\u{feff}91450200MAA7L76A5R\u{200b}",
        "９１４５０２００ＭＡＡ７Ｌ７６Ａ５Ｒ",
        "９１４５０２００ｍａａ７ｌ７６ａ５ｒ",
    ] {
        assert_eq!(code(text).as_str(), "91450200MAA7L76A5R", "{text:?}");
    }
}

#[test]
fn what_cannot_be_a_code_is_refused_with_its_place() {
    for (text, expect) in [
        ("91450200198229141", "应为 18 位,现为 17 位,请对照营业执照核对"),
        ("91450200198229141FF", "应为 18 位,现为 19 位,请对照营业执照核对"),
        ("450200000012345", "应为 18 位,现为 15 位;15 位的是旧注册号,请改填营业执照上的统一社会信用代码"),
        ("198229141", "应为 18 位,现为 9 位;9 位的是旧组织机构代码,请改填营业执照上的统一社会信用代码"),
    ] {
        let told = CreditCode::parse(text).unwrap_err().to_string();
        assert_eq!(told, format!("统一社会信用代码有误:{expect}"), "{text:?}");
    }
    for (text, expect) in [
        ("91450200I98229141F", "第 9 位的“I”不能使用,可能是数字 1"),
        ("9145020019822914iF", "第 17 位的“i”不能使用,可能是数字 1"),
        ("91450200O98229141F", "第 9 位的“O”不能使用,可能是数字 0"),
        ("914502001982291Z1V", "第 16 位的“Z”不能使用,可能是数字 2;第 18 位的“V”不能使用,可能是字母 U"),
        ("914502001982291ｓ1F", "第 16 位的“ｓ”不能使用,可能是数字 5"),
        ("9145O200198229141F", "第 5 位的“O”不能使用,第 3—8 位是行政区划码,只能是数字,可能是数字 0"),
        ("9145A200198229141F", "第 5 位的“A”不能使用,第 3—8 位是行政区划码,只能是数字"),
        ("91450200 98229141F", "第 9 位是空格,请删去"),
        ("91450200-98229141F", "第 9 位的“-”不能使用"),
        ("91450200М98229141F", "第 9 位的“М”(U+041C)不能使用"), // Cyrillic
        ("91450200\u{0}98229141F", "第 9 位的字符(U+0000)不能使用"),
        ("9南", "应为 18 位,现为 2 位,请对照营业执照核对;第 2 位的“南”(U+5357)不能使用"),
    ] {
        let told = CreditCode::parse(text).unwrap_err().to_string();
        let allowed = "代码只用数字和大写字母,不用字母 I、O、S、V、Z";
        assert_eq!(told, format!("统一社会信用代码有误:{expect}。{allowed}"), "{text:?}");
    }
    for blank in ["", " \u{3000}"] {
        let told = CreditCode::parse(blank).unwrap_err().to_string();
        assert_eq!(told, "请填写统一社会信用代码(营业执照上的 18 位代码)");
    }
}

#[test]
fn synthetic_codes_are_sound_and_openly_synthetic() {
    let example = synthetic("450100", 42).unwrap();
    assert!(example.as_str().starts_with("9X45010000000042"));
    assert_eq!(example.warnings(), []);
    assert_eq!(CreditCode::parse(example.as_str()), Ok(example));
    assert_eq!((example.division(), example.organisation_kind()), ("450100", OrganisationKind::Other('X')));
    assert!(example.is_synthetic());
    assert!(REAL.iter().all(|text| !code(text).is_synthetic()));
    assert!(synthetic("450100", 99_999_999).is_some());
    for (division, serial) in [("45010", 1), ("45010A", 1), ("", 1), ("南宁", 1), ("450100", 100_000_000)] {
        assert_eq!(synthetic(division, serial), None);
    }
}

/// Any code whose outer check character fits; the inner one as chance has it.
fn sound() -> impl Strategy<Value = CreditCode> {
    "[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{9}".prop_map(|front| {
        let mut bytes = code(&format!("{front}0")).0;
        bytes[17] = outer_check(&bytes);
        CreditCode(bytes)
    })
}

/// Refused, or warned of by the outer check alone, whatever the inner one says.
fn noticed(bytes: [u8; LENGTH]) -> bool {
    match CreditCode::parse(str::from_utf8(&bytes).unwrap()) {
        Ok(code) => code.warnings().iter().any(|warning| warning.check == Check::Outer),
        Err(_) => true,
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in "\\PC*") {
        if let Err(error) = CreditCode::parse(&text) {
            prop_assert!(!error.to_string().is_empty());
        }
    }

    #[test]
    fn no_eighteen_characters_panic(text in "[\\x00-\\x7f\u{ff01}-\u{ff5e}\u{3000}]{18}") {
        if let Ok(code) = CreditCode::parse(&text) {
            code.warnings();
        }
    }

    #[test]
    fn every_wrong_character_is_noticed(sound in sound(), at in 0..LENGTH, by in 0usize..31) {
        let mut bytes = sound.0;
        bytes[at] = ALPHABET[by];
        prop_assert_eq!(noticed(bytes), bytes != sound.0);
    }

    #[test]
    fn every_exchange_of_neighbours_is_noticed(sound in sound(), at in 0..LENGTH - 1) {
        let mut bytes = sound.0;
        bytes.swap(at, at + 1);
        prop_assert_eq!(noticed(bytes), bytes != sound.0);
    }

    /// Neighbours or not: all weights differ, but for those of the first character and the check character.
    #[test]
    fn only_the_first_and_last_character_can_change_places_unnoticed(sound in sound(), a in 0..LENGTH, b in 0..LENGTH) {
        let mut bytes = sound.0;
        bytes.swap(a, b);
        let first_and_last = a.min(b) == 0 && a.max(b) == LENGTH - 1;
        prop_assert_eq!(noticed(bytes), bytes != sound.0 && !first_and_last);
    }

    #[test]
    fn synthetic_codes_differ_and_pass(division in "45[0-9]{4}", a in 0u64..100_000_000, b in 0u64..100_000_000) {
        let (one, other) = (synthetic(&division, a).unwrap(), synthetic(&division, b).unwrap());
        prop_assert!(one.warnings().is_empty() && other.warnings().is_empty());
        prop_assert_eq!(one == other, a == b);
    }
}
