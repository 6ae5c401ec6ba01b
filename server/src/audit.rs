//! `audit export` and `audit verify`: the log of records as lines, and whether it is what was written.

use crate::records::verify::{Fault, Report, verify};
use crate::records::{Row, checkpoint, export};
use crate::{keys, trust};
use anyhow::{Context as _, Result, bail};
use realname::bundle::jws::typ;
use realname::json::Writer;
use realname::suite::PublicKey;
use realname::suite::jose::base64url;
use rusqlite::{Connection, OpenFlags};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What is verified, and by what.
#[derive(Clone, Debug, Default)]
pub struct Audit {
    /// A server's folder.
    pub data: Option<PathBuf>,
    /// Or an export.
    pub export: Option<PathBuf>,
    /// Checkpoints that were kept elsewhere.
    pub against: Option<PathBuf>,
    /// A JWK set with the keys that may sign checkpoints.
    pub trust: Option<PathBuf>,
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))
}

fn open(data: &Path) -> Result<Connection> {
    let path = data.join("gateway.sqlite");
    Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_ONLY)
        .with_context(|| format!("{} cannot be opened", path.display()))
}

/// The lines of an export.
///
/// # Errors
/// When the database cannot be read.
pub fn export(data: &Path) -> Result<String> {
    let mut lines = String::new();
    for row in export::rows(&open(data)?)? {
        lines.push_str(&export::line(&row));
        lines.push('\n');
    }
    Ok(lines)
}

/// The keys of a set that may sign checkpoints.
fn trusted(path: &Path) -> Result<Vec<String>> {
    let keys = trust::read(path)?.into_iter();
    Ok(keys
        .filter(|key| key.may_sign(typ::CHECKPOINT) && key.revoked_at.is_none())
        .map(|key| key.kid)
        .collect())
}

/// Verifies, and says what was found: 0 as it was written, 1 not, 3 as far as can be told without a key to trust.
///
/// # Errors
/// When something cannot be read at all.
pub fn run(audit: &Audit, say: &mut dyn FnMut(&str) -> Result<()>) -> Result<ExitCode> {
    // Before the rows, which grow meanwhile.
    let text = audit.against.as_deref().map(read).transpose()?;
    let (rows, mut faults): (Vec<Row>, Vec<Fault>) = match (&audit.data, &audit.export) {
        (Some(data), None) => {
            let connection = open(data)?;
            // Rows and heads as they are at one moment.
            connection.execute_batch("BEGIN")?;
            let rows = export::rows(&connection)?;
            let faults = export::heads(&connection, &rows)?;
            (rows, faults)
        }
        (None, Some(path)) => export::read(&read(path)?),
        _ => bail!("either --data or --export is needed"),
    };
    let mut trust = audit.trust.as_deref().map(trusted).transpose()?;
    if let (None, Some(data)) = (&trust, &audit.data) {
        trust = Some(vec![base64url(&keys::checkpoint(data)?.public_key().thumbprint())]);
    }
    let read = checkpoint::read(text.iter().flat_map(|text| text.lines()), trust.as_deref());
    faults.extend(read.faults);
    let report = verify(rows, &read.checkpoints);
    faults.extend(report.faults.iter().cloned());
    for fault in &faults {
        say(&format!("{fault}\n"))?;
    }
    let Report { rows, erased, checkpoints, .. } = report;
    say(&format!("{rows} records, {erased} of them without a body; {checkpoints} checkpoints\n"))?;
    if checkpoints == 0 {
        say(
            "without checkpoints that were kept elsewhere nobody can know whether records at the end are missing\n",
        )?;
    }
    if !faults.is_empty() {
        return Ok(ExitCode::FAILURE);
    }
    if text.is_some() && trust.is_none() {
        say(&format!("unanchored: signed by {}, which nothing here vouches for\n", read.keys.join(", ")))?;
        return Ok(ExitCode::from(3));
    }
    say("as it was written\n")?;
    Ok(ExitCode::SUCCESS)
}

/// A JWK set of one key, for tests and for whoever keeps the key apart.
#[must_use]
pub fn key_set(key: &PublicKey) -> String {
    let mut json = Writer::new();
    json.begin_object();
    json.key("keys");
    json.begin_array();
    key.write_jwk(&mut json);
    json.end_array();
    json.end_object();
    json.finish()
}
