//! 我的设备 Where the reader is signed in, and the way to end it elsewhere. For everyone with an account.

use askama::Template;
use jiff::Timestamp;

use super::moment::moment;
use super::sample;
use crate::layout::Page;

/// Where one is signed in.
#[derive(Debug, Clone, Template)]
#[template(path = "enterprise/devices.html")]
pub struct Devices {
    /// The page, of whichever audience the reader is.
    pub page: Page,
    /// The sessions, this one first.
    pub sessions: Vec<Session>,
}

/// One session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Its id, as the form names it; never the token.
    pub id: String,
    /// Edge，Windows.
    pub device: String,
    /// Address on the net.
    pub address: String,
    /// Since when.
    pub since: String,
    /// Last seen.
    pub seen: String,
    /// Whether it is the one the page is read in.
    pub here: bool,
}

impl Session {
    /// A session.
    pub fn new(id: &str, device: &str, address: &str, since: Timestamp, seen: Timestamp, here: bool) -> Session {
        let (since, seen) = (moment(since), moment(seen));
        Session { id: id.into(), device: device.into(), address: address.into(), since, seen, here }
    }
}

impl Devices {
    /// These sessions.
    pub fn of(page: Page, mut sessions: Vec<Session>) -> Devices {
        sessions.sort_by_key(|one| !one.here);
        Devices { page: Page { title: "我的设备".into(), ..page }.under("我的账户", "/account"), sessions }
    }

    /// Values to look at.
    pub fn sample() -> Devices {
        let at = |second| Timestamp::constant(second, 0);
        let sessions = vec![
            Session::new("b7", "Chrome，Android 手机", "203.0.113.24", at(1_794_470_700), at(1_795_228_920), false),
            Session::new("a3", "Edge，Windows 电脑", "198.51.100.7", at(1_795_228_920), at(1_795_396_500), true),
        ];
        Devices::of(sample::page("", ""), sessions)
    }

    /// Only here.
    pub fn sample_one() -> Devices {
        let at = Timestamp::constant(1_795_396_500, 0);
        Devices::of(sample::page("", ""), vec![Session::new("a3", "Edge，Windows 电脑", "198.51.100.7", at, at, true)])
    }
}
