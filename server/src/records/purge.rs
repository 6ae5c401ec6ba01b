//! Purging: deletes body and salt of records whose time is over and that no hold covers. Leaf and chain stay, so the log
//! verifies, and a record of the purge says which rows lost their bodies.

use super::hold::{Hold, in_force};
use super::{Class, append, hash};
use crate::database::{Refusal, time};
use realname::date::Date;
use realname::json::{Json, Record, Writer};
use realname::suite::jose::base64url;
use rusqlite::{OptionalExtension as _, Transaction, params};
use std::collections::BTreeMap;

/// How long a class is kept after its clock has started, in calendar months of Shanghai.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// Of a consent, from its end: withdrawn and erased, replaced by a later one, or refused.
    pub consent: u16,
    /// Of a re-verification, from its time.
    pub reverification: u16,
}

/// Three years for what proves a consent (民法典 188), six months for what is a network log (CSL 23(3)). Less is refused.
pub const LEAST: Retention = Retention { consent: 36, reverification: 6 };

impl Retention {
    /// Whether no class is kept for less than it must be.
    #[must_use]
    pub const fn is_enough(&self) -> bool {
        self.consent >= LEAST.consent && self.reverification >= LEAST.reverification
    }
}

/// What a purge did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Purged {
    /// Records that lost their bodies.
    pub records: usize,
    /// Records that were due and are held.
    pub held: usize,
}

/// The day on which calendar months are over: the same day of the month, or that month's last.
#[must_use]
pub fn after_months(start: Date, months: u16) -> Date {
    let month = u16::from(start.month()) - 1 + months;
    let year = start.year().saturating_add(month / 12);
    let month = u8::try_from(month % 12 + 1).unwrap_or(12);
    (1..=start.day()).rev().find_map(|day| Date::new(year, month, day)).unwrap_or(start)
}

/// A record that may be due.
struct Candidate {
    seq: u64,
    class: String,
    leaf: Vec<u8>,
    account_ref: String,
    evidence: String,
    at: u64,
}

/// Purges a stream, in one transaction that reads the holds itself: a hold placed before it is seen, one placed after it
/// finds nothing to keep. SQLite lets one such transaction run at a time.
///
/// # Errors
/// The store.
pub fn purge(
    transaction: &Transaction<'_>,
    stream: &str,
    retention: Retention,
    operator: &str,
    reason: &str,
    now: u64,
) -> Result<Purged, Refusal> {
    let holds = in_force(transaction)?;
    let today = Date::from_unix(now);
    let mut done = Purged::default();
    let mut gone: BTreeMap<String, Vec<Candidate>> = BTreeMap::new();
    for candidate in due(transaction, stream, retention, today)? {
        let covers = |hold: &Hold| hold.covers(&candidate.account_ref, &candidate.evidence, candidate.at);
        if holds.iter().any(covers) {
            done.held += 1;
            continue;
        }
        let sql = "DELETE FROM record_body WHERE stream = ?1 AND seq = ?2";
        transaction.execute(sql, params![stream, crate::database::seconds(candidate.seq)])?;
        done.records += 1;
        gone.entry(candidate.class.clone()).or_default().push(candidate);
    }
    for (class, rows) in gone {
        let months =
            if class == Class::Consent.as_str() { retention.consent } else { retention.reverification };
        let body = said(&class, months, &rows, operator, reason);
        append(transaction, stream, Class::Administration, now, &body)?;
    }
    Ok(done)
}

/// The rows with a body whose clock has run out.
fn due(
    transaction: &Transaction<'_>,
    stream: &str,
    retention: Retention,
    today: Date,
) -> Result<Vec<Candidate>, Refusal> {
    let sql = "SELECT record.seq, class, leaf, time, body FROM record JOIN record_body USING (stream, seq)
               WHERE record.stream = ?1 ORDER BY record.seq";
    let mut statement = transaction.prepare(sql)?;
    let mut rows = statement.query([stream])?;
    let mut due = Vec::new();
    while let Some(row) = rows.next()? {
        let (class, body): (String, String) = (row.get(1)?, row.get(4)?);
        let json = Json::parse(body.as_bytes())?;
        let mut record = Record::of(&json);
        let at = time(row.get(3)?);
        let (started, months) = if class == Class::Consent.as_str() {
            (ended(transaction, record.text("consent"))?, retention.consent)
        } else if class == Class::Reverification.as_str() {
            (Some(at), retention.reverification)
        } else {
            // What an operator did is kept.
            continue;
        };
        // Over when that day is, and not while the consent stands.
        if started.is_some_and(|start| after_months(Date::from_unix(start), months) < today) {
            due.push(Candidate {
                seq: time(row.get(0)?),
                class,
                leaf: row.get(2)?,
                account_ref: record.owned("account_ref"),
                evidence: record.owned("evidence"),
                at,
            });
        }
    }
    Ok(due)
}

