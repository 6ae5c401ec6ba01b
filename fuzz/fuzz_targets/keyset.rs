//! Fuzz target `keyset`: see `realname_fuzz`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| realname_fuzz::read("keyset", bytes));
