#![doc = include_str!("../README.md")]

pub mod id;
pub mod matching;
pub mod refusal;
pub mod room;
pub mod wording;

pub mod account;
pub mod answers;
pub mod enterprise;
pub mod local_table;
pub mod notice;

pub mod application;
pub mod compliance;
pub mod compliance_list;
pub mod draw;
pub mod inspection;
pub mod signal;

pub mod assignment;
pub mod correspondence;
pub mod recusal;
pub mod substitution;

pub mod announcement;
pub mod consultation;
pub mod correction;
pub mod correction_request;
pub mod objection;
pub mod publicity;
pub mod recognition;
pub mod recommendation;

pub mod annual_update;

pub mod earlier;
pub mod filings;
pub mod import;
pub mod miit_list;
