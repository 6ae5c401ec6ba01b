#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![cfg_attr(all(target_arch = "wasm32", feature = "trap"), no_std)]

#[macro_use]
extern crate alloc;

// The tests of the folder `tests` and those in here share their world.
#[cfg(all(test, feature = "native"))]
extern crate self as realname;

/// What docs/verify.md prints is compiled.
#[cfg(all(doctest, feature = "native"))]
#[doc = include_str!("../docs/verify.md")]
struct VerifyExample;

pub mod batch;
#[cfg(all(target_arch = "wasm32", feature = "browser"))]
mod browser;
pub mod bundle;
mod checks;
pub mod checksum;
pub mod code;
pub mod consent;
pub mod date;
pub mod identity;
#[cfg(all(target_arch = "wasm32", feature = "browser"))]
mod js;
pub mod json;
pub mod mobile;
pub mod name;
pub mod organization;
mod prelude;
mod reading;
pub mod region;
pub mod secret;
mod shape;
pub mod signup;
#[cfg(any(feature = "states", not(target_arch = "wasm32")))]
pub mod state;
pub mod suite;
pub mod text;
mod well_formed;

pub use well_formed::WellFormed;

/// Freed memory is overwritten: see the crate.
#[cfg(all(target_arch = "wasm32", feature = "browser"))]
#[global_allocator]
static ALLOCATOR: realname_alloc::Wiping<realname_alloc::Heap<realname_alloc::Linear>> =
    realname_alloc::Wiping(realname_alloc::Heap::new(realname_alloc::Linear));

/// A panic says nothing: what it would say was never meant for a page, and its words and their formatter weigh more
/// than all checks of numbers together.
#[cfg(all(target_arch = "wasm32", feature = "trap"))]
#[panic_handler]
fn trap(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
