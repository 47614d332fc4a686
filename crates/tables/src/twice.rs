//! Codes that stand twice, found in one pass over a flat table of fingerprints.

use std::hash::{BuildHasher, RandomState};

use titian_rulebook::population::Texts;

/// From here on two threads share the work.
const MANY: usize = 100_000;

/// Pairs (later, first) of places with the same code, by `later`; blank codes are never the same.
pub(crate) fn twice(codes: &Texts) -> Vec<(usize, usize)> {
    // A seed that nobody can know keeps a hostile file from choosing codes that collide.
    let seed = RandomState::new().hash_one(codes.len()) | 1;
    if codes.len() < MANY {
        return half(codes, seed, |_| true);
    }
    // Equal codes have equal fingerprints, so each thread can look at its own half of them.
    let mut found = std::thread::scope(|scope| {
        let other = scope.spawn(|| half(codes, seed, |print| print >> 63 == 1));
        let mut found = half(codes, seed, |print| print >> 63 == 0);
        // A thread that searches a table has nothing to panic at; if it did, our own pass over all codes answers.
        found.extend(other.join().unwrap_or_else(|_| half(codes, seed, |_| true)));
        found
    });
    found.sort_unstable();
    found.dedup();
    found
}

fn half(codes: &Texts, seed: u64, mine: impl Fn(u64) -> bool) -> Vec<(usize, usize)> {
    let room = (codes.len() * 2).next_power_of_two().max(16);
    // Place of the code plus one, beside the upper half of its fingerprint; 0 = free.
    let mut table = vec![0u64; room];
    let mut found = Vec::new();
    for at in 0..codes.len() {
        let code = codes.get(at);
        let print = fingerprint(code.as_bytes(), seed);
        if code.is_empty() || !mine(print) {
            continue;
        }
        let tag = print >> 32;
        let mut place = print as usize & (room - 1);
        loop {
            match table[place] {
                0 => {
                    table[place] = tag << 32 | (at as u64 + 1);
                    break;
                }
                entry if entry >> 32 == tag && codes.get(entry as u32 as usize - 1) == code => {
                    found.push((at, entry as u32 as usize - 1));
                    break;
                }
                _ => place = (place + 1) & (room - 1),
            }
        }
    }
    found
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
