//! Checkpoints: the heads of all streams, signed, in a file outside the database. Whoever holds the database alone
//! cannot take back what one has seen; whoever holds the signing key too can.

use super::verify::Fault;
use crate::database::time;
use anyhow::{Context as _, Result};
use realname::bundle::jws::{Jws, signing_input, typ, with_signature};
use realname::code::Code;
use realname::json::{Json, Writer};
use realname::suite::Signer as _;
use realname::suite::host::{Host, PrivateKey};
use realname::suite::jose::{base64url, digest_of, from_base64url};
use rusqlite::Connection;
use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::Path;

/// A checkpoint is due after so many records, or so many seconds when there is anything new.
pub const RECORDS: u64 = 1000;
/// See [`RECORDS`].
pub const SECONDS: u64 = 10;

/// The end of a stream, as it was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// The stream.
    pub stream: String,
    /// The last row.
    pub seq: u64,
    /// The chain there.
    pub chain: Vec<u8>,
}

/// A checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Its number, from 1.
    pub number: u64,
    /// When, Unix seconds.
    pub time: u64,
    /// The digest of the one before it; empty for the first.
    pub previous: String,
    /// Every stream's end.
    pub heads: Vec<Head>,
}

impl Checkpoint {
    /// Signs it.
    fn sign(&self, key: &PrivateKey) -> Result<String, Code> {
        let mut json = Writer::new();
        json.begin_object();
        json.member("number", self.number);
        json.member("time", self.time);
        json.text_member("previous", &self.previous);
        json.key("heads");
        json.begin_array();
        for head in &self.heads {
            json.begin_object();
            json.text_member("stream", &head.stream);
            json.member("seq", head.seq);
            json.text_member("chain", &base64url(&head.chain));
            json.end_object();
        }
        json.end_array();
        json.end_object();
        let input = signing_input(typ::CHECKPOINT, &key.public_key(), &json.finish());
        let signature = key.sign(input.as_bytes())?;
        Ok(with_signature(input, &signature))
    }

    fn read(jws: &Jws) -> Result<Self, Code> {
        let mut members = Json::parse(&jws.payload)?.into_members()?;
        let (number, time, previous) =
            (members.count("number")?, members.count("time")?, members.text("previous")?);
        let mut heads = Vec::new();
        for head in members.array("heads")? {
            let mut head = head.into_members()?;
            heads.push(Head {
                stream: head.text("stream")?,
                seq: head.count("seq")?,
                chain: from_base64url(&head.text("chain")?)?.to_vec(),
            });
            head.finish()?;
        }
        members.finish()?;
        Ok(Self { number, time, previous, heads })
    }
}

/// Checkpoints that were read.
#[derive(Clone, Debug, Default)]
pub struct Read {
    /// Those whose signature is good, in their order.
    pub checkpoints: Vec<Checkpoint>,
    /// What is wrong with the others, by their line.
    pub faults: Vec<Fault>,
    /// The thumbprints of the keys that signed.
    pub keys: Vec<String>,
}

/// Reads lines of checkpoints. With keys to trust, each must be signed by one of them.
#[must_use]
pub fn read<'a>(lines: impl Iterator<Item = &'a str>, trusted: Option<&[String]>) -> Read {
    let mut found = Read::default();
    let mut before: Option<(u64, String)> = None;
    for (at, line) in lines.enumerate() {
        let number = at + 1;
        let Ok(jws) = Jws::parse(line, typ::CHECKPOINT) else {
            found.faults.push(Fault::Line(number));
            continue;
        };
        let key = base64url(&jws.key.thumbprint());
        if jws.verify(&Host).is_err() || trusted.is_some_and(|trusted| !trusted.contains(&key)) {
            found.faults.push(Fault::Signature(number));
            continue;
        }
        let Ok(checkpoint) = Checkpoint::read(&jws) else {
            found.faults.push(Fault::Line(number));
            continue;
        };
        let due = before.as_ref().map_or((1, String::new()), |(number, digest)| (number + 1, digest.clone()));
        if (checkpoint.number, &checkpoint.previous) != (due.0, &due.1) {
            found.faults.push(Fault::Order(number));
        }
        before = Some((checkpoint.number, digest_of(line.as_bytes())));
        if !found.keys.contains(&key) {
            found.keys.push(key);
        }
        found.checkpoints.push(checkpoint);
    }
    found
}

/// Every stream's end now.
///
/// # Errors
/// When the database cannot be read.
pub fn heads(connection: &Connection) -> rusqlite::Result<Vec<Head>> {
    let mut statement = connection.prepare("SELECT name, seq, chain FROM stream ORDER BY name")?;
    let heads = statement
        .query_map([], |row| Ok(Head { stream: row.get(0)?, seq: time(row.get(1)?), chain: row.get(2)? }))?;
    heads.collect()
}

