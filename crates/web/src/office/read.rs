//! 读表 Reading a posted form at the door: each field once, every problem at its own control, so that a person corrects
//! once. What comes out are the domain's own types; nothing behind the door checks again.

use jiff::civil::Date;
use titian_rulebook::deadline::Length;
use titian_rulebook::dossier::parse_date;

use crate::components::Errors;
use crate::form::Typed;

/// A form being read.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// What has to be put right so far.
    pub errors: Errors,
}

impl Reading {
    /// A text that must be there. `wanted` says what to write.
    pub fn need(&mut self, field: &str, value: &str, wanted: &str) -> String {
        let value = value.trim();
        if value.is_empty() {
            self.errors.push(field, wanted);
        }
        value.to_owned()
    }

    /// A day that must be there, as people write it. `what` names it: 截止日.
    pub fn day(&mut self, field: &str, value: &str, what: &str) -> Option<Date> {
        let value = value.trim();
        let read = parse_date(value);
        match read {
            None if value.is_empty() => self.errors.push(field, format!("请填写{what}")),
            None => self.errors.push(field, format!("{what}“{value}”不是日期，请写成 2026-11-23")),
            Some(_) => {}
        }
        read
    }

    /// A day that lies not after today.
    pub fn past_day(&mut self, field: &str, value: &str, what: &str, today: Date) -> Option<Date> {
        let day = self.day(field, value, what)?;
        if day > today {
            self.errors.push(field, format!("{what} {day} 在今天之后"));
            return None;
        }
        Some(day)
    }

    /// A length of time that must be there: 5个工作日.
    pub fn length(&mut self, field: &str, value: &str, what: &str) -> Option<Length> {
        match value.parse() {
            Ok(length) => Some(length),
            Err(_) => {
                self.errors.push(field, format!("{what}请写成 5个工作日 或 15日"));
                None
            }
        }
    }

    /// One of several; `wanted` says that one must be chosen.
    pub fn one_of<T>(&mut self, field: &str, found: Option<T>, wanted: &str) -> Option<T> {
        if found.is_none() {
            self.errors.push(field, wanted);
        }
        found
    }

    /// What was read, if nothing has to be put right.
    pub fn done<T>(self, value: Option<T>) -> Result<T, Errors> {
        match value {
            Some(value) if self.errors.is_empty() => Ok(value),
            _ => Err(self.errors),
        }
    }
}

/// The ids behind ticked boxes: boxes are named `PREFIX.ID`, since a form that is read into a map has each name once.
pub fn picked(rows: &Typed, prefix: &str) -> Vec<String> {
    let id = |name: &String| name.strip_prefix(prefix)?.strip_prefix('.').map(str::to_owned);
    rows.iter().filter(|(_, value)| *value == "on").filter_map(|(name, _)| id(name)).collect()
}

/// What stands under a name, trimmed; nothing if it is not there.
pub fn typed<'a>(rows: &'a Typed, name: &str) -> &'a str {
    rows.get(name).map_or("", |value| value.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::form::Guarded;
    use jiff::civil::date;

    #[test]
    fn a_field_is_read_or_told_what_to_write() {
        let mut reading = Reading::default();
        assert_eq!(reading.day("from", "2026年11月23日", "起始日"), Some(date(2026, 11, 23)));
        assert_eq!(reading.length("days", "5 个工作日", "公示期"), Some(Length::WorkingDays(5)));
        assert_eq!(reading.need("title", " 标题 ", "请填写标题"), "标题");
        assert_eq!(reading.clone().done(Some(1)), Ok(1));
        reading.past_day("on", "2026-11-24", "日期", date(2026, 11, 23));
        reading.day("until", "下周", "截止日");
        reading.length("days", "五天", "公示期");
        reading.need("number", " ", "请填写文号");
        let errors = reading.done(Some(1)).unwrap_err();
        let fields: Vec<&str> = errors.list.iter().map(|(field, _)| field.as_str()).collect();
        assert_eq!(fields, ["on", "until", "days", "number"]);
    }

    #[test]
    fn ticked_boxes_give_their_ids() {
        let rows: Typed = [("pick.a", "on"), ("pick.b.1", "on"), ("pick.c", ""), ("picked", "on"), ("title", "x")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
        assert_eq!(picked(&rows, "pick"), ["a", "b.1"]);
        assert_eq!((typed(&rows, "title"), typed(&rows, "none")), ("x", ""));
    }

    #[test]
    fn a_form_with_rows_is_read_beside_its_guard() {
        let uri = "/?csrf=t&once=k&ruling=adjust&figure.rd_expense.2025=118.2".parse().unwrap();
        let read = axum::extract::Query::<Guarded<super::super::review::item::Form>>::try_from_uri(&uri).unwrap().0;
        assert_eq!((read.guard.csrf.as_str(), read.form.ruling.as_str()), ("t", "adjust"));
        assert_eq!(read.form.figures.into_keys().collect::<Vec<_>>(), ["figure.rd_expense.2025"]);
    }
}
