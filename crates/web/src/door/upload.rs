//! 上传 Forms with files. A file is kept while it comes in, if it is what it says and not too large.

use std::collections::BTreeMap;

use axum::extract::multipart::Field;
use axum::extract::{FromRequest, FromRequestParts, Multipart, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use titian_app::command::Attached;
use titian_store::StoreError;

use super::{Visit, unread};
use crate::components::Errors;
use crate::failure;
use crate::form::Guard;
use crate::house::House;

/// A posted form with files. The files are kept already; what is not a PDF or a picture never is, and refuses the form.
pub struct Uploaded {
    /// Who posts.
    pub visit: Visit,
    /// What was typed.
    pub fields: BTreeMap<String, String>,
    /// What was attached.
    pub files: Vec<Attached>,
    /// Key that makes the form count once.
    pub once: String,
}

/// The same for pages that say beside its control why a file was not taken, with everything else still there.
pub struct Lenient {
    /// The form, with the files that were taken.
    pub form: Uploaded,
    /// The controls whose files were not, and why.
    pub refused: Errors,
}

/// The same for a form that takes a table as well, in the control named [`TABLE`].
pub struct WithTable(pub Lenient);

/// The same for a form that takes a list of others, which may be an old workbook as well.
pub struct WithList(pub Lenient);

/// What tables a form takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tables {
    None,
    /// What people filled in that we sent them.
    Ours,
    /// Lists of others, as they come.
    Lists,
}

/// The control in which a table may come.
const TABLE: &str = "table";

/// Bytes of one attached file.
pub const FILE_LIMIT: u64 = 20 << 20;
/// Bytes of a form with files.
pub const UPLOAD_LIMIT: usize = 64 << 20;
/// Bytes of one typed answer, and how many parts a form may have.
const FIELD_LIMIT: usize = 64 << 10;
const MOST_PARTS: usize = 400;

impl Lenient {
    async fn read(request: Request, house: &House, tables: Tables) -> Result<Lenient, Response> {
        let (form, unfit) = read(request, house, tables).await?;
        let refused = unfit.iter().fold(Errors::none(), |errors, (control, unfit)| errors.and(control, unfit.words()));
        Ok(Lenient { form, refused })
    }

    /// Problems of the files beside those of a form that is refused. What was attached to it has to be chosen again: no
    /// browser keeps it.
    pub fn problems(mut errors: Errors, refused: Errors, files: &[Attached]) -> Errors {
        for file in files {
            if errors.of(&file.control).is_none() && refused.of(&file.control).is_none() {
                errors.push(&file.control, "请再选一次文件：没有办成的提交不留下文件");
            }
        }
        errors.list.extend(refused.list);
        errors
    }
}

impl FromRequest<House> for Uploaded {
    type Rejection = Response;

    async fn from_request(request: Request, house: &House) -> Result<Uploaded, Response> {
        let (form, unfit) = read(request, house, Tables::None).await?;
        // Nothing is kept of an empty file; where one is wanted, the page says that it is missing.
        match unfit.iter().find(|(_, why)| *why != Unfit::Empty) {
            None => Ok(form),
            Some((_, unfit)) => Err(failure::plain(unfit.status())),
        }
    }
}

impl FromRequest<House> for Lenient {
    type Rejection = Response;

    async fn from_request(request: Request, house: &House) -> Result<Lenient, Response> {
        Lenient::read(request, house, Tables::None).await
    }
}

impl FromRequest<House> for WithTable {
    type Rejection = Response;

    async fn from_request(request: Request, house: &House) -> Result<WithTable, Response> {
        Lenient::read(request, house, Tables::Ours).await.map(WithTable)
    }
}

impl FromRequest<House> for WithList {
    type Rejection = Response;

    async fn from_request(request: Request, house: &House) -> Result<WithList, Response> {
        Lenient::read(request, house, Tables::Lists).await.map(WithList)
    }
}

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unfit {
    Empty,
    Kind,
    NoTable,
    NoList,
    Name,
    Large,
}

impl Unfit {
    fn status(self) -> StatusCode {
        match self {
            Unfit::Large => StatusCode::PAYLOAD_TOO_LARGE,
            Unfit::Empty | Unfit::Kind | Unfit::NoTable | Unfit::NoList | Unfit::Name => {
                StatusCode::UNSUPPORTED_MEDIA_TYPE
            }
        }
    }

