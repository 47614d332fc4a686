//! A page as a browser understands it: what it says, where it leads, and the forms on it with what they hold.

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// An element, taken out of the tree: its name, what it carries, what it says, and the elements in it.
#[derive(Debug, Clone, Default)]
pub struct Element {
    /// `form`, `input`.
    pub name: String,
    /// Attributes as written.
    pub attributes: Vec<(String, String)>,
    /// All text in it, spaces folded.
    pub text: String,
    /// All text in it, as written.
    pub raw: String,
    /// Elements directly in it.
    pub inside: Vec<Element>,
}

impl Element {
    /// A page.
    pub fn page(html: &str) -> Element {
        let dom = parse_document(RcDom::default(), ParseOpts::default()).one(html);
        let raw = text(&dom.document);
        Element { name: "page".into(), text: folded(&raw), raw, inside: inside(&dom.document), ..Element::default() }
    }

    /// What an attribute says.
    pub fn get(&self, attribute: &str) -> Option<&str> {
        self.attributes.iter().find(|(name, _)| name == attribute).map(|(_, value)| value.as_str())
    }

    /// All elements in it, at any depth, in the order of the page.
    pub fn all(&self) -> Vec<&Element> {
        self.inside.iter().flat_map(|one| std::iter::once(one).chain(one.all())).collect()
    }

    /// All elements of a name.
    pub fn named(&self, name: &str) -> Vec<&Element> {
        self.all().into_iter().filter(|one| one.name == name).collect()
    }

    /// Where it leads: the method and the address as written, of links, assets and forms.
    pub fn ways(&self) -> Vec<(&'static str, String)> {
        let way = |one: &Element| {
            let get = |name: &str| one.get(name).map(str::to_owned);
            match one.name.as_str() {
                "a" | "link" => Some(("GET", get("href")?)),
                "script" | "img" | "iframe" => Some(("GET", get("src")?)),
                "form" if one.get("method") == Some("post") => Some(("POST", get("action")?)),
                "form" => Some(("GET", get("action")?)),
                _ => None,
            }
        };
        self.all().into_iter().filter_map(way).collect()
    }

    /// The forms on it, as they stand.
    pub fn forms(&self) -> Vec<Form> {
        let page = self;
        self.named("form").into_iter().map(|form| Form::of(form, page)).collect()
    }
}

fn inside(node: &Handle) -> Vec<Element> {
    node.children.borrow().iter().flat_map(element).collect()
}

fn element(node: &Handle) -> Vec<Element> {
    match &node.data {
        NodeData::Element { name, attrs, template_contents, .. } => {
            let attributes =
                attrs.borrow().iter().map(|one| (one.name.local.to_string(), one.value.to_string())).collect();
            let mut within = inside(node);
            if let Some(contents) = template_contents.borrow().as_ref() {
                within.extend(inside(contents));
            }
            let raw = text(node);
            vec![Element { name: name.local.to_string(), attributes, text: folded(&raw), raw, inside: within }]
        }
        _ => inside(node),
    }
}

fn text(node: &Handle) -> String {
    match &node.data {
        NodeData::Text { contents } => contents.borrow().to_string(),
        NodeData::Element { name, .. } if matches!(&*name.local, "script" | "style") => String::new(),
        _ => node.children.borrow().iter().map(text).collect(),
    }
}

/// Runs of white space as one space.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A form with what it holds, ready to be filled in and sent.
#[derive(Debug, Clone, Default)]
pub struct Form {
    /// `GET` or `POST`.
    pub method: String,
    /// Where it is sent.
    pub action: String,
    /// Whether files go with it.
    pub multipart: bool,
    /// What it holds, in order.
    pub fields: Vec<(String, String)>,
    /// Files: control, name of the file, bytes.
    pub files: Vec<(String, String, Vec<u8>)>,
    /// Its controls: name, label, and for boxes the value they stand for.
    controls: Vec<Control>,
    buttons: Vec<(String, Option<(String, String)>)>,
}

#[derive(Debug, Clone)]
struct Control {
    name: String,
    label: String,
    kind: String,
    value: String,
    options: Vec<(String, String)>,
}

impl Form {
    fn of(form: &Element, page: &Element) -> Form {
        let id = form.get("id");
        let elsewhere = page.all().into_iter().filter(|one| id.is_some() && one.get("form") == id);
        let mut made = Form {
            method: form.get("method").unwrap_or("get").to_uppercase(),
            action: form.get("action").unwrap_or_default().to_owned(),
            multipart: form.get("enctype") == Some("multipart/form-data"),
            ..Form::default()
        };
        let own = form.all().into_iter().filter(|one| one.get("form").is_none());
        for one in own.chain(elsewhere) {
            made.take(one, page);
        }
        made
    }

