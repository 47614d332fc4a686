//! Drawn pages of fictitious papers, for samples that have no files behind them.

/// A drawn page for the file at an address.
pub fn of(src: &str) -> String {
    if src.contains("rd-") {
        return page(
            "研发费用明细表（示例）",
            "2025年度　单位：元",
            &RD,
            "注：与生产共用设备的折旧 682,000.00 元未计入。",
        );
    }
    if src.contains("audit") {
        return page("利润表（示例）", "2025年度　单位：元", &PROFIT, "审计报告编码 演示-2026-00042");
    }
    if src.contains("patent") {
        return page("发明专利证书（示例）", "专利号 演示 20 2210 00042", &PATENT, "年费缴至 2026年12月");
    }
    page("营业执照（示例）", "统一社会信用代码 91450200MA0000042X", &LICENCE, "本页为虚构")
}

const RD: [(&str, &str); 6] = [
    ("人员人工", "742,000.00"),
    ("直接投入", "318,600.00"),
    ("折旧费用（专用设备）", "64,400.00"),
    ("委托外部研究开发", "30,000.00"),
    ("其他费用", "27,000.00"),
    ("*合计", "1,182,000.00"),
];

const PROFIT: [(&str, &str); 6] = [
    ("*一、营业收入", "41,280,000.00"),
    ("其中：主营业务收入", "37,552,000.00"),
    ("减：营业成本", "29,310,000.00"),
    ("管理费用", "3,240,000.00"),
    ("研发费用", "见专项审计"),
    ("四、净利润", "3,100,000.00"),
];

const PATENT: [(&str, &str); 4] = [
    ("*发明名称", "一种虚构的谐波减速器"),
    ("专利权人", "示例精密传动（柳州）0042号"),
    ("授权公告日", "2022年8月2日"),
    ("取得方式", "原始取得"),
];

const LICENCE: [(&str, &str); 4] = [
    ("*名称", "示例精密传动（柳州）0042号有限公司"),
    ("类型", "有限责任公司"),
    ("住所", "柳州市（虚构）"),
    ("成立日期", "2014年5月20日"),
];

/// A page as a data address; the line that begins with a star is marked.
fn page(title: &str, under: &str, rows: &[(&str, &str)], foot: &str) -> String {
    let mut lines = String::new();
    for (row, (label, value)) in rows.iter().enumerate() {
        let y = 172 + 44 * row;
        let (label, weight) = match label.strip_prefix('*') {
            Some(label) => {
                lines += &format!("<rect x='236' y='{}' width='248' height='30' fill='#ffd24d'/>", y - 21);
                (label, " font-weight='700'")
            }
            None => (*label, ""),
        };
        lines += &format!(
            "<text x='44' y='{y}'{weight}>{label}</text><text x='476' y='{y}' text-anchor='end'{weight}>{value}</text>"
        );
    }
    let svg = format!(
        "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 520 560' font-family='Noto Serif CJK SC,SimSun,serif' \
         font-size='15' fill='#1e1c19'><rect width='520' height='560' fill='#fff'/>\
         <text x='40' y='54' font-size='19' font-weight='700'>{title}</text><text x='40' y='84'>{under}</text>\
         <path d='M40 110H480M40 452H480' stroke='#8d8577'/>{lines}<text x='40' y='490'>{foot}</text></svg>"
    );
    let encoded = svg.replace('%', "%25").replace('#', "%23").replace('<', "%3C").replace('>', "%3E");
    format!("data:image/svg+xml,{encoded}")
}
