//! The portal in a real Chromium, by keyboard.

mod ladder;
mod looked;
mod moments;
mod samples;
mod whole_way;
