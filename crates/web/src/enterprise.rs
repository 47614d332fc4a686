//! 企业 Pages for people who act for an enterprise.

use crate::sample::Sample;

/// Every enterprise page with its sample values.
pub fn samples() -> Vec<Sample> {
    vec![]
}
