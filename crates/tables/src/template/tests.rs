use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::testing::*;

/// The template with these cells filled in: row (from 0) and, by id, what is typed.
fn filled(cells: &[(u32, &str, Item)]) -> Vec<u8> {
    let mut book = book(catalogue(), DAY).unwrap();
    let columns = columns::of(catalogue(), DAY);
    let sheet = book.worksheet_from_name(SHEET).unwrap();
    for (row, id, item) in cells {
        let column = columns.iter().position(|column| column.id == *id).unwrap() as u16;
        let (row, percent) = (BEGIN + row, Format::new().set_num_format("0.0%"));
        match item {
            Item::Blank => {}
            Item::Text(text) => drop(sheet.write_string(row, column, text).map(|_| ())),
            Item::Number(number) => drop(sheet.write_number(row, column, *number).map(|_| ())),
            Item::Share(share) => {
                drop(sheet.write_number_with_format(row, column, share / 100.0, &percent).map(|_| ()));
            }
            Item::Yes(yes) => drop(sheet.write_string(row, column, if *yes { "是" } else { "否" }).map(|_| ())),
        }
    }
    book.save_to_buffer().unwrap()
}

fn text(text: &str) -> Item {
    Item::Text(text.into())
}

#[test]
fn 空模板读得回来_一家企业也没有() {
    let folder = Folder::new();
    let path = folder.path("模板.xlsx");
    template(&path, catalogue(), DAY).unwrap();
    let loaded = read_with(&path, &options()).unwrap();
    assert_eq!((loaded.population.rows(), loaded.notes.total, loaded.ignored.len()), (0, 0, 0));
    assert_eq!(std::fs::read_dir(folder.path("")).unwrap().count(), 1, "nothing is left beside the template");
}

#[test]
fn 每一个能填在一行里的事实都有一列_读得回来() {
    let columns = columns::of(catalogue(), DAY);
    let slots = catalogue().slots().len();
    let texts = catalogue().facts.iter().filter(|fact| fact.kind.dimension().is_none()).count();
    assert_eq!(columns.len(), slots + texts);
    // Every figure and every choice, as its column asks for it.
    let cells: Vec<(u32, &str, Item)> = columns
        .iter()
        .map(|column| {
            let item = match &column.fact.kind {
                Kind::Choice { options, .. } => text(&options[1].label),
                Kind::YesNo => Item::Yes(true),
                Kind::Share => Item::Share(5.3),
                Kind::Date => text("2020-07-01"),
                Kind::Text if column.id == "credit_code" => text(&code(1)),
                Kind::Text if column.id == "industry" => text("C3562"),
                Kind::Text => text("甲"),
                _ => Item::Number(12.0),
            };
            (0, column.id.as_str(), item)
        })
        .collect();
    let folder = Folder::new();
    let path = folder.file("填好.xlsx", filled(&cells));
    let loaded = read_with(&path, &options()).map_err(message).unwrap();
    let facts = loaded.population.facts(0);
    for (at, info) in catalogue().slots().iter().enumerate() {
        let slot = titian_rulebook::catalogue::Slot(at as u16);
        let fact = catalogue().fact_of(slot);
        let expected = match &fact.kind {
            // What follows from others is worked out anew.
            _ if fact.derived.is_some() => continue,
            Kind::Money { unit } => Kind::Money { unit: unit.clone() }.parse("12").ok(),
            Kind::YesNo | Kind::Choice { .. } => Some(1),
            Kind::Share => Some(53_000),
            Kind::Score => Some(1_200),
            _ => Some(12),
        };
        assert_eq!(facts.known(slot), expected, "{}", info.key);
    }
}

#[test]
fn 填好的模板_一行一家企业() {
    let bytes = filled(&[
        (0, "name", text("梯田一号")),
        (0, "credit_code", text(&code(1))),
        (0, "revenue_y1", Item::Number(1234.5)),
        (0, "market_share", Item::Number(5.3)),
        (2, "name", text("梯田二号")),
        (2, "market_share", Item::Share(6.0)),
        (2, "employees_y1", text("120人")),
    ]);
    assert_eq!(
        read_bytes_as("填好.xlsx", bytes).unwrap(),
        [
            format!("3 {}|梯田一号|| revenue.y1=1234500000 market_share=53000", code(1)),
            "5 |梯田二号|| employees.y1=120 market_share=60000".into()
        ]
    );
}

