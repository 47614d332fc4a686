//! 成批办理: which cases need a look of their own.

use super::*;

#[test]
fn 本人全部采信的才能成批拟办() {
    let required = [("ip".to_owned(), "知识产权".to_owned()), ("rd_share".into(), "研发费用占比".into())];
    let handler = AccountId("handler".into());
    let mut case = Case::ruled();
    assert_eq!(needs_a_look(&case.state(), &handler, &required), Vec::<String>::new());
    let by_another = needs_a_look(&case.state(), &AccountId("b".into()), &required);
    assert_eq!(by_another, ["“知识产权”不是您审核的", "“研发费用占比”不是您审核的"]);
    for (ruling, word) in
        [(Ruling::Reject { why: "不实".into() }, "不予采信"), (Ruling::Ask { what: "请补".into() }, "待补正")]
    {
        case.does("handler", "2026-09-14", Command::Rule { rulings: vec![("ip".into(), ruling)] });
        let looks = needs_a_look(&case.state(), &handler, &required);
        assert_eq!(looks, [format!("“知识产权”是“{word}”，要逐件拟办")]);
    }
    // What does not have to be ruled on, and what has not been, is not this question's.
    assert!(needs_a_look(&case.state(), &handler, &required[1..]).is_empty());
    assert!(needs_a_look(&Case::taken_up().state(), &handler, &required).is_empty());
}
