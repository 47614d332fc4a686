//! 账户 Pages about one's own account, for everyone who has one: devices, password, second factor, e-mail.

pub mod devices;
pub mod email;
pub mod open;
pub mod password;
pub mod second_factor;

use crate::components::Errors;
use crate::layout::{Audience, Page};
use crate::sample::{self, Sample};

/// Every page with its sample values.
pub fn samples() -> Vec<Sample> {
    vec![
        Sample::of("account-devices", &devices::Devices::sample()),
        Sample::of("account-devices-one", &devices::Devices::sample_one()),
        Sample::of("account-email", &email::Email::sample()),
        Sample::of("account-email-refused", &email::Email::sample_refused()),
        Sample::of("account-password", &password::Password::sample()),
        Sample::of("account-password-refused", &password::Password::sample_refused()),
        Sample::of("account-second-factor", &second_factor::SecondFactor::sample()),
        Sample::of("account-second-factor-set", &second_factor::SecondFactor::sample_set()),
        Sample::of("account-second-factor-offered", &second_factor::SecondFactor::sample_offered()),
    ]
}

/// The ground of a sample.
fn page(title: &str) -> Page {
    sample::page(Audience::Office, "", title)
}

/// Errors of a form whose secrets are never shown again.
fn wrong(errors: Errors) -> Errors {
    let lead = if errors.list.is_empty() { String::new() } else { "为了安全，各处都要重新填写。".into() };
    Errors { lead, ..errors }
}
