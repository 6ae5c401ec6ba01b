//! The binary: an allocator that overwrites what it frees, and the command line.
#![forbid(unsafe_code)]

use std::alloc::System;
use std::process::ExitCode;

/// Opened values pass through buffers of the reader and the cipher; none of them outlives its use.
#[global_allocator]
static WIPING: realname_alloc::Wiping<System> = realname_alloc::Wiping(System);

fn main() -> ExitCode {
    realname_server::cli::main()
}
