//! The few words of Thrift's compact protocol that the footer and the page heads of Parquet are written in.

/// Nothing of ours is nested deeper.
const DEEPEST: u8 = 16;

/// The types of fields and elements.
pub(super) mod kind {
    pub const TRUE: u8 = 1;
    pub const FALSE: u8 = 2;
    pub const BYTE: u8 = 3;
    pub const I16: u8 = 4;
    pub const I32: u8 = 5;
    pub const I64: u8 = 6;
    pub const DOUBLE: u8 = 7;
    pub const BINARY: u8 = 8;
    pub const LIST: u8 = 9;
    pub const SET: u8 = 10;
    pub const MAP: u8 = 11;
    pub const STRUCT: u8 = 12;
    pub const UUID: u8 = 13;
}

/// Bytes being read. Everything answers `None` where they end too early or make no sense.
#[derive(Debug, Clone, Copy)]
pub(super) struct Thrift<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Thrift<'b> {
    pub(super) fn new(bytes: &'b [u8]) -> Thrift<'b> {
        Thrift { bytes, at: 0 }
    }

    /// How far the reading is.
    pub(super) fn at(&self) -> usize {
        self.at
    }

    /// Reads a structure: `tell` takes the number and the type of each field, and reads or skips its value.
    pub(super) fn structure(&mut self, mut tell: impl FnMut(&mut Self, i64, u8) -> Option<()>) -> Option<()> {
        let mut id = 0i64;
        loop {
            let head = self.byte()?;
            if head == 0 {
                return Some(());
            }
            id = match head >> 4 {
                0 => self.int()?,
                step => id.checked_add(i64::from(step))?,
            };
            tell(self, id, head & 15)?;
        }
    }

    /// Reads the head of a list: how many elements, of which type.
    pub(super) fn list(&mut self) -> Option<(u64, u8)> {
        let head = self.byte()?;
        let elements = match head >> 4 {
            15 => self.varint()?,
            few => u64::from(few),
        };
        Some((elements, head & 15))
    }

    pub(super) fn int(&mut self) -> Option<i64> {
        let zigzag = self.varint()?;
        Some((zigzag >> 1) as i64 ^ -((zigzag & 1) as i64))
    }

    pub(super) fn binary(&mut self) -> Option<&'b [u8]> {
        let length = usize::try_from(self.varint()?).ok()?;
        self.take(length)
    }

    /// Reads past a value of this type.
    pub(super) fn skip(&mut self, kind: u8) -> Option<()> {
        self.skip_within(kind, DEEPEST)
    }

    fn skip_within(&mut self, kind: u8, deeper: u8) -> Option<()> {
        let deeper = deeper.checked_sub(1)?;
        match kind {
            kind::TRUE | kind::FALSE => {}
            kind::BYTE => drop(self.byte()?),
            kind::I16 | kind::I32 | kind::I64 => drop(self.varint()?),
            kind::DOUBLE => drop(self.take(8)?),
            kind::UUID => drop(self.take(16)?),
            kind::BINARY => drop(self.binary()?),
            kind::LIST | kind::SET => {
                let (elements, kind) = self.list()?;
                for _ in 0..elements {
                    self.skip_element(kind, deeper)?;
                }
            }
            kind::MAP => {
                let pairs = self.varint()?;
                let kinds = if pairs == 0 { 0 } else { self.byte()? };
                for _ in 0..pairs {
                    self.skip_element(kinds >> 4, deeper)?;
                    self.skip_element(kinds & 15, deeper)?;
                }
            }
            kind::STRUCT => self.structure(|thrift, _, kind| thrift.skip_within(kind, deeper))?,
            _ => return None,
        }
        Some(())
    }

    /// In a list, even 是 and 否 take a byte: every element does, so that no list outlasts the bytes.
    fn skip_element(&mut self, kind: u8, deeper: u8) -> Option<()> {
        match kind {
            kind::TRUE | kind::FALSE => self.byte().map(drop),
            _ => self.skip_within(kind, deeper),
        }
    }

    fn varint(&mut self) -> Option<u64> {
        let mut number = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn byte(&mut self) -> Option<u8> {
        let byte = *self.bytes.get(self.at)?;
        self.at += 1;
        Some(byte)
    }

    fn take(&mut self, length: usize) -> Option<&'b [u8]> {
        let taken = self.bytes.get(self.at..self.at.checked_add(length)?)?;
        self.at += length;
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn structures_are_read_field_by_field() {
        // 1: i32 -1, 2: binary "ab", 5: list of two i64, 20: true.
        let bytes = [0x15, 0x01, 0x18, 0x02, b'a', b'b', 0x39, 0x26, 0x02, 0x04, 0x01, 0x28, 0x00];
        let mut told = Vec::new();
        let mut thrift = Thrift::new(&bytes);
        let whole = thrift.structure(|thrift, id, kind| {
            told.push((id, kind));
            match id {
                1 => (thrift.int()? == -1).then_some(()),
                2 => (thrift.binary()? == b"ab").then_some(()),
                _ => thrift.skip(kind),
            }
        });
        assert_eq!((whole, thrift.at()), (Some(()), bytes.len()));
        assert_eq!(told, [(1, kind::I32), (2, kind::BINARY), (5, kind::LIST), (20, kind::TRUE)]);
    }

    proptest! {
        #[test]
        fn no_bytes_break_it(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Thrift::new(&bytes).skip(kind::STRUCT);
        }
    }
}
