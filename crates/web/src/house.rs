//! 门户 The house behind the pages: the app, and how this installation shows itself.

use std::collections::BTreeMap;
use std::sync::Arc;

use titian_app::App;
use titian_rulebook::region::DivisionCode;

use crate::porter::Porter;

/// What every handler is given. Cheap to clone.
#[derive(Clone)]
pub struct House {
    /// Acts, queries, the clock.
    pub app: App,
    /// How this installation shows itself.
    pub shown: Arc<Shown>,
    /// Who stands at the door.
    pub porter: Arc<Porter>,
}

/// How an installation shows itself.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// A line across the top of every page: 演示环境,数据均为虚构. Empty hides it.
    pub banner: String,
    /// Whether pages are served over HTTPS: cookies are then for HTTPS only.
    pub https: bool,
    /// Where the portal is reached from outside, for links on papers and in QR codes: `https://titian.example`.
    pub origin: String,
    /// People whose eyes a visitor of the demonstration can look through. Empty elsewhere: then there are none.
    pub personas: Vec<Persona>,
    /// How the office of a city is reached, as it says itself: `0772-0000000`.
    pub contacts: BTreeMap<DivisionCode, String>,
}

impl Shown {
    /// How the office of a city is reached. Nobody invents a telephone number: where none was configured, its site tells.
    pub fn contact(&self, city: DivisionCode) -> String {
        self.contacts.get(&city).cloned().unwrap_or_else(|| "见该市政务网站".into())
    }
}

/// Somebody who can be entered from the sign-in page of the demonstration, with their password like anybody else.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Persona {
    /// Who: 柳州市经办.
    pub label: String,
    /// What they would do, in a few words.
    pub why: String,
    /// Their login.
    pub login: String,
    /// Their password.
    pub password: String,
}

impl House {
    /// A house that shows itself so.
    pub fn new(app: App, shown: Shown) -> House {
        House { app, shown: Arc::new(shown), porter: Arc::default() }
    }

    /// With somebody at the door who counts.
    #[must_use]
    pub fn kept_by(self, porter: Porter) -> House {
        House { porter: Arc::new(porter), ..self }
    }
}
