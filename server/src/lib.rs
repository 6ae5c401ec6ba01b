//! The reference backend of `realname`: a gateway, which any provider's backend could be, and a vault, which alone
//! holds the keys that open what a person typed. One binary runs both; they share no database and no key.
//!
//! Arrows run one way: [`server`] → [`gateway`] → [`vault`] → [`keys`], [`database`]. Every check of the wire format is
//! the core's (`realname::bundle`); nothing of it is repeated here.
#![forbid(unsafe_code)]

// The laboratory of the tests outside serves the attacks inside, too.
#[cfg(test)]
extern crate self as realname_server;

#[cfg(test)]
mod attacks;
pub mod audit;
pub mod check;
mod checks;
pub mod cli;
pub mod clock;
pub mod config;
pub mod connections;
pub mod database;
pub mod demo;
mod frame;
pub mod gateway;
pub mod keys;
pub mod label;
pub mod log;
pub mod notice;
pub mod origin;
pub mod policy;
pub mod proxies;
mod rates;
pub mod receipt;
pub mod records;
pub mod retention;
pub mod server;
mod suite;
mod tasks;
#[cfg(feature = "tls")]
mod tls;
pub mod trust;
pub mod vault;
pub mod www;

#[cfg(test)]
use attacks::laboratory;
