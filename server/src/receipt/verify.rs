//! Whether a receipt is what the service signed: the signature, the texts beside it, and the key, if somebody vouches for it.

use super::{Facts, File, Receipt, Text, Told};
use crate::checks::{Check, must};
use crate::trust::Trusted;
use realname::bundle::jws::{Jws, typ};
use realname::code::Code;
use realname::suite::host::Host;
use realname::suite::jose::{base64url, digest_of};
use std::fmt;

/// What is wrong with a receipt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is not a file of a receipt.
    File,
    /// The signed part is not a receipt: by its code.
    Jws(Code),
    /// The signature is not that of the key in it.
    Signature,
    /// What was signed is not the statement of a receipt.
    Statement,
    /// A text is missing.
    NoText(String),
    /// A text that nothing names.
    StrayText(String),
    /// A text is not the one that was shown.
    OtherText(String),
    /// The statement says of a notice what its text does not.
    Facts(String),
    /// A decision on a notice that is not there.
    NoNotice(String),
    /// A key that the trust set does not have.
    UnknownKey(String),
    /// A key that signs something else.
    OtherUse(String),
    /// A key that was not in force when it signed.
    KeyTime(String),
    /// A key that was revoked.
    Revoked(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File => f.write_str("not the file of a receipt"),
            Self::Jws(code) => write!(f, "{code}: the signed part is not a receipt's"),
            Self::Signature => f.write_str("the signature is not that of the key in it"),
            Self::Statement => f.write_str("what was signed is not a receipt's statement"),
            Self::NoText(name) => write!(f, "the text of the notice {name} is missing"),
            Self::StrayText(name) => write!(f, "the text of the notice {name} belongs to nothing"),
            Self::OtherText(name) => write!(f, "the text of the notice {name} is not the one that was shown"),
            Self::Facts(name) => write!(f, "the statement says of the notice {name} what its text does not"),
            Self::NoNotice(name) => write!(f, "a decision names the notice {name}, which is not there"),
            Self::UnknownKey(kid) => write!(f, "signed by {kid}, which the trust set does not have"),
            Self::OtherUse(kid) => write!(f, "signed by {kid}, which does not sign receipts"),
            Self::KeyTime(kid) => write!(f, "signed by {kid} at a time when it was not in force"),
            Self::Revoked(kid) => {
                write!(f, "signed by {kid}, which was revoked: ask the service for another receipt")
            }
        }
    }
}

/// A receipt that is whole.
#[derive(Clone, Debug)]
pub struct Verified {
    /// What it says.
    pub receipt: Receipt,
    /// The thumbprint of the key that signed.
    pub kid: String,
    /// Whether a trust set vouches for that key. Without one the receipt is as good as its reader's trust in the key.
    pub anchored: bool,
}

/// Verifies a file, against a trust set if there is one.
///
/// # Errors
/// The first thing that is wrong.
pub fn verify(bytes: &[u8], trust: Option<&[Trusted]>) -> Result<Verified, Fault> {
    let file = File::parse(bytes).map_err(|_| Fault::File)?;
    let jws = Jws::parse(&file.jwt, typ::RECEIPT).map_err(Fault::Jws)?;
    must(Check::Signature, jws.verify(&Host).is_ok(), || Fault::Signature)?;
    let receipt = Receipt::parse(&jws.payload).map_err(|_| Fault::Statement)?;
    texts(&receipt, &file.notices)?;
    let kid = base64url(&jws.thumbprint);
    if let Some(keys) = trust {
        vouched(keys, &kid, receipt.issued_at)?;
    }
    Ok(Verified { receipt, kid, anchored: trust.is_some() })
}

/// Each notice with its text, no other text, each decision on a notice that is there.
fn texts(receipt: &Receipt, texts: &[Text]) -> Result<(), Fault> {
    let name = |told: &Told| format!("{} {} {}", told.notice, told.version, told.lang);
    for told in &receipt.notices {
        let of = |text: &&Text| {
            text.notice == told.notice && text.version == told.version && text.lang == told.lang
        };
        let text = texts.iter().find(of);
        must(Check::TextThere, text.is_some(), || Fault::NoText(name(told)))?;
        let Some(text) = text else { continue };
        let shown = digest_of(text.text.as_bytes()) == told.hash;
        must(Check::TextDigest, shown, || Fault::OtherText(name(told)))?;
        let said = Facts::words(&told.facts).all(|said| text.text.contains(said));
        must(Check::Facts, said, || Fault::Facts(name(told)))?;
    }
    must(Check::StrayText, texts.len() == receipt.notices.len(), || {
        let stray = texts.iter().find(|text| {
            receipt.notices.iter().all(|told| {
                text.notice != told.notice || text.version != told.version || text.lang != told.lang
            })
        });
        Fault::StrayText(stray.or(texts.last()).map(|t| t.notice.clone()).unwrap_or_default())
    })?;
    for decision in receipt.consents.iter().map(|consent| &consent.decision) {
        let told = |told: &Told| {
            told.notice == decision.notice
                && told.version == decision.version
                && told.lang == decision.lang
                && told.hash == decision.notice_hash
        };
        let there = receipt.notices.iter().any(told);
        must(Check::NoticeThere, there, || Fault::NoNotice(decision.notice.clone()))?;
    }
    Ok(())
}

fn vouched(keys: &[Trusted], kid: &str, issued_at: u64) -> Result<(), Fault> {
    let key = keys.iter().find(|key| key.kid == kid);
    must(Check::KeyKnown, key.is_some(), || Fault::UnknownKey(kid.to_owned()))?;
    let Some(key) = key else { return Ok(()) };
    must(Check::KeyUse, key.may_sign(typ::RECEIPT), || Fault::OtherUse(kid.to_owned()))?;
    // Whatever time the receipt names: whoever has the key can name any.
    must(Check::Revoked, key.revoked_at.is_none(), || Fault::Revoked(kid.to_owned()))?;
    let begun = key.not_before.is_none_or(|time| time <= issued_at);
    let lasts = key.expires.is_none_or(|time| issued_at < time);
    must(Check::KeyTime, begun && lasts, || Fault::KeyTime(kid.to_owned()))
}
