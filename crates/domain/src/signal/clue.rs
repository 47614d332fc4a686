//! 线索 What belongs to one enterprise alone and can be compared: the number of a right, a telephone, an address, a
//! controller, the number of an audit report. It is written beside a submission, so that a neighbour is found at once.

use std::collections::BTreeSet;

use titian_rulebook::signals::{Compare, Signals, Where};

use super::normal::normal;
use crate::application::Content;

/// The kind of the main product's name. Many make the same; it is compared only between enterprises of one group.
pub const PRODUCT: &str = "product";

/// One clue.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Clue {
    /// Which of the policy's shared things, or [`PRODUCT`].
    pub kind: String,
    /// As it is compared.
    pub value: String,
}

/// The clues of what was filed, each once.
pub fn clues(content: &Content, policy: &Signals) -> BTreeSet<Clue> {
    let area = policy.area_codes.get(&content.city).map(String::as_str);
    let shared = policy.shared.iter().flat_map(|shared| {
        let values = texts(content, &shared.place).into_iter().flat_map(|text| normal(shared.compare, text, area));
        values.map(|value| Clue { kind: shared.id.clone(), value })
    });
    let product = texts(content, &Where::Fact(policy.group.product.clone()));
    let product = product.into_iter().flat_map(|text| normal(Compare::Name, text, area));
    shared.chain(product.map(|value| Clue { kind: PRODUCT.into(), value })).collect()
}

/// The texts that stand at a place.
pub(super) fn texts<'c>(content: &'c Content, place: &Where) -> Vec<&'c str> {
    match place {
        Where::Fact(fact) => content.answers.once.get(fact).map(|answer| answer.text.as_str()).into_iter().collect(),
        Where::Field { record, field } => {
            let rows = content.answers.records.get(record).into_iter().flat_map(|rows| &rows.rows);
            rows.filter_map(|row| row.get(field)).map(String::as_str).collect()
        }
    }
}
