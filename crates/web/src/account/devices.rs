//! 登录设备 Where one is signed in, and sending a device away. For everyone with an account.

use askama::Template;
use jiff::Timestamp;
use serde::Deserialize;

use super::page;
use crate::components::Errors;
use crate::layout::Page;
use crate::show;

/// The page. Any audience: the ground says whose.
#[derive(Debug, Clone, Template)]
#[template(path = "account/devices.html")]
pub struct Devices {
    /// The page.
    pub page: Page,
    /// Sessions, the last used first.
    pub devices: Vec<Device>,
    /// What has to be put right.
    pub errors: Errors,
}

/// One session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Names the session.
    pub id: String,
    /// Windows 上的 Edge.
    pub agent: String,
    /// From where.
    pub address: String,
    /// Since when.
    pub since: String,
    /// Last click.
    pub seen: String,
    /// Whether it is this one.
    pub here: bool,
}

impl Device {
    /// A session as the house knows it.
    pub fn new(id: &str, agent: &str, address: &str, since: Timestamp, seen: Timestamp, here: bool) -> Device {
        Device {
            id: id.into(),
            agent: browser(agent),
            address: address.into(),
            since: show::moment_short(since),
            seen: show::moment_short(seen),
            here,
        }
    }
}

/// A browser as people call it; what is not known is shown as it calls itself.
fn browser(agent: &str) -> String {
    let known =
        |words: &[(&str, &'static str)]| words.iter().find(|(word, _)| agent.contains(word)).map(|(_, name)| *name);
    let browser = known(&[
        ("MicroMessenger", "微信"),
        ("Edg", "Edge"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ]);
    let system = known(&[
        ("Android", "安卓手机"),
        ("iPhone", "iPhone"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("Linux", "Linux"),
    ]);
    match (system, browser) {
        (Some(system), Some(browser)) => format!("{system} 上的 {browser}"),
        (Some(one), None) | (None, Some(one)) => one.into(),
        (None, None) if agent.trim().is_empty() => "没有说明的浏览器".into(),
        (None, None) => agent.chars().take(60).collect(),
    }
}

/// What is posted: a session to be ended, or all but this one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Form {
    /// The session; `others` = all but this one.
    pub session: String,
}

impl Form {
    /// The sessions to end, among those shown; or that it is none of them.
    pub fn parse(&self, devices: &[Device]) -> Result<Vec<String>, Errors> {
        let wanted = |device: &&Device| if self.session == "others" { !device.here } else { device.id == self.session };
        let ended: Vec<String> = devices.iter().filter(wanted).map(|device| device.id.clone()).collect();
        if ended.is_empty() && self.session != "others" {
            return Err(Errors {
                lead: "这个设备已经退出。请刷新页面再看。".into(), ..Errors::none()
            });
        }
        Ok(ended)
    }
}

impl Devices {
    /// How many there are besides this one.
    fn others(&self) -> usize {
        self.devices.iter().filter(|device| !device.here).count()
    }

    /// These sessions, this one first.
    pub fn of(page: Page, mut devices: Vec<Device>) -> Devices {
        devices.sort_by_key(|device| !device.here);
        Devices { page, devices, errors: Errors::none() }
    }

    /// Values to look at.
    pub fn sample() -> Devices {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0 Safari/537.36 Edg/142.0";
        let phone = "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/142.0 Mobile Safari/537.36";
        let at = |second| Timestamp::constant(second, 0);
        let devices = vec![
            Device::new("s2", phone, "10.20.8.7", at(1_795_050_600), at(1_795_077_840), false),
            Device::new("s1", edge, "10.20.3.41", at(1_795_393_860), at(1_795_417_320), true),
        ];
        Devices::of(page("登录设备"), devices)
    }

    /// Only this one; another had left already.
    pub fn sample_one() -> Devices {
        let mut page = Devices::sample();
        page.devices.truncate(1);
        let errors = Form { session: "s2".into() }.parse(&page.devices).err().unwrap_or_default();
        Devices { errors, ..page }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_sent_away_by_its_id_or_all_others_at_once() {
        let devices = Devices::sample().devices;
        let read = |session: &str| Form { session: session.into() }.parse(&devices);
        assert_eq!(read("s2"), Ok(vec!["s2".into()]));
        assert_eq!(read("others"), Ok(vec!["s2".into()]));
        assert!(read("s9").is_err());
    }

    #[test]
    fn browsers_are_called_as_people_do() {
        assert_eq!(Devices::sample().devices[0].agent, "Windows 上的 Edge");
        assert_eq!(Devices::sample().devices[1].agent, "安卓手机 上的 Chrome");
        assert_eq!(browser("curl/8"), "curl/8");
        assert_eq!(browser(""), "没有说明的浏览器");
    }
}
