//! The container of XLS: a small file system of sectors that form chains (MS-CFB).
//!
//! A chain that runs in a circle or out of the file would keep the spreadsheet reader busy for ever; here it makes
//! the file unreadable.

/// Names no sector: the end of a chain.
const END: u32 = 0xFFFF_FFFE;
/// From here on numbers mean something else than a sector.
const RESERVED: u32 = 0xFFFF_FFFA;
/// Streams below this size live in the small sectors.
const SMALL_STREAM: u64 = 4_096;
const SMALL_SECTOR: usize = 64;
const HEADER: usize = 512;
const ENTRY: usize = 128;

/// A compound file whose chains all end.
#[derive(Debug)]
pub(super) struct Compound<'b> {
    sectors: Sectors<'b>,
    next: Vec<u32>,
    small: Vec<u8>,
    small_next: Vec<u32>,
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    name: String,
    start: u32,
    size: u64,
}

#[derive(Debug, Clone, Copy)]
struct Sectors<'b> {
    bytes: &'b [u8],
    size: usize,
}

impl<'b> Compound<'b> {
    /// Reads the directory; `None` if anything is not as it must be.
    pub(super) fn read(bytes: &'b [u8]) -> Option<Compound<'b>> {
        let header = bytes.get(..HEADER)?;
        let size = match u16_at(header, 30)? {
            9 => 512,
            12 => 4_096,
            _ => return None,
        };
        let sectors = Sectors { bytes, size };
        let next = sectors.table(header)?;
        let directory = sectors.chain(u32_at(header, 48)?, &next)?;
        let entries: Vec<Entry> = directory.chunks_exact(ENTRY).map(|entry| Entry::read(entry, size)).collect();
        let root = entries.first()?;
        let (small, small_next) = match u32_at(header, 64)? {
            0 => (Vec::new(), Vec::new()),
            _ => (sectors.chain(root.start, &next)?, numbers(&sectors.chain(u32_at(header, 60)?, &next)?)),
        };
        Some(Compound { sectors, next, small, small_next, entries })
    }

    /// Whether there is an entry of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.entry(name).is_some()
    }

    /// The content of an entry.
    pub(super) fn stream(&self, name: &str) -> Option<Vec<u8>> {
        let entry = self.entry(name)?;
        let mut content = if entry.size < SMALL_STREAM {
            let mut content = Vec::new();
            for at in places(entry.start, &self.small_next)? {
                content.extend(self.small.get(at * SMALL_SECTOR..)?.iter().take(SMALL_SECTOR));
            }
            content
        } else {
            self.sectors.chain(entry.start, &self.next)?
        };
        content.truncate(usize::try_from(entry.size).ok()?);
        (content.len() as u64 == entry.size).then_some(content)
    }

    fn entry(&self, name: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name))
    }
}

impl Entry {
    fn read(entry: &[u8], sector: usize) -> Entry {
        let name: Vec<u16> =
            entry.chunks_exact(2).take(32).map(|unit| u16::from_le_bytes([unit[0], unit[1]])).collect();
        let name: Vec<u16> = name.into_iter().take_while(|unit| *unit != 0).collect();
        let low = u64::from(u32_at(entry, 120).unwrap_or(0));
        let high = u64::from(u32_at(entry, 124).unwrap_or(0));
        // The small kind of file leaves what it likes in the upper half.
        let size = if sector == 512 { low } else { high << 32 | low };
        Entry { name: String::from_utf16_lossy(&name), start: u32_at(entry, 116).unwrap_or(END), size }
    }
}

impl<'b> Sectors<'b> {
    /// A sector; the last one of the file may be cut short, but not to nothing.
    fn get(&self, at: usize) -> Option<&'b [u8]> {
        let begin = at.checked_add(1)?.checked_mul(self.size)?;
        let rest = self.bytes.get(begin..)?;
        Some(&rest[..rest.len().min(self.size)]).filter(|sector| !sector.is_empty())
    }

    /// The table of chains, itself listed in the header and in a chain of its own.
    fn table(&self, header: &[u8]) -> Option<Vec<u32>> {
        let most = self.bytes.len() / self.size + 1;
        let mut listed = numbers(header.get(76..HEADER)?);
        let mut more = u32_at(header, 68)?;
        let mut steps = 0;
        while more < RESERVED {
            steps += 1;
            if steps > most {
                return None;
            }
            let mut list = numbers(self.get(more as usize)?);
            more = list.pop()?;
            listed.extend(list);
        }
        let mut table = Vec::new();
        for sector in listed.into_iter().filter(|sector| *sector < RESERVED) {
            // Each sector of the table speaks of sectors of the file: there cannot be more of them than those.
            if table.len() > most.saturating_mul(2).saturating_add(self.size) {
                return None;
            }
            table.extend(numbers(self.get(sector as usize)?));
        }
        Some(table)
    }

    fn chain(&self, start: u32, next: &[u32]) -> Option<Vec<u8>> {
        let places = places(start, next)?;
        let mut content = Vec::with_capacity(places.len().saturating_mul(self.size).min(self.bytes.len()));
        for at in places {
            content.extend_from_slice(self.get(at)?);
        }
        Some(content)
    }
}

/// The places of a chain; `None` if it does not end.
fn places(start: u32, next: &[u32]) -> Option<Vec<usize>> {
    let (mut at, mut places) = (start, Vec::new());
    while at != END {
        let place = at as usize;
        at = *next.get(place)?;
        places.push(place);
        if places.len() > next.len() {
            return None;
        }
    }
    Some(places)
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]])).collect()
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..at + 2)?;
    Some(u16::from_le_bytes([two[0], two[1]]))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at + 4)?;
    Some(u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}
