//! 公众 Pages for anyone, without an account.

pub mod home;
pub mod open;
pub mod self_test;
pub mod self_test_result;

use crate::sample::Sample;

/// Every public page with its sample values.
pub fn samples() -> Vec<Sample> {
    vec![
        Sample::of("public-home", &home::Home::sample()),
        Sample::of("public-home-quiet", &home::Home::sample_quiet()),
        Sample::of("public-self-test", &self_test::SelfTest::sample()),
        Sample::of("public-self-test-refused", &self_test::SelfTest::sample_refused()),
        Sample::of("public-self-test-result", &self_test_result::SelfTestResult::sample()),
        Sample::of("public-self-test-result-open", &self_test_result::SelfTestResult::sample_open()),
    ]
}
