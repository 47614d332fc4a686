//! 填报项 A field. Built in the template, where its words stand: `{{ Field::text("name", "姓名").value(form.name).check(errors) }}`.

use std::fmt::Display;

use askama::Template;
use askama::filters::HtmlSafe;

use crate::components::Errors;

/// What a field is filled in with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Control {
    /// One line; the type of the input: text, search, email, tel, password, date.
    Line(&'static str),
    /// A figure: right-aligned, a number pad on phones, with its unit.
    Figure,
    /// Several lines.
    Area(u32),
    /// One of a list: value and label.
    Select(Vec<(String, String)>),
    /// One of few, all visible: value and label.
    Radio(Vec<(String, String)>),
    /// Yes or not.
    Check,
    /// A file; what may be chosen.
    File(&'static str),
}

/// One question.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(path = "form/field.html")]
pub struct Field {
    name: String,
    label: String,
    control: Control,
    value: String,
    unit: String,
    help: String,
    error: Option<String>,
    optional: bool,
    autocomplete: &'static str,
    limit: u32,
    keyed: bool,
}

impl Field {
    fn new(name: impl Display, label: impl Display, control: Control) -> Field {
        Field {
            name: name.to_string(),
            label: label.to_string(),
            control,
            value: String::new(),
            unit: String::new(),
            help: String::new(),
            error: None,
            optional: false,
            autocomplete: "",
            limit: 0,
            keyed: false,
        }
    }

    /// One line of text.
    pub fn text(name: impl Display, label: impl Display) -> Field {
        Field::new(name, label, Control::Line("text"))
    }

    /// One line of another type: search, email, tel, password, date.
    pub fn line(kind: &'static str, name: impl Display, label: impl Display) -> Field {
        Field::new(name, label, Control::Line(kind))
    }

    /// A figure with a unit.
    pub fn figure(name: impl Display, label: impl Display, unit: impl Display) -> Field {
        Field { unit: unit.to_string(), ..Field::new(name, label, Control::Figure) }
    }

    /// Several lines.
    pub fn area(name: impl Display, label: impl Display, rows: u32) -> Field {
        Field::new(name, label, Control::Area(rows))
    }

    /// One of a list of (value, label).
    pub fn select(name: impl Display, label: impl Display, options: &[(String, String)]) -> Field {
        Field::new(name, label, Control::Select(options.to_vec()))
    }

    /// One of few, all visible, as (value, label).
    pub fn radio(name: impl Display, label: impl Display, options: &[(String, String)]) -> Field {
        Field::new(name, label, Control::Radio(options.to_vec()))
    }

    /// A box to tick; ticked if the value is `on`.
    pub fn check_box(name: impl Display, label: impl Display) -> Field {
        Field::new(name, label, Control::Check)
    }

    /// A file; `accept` as HTML writes it.
    pub fn file(name: impl Display, label: impl Display, accept: &'static str) -> Field {
        Field::new(name, label, Control::File(accept))
    }

    /// With what was typed before.
    #[must_use]
    pub fn value(mut self, value: impl Display) -> Field {
        self.value = value.to_string();
        self
    }

    /// With a sentence of help.
    #[must_use]
    pub fn help(mut self, help: impl Display) -> Field {
        self.help = help.to_string();
        self
    }

    /// May be left empty, and says so.
    #[must_use]
    pub fn optional(mut self) -> Field {
        self.optional = true;
        self
    }

    /// With the purpose browsers know: name, email, tel, username, current-password, new-password, one-time-code.
    #[must_use]
    pub fn autocomplete(mut self, purpose: &'static str) -> Field {
        self.autocomplete = purpose;
        self
    }

    /// At most so many characters.
    #[must_use]
    pub fn limit(mut self, characters: u32) -> Field {
        self.limit = characters;
        self
    }

    /// Its answers are picked with the keys 1, 2 …, never while typing.
    #[must_use]
    pub fn keyed(mut self) -> Field {
        self.keyed = true;
        self
    }

    /// With the error that `errors` has for it.
    #[must_use]
    pub fn check(mut self, errors: &Errors) -> Field {
        self.error = errors.of(&self.name).map(str::to_owned);
        self
    }

    fn chosen(&self, value: &str) -> bool {
        self.value == value
    }

    /// What describes the control to those who hear it.
    fn described(&self) -> String {
        let mut ids = Vec::new();
        if !self.help.is_empty() {
            ids.push(format!("h-{}", self.name));
        }
        if self.error.is_some() {
            ids.push(format!("e-{}", self.name));
        }
        ids.join(" ")
    }
}

impl HtmlSafe for Field {}
