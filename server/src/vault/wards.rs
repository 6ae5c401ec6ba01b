//! The limit of wards: how many children one guardian may have signed up, by pseudonyms that stand here alone. Whoever
//! could sell an identity as a guardian's could sell it often; and what is counted says nothing to the page.

use super::Vault;
use super::handed::{Seen, document};
use realname::code::Code;
use rusqlite::{Connection, Transaction, params};

pub(super) const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS ward (
  guardian TEXT NOT NULL, ward TEXT NOT NULL, submission TEXT NOT NULL REFERENCES submission (id),
  PRIMARY KEY (guardian, ward, submission)) STRICT;
";

/// The wards of a guardian, unless configured: a choice of this product, no law gives a number.
pub(crate) const LIMIT: u64 = 5;

/// Those of an account, by one of its submissions.
const RELEASE: &str = "DELETE FROM ward WHERE submission IN (SELECT other.id FROM submission AS own
  JOIN submission AS other ON other.account_ref = own.account_ref WHERE own.id = ?1)";

impl Vault {
    /// Counts a child to a guardian, once both were found to be real: before, anybody could fill up the wards of a number that they know, and
    /// learn by the time of the answer how many there are. False where the guardian has too many others.
    pub(super) async fn take_ward(&self, id: &str, seen: &Seen) -> Result<bool, Code> {
        let Some(guardian) = &seen.guardian else { return Ok(true) };
        let pseudonym = |[kind, number]: [&str; 2]| self.keys.pseudonym("ward", kind, number);
        let (ward, guardian) = (pseudonym(document(&seen.own)?)?, pseudonym(document(guardian)?)?);
        let (id, limit) = (id.to_owned(), self.wards);
        let take = move |transaction: &Transaction<'_>| {
            let sql = "SELECT count(DISTINCT ward) FROM ward WHERE guardian = ?1 AND ward <> ?2";
            let others: i64 = transaction.query_row(sql, params![guardian, ward], |row| row.get(0))?;
            if u64::try_from(others).unwrap_or(u64::MAX) >= limit {
                return Ok(false);
            }
            let sql =
                "INSERT INTO ward (guardian, ward, submission) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
            transaction.execute(sql, params![guardian, ward, id])?;
            Ok(true)
        };
        self.database.write(take).await
    }

    /// A child is no longer counted: what the signups of its account rested on was withdrawn, and this is one of them.
    ///
    /// # Errors
    /// `E_STORE`.
    pub async fn release_wards(&self, id: String) -> Result<(), Code> {
        let release = move |transaction: &Transaction<'_>| {
            transaction.execute(RELEASE, [id])?;
            Ok(())
        };
        self.database.write(release).await
    }
}

/// A signup that came to nothing after all, in a transaction of the caller's.
pub(super) fn release(connection: &Connection, id: &str) -> rusqlite::Result<usize> {
    connection.execute("DELETE FROM ward WHERE submission = ?1", [id])
}
