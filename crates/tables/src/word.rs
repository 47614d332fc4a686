//! Short cells at a glance: eight characters are looked at together, in one word of the machine, instead of one by one.

/// How many bytes a word holds.
pub(crate) const WORD: usize = 8;

const fn all(byte: u8) -> u64 {
    u64::from_le_bytes([byte; WORD])
}

/// The highest bit of the first byte that is zero, and perhaps of later ones; 0 if none is zero.
#[inline]
fn zeros(word: u64) -> u64 {
    // Below the first zero no byte borrows.
    word.wrapping_sub(all(1)) & !word & all(0x80)
}

/// The first byte of which a bit is set; one past the end if there is none.
#[inline]
fn first_byte(bits: u64) -> usize {
    bits.trailing_zeros() as usize / 8
}

/// How many bytes stand before the first `byte`; all of them if there is none. For texts of some words.
#[inline]
pub(crate) fn length_before(byte: u8, text: &[u8]) -> usize {
    let (words, rest) = text.as_chunks();
    for (at, word) in words.iter().enumerate() {
        let found = zeros(u64::from_le_bytes(*word) ^ all(byte));
        if found != 0 {
            return at * WORD + first_byte(found);
        }
    }
    words.len() * WORD + rest.iter().position(|other| *other == byte).unwrap_or(rest.len())
}

/// The same for longer texts.
#[inline]
pub(crate) fn length_before_far(byte: u8, text: &[u8]) -> usize {
    let (blocks, _) = text.as_chunks::<32>();
    // No early end within a block: all of it at once.
    let found = |block: &[u8; 32]| block.iter().fold(false, |found, other| found | (*other == byte));
    let at = blocks.iter().position(found).unwrap_or(blocks.len()) * 32;
    at + length_before(byte, text.get(at..).unwrap_or_default())
}

/// A text of at most eight bytes: its first byte the lowest, zeros behind its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Word {
    bytes: u64,
    length: usize,
}

/// The cell at the beginning of `text`, up to a separator or the end of its line after `most` bytes: its length, and its
/// word if it is short. What stands behind the line is looked at, but is no part of the cell.
#[inline]
pub(crate) fn cell(separator: u8, text: &[u8], most: usize) -> (usize, Option<Word>) {
    let Some((first, behind)) = text.split_first_chunk() else {
        // Near the end of what was read.
        let length = length_before(separator, text).min(most);
        return (length, text.get(..length).and_then(Word::of));
    };
    let bytes = u64::from_le_bytes(*first);
    let length = first_byte(zeros(bytes ^ all(separator))).min(most);
    if length < WORD {
        return (length, Some(Word { bytes: bytes & LOWEST[length], length }));
    }
    let length = (WORD + length_before(separator, behind)).min(most);
    (length, (length == WORD).then_some(Word { bytes, length }))
}

impl Word {
    /// The word of a text; `None` if it is longer than that.
    #[inline]
    pub(crate) fn of(text: &[u8]) -> Option<Word> {
        let bytes = text.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
        (text.len() <= WORD).then_some(Word { bytes, length: text.len() })
    }

    /// `[-]digits[.digits]`: the digits as one number, which is negative or not, and how many stand behind the point.
    /// `None` for any other writing.
    #[inline]
    pub(crate) fn number(self) -> Option<(bool, u64, usize)> {
        let negative = self.bytes as u8 == b'-';
        let (bytes, length) = if negative { (self.bytes >> 8, self.length - 1) } else { (self.bytes, self.length) };
        // One past the end if there is none.
        let point = first_byte(zeros(bytes ^ all(b'.'))).min(length);
        let pointed = usize::from(point < length);
        let places = length - point - pointed;
        // Digits in front of the point, and behind it if there is one.
        if point == 0 || places < pointed {
            return None;
        }
        // The digits behind the point move up to those before it.
        let before = LOWEST[point];
        let digits = (bytes & before) | (bytes >> 8 & !before);
        // Each as a number, zeros in front.
        let count = point + places;
        let values = (digits ^ (all(b'0') & LOWEST[count])) << (8 * (WORD - count));
        // A byte above nine shows in its highest bit.
        if (((values & all(0x7F)) + all(0x76)) | values) & all(0x80) != 0 {
            return None;
        }
        // Neighbours join: one digit and one, two and two, four and four.
        let pairs = (values * 10 + (values >> 8)) & 0x00FF_00FF_00FF_00FF;
        let fours = (pairs * 100 + (pairs >> 16)) & 0x0000_FFFF_0000_FFFF;
        Some((negative, (fours * 10_000 + (fours >> 32)) & 0xFFFF_FFFF, places))
    }
}

/// Ones over so many of the lowest bytes.
const LOWEST: [u64; WORD + 1] = {
    let mut lowest = [0; WORD + 1];
    let mut length = 1;
    while length <= WORD {
        lowest[length] = lowest[length - 1] << 8 | 0xFF;
        length += 1;
    }
    lowest
};

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// One character after the other.
    fn slowly(text: &str) -> Option<(bool, u64, usize)> {
        let (negative, digits) = text.strip_prefix('-').map_or((false, text), |digits| (true, digits));
        let (whole, behind) = digits.split_once('.').map_or((digits, None), |(whole, behind)| (whole, Some(behind)));
        let all = [whole, behind.unwrap_or("")].concat();
        let written = !whole.is_empty() && behind != Some("") && all.bytes().all(|byte| byte.is_ascii_digit());
        written.then(|| (negative, all.parse().unwrap(), behind.map_or(0, str::len)))
    }

    /// The same whatever stands behind, and whether or not that is looked at.
    fn check(text: &str, behind: &str) {
        let both = [text, behind].concat();
        let (length, word) = cell(b';', both.as_bytes(), text.len());
        assert_eq!((length, word), (text.len(), Word::of(text.as_bytes())), "{text} before {behind}");
        assert_eq!(word.and_then(Word::number), slowly(text), "{text} before {behind}");
    }

    #[test]
    fn what_is_no_number() {
        for text in
            ["", "-", ".", "-.", "1.", ".1", "-1.", "1..2", "1.2.3", "--1", "1-", "1e5", "١", "１", "1 ", "/", ":"]
        {
            check(text, "");
            check(text, ",1234567890123456789");
        }
    }

    proptest! {
        #[test]
        fn the_first_separator_is_found(text in "[ab\u{ff0c}]{0,70}[a,\u{ff0c}]{0,40}") {
            let length = text.find(',').unwrap_or(text.len());
            prop_assert_eq!(length_before(b',', text.as_bytes()), length);
            prop_assert_eq!(length_before_far(b',', text.as_bytes()), length);
            for most in [0, 3, 8, 9, 200] {
                let word = Word::of(&text.as_bytes()[..length.min(most)]);
                prop_assert_eq!(cell(b',', text.as_bytes(), most), (length.min(most), word));
            }
        }

        #[test]
        fn at_a_glance_is_as_slowly(
            text in "-?[0-9]{0,8}|-?[0-9]{0,6}[.][0-9]{0,7}|[-0-9.,:/a\u{80}是]{0,5}", behind in "|,|,[-0-9.,]{20}",
        ) {
            if text.len() <= WORD {
                check(&text, &behind);
            }
        }
    }
}
