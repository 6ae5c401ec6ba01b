//! The log of every record class: streams of rows, each chained to the one before it. A row is written in the
//! transaction of what it is about. Body and salt stand apart from the chain, so that they can be deleted and the
//! chain still verifies.

pub mod checkpoint;
pub mod export;
pub mod hold;
pub mod purge;
pub mod verify;

use crate::database::{Refusal, seconds};
use crate::label;
use realname::suite::jose::sha256;
use rusqlite::{OptionalExtension as _, Transaction, params};

/// The tables. A row stays as it is, by mistake and by hand; a body can go, never change.
pub const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS stream (
  name TEXT PRIMARY KEY, seq INTEGER NOT NULL, chain BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS record (
  stream TEXT NOT NULL, seq INTEGER NOT NULL, class TEXT NOT NULL, time INTEGER NOT NULL, leaf BLOB NOT NULL,
  chain BLOB NOT NULL, UNIQUE (stream, seq)) STRICT;
CREATE TABLE IF NOT EXISTS record_body (
  stream TEXT NOT NULL, seq INTEGER NOT NULL, salt BLOB NOT NULL, body TEXT NOT NULL, UNIQUE (stream, seq)) STRICT;
CREATE TRIGGER IF NOT EXISTS record_stays BEFORE UPDATE ON record BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER IF NOT EXISTS record_remains BEFORE DELETE ON record BEGIN SELECT RAISE(ABORT, 'immutable'); END;
CREATE TRIGGER IF NOT EXISTS body_stays BEFORE UPDATE ON record_body BEGIN SELECT RAISE(ABORT, 'immutable'); END;
";

/// What a record is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// A consent was given, refused, acknowledged, renewed or withdrawn.
    Consent,
    /// A device said that it is the one that signed the account up.
    Reverification,
    /// A purge, a hold placed or released: by whom and why.
    Administration,
}

impl Class {
    /// The name in the log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::Reverification => "reverification",
            Self::Administration => "administration",
        }
    }
}

/// A row, with its body while it has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The writer's stream.
    pub stream: String,
    /// Its place there, from 1.
    pub seq: u64,
    /// What it is about.
    pub class: String,
    /// When, Unix seconds.
    pub time: u64,
    /// The hash of salt, class, time and body.
    pub leaf: Vec<u8>,
    /// The hash of the chain before it and of this row.
    pub chain: Vec<u8>,
    /// Salt and body, unless they were deleted.
    pub body: Option<(Vec<u8>, String)>,
}

/// SHA-256 over a label and length-prefixed parts.
fn hash(label: &str, parts: &[&[u8]]) -> Vec<u8> {
    sha256(&[&label::message(label, parts)]).to_vec()
}

/// The leaf: says nothing about the body without its salt, 32 random bytes.
fn leaf(salt: &[u8], class: &str, time: u64, body: &str) -> Vec<u8> {
    hash("realname-leaf", &[salt, class.as_bytes(), &time.to_be_bytes(), body.as_bytes()])
}

/// The chain up to a row. Class and time stand in it too, for they outlive the body.
fn chain(before: &[u8], stream: &str, seq: u64, class: &str, time: u64, leaf: &[u8]) -> Vec<u8> {
    let parts: [&[u8]; 6] =
        [before, stream.as_bytes(), &seq.to_be_bytes(), class.as_bytes(), &time.to_be_bytes(), leaf];
    hash("realname-chain", &parts)
}

/// Appends a record, in the transaction of what it is about: the counter is taken there, so there is no gap and no two
/// of one number.
pub(crate) fn append(
    transaction: &Transaction<'_>,
    stream: &str,
    class: Class,
    now: u64,
    body: &str,
) -> Result<(), Refusal> {
    let head = transaction.query_row("SELECT seq, chain FROM stream WHERE name = ?1", [stream], |row| {
        Ok((crate::database::time(row.get(0)?), row.get::<_, Vec<u8>>(1)?))
    });
    let (last, before) = head.optional()?.unwrap_or_default();
    let seq = last + 1;
    let salt = label::random::<32>()?;
    let leaf = leaf(&salt, class.as_str(), now, body);
    let chain = chain(&before, stream, seq, class.as_str(), now, &leaf);
    let sql = "INSERT INTO record (stream, seq, class, time, leaf, chain) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
    transaction.execute(sql, params![stream, seconds(seq), class.as_str(), seconds(now), leaf, chain])?;
    let sql = "INSERT INTO record_body (stream, seq, salt, body) VALUES (?1, ?2, ?3, ?4)";
    transaction.execute(sql, params![stream, seconds(seq), salt, body])?;
    let sql = "INSERT INTO stream (name, seq, chain) VALUES (?1, ?2, ?3)
               ON CONFLICT (name) DO UPDATE SET seq = excluded.seq, chain = excluded.chain";
    transaction.execute(sql, params![stream, seconds(seq), chain])?;
    Ok(())
}
