//! Somebody with a browser: keeps cookies, follows links and redirects, fills in forms and sends them. No script runs,
//! as in a browser that allows none.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use tower::ServiceExt;

use crate::html::{Element, Form};
use crate::routes;

/// Somebody with a browser.
#[derive(Clone)]
pub struct Reader {
    router: Router,
    cookies: Vec<(String, String)>,
    page: Page,
}

/// What is on the screen.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// Its address.
    pub at: String,
    /// How it was answered.
    pub status: StatusCode,
    /// What came before it.
    pub headers: HeaderMap,
    /// As it was sent.
    pub body: String,
    /// As a browser understands it; nothing if it is no page.
    pub tree: Element,
}

const MOST_REDIRECTS: usize = 5;

impl Reader {
    /// Somebody who has not been here.
    pub fn new(router: Router) -> Reader {
        Reader { router, cookies: vec![], page: Page::default() }
    }

    /// What is on the screen.
    pub fn page(&self) -> &Page {
        &self.page
    }

    /// Opens an address, whatever the answer.
    pub async fn go(&mut self, at: &str) -> &Page {
        self.ask("GET", at, None, Body::empty()).await;
        &self.page
    }

    /// Opens an address, which must answer with a page.
    pub async fn open(&mut self, at: &str) -> &Page {
        self.go(at).await;
        assert_eq!(self.page.status, StatusCode::OK, "GET {at}: {}", self.page.tree.text);
        &self.page
    }

    /// Follows the link that says this.
    pub async fn follow(&mut self, words: &str) -> &Page {
        let links = self.page.tree.named("a");
        let link = links.iter().find(|link| link.text == words).or(links.iter().find(|link| link.text.contains(words)));
        let Some(href) = link.and_then(|link| link.get("href")).map(str::to_owned) else {
            panic!("no link “{words}” on {}: {}", self.page.at, self.page.tree.text)
        };
        let at = self.page.address(&href);
        self.open(&at).await
    }

    /// The form whose address ends so.
    pub fn form(&self, action: &str) -> Form {
        let forms = self.page.tree.forms();
        let known: Vec<String> = forms.iter().map(|form| form.action.clone()).collect();
        forms
            .into_iter()
            .find(|form| form.action.ends_with(action))
            .unwrap_or_else(|| panic!("no form to “{action}” on {}; there are {known:?}", self.page.at))
    }

    /// Sends a form, and goes where the answer leads.
    pub async fn send(&mut self, form: Form) -> &Page {
        let at = self.page.address(&form.action);
        if form.method == "GET" {
            let query = encoded(&form.fields);
            return self.go(&format!("{at}?{query}")).await;
        }
        let (kind, body) = if form.multipart { multipart(&form) } else { (FORM.into(), encoded(&form.fields).into()) };
        self.ask("POST", &at, Some(kind), Body::from(body)).await;
        &self.page
    }

    /// Sends a form that must be taken.
    pub async fn sent(&mut self, form: Form) -> &Page {
        let action = form.action.clone();
        self.send(form).await;
        assert_eq!(self.page.status, StatusCode::OK, "POST {action}: {}", self.page.tree.text);
        &self.page
    }

    /// Sends a form that must be refused, and stays on the page that says why.
    pub async fn refused(&mut self, form: Form, words: &str) -> &Page {
        let action = form.action.clone();
        self.send(form).await;
        let status = self.page.status;
        let refused = status.is_client_error() && status != StatusCode::NOT_FOUND;
        assert!(refused, "POST {action} was answered {status}: {}", self.page.tree.text);
        assert!(self.page.says(words), "POST {action} does not say “{words}”: {}", self.page.tree.text);
        &self.page
    }

    /// Signs in.
    pub async fn sign_in(&mut self, login: &str, password: &str) {
        self.open("/sign-in").await;
        let form = self.form("/sign-in").fill("account", login).fill("password", password);
        self.send(form).await;
        let kept = self.cookies.iter().any(|(name, _)| name == "session");
        assert!(kept, "{login} is not in: {}", self.page.tree.text);
    }

    /// A request as it is, for stories about what no browser sends.
    pub async fn raw(&mut self, method: &str, at: &str, kind: &str, body: impl Into<Body>) -> &Page {
        self.ask(method, at, Some(kind.to_owned()), body.into()).await;
        &self.page
    }