/// The file that checkpoints are appended to.
pub(crate) struct Ledger {
    file: File,
    key: PrivateKey,
    /// Of the file, as far as lines were counted.
    length: u64,
    number: u64,
    previous: String,
    /// The heads that it has seen.
    heads: Vec<Head>,
    /// When, Unix seconds.
    time: u64,
}

impl Ledger {
    /// Opens the file. A line that a crash cut off is taken away: nobody was told that it was there.
    pub(crate) fn open(path: &Path, key: PrivateKey) -> Result<Self> {
        let mut options = OpenOptions::new();
        options.append(true).create(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        let file = options.open(path).with_context(|| format!("{} cannot be opened", path.display()))?;
        let text = fs::read_to_string(path).with_context(|| format!("{} cannot be read", path.display()))?;
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        file.set_len(u64::try_from(whole)?)?;
        let last = text.get(..whole).and_then(|text| text.lines().last());
        let checkpoint = last.and_then(|line| read([line].into_iter(), None).checkpoints.pop());
        Ok(Self {
            file,
            key,
            length: u64::try_from(whole)?,
            number: checkpoint.as_ref().map_or(0, |last| last.number),
            previous: last.map(|line| digest_of(line.as_bytes())).unwrap_or_default(),
            time: checkpoint.as_ref().map_or(0, |last| last.time),
            heads: checkpoint.map(|last| last.heads).unwrap_or_default(),
        })
    }

    /// Whether a checkpoint of these heads is due.
    pub(crate) fn is_due(&self, heads: &[Head], now: u64) -> bool {
        let count = |heads: &[Head]| heads.iter().map(|head| head.seq).sum::<u64>();
        let new = count(heads).saturating_sub(count(&self.heads));
        // Others, not more: what stands after a backup was put back is seen too. A clock that was put back holds nothing up.
        heads != self.heads.as_slice()
            && (new >= RECORDS || now < self.time || now >= self.time.saturating_add(SECONDS))
    }

    /// Signs and appends one, on the disk before this returns.
    pub(crate) fn append(&mut self, heads: Vec<Head>, now: u64) -> Result<()> {
        let number = self.number + 1;
        let checkpoint = Checkpoint { number, time: now, previous: self.previous.clone(), heads };
        let line = checkpoint.sign(&self.key)?;
        // Whatever of an earlier try the disk took: half a line, or a whole one that nobody counted.
        if self.file.metadata()?.len() != self.length {
            self.file.set_len(self.length)?;
        }
        self.file.write_all(format!("{line}\n").as_bytes())?;
        self.file.sync_data()?;
        self.length = self.file.metadata()?.len();
        self.number = number;
        self.previous = digest_of(line.as_bytes());
        self.heads = checkpoint.heads;
        self.time = now;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_head_is_due_though_it_is_less_and_though_the_clock_was_put_back() {
        let path = std::env::temp_dir().join(format!("realname-due-{}", std::process::id()));
        let heads = |seq| vec![Head { stream: "gateway".to_owned(), seq, chain: vec![1; 32] }];
        let mut ledger = Ledger::open(&path, PrivateKey::from_bytes(&[7; 32]).unwrap()).unwrap();
        ledger.append(heads(9), 1000).unwrap();
        assert!(!ledger.is_due(&heads(9), u64::MAX), "nothing is new");
        assert!(!ledger.is_due(&heads(10), 1000 + SECONDS - 1) && ledger.is_due(&heads(10), 1000 + SECONDS));
        assert!(ledger.is_due(&heads(5), 1000 + SECONDS), "a backup was put back");
        assert!(ledger.is_due(&heads(10), 500), "the clock was put back");
        fs::remove_file(&path).unwrap();
    }

    #[test]
    fn what_a_full_disk_took_of_a_line_is_no_part_of_the_ledger() {
        let path = std::env::temp_dir().join(format!("realname-ledger-{}", std::process::id()));
        let key = || PrivateKey::from_bytes(&[7; 32]).unwrap();
        let heads = |seq| vec![Head { stream: "gateway".to_owned(), seq, chain: vec![1; 32] }];
        let mut ledger = Ledger::open(&path, key()).unwrap();
        ledger.append(heads(1), 100).unwrap();
        // Half a line, then a whole one that was written and not counted.
        let whole = fs::read_to_string(&path).unwrap();
        for left in [&whole[..40], &whole] {
            OpenOptions::new().append(true).open(&path).unwrap().write_all(left.as_bytes()).unwrap();
            ledger.append(heads(2), 200).unwrap();
        }
        let text = fs::read_to_string(&path).unwrap();
        fs::remove_file(&path).unwrap();
        let found = read(text.lines(), None);
        assert!(found.faults.is_empty(), "{:?}", found.faults);
        assert_eq!(found.checkpoints.iter().map(|one| one.number).collect::<Vec<_>>(), [1, 2, 3]);
    }
}
