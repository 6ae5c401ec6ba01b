//! What std's prelude has and core's lacks: the published module has no std (feature `trap`).

#![allow(unused_imports, reason = "each room takes what it needs")]

pub(crate) use alloc::borrow::ToOwned;
pub(crate) use alloc::boxed::Box;
pub(crate) use alloc::string::{String, ToString};
pub(crate) use alloc::vec::Vec;
