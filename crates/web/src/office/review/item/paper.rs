//! 佐证 The files that prove an item, and the one in sight.

use titian_domain::enterprise::Evidence;

use super::super::Docket;

/// A file of the case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paper {
    /// Its id.
    pub id: String,
    /// As it was named: 审计报告2025.pdf.
    pub name: String,
    /// What it is to prove, and for which year: 年度审计报告, 2025年.
    pub kind: String,
    /// Where it is looked at, beside the item.
    pub href: String,
    /// 7.9 MB.
    pub size: String,
    /// `application/pdf`.
    pub media: String,
    /// Whether the reader has opened it.
    pub opened: bool,
    /// Whether it is in sight.
    pub here: bool,
}

impl Paper {
    /// The same, in sight if it is `current`.
    pub(super) fn at(self, current: Option<&Paper>) -> Paper {
        Paper { here: current.is_some_and(|one| one.id == self.id), ..self }
    }
}

/// Files as they are listed beside an item.
pub fn papers(docket: &Docket<'_>, files: Vec<&Evidence>, item: &str) -> Vec<Paper> {
    let catalogue = &docket.policy.catalogue;
    let paper = |one: &Evidence| {
        let label = catalogue.evidence_label(&one.kind).split(['(', '（']).next().unwrap_or_default().to_owned();
        Paper {
            id: one.id.to_string(),
            name: one.name.clone(),
            kind: one.year.map_or(label.clone(), |year| format!("{label}，{year}年")),
            href: docket.href(&format!("items/{item}?file={}", one.id)),
            size: size(one.size),
            media: one.media.clone(),
            opened: docket.opened.contains(&one.id),
            here: false,
        }
    };
    files.into_iter().map(paper).collect()
}

/// Bytes as people say them.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{}\u{a0}KB", bytes.div_ceil(1000)),
        _ => format!("{}.{}\u{a0}MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

/// How a file is looked at beside an item.
///
/// A PDF stands in a frame of our own address: browsers show none inside a sandbox, so the answer that carries it must
/// bring its own policy (`default-src 'none'; frame-ancestors 'self'`) and `nosniff`. Pictures are pictures; whatever
/// else a browser can show stands in a sandboxed frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Preview {
    /// A PDF.
    Pdf {
        /// Its address, with the page to begin at.
        src: String,
        /// Its name.
        name: String,
    },
    /// A picture.
    Picture {
        /// Its address.
        src: String,
        /// Its name.
        name: String,
    },
    /// A text.
    Sandbox {
        /// Its address.
        src: String,
        /// Its name.
        name: String,
    },
    /// Can only be taken home.
    Download {
        /// Its address.
        src: String,
        /// Its name.
        name: String,
    },
    /// There is none.
    None,
}

impl Preview {
    /// The file in sight, opened at a page.
    pub fn of(docket: &Docket<'_>, paper: Option<&Paper>, page: &str) -> Preview {
        let Some(paper) = paper else { return Preview::None };
        let src = docket.href(&format!("files/{}", paper.id));
        let name = paper.name.clone();
        let digits: String = page.chars().take_while(char::is_ascii_digit).collect();
        match paper.media.as_str() {
            "application/pdf" if digits.is_empty() => Preview::Pdf { src, name },
            "application/pdf" => Preview::Pdf { src: format!("{src}#page={digits}"), name },
            media if media.starts_with("image/") && media != "image/svg+xml" => Preview::Picture { src, name },
            "text/plain" => Preview::Sandbox { src, name },
            _ => Preview::Download { src, name },
        }
    }

    /// Where the file itself is; for opening it in a window of its own.
    pub fn src(&self) -> &str {
        match self {
            Preview::Pdf { src, .. } | Preview::Picture { src, .. } => src,
            Preview::Sandbox { src, .. } | Preview::Download { src, .. } => src,
            Preview::None => "",
        }
    }
}
