//! `receipt verify` and `receipt export`.

use super::{USAGE, print};
use crate::receipt::verify::{Verified, verify};
use crate::receipt::{Receipt, kantara};
use crate::trust;
use anyhow::{Context as _, Result, bail};
use lexopt::{Arg, Parser, ValueExt as _};
use realname::consent::Env;
use std::fs;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

/// The exit of what is whole and has nobody who vouches for it.
const UNANCHORED: u8 = 3;

pub(super) fn command(parser: &mut Parser) -> Result<ExitCode> {
    let (mut words, mut trusted, mut form) = (Vec::new(), None, false);
    while let Some(arg) = parser.next()? {
        match arg {
            Arg::Value(word) => words.push(word.string()?),
            Arg::Long("trust") => trusted = Some(PathBuf::from(parser.value()?)),
            Arg::Long("kantara") => form = true,
            other => return Err(other.unexpected().into()),
        }
    }
    let export = match (words.first().map(String::as_str), words.len(), form) {
        (Some("verify"), 2, false) => false,
        (Some("export"), 2, true) => true,
        _ => bail!("`receipt verify FILE` or `receipt export FILE --kantara`\n\n{USAGE}"),
    };
    let path = PathBuf::from(words.pop().unwrap_or_default());
    let bytes = fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
    let keys = trusted.as_deref().map(trust::read).transpose()?;
    let verified = match verify(&bytes, keys.as_deref()) {
        Ok(verified) => verified,
        Err(fault) => {
            // An export's output is a document or nothing.
            let said = format!("refused: {fault}\n");
            if export {
                complain(&said)?
            } else {
                print(&said)?
            }
            return Ok(ExitCode::FAILURE);
        }
    };
    if export {
        let Some(document) = kantara::export(&verified.receipt) else {
            complain("no consent stands that was given: that form has nothing to say\n")?;
            return Ok(ExitCode::FAILURE);
        };
        print(&(document + "\n"))?;
    } else {
        print(&told(&verified))?;
    }
    Ok(if verified.anchored { ExitCode::SUCCESS } else { ExitCode::from(UNANCHORED) })
}

fn complain(text: &str) -> Result<()> {
    Ok(std::io::stderr().lock().write_all(text.as_bytes())?)
}

/// What it says, without the secrets in it.
fn told(verified: &Verified) -> String {
    let Verified { receipt, kid, anchored } = verified;
    let Receipt { id, service, record, act, env, issued_at, received_at, .. } = receipt;
    let mut said = format!("receipt {id} of {service}, signed at {issued_at}\n");
    said += &format!("{} {record}, received at {received_at}, env {}\n", act.as_str(), env.as_str());
    if *env != Env::Production {
        said += "not the record of a real signup\n";
    }
    if let Some(guardian) = &receipt.guardian {
        said += &format!("decided by a guardian, whose relation to the child is {}\n", guardian.relation);
    }
    for consent in &receipt.consents {
        let decision = &consent.decision;
        let to = decision.recipient.as_ref().map(|to| format!(" to {to}")).unwrap_or_default();
        said += &format!(
            "{}{to}: {} at {} ({}; notice {} {} {}), now {}\n",
            decision.purpose,
            decision.choice.as_str(),
            decision.decided_at,
            decision.legal_basis.as_str(),
            decision.notice,
            decision.version,
            decision.lang,
            consent.state
        );
    }
    said + &if *anchored {
        format!("verified: signed by {kid}, which the trust set vouches for\n")
    } else {
        format!("unanchored: signed by {kid}, which nothing here vouches for\n")
    }
}
