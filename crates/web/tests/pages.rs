//! Every sample page is read as a browser reads it, and held to the house's rules: one h1, labelled controls, unique
//! ids, nothing inline, links and references that lead somewhere, forms that carry their guard.

use std::collections::{HashMap, HashSet};

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};
use titian_web::sample;

/// An element: its name and attributes, and what is said inside it.
struct Element {
    tag: String,
    attrs: HashMap<String, String>,
    text: String,
    /// Names of the elements around it, the nearest last.
    inside: Vec<String>,
}

impl Element {
    fn get(&self, name: &str) -> &str {
        self.attrs.get(name).map_or("", String::as_str)
    }

    fn has(&self, name: &str) -> bool {
        self.attrs.contains_key(name)
    }
}

/// All elements of a page in order, and what the parser had to mend.
fn read(html: &str) -> (Vec<Element>, Vec<String>) {
    let dom = parse_document(RcDom::default(), ParseOpts::default()).one(html);
    let mut elements = Vec::new();
    walk(&dom.document, &mut Vec::new(), &mut elements);
    let errors = dom.errors.borrow().iter().map(ToString::to_string).collect();
    (elements, errors)
}

fn walk(node: &Handle, inside: &mut Vec<String>, elements: &mut Vec<Element>) {
    let mut pushed = false;
    if let NodeData::Element { name, attrs, .. } = &node.data {
        let attrs = attrs.borrow().iter().map(|a| (a.name.local.to_string(), a.value.to_string())).collect();
        let tag = name.local.to_string();
        elements.push(Element { tag: tag.clone(), attrs, text: text(node), inside: inside.clone() });
        inside.push(tag);
        pushed = true;
    }
    for child in node.children.borrow().iter() {
        walk(child, inside, elements);
    }
    if pushed {
        inside.pop();
    }
}

fn text(node: &Handle) -> String {
    if let NodeData::Text { contents } = &node.data {
        return contents.borrow().to_string();
    }
    node.children.borrow().iter().map(text).collect()
}

/// What is wrong with a page.
fn faults(html: &str) -> Vec<String> {
    let (elements, mut faults) = read(html);
    let all = |tag: &'static str| elements.iter().filter(move |element| element.tag == tag);

    if all("h1").count() != 1 {
        faults.push(format!("{} h1, one is wanted", all("h1").count()));
    }
    if !all("html").any(|html| html.get("lang") == "zh-CN") {
        faults.push("no lang=zh-CN".into());
    }
    if all("title").filter(|title| !title.inside.contains(&"svg".into())).any(|title| title.text.trim().is_empty()) {
        faults.push("no title".into());
    }
    let mut level = 0;
    for heading in &elements {
        let depth = match heading.tag.as_str() {
            "h1" => 1,
            "h2" => 2,
            "h3" => 3,
            "h4" => 4,
            _ => continue,
        };
        // Headings of the footer and of asides begin again at h2.
        if level > 0 && depth > level + 1 {
            faults.push(format!("“{}” is {} right after h{level}", heading.text.trim(), heading.tag));
        }
        level = depth;
    }

    let mut ids = HashSet::new();
    for element in elements.iter().filter(|element| element.has("id")) {
        if !ids.insert(element.get("id")) {
            faults.push(format!("id {} twice", element.get("id")));
        }
    }
    let labelled: HashSet<&str> = all("label").map(|label| label.get("for")).collect();
    for element in &elements {
        for name in element.attrs.keys() {
            if name == "style" || name.starts_with("on") {
                faults.push(format!("inline {name} on {}", element.tag));
            }
        }
        for name in ["aria-labelledby", "aria-describedby", "aria-controls", "for", "headers"] {
            for id in element.get(name).split_whitespace().filter(|id| !ids.contains(id)) {
                faults.push(format!("{name} points to {id}, which is not there"));
            }
        }
        let href = element.get("href");
        if element.tag == "a" && element.has("href") {
            if href.is_empty() || href == "#" || href.starts_with("javascript") {
                faults.push(format!("“{}” leads nowhere", element.text.trim()));
            }
            if let Some(id) = href.strip_prefix('#').filter(|id| !id.is_empty() && !ids.contains(id)) {
                faults.push(format!("“{}” leads to #{id}, which is not there", element.text.trim()));
            }
            if element.text.trim().is_empty() && !element.has("aria-label") {
                faults.push(format!("a link to {href} without words"));
            }
        }
        let named = element.has("aria-label") || element.has("aria-labelledby");
        match element.tag.as_str() {
            "style" => faults.push("inline style".into()),
            "script" if !element.has("src") => faults.push("inline script".into()),
            "img" if !element.has("alt") => faults.push("img without alt".into()),
            "svg" if element.get("aria-hidden") != "true" && !named => {
                faults.push("svg neither hidden nor named".into())
            }
            "button" if element.text.trim().is_empty() && !named => faults.push("button without words".into()),
            "input" | "select" | "textarea" if element.get("type") != "hidden" => {
                let ok = named || element.inside.contains(&"label".into()) || labelled.contains(element.get("id"));
                if !ok {
                    faults.push(format!("{} {} without label", element.tag, element.get("name")));
                }
            }
            "th" if !element.has("scope") => faults.push(format!("th “{}” without scope", element.text.trim())),
            "nav" if !named => faults.push("nav without name".into()),
            "section" if !named => faults.push("section without name".into()),
            _ => {}
        }
    }
    // A posting form carries its token: as many guards as forms that post.
    let posts = all("form").filter(|form| form.get("method").eq_ignore_ascii_case("post")).count();
    let guards = all("input").filter(|input| input.get("name") == "csrf").count();
    if posts != guards {
        faults.push(format!("{posts} posting forms, {guards} guards: write {{{{ page.guard() }}}} in each"));
    }
    for landmark in ["header", "main", "footer"] {
        if all(landmark).filter(|e| e.inside.last().is_some_and(|parent| parent == "body")).count() != 1 {
            faults.push(format!("not one {landmark} in the body"));
        }
    }
    faults
}

#[test]
fn every_page_keeps_the_rules_of_the_house() {
    let samples = sample::all();
    let mut found = Vec::new();
    for sample in &samples {
        found.extend(faults(&sample.html).into_iter().map(|fault| format!("{}: {fault}", sample.name)));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn every_page_has_a_name_of_its_own() {
    let samples = sample::all();
    let names: HashSet<&str> = samples.iter().map(|sample| sample.name).collect();
    assert_eq!(names.len(), samples.len());
}

#[test]
fn the_checker_sees_what_it_should() {
    let bad = "<!doctype html><html lang=zh-CN><title>x</title><body><header></header><main><h1>a</h1><h3 id=b>b</h3>\
        <p id=b style='x'>c</p><input name=d><a href='#'>e</a><form method=post></form><script>1</script></main>\
        <footer></footer>";
    let found = faults(bad).join("\n");
    for wanted in ["h3 right after h1", "id b twice", "inline style", "input d without label", "leads nowhere"] {
        assert!(found.contains(wanted), "{wanted} in\n{found}");
    }
    for wanted in ["inline script", "1 posting forms, 0 guards"] {
        assert!(found.contains(wanted), "{wanted} in\n{found}");
    }
}
