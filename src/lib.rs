#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod bundle;
pub mod code;
pub mod consent;
pub mod date;
pub mod json;
pub mod secret;
pub mod suite;
