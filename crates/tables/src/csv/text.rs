//! Which encoding a file is in: a mark, valid UTF-8, else GB18030 (which includes GBK and GB2312).

use std::borrow::Cow;

use encoding_rs::{DecoderResult, Encoding, GB18030};

/// Why bytes are no text: the line (counted from 1) and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NotText {
    pub line: u64,
    pub message: &'static str,
}

const SAVE_AS: &str =
    "有无法识别的字符:文件既不是 UTF-8 也不是 GB18030(GBK)编码,请用 Excel 另存为“CSV UTF-8(逗号分隔)”";
const MIXED: &str = "有不是 UTF-8 的字符,而前面的内容都是 UTF-8;请用 Excel 另存为“CSV UTF-8(逗号分隔)”";
const CUT: &str = "文件在这一行中断,可能没有传完,请重新导出或上传";
const BINARY: &str = "不是文本(含有空字符);如果是 Excel 文件,请把扩展名改回 .xlsx";

/// So many characters of Chinese that are valid UTF-8 are no accident in a file of another encoding.
const CLEARLY_UTF8: usize = 12;

/// The text of a file, without its mark.
pub(crate) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, NotText> {
    let text = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => {
            let body = bytes.get(mark..).unwrap_or_default();
            whole(encoding, body).map_err(|line| NotText { line, message: SAVE_AS })?
        }
        None => unmarked(bytes)?,
    };
    match text.bytes().position(|byte| byte == 0) {
        None => Ok(text),
        Some(at) => Err(NotText { line: lines(&text.as_bytes()[..at]), message: BINARY }),
    }
}

fn unmarked(bytes: &[u8]) -> Result<Cow<'_, str>, NotText> {
    let error = match std::str::from_utf8(bytes) {
        Ok(text) => return Ok(Cow::Borrowed(text)),
        Err(error) => error,
    };
    let (valid, rest) = bytes.split_at(error.valid_up_to());
    let chinese = valid.iter().filter(|byte| **byte >= 0xE0).take(CLEARLY_UTF8).count();
    if chinese == CLEARLY_UTF8 {
        let cut = error.error_len().is_none() && rest.len() < 4;
        return Err(NotText { line: lines(valid), message: if cut { CUT } else { MIXED } });
    }
    whole(GB18030, bytes).map_err(|line| NotText { line, message: SAVE_AS })
}

/// Decodes everything, or tells the line of the first odd byte.
fn whole<'b>(encoding: &'static Encoding, bytes: &'b [u8]) -> Result<Cow<'b, str>, u64> {
    if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        return Ok(text);
    }
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::new();
    if let Some(room) = decoder.max_utf8_buffer_length_without_replacement(bytes.len()) {
        text.reserve(room);
    }
    match decoder.decode_to_string_without_replacement(bytes, &mut text, true) {
        (DecoderResult::InputEmpty | DecoderResult::Malformed(..) | DecoderResult::OutputFull, _) => {
            Err(lines(text.as_bytes()))
        }
    }
}

/// The line that the byte behind `before` stands on.
fn lines(before: &[u8]) -> u64 {
    before.iter().filter(|byte| **byte == b'\n').count() as u64 + 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn 各种编码() {
        let text = "企业名称,城市\n梯田一号,南宁\n";
        let (gb, _, _) = GB18030.encode(text);
        let utf16: Vec<u8> = [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let marked = ["\u{FEFF}", text].concat();
        for bytes in [text.as_bytes(), marked.as_bytes(), &gb, &utf16] {
            assert_eq!(decode(bytes).unwrap(), text);
        }
    }

    #[test]
    fn 读不出的字符_说出行() {
        let long = "企业名称,城市,备注\n梯田一号示范企业,南宁\n";
        let cut = &long.as_bytes()[..long.len() - 2];
        let mixed = [long.as_bytes(), b"\xC4\xCF\xC4\xFE,x\n"].concat();
        let cases: &[(&[u8], u64, &str)] = &[
            (b"a,b\n1,\xFF\n", 2, SAVE_AS),
            (b"\xEF\xBB\xBFa,b\n\xFF\n", 2, SAVE_AS),
            (cut, 2, CUT),
            (&mixed, 3, MIXED),
            (b"a,b\n1,\0\n", 2, BINARY),
        ];
        for (bytes, line, message) in cases {
            assert_eq!(decode(bytes), Err(NotText { line: *line, message }), "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_break_the_decoder(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode(&bytes);
        }
    }
}
