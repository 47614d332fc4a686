//! The portal in a real Chromium, by keyboard.

mod looked;
mod moments;
mod samples;
mod whole_way;
