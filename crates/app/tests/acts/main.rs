//! Acts through the one door, on a store of their own.

mod compliance_lists;
mod consultation;
mod corrections;
mod draw;
mod earlier;
mod enterprise;
mod imports;
mod innovative;
mod ladder;
mod local_table;
mod permission;
mod post;
mod province;
mod rereview;
mod signing_in;
mod updates;
