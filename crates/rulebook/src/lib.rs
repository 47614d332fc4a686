#![doc = include_str!("../README.md")]

pub mod applicability;
pub mod calendar;
pub mod catalogue;
pub mod check;
pub mod columns;
pub mod credit_code;
mod csv;
pub mod deadline;
pub mod derive;
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
pub mod size;
pub mod source;
pub mod standard;
pub mod stated;
pub mod tier;
