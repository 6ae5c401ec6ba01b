//! The checks of the page once more, on the opened values: the page's own word counts for nothing. A value must be
//! well-formed and already in its canonical form, or the digests would stand for another text than the one asked about.

use realname::bundle::open::Opened;
use realname::code::{Code, Field, Kind, Verdict};
use realname::date::Date;
use realname::secret::Secret;
use realname::{identity, mobile, name};
use unicode_normalization::is_nfc;

/// Checks every value.
pub(super) fn check(opened: &Opened, now: u64) -> Result<(), Code> {
    let today = Date::from_unix(now);
    for (field, value) in &opened.values {
        // EXPOSE: the vault is where values are meant to be read; each check answers with a code.
        let text = value.expose();
        match field {
            Field::DocumentKind => drop(document_kind(opened)?),
            Field::Document => canonical(identity::check(text, Some(document_kind(opened)?), today), value)?,
            Field::Name if !is_nfc(text) => return Err(Code::InputCharset),
            Field::Name => canonical(name::check(text), value)?,
            Field::Mobile => canonical(mobile::check(text, Some(Kind::CnMobile)), value)?,
            // No policy of this version can be answered for an organisation.
            Field::Organization => return Err(Code::InputKind),
            // `wallet` reads it, with the policy's rule.
            Field::Account => {}
        }
    }
    Ok(())
}

/// The kind of document that was sealed beside the number.
pub(super) fn document_kind(opened: &Opened) -> Result<Kind, Code> {
    let value = opened.value(Field::DocumentKind).ok_or(Code::Disclosure)?;
    // EXPOSE: compared with the names of the kinds.
    Kind::from_wire(value.expose()).ok_or(Code::InputKind)
}

fn canonical(verdict: Verdict, value: &Secret) -> Result<(), Code> {
    match verdict {
        // EXPOSE: compared, inside the vault.
        Verdict::WellFormed { normalized, .. } if normalized.expose() == value.expose() => Ok(()),
        // Well-formed, but written in another way than the one that is hashed: not what our page sends.
        Verdict::WellFormed { .. } => Err(Code::Disclosure),
        Verdict::Incomplete { .. } => Err(Code::InputLength),
        Verdict::Malformed { code, .. } => Err(code),
    }
}