/// When a consent ended; nothing while it stands. What was acknowledged rests on a duty or a contract, not on a clock of
/// ours, and ends with the account, which this version does not close.
fn ended(transaction: &Transaction<'_>, consent: &str) -> Result<Option<u64>, Refusal> {
    let sql = "SELECT since FROM consent WHERE id = ?1 AND state IN ('erased', 'replaced', 'refused')";
    Ok(transaction.query_row(sql, [consent], |row| row.get(0)).optional()?.map(time))
}

/// The record of a purge: which rows, by which rule, and the root of their leaves, so that no other rows can be passed off
/// as purged.
fn said(class: &str, months: u16, rows: &[Candidate], operator: &str, reason: &str) -> String {
    let mut json = Writer::new();
    json.begin_object();
    json.text_member("event", "purged");
    json.text_member("class", class);
    json.text_member("rule", &format!("{months} calendar months"));
    json.key("ranges");
    json.begin_array();
    let mut rest = rows;
    while let Some(first) = rest.first() {
        let run = rest.iter().zip(first.seq..).take_while(|(row, seq)| row.seq == *seq).count();
        let (range, after) = rest.split_at(run);
        json.begin_array();
        json.raw(&first.seq.to_string());
        json.raw(&range.last().map_or(first.seq, |row| row.seq).to_string());
        json.end_array();
        rest = after;
    }
    json.end_array();
    json.text_member("leaf_root", &base64url(&leaf_root(rows.iter().map(|row| row.leaf.as_slice()))));
    json.text_member("operator", operator);
    json.text_member("reason", reason);
    json.end_object();
    json.finish()
}

/// What a record of a purge says: which rows, and the root of their leaves.
pub(super) struct Said {
    pub(super) class: String,
    /// First and last number of each run of rows.
    pub(super) ranges: Vec<(u64, u64)>,
    pub(super) leaf_root: String,
}

impl Said {
    /// Reads the body of an administration's record; nothing when it is of something else.
    pub(super) fn read(body: &str) -> Option<Self> {
        let json = Json::parse(body.as_bytes()).ok()?;
        let mut record = Record::of(&json);
        if record.text("event") != "purged" {
            return None;
        }
        let range = |range: &Json| match range {
            Json::Array(ends) => match ends[..] {
                [Json::Int(first), Json::Int(last)] => {
                    Some((u64::try_from(first).ok()?, u64::try_from(last).ok()?))
                }
                _ => None,
            },
            _ => None,
        };
        // What cannot be read is a purge of nothing, which its root then belies.
        let ranges = record.list("ranges").iter().filter_map(range).collect();
        Some(Self { class: record.owned("class"), ranges, leaf_root: record.owned("leaf_root") })
    }
}

/// The root over the leaves of rows, in the order of the rows.
pub(super) fn leaf_root<'a>(leaves: impl Iterator<Item = &'a [u8]>) -> Vec<u8> {
    root(leaves.map(|leaf| hash("\0", &[leaf])).collect())
}

/// The root of a tree: a node over each pair, what is left over goes up as it is.
fn root(mut level: Vec<Vec<u8>>) -> Vec<u8> {
    while level.len() > 1 {
        level = level
            .chunks(2)
            .map(|pair| match pair {
                [left, right] => hash("\u{1}", &[left, right]),
                other => other.concat(),
            })
            .collect();
    }
    level.pop().unwrap_or_default()
}

/// A record of a purge, as its rows may be given, right or wrong.
#[cfg(test)]
pub(super) fn said_of(class: &str, ranges: &[(u64, u64)], leaves: &[Vec<u8>]) -> String {
    let root = base64url(&leaf_root(leaves.iter().map(Vec::as_slice)));
    let ranges: Vec<String> = ranges.iter().map(|(first, last)| format!("[{first},{last}]")).collect();
    let ranges = ranges.join(",");
    format!("{{\"event\":\"purged\",\"class\":\"{class}\",\"ranges\":[{ranges}],\"leaf_root\":\"{root}\"}}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        Date::from_iso(text).unwrap()
    }

    #[test]
    fn months_are_those_of_the_calendar() {
        for (start, months, end) in [
            ("2023-08-31", 6, "2024-02-29"),
            ("2024-08-31", 6, "2025-02-28"),
            ("2024-02-29", 36, "2027-02-28"),
            ("2026-12-15", 1, "2027-01-15"),
            ("2026-01-01", 36, "2029-01-01"),
        ] {
            assert_eq!(after_months(day(start), months), day(end), "{start} + {months}");
        }
    }

    #[test]
    fn less_than_the_law_is_refused() {
        assert!(LEAST.is_enough());
        assert!(!Retention { consent: 35, ..LEAST }.is_enough());
        assert!(!Retention { reverification: 5, ..LEAST }.is_enough());
    }
}
