//! titian.
fn main() {}
