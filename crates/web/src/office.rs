//! 主管部门 Pages for the people of county, city and province.

use crate::sample::Sample;

/// Every office page with its sample values.
pub fn samples() -> Vec<Sample> {
    vec![]
}
