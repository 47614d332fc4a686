//! 公众 Pages for anyone, without an account.

pub mod home;
pub mod open;

use crate::sample::Sample;

/// Every public page with its sample values.
pub fn samples() -> Vec<Sample> {
    vec![Sample::of("public-home", &home::Home::sample()), Sample::of("public-home-quiet", &home::Home::sample_quiet())]
}
