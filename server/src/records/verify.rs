//! Whether a log is what was written: every row against its body and against the row before it, every checkpoint
//! against the rows. From an export alone; no database and no key of the server is needed.

use super::checkpoint::{Checkpoint, Head};
use super::purge::{LEAST, Said, after_months, leaf_root};
use super::{Class, Row, chain, leaf};
use realname::date::Date;
use realname::suite::jose::base64url;
use std::collections::BTreeMap;
use std::fmt;

/// Something that is not as it was written, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Class, time, salt, body or leaf of a row.
    Leaf(String, u64),
    /// The chain at a row: the row, or the one before it, was changed, put in or moved.
    Chain(String, u64),
    /// The body of a row is gone, and no purge says so.
    Bodiless(String, u64),
    /// A record of a purge does not fit the rows: one is not there, of another class, older than it says, has its body or
    /// another leaf.
    Purge(String, u64),
    /// A row is not there.
    Gap(String, u64),
    /// A stream's head in the database is not its last row.
    Head(String),
    /// A row is not the one that a checkpoint has seen.
    Rewritten(String, u64),
    /// A stream ends before a checkpoint has seen it end: at the first number, not at the second.
    Tail(String, u64, u64),
    /// A line of the export or of the checkpoints that cannot be read.
    Line(usize),
    /// A checkpoint, by its line, that is not signed by a trusted key.
    Signature(usize),
    /// A checkpoint, by its line, that does not follow the one before it.
    Order(usize),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Leaf(stream, seq) => {
                write!(f, "{stream} {seq}: class, time, salt, body or leaf was changed")
            }
            Self::Chain(stream, seq) => {
                write!(f, "{stream} {seq}: this row or the one before it was changed or moved")
            }
            Self::Bodiless(stream, seq) => {
                write!(f, "{stream} {seq}: the body is gone, and no purge says so")
            }
            Self::Purge(stream, seq) => {
                write!(f, "{stream} {seq}: what it says was purged does not fit the rows")
            }
            Self::Gap(stream, seq) => write!(f, "{stream} {seq}: the row is not there"),
            Self::Head(stream) => write!(f, "{stream}: its head is not its last row"),
            Self::Rewritten(stream, seq) => {
                write!(f, "{stream} {seq}: not the row that a checkpoint has seen")
            }
            Self::Tail(stream, end, seen) => {
                write!(f, "{stream}: ends at {end}; a checkpoint has seen {seen}: the tail is lost")
            }
            Self::Line(line) => write!(f, "line {line} cannot be read"),
            Self::Signature(line) => write!(f, "checkpoint {line}: not signed by a trusted key"),
            Self::Order(line) => write!(f, "checkpoint {line}: does not follow the one before it"),
        }
    }
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// How many rows were looked at.
    pub rows: usize,
    /// How many of them have no body any more.
    pub erased: usize,
    /// How many checkpoints were held against them.
    pub checkpoints: usize,
    /// Everything that is wrong.
    pub faults: Vec<Fault>,
}

/// Verifies rows, in any order, against checkpoints, in theirs.
#[must_use]
pub fn verify(mut rows: Vec<Row>, checkpoints: &[Checkpoint]) -> Report {
    rows.sort_by(|a, b| (&a.stream, a.seq).cmp(&(&b.stream, b.seq)));
    let mut report = Report { rows: rows.len(), checkpoints: checkpoints.len(), ..Report::default() };
    let mut last: BTreeMap<&str, &Row> = BTreeMap::new();
    for row in &rows {
        let before = last.insert(&row.stream, row);
        let (due, base) =
            before.map_or((1, [].as_slice()), |before| (before.seq + 1, before.chain.as_slice()));
        if row.seq != due {
            report.faults.push(Fault::Gap(row.stream.clone(), due));
        }
        match &row.body {
            Some((salt, body)) if leaf(salt, &row.class, row.time, body) != row.leaf => {
                report.faults.push(Fault::Leaf(row.stream.clone(), row.seq));
            }
            Some(_) => {}
            None => report.erased += 1,
        }
        if chain(base, &row.stream, row.seq, &row.class, row.time, &row.leaf) != row.chain {
            report.faults.push(Fault::Chain(row.stream.clone(), row.seq));
        }
    }
    purges(&rows, &mut report);
    for Head { stream, seq, chain } in checkpoints.iter().flat_map(|checkpoint| &checkpoint.heads) {
        let row = rows.iter().find(|row| row.stream == *stream && row.seq == *seq);
        let end = last.get(stream.as_str()).map_or(0, |row| row.seq);
        match row {
            Some(row) if row.chain == *chain => {}
            None if end < *seq => report.faults.push(Fault::Tail(stream.clone(), end, *seq)),
            _ => report.faults.push(Fault::Rewritten(stream.clone(), *seq)),
        }
    }
    report
}

/// Whether the law let a row go at a time: nothing is kept for less, and nothing ends before it was written.
fn is_over(row: &Row, at: u64) -> bool {
    let months = match row.class.as_str() {
        class if class == Class::Consent.as_str() => LEAST.consent,
        class if class == Class::Reverification.as_str() => LEAST.reverification,
        // What operators did stays.
        _ => return false,
    };
    after_months(Date::from_unix(row.time), months) < Date::from_unix(at)
}

