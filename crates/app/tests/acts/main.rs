//! Acts through the one door, on a store of their own.

mod draw;
mod earlier;
mod consultation;
mod enterprise;
mod innovative;
mod ladder;
mod local_table;
mod permission;
mod post;
mod province;
mod signing_in;
