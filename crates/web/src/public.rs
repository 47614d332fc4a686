//! 公众 Pages for anyone, without an account.

pub mod about;
pub mod announcement;
pub mod carry;
pub mod complaint;
pub mod draw;
pub mod entry;
pub mod home;
pub mod notice;
pub mod notices;
pub mod objection;
pub mod open;
pub mod progress;
pub mod publicity;
pub mod receipt;
pub mod recover;
pub mod register;
pub mod regulation;
pub mod self_test;
pub mod self_test_result;
pub mod sign_in;
pub mod sign_up;
pub mod sources;
pub mod support;
pub mod verify;
pub mod voice;

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
        Sample::of("public-notices", &notices::Notices::sample()),
        Sample::of("public-notices-none", &notices::Notices::sample_none()),
        Sample::of("public-notice", &notice::NoticePage::sample()),
        Sample::of("public-draws", &draw::DrawsPage::sample()),
        Sample::of("public-draws-none", &draw::DrawsPage::sample_empty()),
        Sample::made("public-draw", draw::DrawPage::sample()),
        Sample::made("public-draw-fixed", draw::DrawPage::sample_fixed()),
        Sample::made("public-draw-dropped", draw::DrawPage::sample_dropped()),
        Sample::of("public-publicity", &publicity::PublicityPage::sample()),
        Sample::of("public-publicity-over", &publicity::PublicityPage::sample_over()),
        Sample::of("public-objection", &objection::ObjectionPage::sample()),
        Sample::of("public-objection-refused", &objection::ObjectionPage::sample_refused()),
        Sample::of("public-progress", &progress::Progress::sample()),
        Sample::of("public-progress-refused", &progress::Progress::sample_refused()),
        Sample::of("public-progress-answered", &progress::Progress::sample_answered()),
        Sample::of("public-receipt", &receipt::Receipt::sample()),
        Sample::of("public-announcement", &announcement::AnnouncementPage::sample()),
        Sample::of("public-announcement-correction", &announcement::AnnouncementPage::sample_correction()),
        Sample::of("public-register", &register::Register::sample()),
        Sample::of("public-register-none", &register::Register::sample_none()),
        Sample::of("public-entry", &entry::Entry::sample()),
        Sample::of("public-entry-earlier", &entry::Entry::sample_earlier()),
        Sample::of("public-entry-withdrawn", &entry::Entry::sample_withdrawn()),
        Sample::of("public-verify", &verify::Verify::sample_blank()),
        Sample::of("public-verify-valid", &verify::Verify::sample_valid()),
        Sample::of("public-verify-ended", &verify::Verify::sample_ended()),
        Sample::of("public-verify-unknown", &verify::Verify::sample_unknown()),
        Sample::of("public-regulation", &regulation::RegulationPage::sample()),
        Sample::of("public-sign-in", &sign_in::SignIn::sample()),
        Sample::of("public-sign-in-carried", &sign_in::SignIn::sample_carried()),
        Sample::of("public-carry", &carry::Carry::sample()),
        Sample::of("public-sign-in-refused", &sign_in::SignIn::sample_refused()),
        Sample::of("public-sign-in-code", &sign_in::SignInCode::sample()),
        Sample::of("public-sign-up", &sign_up::SignUp::sample()),
        Sample::of("public-sign-up-refused", &sign_up::SignUp::sample_refused()),
        Sample::of("public-recover", &recover::Recover::sample()),
        Sample::of("public-about", &about::About::sample()),
        Sample::of("public-accessibility", &about::Accessibility::sample()),
        Sample::of("public-sources", &sources::Sources::sample()),
        Sample::of("public-voice", &voice::Voice::sample()),
        Sample::of("public-complaint", &complaint::ComplaintPage::sample()),
        Sample::of("public-complaint-refused", &complaint::ComplaintPage::sample_refused()),
        Sample::of("public-support", &support::Support::sample()),
        Sample::of("public-support-none", &support::Support::sample_none()),
    ]
}
