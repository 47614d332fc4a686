//! Short cells at a glance: eight characters are looked at together, in one word of the machine, instead of one by one.

/// How many bytes a word holds.
pub(crate) const WORD: usize = 8;

const fn all(byte: u8) -> u64 {
    u64::from_le_bytes([byte; WORD])
}

/// The place of the first byte that is zero; none = the length of a word.
#[inline]
fn first_zero(word: u64) -> usize {
    // Lower than the first zero no byte borrows, so that its highest bit is the first that is set.
    (word.wrapping_sub(all(1)) & !word & all(0x80)).trailing_zeros() as usize / 8
}

/// How many bytes stand before the first `byte`; all of them if there is none.
#[inline]
pub(crate) fn length_before(byte: u8, text: &[u8]) -> usize {
    let (words, rest) = text.as_chunks();
    for (at, word) in words.iter().enumerate() {
        let found = first_zero(u64::from_le_bytes(*word) ^ all(byte));
        if found < WORD {
            return at * WORD + found;
        }
    }
    words.len() * WORD + rest.iter().position(|other| *other == byte).unwrap_or(rest.len())
}

/// A text of at most eight bytes: its first byte the lowest, zeros behind its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Word {
    bytes: u64,
    length: usize,
}

impl Word {
    /// The first `length` bytes of `text`; `None` if they are more than a word holds.
    #[inline]
    pub(crate) fn of(text: &[u8], length: usize) -> Option<Word> {
        if length > WORD {
            return None;
        }
        let bytes = match text.first_chunk() {
            Some(word) => u64::from_le_bytes(*word),
            // Near the end of what was read.
            None => text.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte)),
        };
        Some(Word { bytes: bytes & lowest(length), length })
    }

    /// `[-]digits[.digits]`: the digits as one number, which is negative or not, and how many stand behind the point.
    /// `None` for any other writing.
    #[inline]
    pub(crate) fn number(self) -> Option<(bool, u64, usize)> {
        let negative = self.bytes as u8 == b'-';
        let (bytes, length) = if negative { (self.bytes >> 8, self.length - 1) } else { (self.bytes, self.length) };
        let point = first_zero(bytes ^ all(b'.')).min(length);
        let pointed = usize::from(point < length);
        let places = length - point - pointed;
        // Digits in front of the point, and behind it if there is one.
        if point == 0 || places < pointed {
            return None;
        }
        // The digits behind the point move up to those before it.
        let before = lowest(point);
        let digits = (bytes & before) | (bytes >> 8 & !before);
        // Each as a number, zeros in front.
        let count = point + places;
        let values = (digits ^ (all(b'0') & lowest(count))) << (8 * (WORD - count));
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

/// Ones over the lowest `length` bytes, at most eight.
#[inline]
fn lowest(length: usize) -> u64 {
    // In two steps: a shift by the whole word is none.
    !(u64::MAX << (4 * length) << (4 * length))
}

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

    fn check(text: &str, behind: &str) {
        let both = [text, behind].concat();
        let read = Word::of(both.as_bytes(), text.len()).and_then(Word::number);
        assert_eq!(read, slowly(text), "{text} before {behind}");
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
        fn the_first_separator_is_found(text in "[a,\u{ff0c}]{0,40}") {
            let length = text.find(',').unwrap_or(text.len());
            prop_assert_eq!(length_before(b',', text.as_bytes()), length);
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