    fn take(&mut self, one: &Element, page: &Element) {
        let name = one.get("name").unwrap_or_default().to_owned();
        if one.get("disabled").is_some() || (name.is_empty() && one.name != "button") {
            return;
        }
        let value = one.get("value").map(str::to_owned);
        let kind = one.get("type").unwrap_or("text").to_owned();
        let mut options = Vec::new();
        match (one.name.as_str(), kind.as_str()) {
            ("button", _) => {
                let said = (!name.is_empty()).then(|| (name, value.unwrap_or_default()));
                return self.buttons.push((one.text.clone(), said));
            }
            ("input", "checkbox" | "radio") => {
                if one.get("checked").is_some() {
                    self.fields.push((name.clone(), value.clone().unwrap_or("on".into())));
                }
            }
            ("input", "file") => {}
            ("input", _) => self.fields.push((name.clone(), value.clone().unwrap_or_default())),
            ("textarea", _) => {
                self.fields.push((name.clone(), one.raw.strip_prefix('\n').unwrap_or(&one.raw).to_owned()))
            }
            ("select", _) => {
                let each = one.named("option");
                let of = |option: &Element| option.get("value").map_or(option.text.clone(), str::to_owned);
                let chosen = each.iter().find(|option| option.get("selected").is_some()).or(each.first());
                self.fields.push((name.clone(), chosen.map(|option| of(option)).unwrap_or_default()));
                options = each.iter().map(|option| (option.text.clone(), of(option))).collect();
            }
            _ => return,
        }
        let label = label(one, page);
        self.controls.push(Control { name, label, kind, value: value.unwrap_or("on".into()), options });
    }

    /// The control with this name, or whose label begins so, or holds it.
    fn control(&self, which: &str) -> &Control {
        let by = |fits: &dyn Fn(&Control) -> bool| self.controls.iter().find(|control| fits(control));
        by(&|control| control.name == which)
            .or_else(|| by(&|control| control.label.starts_with(which)))
            .or_else(|| by(&|control| control.label.contains(which)))
            .unwrap_or_else(|| {
                let known: Vec<String> =
                    self.controls.iter().map(|one| format!("{} “{}”", one.name, one.label)).collect();
                panic!("no control “{which}” in the form to {}; there are {known:#?}", self.action)
            })
    }

    /// Writes, chooses or ticks: `which` is the name or the label of a control; of a choice, `what` is the value or the
    /// words of the option; of a box, anything but the empty text ticks it.
    #[must_use]
    pub fn fill(mut self, which: &str, what: &str) -> Form {
        let control = self.control(which).clone();
        match control.kind.as_str() {
            "radio" => {
                let said = |one: &&Control| one.name == control.name && (one.value == what || one.label.contains(what));
                let value = self.controls.iter().find(said).map(|one| one.value.clone());
                let value = value.unwrap_or_else(|| panic!("“{which}” has no choice “{what}”"));
                self.put(&control.name, Some(value));
            }
            "checkbox" => {
                self.fields.retain(|(name, value)| *name != control.name || *value != control.value);
                if !what.is_empty() {
                    self.fields.push((control.name, control.value));
                }
            }
            _ => {
                let chosen = control.options.iter().find(|(words, value)| value == what || words == what);
                let chosen = chosen.or_else(|| control.options.iter().find(|(words, _)| words.contains(what)));
                assert!(control.options.is_empty() || chosen.is_some(), "“{which}” offers {:?}", control.options);
                let value = chosen.map_or(what.to_owned(), |(_, value)| value.clone());
                self.put(&control.name, Some(value));
            }
        }
        self
    }

    /// Holds what no honest page would send.
    #[must_use]
    pub fn forge(mut self, name: &str, value: &str) -> Form {
        self.put(name, Some(value.to_owned()));
        self
    }

    /// Attaches a file.
    #[must_use]
    pub fn attach(mut self, which: &str, file: &str, bytes: &[u8]) -> Form {
        let name = self.control(which).name.clone();
        self.files.push((name, file.to_owned(), bytes.to_vec()));
        self
    }

    /// Says which button is pressed, where a form has several.
    #[must_use]
    pub fn press(mut self, words: &str) -> Form {
        let button = self.buttons.iter().find(|(text, _)| text.contains(words));
        let Some((_, said)) = button.cloned() else {
            panic!("no button “{words}” in the form to {}; there are {:?}", self.action, self.buttons)
        };
        if let Some((name, value)) = said {
            self.put(&name, Some(value));
        }
        self
    }

    fn put(&mut self, name: &str, value: Option<String>) {
        let place = self.fields.iter().position(|(known, _)| known == name);
        self.fields.retain(|(known, _)| known != name);
        if let Some(value) = value {
            let place = place.unwrap_or(self.fields.len()).min(self.fields.len());
            self.fields.insert(place, (name.to_owned(), value));
        }
    }

    /// Labels of its controls, for failures and for stories about what is asked.
    pub fn labels(&self) -> Vec<&str> {
        self.controls.iter().map(|control| control.label.as_str()).collect()
    }

    /// What a control holds.
    pub fn held(&self, which: &str) -> &str {
        let name = &self.control(which).name;
        self.fields.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value.as_str())
    }
}

/// What a control is called: its label, or what it says of itself.
fn label(control: &Element, page: &Element) -> String {
    let labels = page.named("label");
    let by_id = |id: &str| labels.iter().find(|label| label.get("for") == Some(id)).map(|label| label.text.clone());
    let around = || {
        let holds = |label: &&&Element| {
            let (name, value) = (control.get("name"), control.get("value"));
            label.all().iter().any(|one| one.get("name") == name && one.get("value") == value && name.is_some())
        };
        labels.iter().find(holds).map(|label| label.text.clone())
    };
    let said = || control.get("aria-label").map(str::to_owned);
    control.get("id").and_then(by_id).or_else(around).or_else(said).unwrap_or_default()
}
