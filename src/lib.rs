#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]

pub mod bundle;
pub mod checksum;
pub mod code;
pub mod consent;
pub mod date;
pub mod identity;
pub mod json;
pub mod mobile;
pub mod name;
pub mod organization;
mod reading;
pub mod region;
pub mod secret;
mod shape;
pub mod suite;
pub mod text;
