//! 二维码 A QR code as a picture of the server. Rows of modules become one path, so that it is small and needs no style.

use std::fmt::Write;

use askama::Template;
use askama::filters::HtmlSafe;
use fast_qr::{ECL, QRBuilder};

/// A QR code; empty if the text does not fit into one.
#[derive(Debug, Clone, PartialEq, Eq, Template)]
#[template(
    ext = "html",
    source = r#"{% if side > 0 %}<svg class="qr" role="img" aria-label="{{ label }}" viewBox="0 0 {{ side }} {{ side }}"><rect width="100%" height="100%"/><path d="{{ path }}"/></svg>{% endif %}"#
)]
pub struct Qr {
    label: String,
    path: String,
    side: usize,
}

/// White around it, in modules, as the standard asks.
const MARGIN: usize = 4;

impl Qr {
    /// A code for an address. `label` is what those hear who do not see it.
    pub fn new(text: &str, label: impl ToString) -> Qr {
        let label = label.to_string();
        let Ok(code) = QRBuilder::new(text).ecl(ECL::M).build() else {
            return Qr { label, path: String::new(), side: 0 };
        };
        let mut path = String::new();
        for row in 0..code.size {
            let mut column = 0;
            while column < code.size {
                let run = (column..code.size).take_while(|at| code[row][*at].value()).count();
                if run > 0 {
                    let _ = write!(path, "M{} {}h{run}v1h-{run}z", column + MARGIN, row + MARGIN);
                }
                column += run.max(1);
            }
        }
        Qr { label, path, side: code.size + 2 * MARGIN }
    }
}

impl HtmlSafe for Qr {}

#[cfg(test)]
mod tests {
    use super::Qr;

    #[test]
    fn an_address_becomes_a_code() {
        let qr = Qr::new("https://titian.example/v/0042", "核验");
        assert!(qr.side >= 29 && qr.path.starts_with("M4 4h7v1h-7z"));
        assert_eq!(Qr::new(&"长".repeat(5000), "").side, 0);
    }
}