/// Holds every record of a purge against the rows, and every row without a body against those records.
fn purges(rows: &[Row], report: &mut Report) {
    let mut gone: BTreeMap<(&str, u64), &Row> = rows
        .iter()
        .filter(|row| row.body.is_none())
        .map(|row| ((row.stream.as_str(), row.seq), row))
        .collect();
    let of_operators = rows.iter().filter(|row| row.class == Class::Administration.as_str());
    for (purge, said) in of_operators.filter_map(|row| Some((row, Said::read(&row.body.as_ref()?.1)?))) {
        let mut leaves = Vec::new();
        let fits = said.ranges.iter().all(|(first, last)| {
            // Not one by one: the numbers may be anything.
            let inside: Vec<(&str, u64)> = gone
                .range((purge.stream.as_str(), *first)..)
                .take_while(|((stream, seq), _)| *stream == purge.stream && seq <= last)
                .map(|(key, _)| *key)
                .collect();
            let whole =
                last < &purge.seq && u64::try_from(inside.len()).ok() == (last + 1).checked_sub(*first);
            // Each is purged once.
            let rows: Vec<&Row> = inside.iter().filter_map(|key| gone.remove(key)).collect();
            leaves.extend(rows.iter().map(|row| row.leaf.as_slice()));
            whole && rows.iter().all(|row| row.class == said.class && is_over(row, purge.time))
        });
        if !fits || base64url(&leaf_root(leaves.into_iter())) != said.leaf_root {
            report.faults.push(Fault::Purge(purge.stream.clone(), purge.seq));
        }
    }
    report.faults.extend(gone.keys().map(|(stream, seq)| Fault::Bodiless((*stream).to_owned(), *seq)));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::purge::said_of;

    /// Three years and a day after the first.
    const LATER: u64 = (3 * 365 + 2) * 86_400;

    /// Rows 1 to 5, 2 to 4 purged, and the record of it, as somebody wrote it.
    fn log(body: &str, edit: impl FnOnce(&mut Vec<Row>)) -> Vec<Fault> {
        let mut rows: Vec<Row> = Vec::new();
        for seq in 1..=6 {
            let class = if seq == 6 { "administration" } else { "consent" };
            let body = if seq == 6 { body } else { "{}" };
            let time = if seq == 6 { LATER } else { seq };
            let leaf = leaf(&[7; 32], class, time, body);
            let before = rows.last().map_or(&[][..], |row| &row.chain);
            let chain = chain(before, "s", seq, class, time, &leaf);
            let body = (!(2..=4).contains(&seq)).then(|| (vec![7; 32], body.to_owned()));
            rows.push(Row { stream: "s".to_owned(), seq, class: class.to_owned(), time, leaf, chain, body });
        }
        edit(&mut rows);
        verify(rows, &[]).faults
    }

    fn leaves(numbers: &[u64]) -> Vec<Vec<u8>> {
        numbers.iter().map(|seq| leaf(&[7; 32], "consent", *seq, "{}")).collect()
    }

    #[test]
    fn a_purge_is_held_against_the_rows() {
        let purge = Fault::Purge("s".to_owned(), 6);
        let bodiless = |seq| Fault::Bodiless("s".to_owned(), seq);
        let (all, two) = (leaves(&[2, 3, 4]), leaves(&[2, 3]));
        assert_eq!(log(&said_of("consent", &[(2, 4)], &all), |_| {}), []);
        assert_eq!(log(&said_of("consent", &[(2, 2), (3, 4)], &all), |_| {}), []);
        // Fewer rows than are gone, more, none, others, of another class, under another root, later than the record.
        assert_eq!(log(&said_of("consent", &[(2, 3)], &two), |_| {}), [bodiless(4)]);
        assert_eq!(log(&said_of("consent", &[(2, 5)], &all), |_| {}), std::slice::from_ref(&purge));
        assert_eq!(log(&said_of("consent", &[(1, 4)], &all), |_| {}), std::slice::from_ref(&purge));
        assert_eq!(log(&said_of("consent", &[(4, 2)], &all), |_| {})[0], purge);
        assert_eq!(log(&said_of("consent", &[(2, 4), (2, 4)], &all), |_| {}), std::slice::from_ref(&purge));
        assert_eq!(log(&said_of("consent", &[(0, u64::MAX >> 11)], &all), |_| {})[0], purge);
        assert_eq!(log(&said_of("reverification", &[(2, 4)], &all), |_| {}), std::slice::from_ref(&purge));
        assert_eq!(log(&said_of("consent", &[(2, 4)], &two), |_| {}), std::slice::from_ref(&purge));
        // One that names nothing vouches for nothing.
        assert_eq!(log("{\"event\":\"purged\"}", |_| {}), [bodiless(2), bodiless(3), bodiless(4)]);
        assert_eq!(log("{\"event\":\"hold_placed\"}", |_| {}), [bodiless(2), bodiless(3), bodiless(4)]);
        // Before the law lets them go, or of a class that stays.
        let early = log(&said_of("consent", &[(2, 4)], &all), |rows| rows[3].time = LATER - 86_400);
        assert!(early.contains(&purge), "{early:?}");
        let operators = log(&said_of("administration", &[(2, 4)], &all), |rows| {
            rows[1..4].iter_mut().for_each(|row| row.class = "administration".to_owned());
        });
        assert!(operators.contains(&purge), "{operators:?}");
        // The leaf of a purged row changed, the chain made to fit: the root tells.
        let changed = log(&said_of("consent", &[(2, 4)], &all), |rows| rows[2].leaf[0] ^= 1);
        assert!(changed.contains(&purge), "{changed:?}");
    }
}
