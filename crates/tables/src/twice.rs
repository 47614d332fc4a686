//! Codes that stand twice: fingerprints are dealt out to heaps small enough for the near caches, each heap is searched
//! by itself.

use std::hash::{BuildHasher, RandomState};
use std::ops::Range;

use titian_rulebook::population::Texts;

/// From here on two threads share the work.
const MANY: usize = 100_000;

/// A power of two, so that the uppermost bits of a fingerprint name its heap.
const HEAPS: usize = 256;

/// The lower half of a code's fingerprint, and its place.
type Print = (u32, u32);

/// Pairs (later, first) of places with the same code, by `later`; blank codes are never the same.
pub(crate) fn twice(codes: &Texts) -> Vec<(usize, usize)> {
    // A seed that nobody can know keeps a hostile file from choosing codes that collide.
    let seed = RandomState::new().hash_one(codes.len()) | 1;
    let half = codes.len() / 2;
    let [first, second] = both(codes.len() >= MANY, [0..half, half..codes.len()], |places| deal(codes, seed, places));
    let mut found = both(codes.len() >= MANY, [0..HEAPS / 2, HEAPS / 2..HEAPS], |heaps| {
        let mut found = Vec::new();
        for (first, second) in first[heaps.clone()].iter().zip(&second[heaps]) {
            search(codes, first.iter().chain(second), first.len() + second.len(), &mut found);
        }
        found
    })
    .concat();
    found.sort_unstable();
    found
}

/// Does two parts of some work, side by side if that is worth it.
fn both<T: Send>(threads: bool, parts: [Range<usize>; 2], work: impl Fn(Range<usize>) -> T + Sync) -> [T; 2] {
    let [first, second] = parts;
    if !threads {
        return [work(first), work(second)];
    }
    std::thread::scope(|scope| {
        let (work, again) = (&work, second.clone());
        let other = scope.spawn(move || work(second));
        let first = work(first);
        // There is nothing to panic at; if there was, our own thread answers.
        [first, other.join().unwrap_or_else(|_| work(again))]
    })
}

/// The fingerprints of some codes, in heaps.
fn deal(codes: &Texts, seed: u64, places: Range<usize>) -> Vec<Vec<Print>> {
    let mut heaps: Vec<Vec<Print>> = (0..HEAPS).map(|_| Vec::with_capacity(places.len() / HEAPS * 9 / 8)).collect();
    for place in places {
        let code = codes.get(place);
        if !code.is_empty() {
            let print = fingerprint(code.as_bytes(), seed);
            // Rows are counted in 32 bits.
            heaps[(print >> 56) as usize].push((print as u32, place as u32));
        }
    }
    heaps
}

/// Finds what stands twice in one heap, whose places ascend.
fn search<'p>(codes: &Texts, heap: impl Iterator<Item = &'p Print>, prints: usize, found: &mut Vec<(usize, usize)>) {
    let room = (prints * 2).next_power_of_two();
    // Place of the code plus one, beside its fingerprint; 0 = free.
    let mut table = vec![0u64; room];
    for (print, place) in heap {
        let entry = u64::from(*print) << 32 | (u64::from(*place) + 1);
        let mut at = *print as usize & (room - 1);
        loop {
            let known = table[at];
            if known == 0 {
                table[at] = entry;
                break;
            }
            let first = known as u32 as usize - 1;
            if known >> 32 == u64::from(*print) && codes.get(first) == codes.get(*place as usize) {
                found.push((*place as usize, first));
                break;
            }
            at = (at + 1) & (room - 1);
        }
    }
}

/// Multiplies and folds eight bytes at a time.
fn fingerprint(code: &[u8], seed: u64) -> u64 {
    let mut print = seed;
    for chunk in code.chunks(8) {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        let product = u128::from(print ^ u64::from_le_bytes(word)) * u128::from(seed ^ 0x9E37_79B9_7F4A_7C15);
        print = (product >> 64) as u64 ^ product as u64;
    }
    print
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_later_place_names_the_first() {
        let codes: Texts = ["a", "b", "", "a", "", "c", "b", "a"].into_iter().collect();
        assert_eq!(twice(&codes), [(3, 0), (6, 1), (7, 0)]);
    }

    #[test]
    fn two_threads_find_the_same() {
        let codes: Vec<String> = (0..MANY + 5_000).map(|n| format!("9X4501{:012}", n % MANY)).collect();
        let codes: Texts = codes.iter().map(String::as_str).collect();
        let expected: Vec<_> = (0..5_000).map(|n| (MANY + n, n)).collect();
        assert_eq!(twice(&codes), expected);
    }
}
