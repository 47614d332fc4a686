//! A real Chromium, driven by its keyboard as a person drives it, with axe-core to find what keeps people out.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::common::capabilities::chromium::ChromiumLikeCapabilities;
use thirtyfour::prelude::*;
use thirtyfour::{ChromeCapabilities, Key};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::routes;

/// Set to 1 where tests must not pass without a browser.
pub const REQUIRED: &str = "TITIAN_REQUIRE_BROWSER";
/// Where axe-core is, if not in the usual place.
pub const AXE: &str = "TITIAN_AXE";
/// Where pictures go; not set, none are taken.
pub const PICTURES: &str = "TITIAN_PICTURES";

/// How long a person would wait.
const PATIENCE: Duration = Duration::from_secs(20);
/// So many presses of Tab lead around any page.
const MOST_TABS: usize = 400;

/// A browser with nothing in it: no cookies, no history.
pub struct Browser {
    driver: WebDriver,
    origin: String,
    server: Child,
    _profile: TempDir,
}

impl Drop for Browser {
    fn drop(&mut self) {
        // A story that failed closes nothing: the driver and its Chromium are one group of processes.
        if let Some(group) = self.server.id() {
            let _ = std::process::Command::new("kill").args(["--", &format!("-{group}")]).status();
        }
    }
}

/// Wide as on a desk.
pub const DESK: (u32, u32) = (1440, 900);
/// Narrow as on a phone.
pub const PHONE: (u32, u32) = (390, 844);

impl Browser {
    /// A browser at an origin. `None`, said aloud, if Chromium or its driver is not installed, unless [`REQUIRED`] says
    /// that this is a failure.
    pub async fn at(origin: &str) -> Option<Browser> {
        match Browser::started(origin).await {
            Ok(browser) => Some(browser),
            Err(why) if std::env::var_os(REQUIRED).is_some_and(|value| value == "1") => panic!("{why}"),
            Err(why) => {
                eprintln!(
                    "SKIPPED in a browser: {why}. Install chromium and chromium-driver; {REQUIRED}=1 makes this a failure."
                );
                None
            }
        }
    }

