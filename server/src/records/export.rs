//! The log as lines of JSON, one a row, which is all that verifying it takes; and back.

use super::Row;
use super::verify::Fault;
use crate::database::time;
use realname::code::Code;
use realname::json::{Json, Writer};
use realname::suite::jose::{base64url, from_base64url};
use rusqlite::Connection;

/// Every row of a database.
///
/// # Errors
/// When the database cannot be read.
pub fn rows(connection: &Connection) -> rusqlite::Result<Vec<Row>> {
    let sql = "SELECT record.stream, record.seq, class, time, leaf, chain, salt, body FROM record
               LEFT JOIN record_body ON record_body.stream = record.stream AND record_body.seq = record.seq
               ORDER BY record.stream, record.seq";
    let mut statement = connection.prepare(sql)?;
    let rows = statement.query_map([], |row| {
        let (salt, body): (Option<Vec<u8>>, Option<String>) = (row.get(6)?, row.get(7)?);
        Ok(Row {
            stream: row.get(0)?,
            seq: time(row.get(1)?),
            class: row.get(2)?,
            time: time(row.get(3)?),
            leaf: row.get(4)?,
            chain: row.get(5)?,
            body: salt.zip(body),
        })
    })?;
    rows.collect()
}

/// The streams whose head is not their last row, and bodies that belong to no row.
///
/// # Errors
/// When the database cannot be read.
pub fn heads(connection: &Connection, rows: &[Row]) -> rusqlite::Result<Vec<Fault>> {
    let mut faults = Vec::new();
    let mut statement = connection.prepare("SELECT name, seq, chain FROM stream")?;
    let found = statement
        .query_map([], |row| Ok((row.get::<_, String>(0)?, time(row.get(1)?), row.get::<_, Vec<u8>>(2)?)))?;
    let mut named = Vec::new();
    for head in found {
        let (name, seq, chain) = head?;
        let last = rows.iter().rfind(|row| row.stream == name);
        if last.is_none_or(|last| last.seq != seq || last.chain != chain) {
            faults.push(Fault::Head(name.clone()));
        }
        named.push(name);
    }
    if let Some(row) = rows.iter().find(|row| !named.contains(&row.stream)) {
        faults.push(Fault::Head(row.stream.clone()));
    }
    let mut statement =
        connection.prepare("SELECT stream, seq FROM record_body EXCEPT SELECT stream, seq FROM record")?;
    let strays = statement.query_map([], |row| Ok(Fault::Leaf(row.get(0)?, time(row.get(1)?))))?;
    for stray in strays {
        faults.push(stray?);
    }
    Ok(faults)
}

/// A row as a line.
#[must_use]
pub fn line(row: &Row) -> String {
    let mut json = Writer::new();
    json.begin_object();
    json.text_member("stream", &row.stream);
    json.member("seq", row.seq);
    json.text_member("class", &row.class);
    json.member("time", row.time);
    json.text_member("leaf", &base64url(&row.leaf));
    json.text_member("chain", &base64url(&row.chain));
    if let Some((salt, body)) = &row.body {
        json.text_member("salt", &base64url(salt));
        json.text_member("body", body);
    }
    json.end_object();
    json.finish()
}

/// Reads the lines of an export.
#[must_use]
pub fn read(text: &str) -> (Vec<Row>, Vec<Fault>) {
    let (mut rows, mut faults) = (Vec::new(), Vec::new());
    for (at, text) in text.lines().enumerate() {
        match row(text) {
            Ok(row) => rows.push(row),
            Err(_) => faults.push(Fault::Line(at + 1)),
        }
    }
    (rows, faults)
}

fn row(line: &str) -> Result<Row, Code> {
    let mut members = Json::parse(line.as_bytes())?.into_members()?;
    let bytes = |text: String| from_base64url(&text).map(|bytes| bytes.to_vec());
    let (salt, body) = (members.optional_text("salt")?, members.optional_text("body")?);
    if salt.is_some() != body.is_some() {
        return Err(Code::Format);
    }
    let row = Row {
        stream: members.text("stream")?,
        seq: members.count("seq")?,
        class: members.text("class")?,
        time: members.count("time")?,
        leaf: bytes(members.text("leaf")?)?,
        chain: bytes(members.text("chain")?)?,
        body: salt.map(bytes).transpose()?.zip(body),
    };
    members.finish()?;
    Ok(row)
}
