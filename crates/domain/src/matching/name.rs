//! 名称 How names of enterprises are compared: what readers take for the same is the same.

/// As names are compared: half width, one kind of bracket, small letters, 〇 as 零, no blanks and nothing that no eye
/// sees.
pub fn folded(name: &str) -> String {
    let half = |c: char| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '〔' | '【' | '〈' | '《' | '﹙' | '[' | '{' => '(',
        '〕' | '】' | '〉' | '》' | '﹚' | ']' | '}' => ')',
        '•' | '・' | '‧' | '∙' => '·',
        '〇' => '零',
        c => c,
    };
    let unseen = |c: &char| !c.is_whitespace() && !c.is_control() && !matches!(c, '\u{200B}'..='\u{200F}' | '\u{FEFF}');
    // Brackets of full width become those of half width first, and then all are one kind.
    name.chars().map(half).map(half).filter(unseen).flat_map(char::to_lowercase).collect()
}

/// Legal forms at the end of a name, the longest first: lists leave them out or shorten them.
const FORMS: [&str; 7] = ["股份有限公司", "有限责任公司", "集团有限公司", "股份公司", "有限公司", "集团公司", "公司"];

/// What is left of a name without legal form and brackets: two names with the same stem are alike, not the same.
pub fn stem(name: &str) -> String {
    let folded = folded(name);
    let bare: String = folded.chars().filter(|c| !matches!(c, '(' | ')')).collect();
    let core = FORMS.iter().find_map(|form| bare.strip_suffix(form)).unwrap_or(&bare);
    let core = core.strip_suffix("集团").unwrap_or(core);
    core.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn 看上去相同的名称就是相同的() {
        let written = folded("示例传动（柳州）有限公司");
        for name in [
            "示例传动(柳州)有限公司",
            " 示例传动〔柳州〕 有限公司 ",
            "示例传动［柳州］有限公司",
            "示例\u{200B}传动(柳州)有限公司",
        ] {
            assert_eq!(folded(name), written, "{name}");
        }
        assert_eq!(folded("ＡＢＣ示例"), folded("abc示例"));
        assert_ne!(folded("示例传动有限公司"), folded("示例传动股份有限公司"));
    }

    #[test]
    fn 组织形式不同的名称只是相近() {
        for name in ["示例药业集团", "示例药业集团有限公司", "示例药业股份有限公司", "示例药业有限责任公司", "示例药业"]
        {
            assert_eq!(stem(name), "示例药业", "{name}");
        }
        assert_ne!(stem("示例药业有限公司"), stem("示例医药有限公司"));
    }
}
