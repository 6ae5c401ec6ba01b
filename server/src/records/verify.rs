//! Whether a log is what was written: every row against its body and against the row before it, every checkpoint
//! against the rows. From an export alone; no database and no key of the server is needed.

use super::checkpoint::{Checkpoint, Head};
use super::{Row, chain, leaf};
use std::collections::BTreeMap;
use std::fmt;

/// Something that is not as it was written, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Class, time, salt, body or leaf of a row.
    Leaf(String, u64),
    /// The chain at a row: the row, or the one before it, was changed, put in or moved.
    Chain(String, u64),
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
