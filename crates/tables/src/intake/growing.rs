//! A column that grows row by row and widens when a value asks for it.

use titian_rulebook::population::{Column, UNKNOWN};

/// A column on its way in. It begins with bytes: most facts are choices.
#[derive(Debug)]
pub(super) struct Growing(Column);

impl Default for Growing {
    fn default() -> Growing {
        Growing(Column::Byte(Vec::new()))
    }
}

/// The value as a byte column holds it.
fn byte(value: i64) -> Option<u8> {
    match value {
        UNKNOWN => Some(u8::MAX),
        0..255 => Some(value as u8),
        _ => None,
    }
}

/// The value as a column of 32 bits holds it.
fn int(value: i64) -> Option<i32> {
    match value {
        UNKNOWN => Some(i32::MIN),
        _ => i32::try_from(value).ok().filter(|value| *value > i32::MIN),
    }
}

impl Growing {
    /// Adds a value; [`UNKNOWN`] = unknown.
    #[inline]
    pub(super) fn push(&mut self, value: i64) {
        match &mut self.0 {
            Column::Long(values) => return values.push(value),
            Column::Int(values) => {
                if let Some(value) = int(value) {
                    return values.push(value);
                }
            }
            Column::Byte(values) => {
                if let Some(value) = byte(value) {
                    return values.push(value);
                }
            }
        }
        self.widen();
        self.push(value);
    }

    /// Adds many values. None looks at the others, so that the machine takes several at a time.
    pub(super) fn extend(&mut self, values: &[i64]) {
        let all =
            |fits: fn(i64) -> bool| values.iter().fold(true, |all, value| all & (*value == UNKNOWN || fits(*value)));
        match &mut self.0 {
            Column::Long(column) => column.extend_from_slice(values),
            Column::Int(column) if all(|value| i32::try_from(value).is_ok() && value != i64::from(i32::MIN)) => {
                column.extend(values.iter().map(|value| if *value == UNKNOWN { i32::MIN } else { *value as i32 }));
            }
            Column::Byte(column) if all(|value| (0..255).contains(&value)) => {
                column.extend(values.iter().map(|value| if *value == UNKNOWN { u8::MAX } else { *value as u8 }));
            }
            _ => values.iter().for_each(|value| self.push(*value)),
        }
    }

    /// One step wider.
    #[cold]
    fn widen(&mut self) {
        self.0 = match &self.0 {
            Column::Byte(values) => {
                let wide = |value: &u8| if *value == u8::MAX { i32::MIN } else { i32::from(*value) };
                Column::Int(with_room(values.iter().map(wide), values.capacity()))
            }
            Column::Int(values) => {
                let wide = |value: &i32| if *value == i32::MIN { UNKNOWN } else { i64::from(*value) };
                Column::Long(with_room(values.iter().map(wide), values.capacity()))
            }
            Column::Long(_) => return,
        };
    }

    fn width(&self) -> u8 {
        match self.0 {
            Column::Byte(_) => 0,
            Column::Int(_) => 1,
            Column::Long(_) => 2,
        }
    }

    /// Adds all values of `later`.
    pub(super) fn append(&mut self, mut later: Growing) {
        while self.width() < later.width() {
            self.widen();
        }
        while later.width() < self.width() {
            later.widen();
        }
        match (&mut self.0, &later.0) {
            (Column::Byte(values), Column::Byte(more)) => values.extend_from_slice(more),
            (Column::Int(values), Column::Int(more)) => values.extend_from_slice(more),
            (Column::Long(values), Column::Long(more)) => values.extend_from_slice(more),
            // Same width since the two loops above.
            _ => {}
        }
    }

    /// The values that are known.
    pub(super) fn known(&self) -> impl Iterator<Item = i64> + '_ {
        (0..self.0.len()).filter_map(|row| self.0.get(row))
    }

    /// Leaves out the rows that are not to be kept.
    pub(super) fn retain(&mut self, keep: &[bool]) {
        let mut kept = keep.iter().copied();
        let mut next = || kept.next().unwrap_or(true);
        match &mut self.0 {
            Column::Byte(values) => values.retain(|_| next()),
            Column::Int(values) => values.retain(|_| next()),
            Column::Long(values) => values.retain(|_| next()),
        }
    }

    /// The column as narrow as it may be; `None` if nobody states anything.
    pub(super) fn finish(self) -> Option<Column> {
        let known = match &self.0 {
            Column::Byte(values) => values.iter().any(|value| *value != u8::MAX),
            Column::Int(values) => values.iter().any(|value| *value != i32::MIN),
            Column::Long(values) => values.iter().any(|value| *value != UNKNOWN),
        };
        known.then_some(self.0)
    }
}

fn with_room<T>(values: impl Iterator<Item = T>, room: usize) -> Vec<T> {
    let mut wide = Vec::with_capacity(room);
    wide.extend(values);
    wide
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn grown(values: &[i64]) -> Growing {
        let mut growing = Growing::default();
        values.iter().for_each(|value| growing.push(*value));
        growing
    }

    proptest! {
        #[test]
        fn a_grown_column_is_the_narrow_one(
            values in prop::collection::vec(
                prop_oneof![Just(UNKNOWN), -300..300i64, Just(i64::from(i32::MIN)), -(1i64 << 40)..1 << 40], 0..40),
            cut in 0usize..40,
        ) {
            let cut = cut.min(values.len());
            let mut parts = Growing::default();
            parts.extend(&values[..cut]);
            parts.append(grown(&values[cut..]));
            let known = values.iter().any(|value| *value != UNKNOWN);
            prop_assert_eq!(parts.finish(), known.then(|| Column::narrow(&values)));
        }
    }
}