    async fn started(origin: &str) -> Result<Browser, String> {
        let profile = TempDir::new().map_err(|error| error.to_string())?;
        let mut server = Command::new("chromedriver")
            .arg("--port=0")
            .env("LANGUAGE", "en_US")
            .env("LC_ALL", "C.UTF-8")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .map_err(|error| format!("chromedriver does not start: {error}"))?;
        let mut lines = BufReader::new(server.stdout.take().ok_or("chromedriver says nothing")?).lines();
        let mut port = None;
        while let Ok(Some(line)) = lines.next_line().await {
            // “ChromeDriver was started successfully on port 41073.”
            port = line
                .split(" successfully on port ")
                .nth(1)
                .and_then(|rest| rest.trim_end_matches('.').parse::<u16>().ok());
            if port.is_some() {
                break;
            }
        }
        // It goes on talking; somebody must listen, or it stops.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        let port = port.ok_or("chromedriver names no port")?;
        let mut wishes = ChromeCapabilities::new();
        let flags = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--lang=en-US",
            "--accept-lang=zh-CN",
        ];
        for flag in flags {
            wishes.add_arg(flag).map_err(|error| error.to_string())?;
        }
        wishes.add_arg(&format!("--user-data-dir={}", profile.path().display())).map_err(|error| error.to_string())?;
        if Path::new("/usr/bin/chromium").exists() {
            wishes.set_binary("/usr/bin/chromium").map_err(|error| error.to_string())?;
        }
        let driver = WebDriver::new(format!("http://127.0.0.1:{port}"), wishes).await;
        let driver = driver.map_err(|error| format!("Chromium does not start: {error}"))?;
        let browser = Browser { driver, origin: origin.to_owned(), server, _profile: profile };
        browser.size(DESK).await;
        Ok(browser)
    }

    /// Closes it.
    pub async fn close(self) {
        let _ = self.driver.clone().quit().await;
    }

    /// Makes the window so large.
    pub async fn size(&self, (width, height): (u32, u32)) {
        // The window of a headless browser has no frame, but is never narrower than 500: phones are emulated.
        let metrics = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 500 });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    /// As somebody sees it who likes it dark.
    pub async fn dark(&self, dark: bool) {
        let value = if dark { "dark" } else { "light" };
        let with = json!({ "features": [{ "name": "prefers-color-scheme", "value": value }] });
        self.devtools("Emulation.setEmulatedMedia", with).await;
    }

    async fn devtools(&self, command: &str, with: Value) -> Value {
        self.driver.cdp().send_raw(command, with).await.expect(command)
    }

    /// Opens an address of the portal.
    pub async fn go(&self, at: &str) {
        self.driver.goto(format!("{}{at}", self.origin)).await.expect(at);
    }

    /// Its address, without the origin.
    pub async fn place(&self) -> String {
        let url = self.driver.current_url().await.expect("an address").to_string();
        url.strip_prefix(&self.origin).unwrap_or(&url).to_owned()
    }

    /// All a person can read.
    pub async fn text(&self) -> String {
        self.script("return document.body ? document.body.innerText : ''").await.as_str().unwrap_or_default().to_owned()
    }

    /// Waits until the page says these words; spaces do not count.
    pub async fn reads(&self, words: &str) {
        let close = |text: &str| text.split_whitespace().collect::<String>();
        let wanted = close(words);
        let begin = Instant::now();
        while !close(&self.text().await).contains(&wanted) {
            assert!(begin.elapsed() < PATIENCE, "{} does not say “{words}”: {}", self.place().await, self.text().await);
        }
    }

    /// Waits until a script of the story's answers yes.
    pub async fn becomes(&self, source: &str) {
        let begin = Instant::now();
        while self.script(source).await.as_bool() != Some(true) {
            assert!(begin.elapsed() < PATIENCE, "{source} never came true on {}", self.place().await);
        }
    }

    /// Waits until the address is this.
    pub async fn arrives(&self, at: &str) {
        let begin = Instant::now();
        while !self.place().await.starts_with(at) {
            assert!(begin.elapsed() < PATIENCE, "at {} and not at {at}: {}", self.place().await, self.text().await);
        }
    }

    /// Runs a script of the story's.
    pub async fn script(&self, source: &str) -> Value {
        let answer = self.driver.execute(source.to_owned(), vec![]).await.expect(source);
        answer.json().clone()
    }

    /// How many elements fit a selector.
    pub async fn count(&self, selector: &str) -> u64 {
        let count = self.script(&format!("return document.querySelectorAll({}).length", json!(selector))).await;
        count.as_u64().unwrap_or(0)
    }

    /// Presses keys, or types a text, wherever the focus is.
    pub async fn keys(&self, keys: impl AsRef<str>) {
        self.driver.action_chain().send_keys(keys.as_ref()).perform().await.expect("keys are pressed");
    }

    /// Goes to a control for a day and types it, month first: so asks the browser that is started here.
    pub async fn date(&self, name: &str, day: jiff::civil::Date) {
        self.tab_to(name).await;
        self.keys(format!("{:02}{:02}{:04}", day.month(), day.day(), day.year())).await;
        let typed = self.script("return document.activeElement.value").await;
        assert_eq!(typed.as_str(), Some(day.to_string().as_str()), "{name}");
    }

    /// Presses Tab until the focus is on the link, button or control whose name, after that of its group, holds this.
    pub async fn tab_to(&self, name: &str) {
        self.tab_until(name, |own, whole| own == name || whole.contains(name)).await;
    }

    async fn tab_until(&self, name: &str, fits: impl Fn(&str, &str) -> bool) {
        let mut names = Vec::new();
        for _ in 0..MOST_TABS {
            self.keys(Key::Tab.value().to_string()).await;
            let focused = self.script(FOCUSED).await;
            let part = |at: usize| focused.get(at).and_then(Value::as_str).unwrap_or_default().to_owned();
            let (own, whole) = (part(0), part(1));
            if fits(&own, &whole) {
                return;
            }
            names.push(whole);
        }
        names.sort();
        names.dedup();
        panic!("Tab never reaches “{name}” on {}; it reaches {names:?}", self.place().await);
    }

    /// Goes to a control with Tab and writes into it, instead of what it holds.
    pub async fn write(&self, name: &str, text: &str) {
        self.tab_to(name).await;
        let all = self.driver.action_chain().key_down(Key::Control).send_keys("a").key_up(Key::Control);
        all.perform().await.expect("all is chosen");
        self.keys(text).await;
    }

    /// Goes to a link or button with Tab and presses Enter, and waits for the page that follows.
    pub async fn press(&self, name: &str) {
        self.tab_to(name).await;
        self.enter().await;
    }

    /// The same for what is called so and nothing else.
    pub async fn follow(&self, name: &str) {
        self.tab_until(name, |own, _| own == name).await;
        self.enter().await;
    }

    /// Presses Enter, and waits for the page that follows.
    pub async fn enter(&self) {
        self.script("document.documentElement.dataset.before = 'yes'").await;
        self.keys(Key::Enter.value().to_string()).await;
        let begin = Instant::now();
        let next = "return document.readyState === 'complete' && !document.documentElement.dataset.before";
        loop {
            let answer = self.driver.execute(next.to_owned(), vec![]).await;
            if answer.is_ok_and(|answer| answer.json().as_bool() == Some(true)) {
                return;
            }
            assert!(begin.elapsed() < PATIENCE, "Enter leads nowhere from {}", self.place().await);
        }
    }

    /// Ticks the box or picks the answer that is called so, with the space bar.
    pub async fn tick(&self, name: &str) {
        self.tab_to(name).await;
        self.keys(" ").await;
    }

    /// Picks the answer that is called so and nothing else, with the space bar.
    pub async fn pick(&self, name: &str) {
        self.tab_until(name, |own, _| own == name).await;
        self.keys(" ").await;
    }

    /// Chooses a file for the control that is called so.
    pub async fn choose(&self, name: &str, file: &Path) {
        self.tab_to(name).await;
        let control = self.driver.active_element().await.expect("a control");
        control.send_keys(file.display().to_string()).await.expect("a file is chosen");
    }

    /// Signs in, by keyboard.
    pub async fn sign_in(&self, login: &str, password: &str) {
        self.go("/sign-in").await;
        self.write("账户", login).await;
        self.write("密码", password).await;
        self.enter().await;
        let at = self.place().await;
        assert!(!at.starts_with("/sign-in"), "{login} is not in: {}", self.text().await);
    }

    /// Forgets who was signed in.
    pub async fn forget(&self) {
        self.driver.delete_all_cookies().await.expect("cookies are forgotten");
    }

    /// What keeps people out of the page in sight, by axe-core's rules of WCAG 2.2 A and AA; each with where it is.
    pub async fn violations(&self) -> Vec<String> {
        let source = std::fs::read_to_string(axe()).expect("axe-core; scripts/test.sh installs it");
        self.driver.execute(source, vec![]).await.expect("axe-core is loaded");
        // A bar that sticks to the edge lies over what is scrolled under it; controls are judged where they rest.
        self.script(
            "for (const one of document.querySelectorAll('body *')) if (getComputedStyle(one).position === 'sticky') \
            one.style.position = 'static'",
        )
        .await;
        let run = "const done = arguments[arguments.length - 1]; axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', \
            'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] }).then(found => done(found.violations.map(one => \
            one.id + ': ' + one.nodes.map(node => node.target + ' ' + (node.any[0]?.message ?? '')).join(' | '))), \
            error => done([String(error)]))";
        let found = self.driver.execute_async(run.to_owned(), vec![]).await.expect("axe-core runs");
        let found = found.json().as_array().cloned().unwrap_or_default();
        found.iter().map(|one| one.as_str().unwrap_or_default().to_owned()).collect()
    }

    /// What the page did to its reader: whether it is wider than the window, and what its console complains of.
    pub async fn complaints(&self) -> Vec<String> {
        let mut all = Vec::new();
        let wide = self.script("return document.documentElement.scrollWidth - window.innerWidth").await;
        if wide.as_i64().is_some_and(|wide| wide > 0) {
            all.push(format!("the page is {wide} px wider than the window"));
        }
        all
    }

    /// Looks at the page in sight: notes it, takes a picture of it, and gives what is wrong with it.
    pub async fn look(&self, at: &str, name: &str) -> Vec<String> {
        // Where one was led is what one looks at.
        routes::walked("looked", "GET", &self.place().await);
        let mut wrong = self.violations().await;
        wrong.extend(self.complaints().await);
        if let Some(folder) = std::env::var_os(PICTURES).map(PathBuf::from) {
            self.picture(&folder.join(format!("{name}.png"))).await;
        }
        wrong.into_iter().map(|one| format!("{at}: {one}")).collect()
    }

    /// A picture of the whole page.
    async fn picture(&self, file: &Path) {
        let with = json!({ "format": "png", "captureBeyondViewport": true });
        let picture = self.devtools("Page.captureScreenshot", with).await;
        let data = picture.get("data").and_then(Value::as_str).expect("a picture");
        let bytes = STANDARD.decode(data).expect("a picture");
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder for pictures");
        std::fs::write(file, bytes).expect("a picture is written");
    }
}

/// The name of what has the focus, as a screen reader would say it: its own, and with that of its group before it.
const FOCUSED: &str = "const one = document.activeElement; if (!one || one === document.body) return ['', '']; \
    const folded = text => (text || '').replace(/\\s+/g, ' ').trim(); const label = one.labels && one.labels[0]; \
    const own = folded(one.getAttribute('aria-label') || (label ? label.innerText : one.innerText) || one.name); \
    const group = one.closest('fieldset, [role=group]'); const by = group && group.getAttribute('aria-labelledby'); \
    const named = group && (group.querySelector(':scope > legend') || (by && document.getElementById(by))); \
    const of = folded(group && (group.getAttribute('aria-label') || (named && named.textContent))); \
    return [own, folded(of + ' ' + own)]";

fn axe() -> PathBuf {
    let usual = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/axe/node_modules/axe-core/axe.min.js");
    std::env::var_os(AXE).map_or_else(usual, PathBuf::from)
}
