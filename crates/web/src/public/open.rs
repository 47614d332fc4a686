//! What the public opens: values for the pages, read from the house.

mod home;

pub use home::home;
