//! Gateway and vault over real HTTP on loopback; the page's side is the core's own, on the host.
#![forbid(unsafe_code)]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "all of this is a test, the laboratory's functions too, which clippy takes for the product's"
)]

#[path = "http/laboratory.rs"]
mod laboratory;
#[path = "http/page.rs"]
mod page;
#[path = "http/raw.rs"]
mod raw;

#[path = "http/abuse.rs"]
mod abuse;
#[path = "http/attacks.rs"]
mod attacks;
#[path = "http/canary.rs"]
mod canary;
#[path = "http/connections.rs"]
mod connections;
#[path = "http/doors.rs"]
mod doors;
#[path = "http/frame.rs"]
mod frame;
#[path = "http/guardian.rs"]
mod guardian;
#[path = "http/lasting.rs"]
mod lasting;
#[path = "http/limits.rs"]
mod limits;
#[path = "http/meanwhile.rs"]
mod meanwhile;
#[path = "http/order.rs"]
mod order;
#[path = "http/persons.rs"]
mod persons;
#[path = "http/provider.rs"]
mod provider;
#[path = "http/quiet.rs"]
mod quiet;
#[path = "http/reader.rs"]
mod reader;
#[path = "http/receipt.rs"]
mod receipt;
#[path = "http/records.rs"]
mod records;
#[path = "http/replay.rs"]
mod replay;
#[path = "http/retention.rs"]
mod retention;
#[path = "http/reverify.rs"]
mod reverify;
#[path = "http/signup.rs"]
mod signup;
#[path = "http/transport.rs"]
mod transport;
#[path = "http/verdicts.rs"]
mod verdicts;
#[path = "http/verify.rs"]
mod verify;
#[path = "http/wards.rs"]
mod wards;
#[path = "http/withdrawal.rs"]
mod withdrawal;
