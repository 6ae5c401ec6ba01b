//! The attacks on a ticket: each succeeds against a gateway without the check that it names, and is refused by ours.

use super::store::SCHEMA;
use super::ticket::{count, find};
use crate::checks::{Check, without};
use crate::database::Refusal;
use realname::code::Code;
use rusqlite::{Connection, params};

const HASH: [u8; 32] = [7; 32];
const END: i64 = 1_795_500_600;

/// A gateway's tables with one ticket in them.
fn tables() -> Connection {
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch(SCHEMA).unwrap();
    let sql = "INSERT INTO ticket (hash, account_ref, session, origin, expires) VALUES (?1, 'account', 'session', 'https://a.example', ?2)";
    connection.execute(sql, params![HASH, END]).unwrap();
    connection
}

fn used(connection: &mut Connection, jkt: &str) -> Result<(), Refusal> {
    let transaction = connection.transaction().unwrap();
    count(&transaction, &HASH, jkt)?;
    transaction.commit().unwrap();
    Ok(())
}

type Attack = (Check, fn(&mut Connection) -> Result<(), Refusal>);

const ATTACKS: [Attack; 3] = [
    // A ticket out of an old log.
    (Check::TicketEnd, |connection| find(connection, &HASH, END).map(|_| ())),
    // One ticket for challenges without end.
    (Check::TicketCount, |connection| (0..9).try_for_each(|_| used(connection, "one"))),
    // A ticket that was overheard, by another device.
    (Check::TicketDevice, |connection| {
        used(connection, "one")?;
        used(connection, "another")
    }),
];

#[test]
fn each_attack_on_a_ticket_succeeds_without_its_check_and_is_refused_with_it() {
    for (check, attack) in ATTACKS {
        assert!(without(&[check], || attack(&mut tables())).is_ok(), "without {check:?}");
        assert!(matches!(attack(&mut tables()), Err(Refusal::Code(Code::Ticket))), "{check:?}");
    }
}

#[test]
fn the_ticket_itself_is_good() {
    let mut tables = tables();
    assert_eq!(find(&tables, &HASH, END - 1).unwrap().account_ref, "account");
    for _ in 0..8 {
        used(&mut tables, "one").unwrap();
    }
}

/// What these attacks take away.
pub(crate) fn attacked() -> Vec<Check> {
    ATTACKS.iter().map(|(check, _)| *check).collect()
}
