use super::*;
use jiff::civil::date;
use titian_rulebook::policy::Policy;

fn read(headings: &[&str]) -> Result<Vec<String>, String> {
    let catalogue = Policy::shipped().unwrap().catalogue;
    let header = Headings::new(&catalogue, date(2026, 11, 24)).read(headings, false);
    let header = header.map_err(|bad| format!("{}:{}", bad.heading, bad.message))?;
    let show = |column: &Column| match &column.target {
        Target::Figure(at) => catalogue.info(header.figures[*at].slot).key.clone(),
        Target::Date(fact) => catalogue[*fact].id.clone(),
        other => format!("{other:?}"),
    };
    Ok(header.columns.iter().map(show).collect())
}

#[test]
fn 表头可以是代号_也可以是中文() {
    let cases = [
        ("revenue_y1", "revenue.y1"),
        ("revenue.y2", "revenue.y2"),
        ("REVENUE_Y1", "revenue.y1"),
        ("revenue_y1_fen", "revenue.y1"),
        ("上年度营业收入总额(万元)", "revenue.y1"),
        ("上年度营业收入总额（万元）", "revenue.y1"),
        (" 上上年度 营业收入总额 (元) ", "revenue.y2"),
        ("再上一年度营业收入总额(亿元)", "revenue.y3"),
        ("2025年营业收入(元)", "revenue.y1"),
        ("2024年度营业收入总额（单位：万元）", "revenue.y2"),
        ("营业收入(2025年)(元)", "revenue.y1"),
        ("营业收入2023年", "revenue.y3"),
        ("去年研发费用/万元", "rd_expense.y1"),
        ("上年度资产总额(期末)(万元)", "total_assets.y1"),
        ("上年度资产总额(万元)", "total_assets.y1"),
        ("上年度从业人员数(人)", "employees.y1"),
        ("上年度从业人员", "employees.y1"),
        ("主导产品收入(万元)", "main_product_revenue.y1"),
        ("从事特定细分市场时间(年)", "market_months"),
        ("企业规模(划型)", "size"),
        ("企业规模", "size"),
        ("拥有自主品牌(是/否)", "own_brand"),
        ("企业名称", "Name"),
        ("统一社会信用代码(必填)", "Code"),
        ("成立日期", "founded"),
        ("market_entry", "market_entry"),
        ("所属行业代码", "Industry"),
        ("主导产品名称", "Passed"),
        ("", "Nameless"),
    ];
    for (heading, expected) in cases {
        let with_name = read(&[heading, "city"]).unwrap_or_else(|message| panic!("{message}"));
        assert_eq!(with_name[0], expected, "{heading}");
    }
}

#[test]
fn 不认识的表头_说出像哪一个() {
    let cases: &[(&[&str], &str)] = &[
        (
            &["revenu_y1", "city"],
            "revenu_y1:不认识这一列,是不是“revenue_y1”?请改表头;确实不需要的,删去这一列或加 --ignore-unknown 略过",
        ),
        (
            &["上年度营业收人总额", "城市"],
            "上年度营业收人总额:不认识这一列,是不是“上年度营业收入总额(万元)”?请改表头;确实不需要的,删去这一列或加 --ignore-unknown 略过",
        ),
        (
            &["法定代表人手机", "行政村"],
            "法定代表人手机:不认识这一列,可用的列见 titian rulebook template 生成的填报模板。请改表头;确实不需要的,删去这一列或加 --ignore-unknown 略过。另有 1 列也要改:“行政村”",
        ),
        (
            &["上年度营业收入总额(人)"],
            "上年度营业收入总额(人):单位“人”与“上年度营业收入总额”不符,请改成 (元)、(万元)、(亿元),数字也要按新的单位填写",
        ),
        (
            &["上年度营业收入总额(千元)"],
            "上年度营业收入总额(千元):单位“千元”与“上年度营业收入总额”不符,请改成 (元)、(万元)、(亿元),数字也要按新的单位填写",
        ),
        (
            &["上年度从业人员数(万元)"],
            "上年度从业人员数(万元):单位“万元”与“上年度从业人员数”不符,请改成 (人),数字也要按新的单位填写",
        ),
        (&["营业收入总额(万元)"], "营业收入总额(万元):没有写明年度,请写成“上年度营业收入总额”或“2025年营业收入总额”"),
        (
            &["2021年营业收入(元)"],
            "2021年营业收入(元):“2021年”不在需要的年度内:判定日 2026-11-24 看 2023—2025 年的营业收入总额,请删去这一列或改用 --on 指定判定日",
        ),
        (&["上年度拥有自主品牌"], "上年度拥有自主品牌:“拥有自主品牌”不按年度填写,请去掉“上年度”"),
        (&["revenue_y1", "2025年营业收入(元)"], "2025年营业收入(元):与“revenue_y1”是同一项,请删去其中一列"),
        (&["序号", "备注"], "序号:表头中没有一列是认识的;第一行请写表头,可以用 titian rulebook template 生成填报模板"),
    ];
    for (headings, expected) in cases {
        assert_eq!(read(headings).unwrap_err(), *expected);
    }
}

#[test]
fn 表上写明的单位_用于没有写单位的金额列() {
    let catalogue = Policy::shipped().unwrap().catalogue;
    let mut headings = Headings::new(&catalogue, date(2026, 11, 24));
    headings.money = units(titian_rulebook::quantity::Dimension::Money).iter().find(|unit| unit.word == "元").copied();
    let header = headings.read(&["上年度营业收入总额", "上年度研发费用总额(万元)", "上年度从业人员数"], false).unwrap();
    let stored: Vec<_> = header.figures.iter().map(|figure| figure.parse("12").unwrap()).collect();
    assert_eq!(stored, [1_200, 12_000_000, 12]);
}
