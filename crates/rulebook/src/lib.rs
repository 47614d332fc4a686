//! Rulebook.
pub mod calendar;
pub mod catalogue;
pub mod credit_code;
mod csv;
pub mod deadline;
pub mod derive;
pub mod dossier;
pub mod explain;
pub mod facts;
pub mod industry;
pub mod judge;
pub mod policy;
pub mod population;
pub mod quantity;
pub mod size;
pub mod source;
pub mod standard;
pub mod tier;