    fn words(self) -> String {
        match self {
            Unfit::Empty => "文件是空的，请重新选择".into(),
            Unfit::Kind => "只收 PDF、JPG 或 PNG；这个文件的内容不是。请导出为 PDF 或扫描成图片后再传".into(),
            Unfit::NoTable => "只收 .xlsx 或 .csv 的表格；旧的 .xls 请用 Excel 另存为 .xlsx".into(),
            Unfit::NoList => "只收 .xlsx、.csv 或 .xls 的表格".into(),
            Unfit::Name => "文件名的后缀与内容不符，请用原来的文件，不要改后缀".into(),
            Unfit::Large => format!("文件超过 {}\u{a0}MB，请降低扫描分辨率或拆成几个文件", FILE_LIMIT >> 20),
        }
    }
}

/// Reads a form; names the controls whose files cannot be taken.
async fn read(request: Request, house: &House, tables: Tables) -> Result<(Uploaded, Vec<(String, Unfit)>), Response> {
    let (mut parts, body) = request.into_parts();
    let visit = Visit::from_request_parts(&mut parts, house).await?;
    let multipart = Multipart::from_request(Request::from_parts(parts, body), house).await;
    let mut multipart = multipart.map_err(IntoResponse::into_response)?;
    let (mut fields, mut files, mut unfit) = (BTreeMap::new(), Vec::new(), Vec::new());
    let mut count = 0;
    while let Some(field) = multipart.next_field().await.map_err(IntoResponse::into_response)? {
        count += 1;
        if count > MOST_PARTS {
            return Err(failure::plain(StatusCode::PAYLOAD_TOO_LARGE));
        }
        let name = field.name().unwrap_or_default().to_owned();
        match field.file_name().map(str::to_owned) {
            None => {
                let bytes = field.bytes().await.map_err(IntoResponse::into_response)?;
                if bytes.len() > FIELD_LIMIT {
                    return Err(failure::plain(StatusCode::PAYLOAD_TOO_LARGE));
                }
                if bytes.contains(&0) {
                    return Err(failure::plain(StatusCode::BAD_REQUEST));
                }
                fields.insert(name, String::from_utf8_lossy(&bytes).into_owned());
            }
            // A control for a file in which none was chosen.
            Some(file) if file.is_empty() => {}
            // Files come after the token that our forms begin with: of a forged form nothing is kept.
            Some(_) if !visit.sent(&guard(&fields)) => return Err(failure::plain(StatusCode::FORBIDDEN)),
            Some(file) => {
                match keep(house, field, &name, &file, if name == TABLE { tables } else { Tables::None }).await? {
                    Ok(attached) => files.push(attached),
                    Err(why) => unfit.push((name, why)),
                }
            }
        }
    }
    let guard = guard(&fields);
    if !visit.sent(&guard) {
        return Err(failure::plain(StatusCode::FORBIDDEN));
    }
    Ok((Uploaded { visit, fields, files, once: guard.once }, unfit))
}

/// The token and the key among what came in so far.
fn guard(fields: &BTreeMap<String, String>) -> Guard {
    let [csrf, once] = ["csrf", "once"].map(|name| fields.get(name).cloned().unwrap_or_default());
    Guard { csrf, once }
}

/// Keeps a file that is what it may be.
async fn keep(
    house: &House,
    mut field: Field<'_>,
    control: &str,
    name: &str,
    tables: Tables,
) -> Result<Result<Attached, Unfit>, Response> {
    let mut upload = house.app.blobs.begin(FILE_LIMIT).await.map_err(|error| unread(&error))?;
    let (mut first, mut size) = (Vec::new(), 0usize);
    while let Some(chunk) = field.chunk().await.map_err(IntoResponse::into_response)? {
        size += chunk.len();
        if first.len() < 8 {
            first.extend(chunk.iter().take(8 - first.len()));
        }
        match upload.write(chunk).await {
            Ok(()) => {}
            Err(StoreError::TooLarge { .. }) => {
                // The rest is read and thrown away, so that the rest of the form can be read.
                while field.chunk().await.map_err(IntoResponse::into_response)?.is_some() {}
                return Ok(Err(Unfit::Large));
            }
            Err(error) => return Err(unread(&error)),
        }
    }
    if size == 0 {
        return Ok(Err(Unfit::Empty));
    }
    let media = if tables != Tables::None {
        let listed = (tables == Tables::Lists).then(|| old_workbook(&first, name)).flatten();
        let wanted = if tables == Tables::Lists { Unfit::NoList } else { Unfit::NoTable };
        let Some(media) = tabular(&first, name).or(listed) else { return Ok(Err(wanted)) };
        media
    } else {
        let Some(media) = media(&first) else { return Ok(Err(Unfit::Kind)) };
        if !named(name, media) {
            return Ok(Err(Unfit::Name));
        }
        media
    };
    let blob = upload.finish().await.map_err(|error| unread(&error))?;
    let name: String = name.chars().filter(|c| !c.is_control()).take(120).collect();
    Ok(Ok(Attached { blob, media: media.into(), name, control: control.into() }))
}

