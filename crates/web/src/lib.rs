#![doc = include_str!("../README.md")]

pub mod layout;
pub mod show;

pub mod components;
pub mod form;
pub mod look;

pub mod account;
pub mod department;
pub mod enterprise;
pub mod office;
pub mod public;

pub mod door;
pub mod failure;
pub mod file;
pub mod house;
pub mod porter;
pub mod router;
pub mod security;
pub mod view;

pub mod sample;

pub use layout::Page;
pub use view::View;
