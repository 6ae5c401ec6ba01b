#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod code;
pub mod date;
pub mod secret;