    async fn ask(&mut self, method: &str, at: &str, kind: Option<String>, body: Body) {
        let mut at = at.to_owned();
        let mut request = (method.to_owned(), kind, body);
        for _ in 0..MOST_REDIRECTS {
            let (method, kind, body) = request;
            routes::walked("http", &method, &at);
            let path = at.split('#').next().unwrap_or_default();
            let mut asked = Request::builder().method(method.as_str()).uri(escaped(path));
            let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            if !cookies.is_empty() {
                asked = asked.header(header::COOKIE, cookies.join("; "));
            }
            if let Some(kind) = kind {
                asked = asked.header(header::CONTENT_TYPE, kind);
            }
            let asked = asked.body(body).expect("a request");
            let response = self.router.clone().oneshot(asked).await.expect("the portal answers");
            let (parts, body) = response.into_parts();
            let bytes = to_bytes(body, 64 << 20).await.expect("a whole answer");
            self.keep(&parts.headers);
            let location = parts.headers.get(header::LOCATION).and_then(|to| to.to_str().ok()).map(str::to_owned);
            self.page = Page::of(at.clone(), parts.status, parts.headers, bytes.to_vec());
            let Some(location) = location.filter(|_| self.page.status.is_redirection()) else { return };
            at = self.page.address(&location);
            request = ("GET".into(), None, Body::empty());
        }
        panic!("{at} leads in circles");
    }

    fn keep(&mut self, headers: &HeaderMap) {
        for one in headers.get_all(header::SET_COOKIE) {
            let text = one.to_str().expect("a cookie");
            let (name, value) = text.split(';').next().and_then(|pair| pair.split_once('=')).expect("a cookie");
            self.cookies.retain(|(known, _)| known != name);
            if !text.contains("Max-Age=0") {
                self.cookies.push((name.to_owned(), value.to_owned()));
            }
        }
    }
}

impl Page {
    fn of(at: String, status: StatusCode, headers: HeaderMap, body: Vec<u8>) -> Page {
        let body = String::from_utf8_lossy(&body).into_owned();
        let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let tree = if kind.starts_with("text/html") { Element::page(&body) } else { Element::default() };
        Page { at, status, headers, body, tree }
    }

    /// Whether a person can read these words on it; spaces do not count.
    pub fn says(&self, words: &str) -> bool {
        let close = |text: &str| text.split_whitespace().collect::<String>();
        close(&self.tree.text).contains(&close(words))
    }

    /// The first heading.
    pub fn title(&self) -> &str {
        self.tree.named("h1").first().map_or("", |title| title.text.as_str())
    }

    /// An address as this page means it.
    pub fn address(&self, href: &str) -> String {
        let path = self.at.split(['?', '#']).next().unwrap_or_default();
        match href {
            "" => self.at.clone(),
            href if href.starts_with('/') => href.to_owned(),
            href if href.starts_with('?') => format!("{path}{href}"),
            href if href.starts_with('#') => format!("{path}{href}"),
            href => format!("{}/{href}", path.rsplit_once('/').map_or("", |(folder, _)| folder)),
        }
    }
}

const FORM: &str = "application/x-www-form-urlencoded";

/// Fields as a browser writes them into an address or a body.
pub fn encoded(fields: &[(String, String)]) -> String {
    let pair = |(name, value): &(String, String)| format!("{}={}", percent(name), percent(value));
    fields.iter().map(pair).collect::<Vec<_>>().join("&")
}

fn percent(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._*".contains(&byte);
    text.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

/// As a browser writes an address that holds Chinese.
pub fn escaped(at: &str) -> String {
    at.bytes().map(|b| if b.is_ascii_graphic() { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

/// A form with files: its type, which names the boundary, and its bytes.
fn multipart(form: &Form) -> (String, Vec<u8>) {
    const BOUNDARY: &str = "----titian-stories-7f3a";
    let mut body = Vec::new();
    for (name, value) in &form.fields {
        let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend_from_slice(head.as_bytes());
    }
    for (name, file, bytes) in &form.files {
        let head = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={BOUNDARY}"), body)
}