#[test]
fn 去年的模板_今年读要说清楚() {
    let mut book = book(catalogue(), date(2025, 6, 1)).unwrap();
    let folder = Folder::new();
    let path = folder.file("旧.xlsx", book.save_to_buffer().unwrap());
    let told = message(read_with(&path, &options()).unwrap_err());
    assert!(told.starts_with("旧.xlsx 第 1 行“2023年从业人员数(人)”列:“2023年”不在需要的年度内"), "{told}");
    let then = crate::Options { on: date(2025, 12, 31), ..options() };
    assert!(read_with(&path, &then).is_ok());
}

#[test]
fn 只写成_xlsx() {
    let folder = Folder::new();
    let told = message(template(&folder.path("模板.csv"), catalogue(), DAY).unwrap_err());
    assert_eq!(told, "模板.csv:填报模板是 Excel 文件,请把扩展名写成 .xlsx");
}

#[test]
fn 同一天的模板_每次都一样() {
    let pack = || book(catalogue(), DAY).unwrap().save_to_buffer().unwrap();
    assert!(pack() == pack());
}

/// The parts of the template as text.
fn parts() -> std::collections::BTreeMap<String, String> {
    let bytes = book(catalogue(), DAY).unwrap().save_to_buffer().unwrap();
    let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    names
        .into_iter()
        .map(|name| (name.clone(), std::io::read_to_string(zip.by_name(&name).unwrap()).unwrap()))
        .collect()
}

#[test]
fn 下拉列表_批注_冻结的表头() {
    let parts = parts();
    let sheet = &parts["xl/worksheets/sheet1.xml"];
    let lists = sheet.matches("<dataValidation ").count();
    let choices = catalogue().facts.iter().filter(|fact| !fact.kind.options().is_empty());
    assert_eq!(lists, choices.map(|fact| usize::from(fact.years.max(1))).sum::<usize>());
    assert!(sheet.contains("<formula1>\"是,否\"</formula1>"));
    // Labels with commas stand on the hidden sheet.
    assert!(sheet.contains("<formula1>'选项'!$A$1:$A$3</formula1>"));
    assert!(parts["xl/workbook.xml"].contains("name=\"选项\" sheetId=\"3\" state=\"hidden\""));
    assert!(sheet.contains("<pane xSplit=\"2\" ySplit=\"2\""));
    let notes = &parts["xl/comments1.xml"];
    assert_eq!(notes.matches("<comment ").count(), columns::of(catalogue(), DAY).len());
    for part in ["【经营情况】单位:万元", "佐证:年度审计报告", "来源:63号 附件1 指标2、6", "一般在 0元 到 400亿元 之间"]
    {
        assert!(notes.contains(part), "{part}");
    }
}

#[test]
fn 选项太长的_放到另一张表() {
    let long = |n: usize| format!("[\"o{n}\", \"{}{n}\"]", "很长的选项".repeat(20));
    let toml = format!(
        "[[section]]\nid = \"s\"\nlabel = \"甲\"\n[[fact]]\nid = \"name\"\nlabel = \"企业名称\"\nsection = \"s\"\nkind = \"text\"\n\
         [[fact]]\nid = \"long\"\nlabel = \"长项\"\nsection = \"s\"\nkind = \"choice\"\noptions = [{}]\n",
        (0..4).map(long).collect::<Vec<_>>().join(", ")
    );
    let catalogue = Catalogue::read("facts.toml", &toml).unwrap();
    let mut book = book(&catalogue, DAY).unwrap();
    let sheet = book.worksheet_from_name(SHEET).unwrap();
    sheet.write_string(BEGIN, 0, "甲").unwrap();
    sheet.write_string(BEGIN, 1, format!("{}2", "很长的选项".repeat(20))).unwrap();
    let folder = Folder::new();
    let path = folder.file("长.xlsx", book.save_to_buffer().unwrap());
    let loaded = crate::read(&path, &catalogue, &options()).map_err(message).unwrap();
    assert_eq!(loaded.population.facts(0).known(catalogue.slot("long").unwrap()), Some(2));
}

proptest! {
    /// A template of any day is read back on that day.
    #[test]
    fn every_day_has_its_template(year in 2000i16..2150, month in 1i8..=12, day in 1i8..=28) {
        let on = date(year, month, day);
        let columns = columns::of(catalogue(), on);
        let headings: Vec<&str> = columns.iter().map(|column| column.heading.as_str()).collect();
        let header = crate::header::Headings::new(catalogue(), on).read(&headings, false);
        prop_assert!(header.is_ok(), "{:?}", header.err());
        let ids: Vec<&str> = columns.iter().map(|column| column.id.as_str()).collect();
        let headings = crate::header::Headings::new(catalogue(), on);
        prop_assert_eq!(headings.below(&header.unwrap(), &ids), crate::header::Below::Ids);
    }
}
