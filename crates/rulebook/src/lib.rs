#![doc = include_str!("../README.md")]

pub mod advise;
pub mod applicability;
#[cfg(any(test, feature = "testkit"))]
pub mod borders;
pub mod calendar;
pub mod catalogue;
pub mod change;
pub mod check;
pub mod columns;
pub mod credit_code;
mod csv;
pub mod deadline;
pub mod derive;
pub mod diff;
pub mod distinctive;
pub mod dossier;
pub mod explain;
pub mod facts;
pub mod industry;
pub mod judge;
pub mod policy;
pub mod population;
pub mod procedure;
pub mod quantity;
pub mod region;
pub mod regulation;
pub mod signals;
pub mod simulate;
pub mod size;
pub mod source;
pub mod sql;
pub mod standard;
pub mod stated;
pub mod tier;