/// What the first bytes say a file is; only what an office can open and a browser shows without running it.
fn media(first: &[u8]) -> Option<&'static str> {
    match first {
        [b'%', b'P', b'D', b'F', b'-', ..] => Some("application/pdf"),
        [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A, ..] => Some("image/png"),
        [0xFF, 0xD8, 0xFF, ..] => Some("image/jpeg"),
        _ => None,
    }
}

/// What a table is, by its first bytes and its name; it is read and never shown.
fn tabular(first: &[u8], name: &str) -> Option<&'static str> {
    match (first, name.rsplit_once('.')?.1.to_ascii_lowercase().as_str()) {
        ([b'P', b'K', 3, 4, ..], "xlsx") => Some("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ([b'P', b'K', ..] | [b'%', b'P', b'D', b'F', ..], _) => None,
        (_, "csv") => Some("text/csv"),
        _ => None,
    }
}

/// What a workbook of Excel 97 to 2003 is.
fn old_workbook(first: &[u8], name: &str) -> Option<&'static str> {
    let ending = name.rsplit_once('.')?.1.to_ascii_lowercase();
    (first.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) && ending == "xls").then_some("application/vnd.ms-excel")
}

/// Whether a name does not say otherwise than the bytes. One without an ending says nothing.
fn named(name: &str, media: &str) -> bool {
    let Some((_, ending)) = name.rsplit_once('.') else { return true };
    match ending.to_ascii_lowercase().as_str() {
        "pdf" => media == "application/pdf",
        "png" => media == "image/png",
        "jpg" | "jpeg" => media == "image/jpeg",
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_bytes_say() {
        assert_eq!(media(b"%PDF-1.7"), Some("application/pdf"));
        assert_eq!(media(&[0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A]), Some("image/png"));
        assert_eq!(media(&[0xFF, 0xD8, 0xFF, 0xE0]), Some("image/jpeg"));
        for other in [&b"<svg xml"[..], b"<!doctyp", b"MZ\x90", b"GIF89a", b"PK\x03\x04", b"%PD", b""] {
            assert_eq!(media(other), None, "{other:?}");
        }
    }

    #[test]
    fn a_table_is_a_workbook_or_a_text() {
        assert!(tabular(b"PK\x03\x04", "名单.xlsx").is_some() && tabular(b"\xEF\xBB\xBF", "名单.CSV").is_some());
        for (first, name) in
            [(&b"PK\x03\x04"[..], "名单.csv"), (b"%PDF-", "名单.csv"), (b"\xD0\xCF", "名单.xls"), (b"", "名单")]
        {
            assert_eq!(tabular(first, name), None, "{name}");
        }
        assert!(old_workbook(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "名单.XLS").is_some());
        assert_eq!(old_workbook(b"\xD0\xCF\x11\xE0", "名单.csv"), None);
        assert_eq!(old_workbook(b"MZ\x90\x00", "名单.xls"), None);
    }

    #[test]
    fn a_name_does_not_say_otherwise() {
        for (name, media, fits) in [
            ("审计报告.PDF", "application/pdf", true),
            ("照片.jpeg", "image/jpeg", true),
            ("照片", "image/jpeg", true),
            ("报告.pdf.exe", "application/pdf", false),
            ("报告.png", "application/pdf", false),
            ("报告.html", "application/pdf", false),
        ] {
            assert_eq!(named(name, media), fits, "{name}");
        }
    }
}
