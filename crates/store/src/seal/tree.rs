//! The Merkle tree of RFC 6962, grown leaf by leaf: only the roots of its perfect subtrees are kept.

use sha2::{Digest, Sha256};

use crate::hex;

/// A hash in the tree.
pub(crate) type Hash = [u8; 32];

/// A tree, by the roots of its perfect subtrees, largest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tree {
    size: u64,
    subtrees: Vec<Hash>,
}

impl Tree {
    /// How many leaves it has.
    pub(crate) fn size(&self) -> u64 {
        self.size
    }

    /// One more leaf.
    pub(crate) fn push(&mut self, data: &[u8]) {
        let mut node: Hash = Sha256::new().chain_update([0]).chain_update(data).finalize().into();
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.subtrees.pop() {
                node = parent(&left, &node);
            }
        }
        self.subtrees.push(node);
        self.size += 1;
    }

    /// The root over all leaves.
    pub(crate) fn root(&self) -> Hash {
        let smallest_first = self.subtrees.iter().rev().copied();
        smallest_first.reduce(|right, left| parent(&left, &right)).unwrap_or_else(|| Sha256::digest([]).into())
    }

    /// What [`Tree::resume`] needs to go on.
    pub(crate) fn frontier(&self) -> String {
        self.subtrees.iter().map(|hash| hex::of(hash)).collect::<Vec<_>>().join(",")
    }

    /// The tree of `size` leaves with this frontier; `None` if they do not fit.
    pub(crate) fn resume(size: u64, frontier: &str) -> Option<Tree> {
        let hash = |digits: &str| hex::bytes(digits)?.try_into().ok();
        let subtrees = match frontier {
            "" => Vec::new(),
            some => some.split(',').map(hash).collect::<Option<Vec<Hash>>>()?,
        };
        (subtrees.len() == usize::try_from(size.count_ones()).ok()?).then_some(Tree { size, subtrees })
    }
}

fn parent(left: &Hash, right: &Hash) -> Hash {
    Sha256::new().chain_update([1]).chain_update(left).chain_update(right).finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(leaves: &[Vec<u8>]) -> Tree {
        let mut tree = Tree::default();
        leaves.iter().for_each(|leaf| tree.push(leaf));
        tree
    }

    /// MTH as section 2.1 of the RFC says it.
    fn root(leaves: &[Vec<u8>]) -> Hash {
        match leaves {
            [] => Sha256::digest([]).into(),
            [leaf] => Sha256::new().chain_update([0]).chain_update(leaf).finalize().into(),
            more => {
                let half = more.len().next_power_of_two() / 2;
                parent(&root(&more[..half]), &root(&more[half..]))
            }
        }
    }

    #[test]
    fn known_roots() {
        let leaves: Vec<Vec<u8>> =
            ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
                .iter()
                .map(|digits| hex::bytes(digits).unwrap())
                .collect();
        let check = |size: usize, known: &str| assert_eq!(hex::of(&tree(&leaves[..size]).root()), known);
        check(0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
        check(1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
        check(8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
    }

    #[test]
    fn any_size_in_any_two_steps() {
        let leaves: Vec<Vec<u8>> = (0..70_u8).map(|n| vec![n; usize::from(n)]).collect();
        for size in 0..=leaves.len() {
            let whole = tree(&leaves[..size]);
            assert_eq!(whole.root(), root(&leaves[..size]), "{size}");
            let half = tree(&leaves[..size / 2]);
            let mut resumed = Tree::resume(half.size(), &half.frontier()).unwrap();
            leaves[size / 2..size].iter().for_each(|leaf| resumed.push(leaf));
            assert_eq!(resumed, whole, "{size}");
        }
        assert_eq!(Tree::resume(3, &tree(&leaves[..4]).frontier()), None);
        assert_eq!(Tree::resume(1, "zz"), None);
    }
}
