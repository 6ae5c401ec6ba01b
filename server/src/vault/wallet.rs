//! The account on a chain that a signup is for (`docs/spec.md`, "Account"): what was signed is compared byte by byte,
//! and the signature of a plain Ethereum account is verified. Of every other account it is said that it is not.

mod checks;
mod ethereum;
mod message;

use checks::{Check, must};
use realname::bundle::SKEW;
use realname::bundle::challenge::end_of;
use realname::bundle::open::Opened;
use realname::code::{Code, Field};
use realname::consent::{Choice, Policy};

/// The longest value; a contract's signature may take most of it.
const MAX_VALUE: usize = 6000;

/// An account whose proof was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Whether its own key signed: the vault verified it.
    pub verified: bool,
    /// Its CAIP-10 name, where the person agreed that it is said in clear.
    pub in_clear: Option<String>,
}

impl Account {
    /// What results say of it.
    #[must_use]
    pub const fn state(&self) -> &'static str {
        if self.verified { "account_verified" } else { "account_unverified" }
    }
}

/// The value of the disclosure: four parts, a line each but the last.
struct Proof<'a> {
    /// CAIP-2.
    chain: &'a str,
    address: &'a str,
    /// CAIP-10.
    id: &'a str,
    scheme: &'a str,
    signature: &'a str,
    message: &'a str,
}

impl<'a> Proof<'a> {
    fn parse(value: &'a str) -> Option<Self> {
        let mut parts = value.splitn(4, '\n');
        let (id, scheme, signature, message) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let (chain, address) = id.rsplit_once(':')?;
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.%".contains(&byte);
        let fits = value.len() <= MAX_VALUE && (1..=128).contains(&address.len());
        let named = fits && address.bytes().all(plain) && chain.split(':').count() == 2;
        named.then_some(Self { chain, address, id, scheme, signature, message })
    }
}

/// Reads the proof of an opened bundle, where the policy asks for an account.
///
/// # Errors
/// `E_ACCOUNT_PROOF`, `E_ACCOUNT_CHAIN`, `E_ACCOUNT_UNVERIFIED`; `E_DISCLOSURE` where there is none.
pub fn check(opened: &Opened, policy: &Policy, now: u64) -> Result<Option<Account>, Code> {
    let Some(rule) = &policy.account else { return Ok(None) };
    let value = opened.value(Field::Account).ok_or(Code::Disclosure)?;
    // EXPOSE: the vault is where values are meant to be read; nothing of it is written but what is said below.
    let proof = Proof::parse(value.expose()).ok_or(Code::AccountProof)?;
    must(Check::AccountChain, rule.chains.iter().any(|chain| chain == proof.chain), Code::AccountChain)?;
    let claims = &opened.claims;
    let (issued, expires) = message::times(proof.message).ok_or(Code::AccountProof)?;
    let expected = message::build(&message::Parts {
        // The wallet stands in the page around a frame.
        origin: claims.frame.as_ref().map_or(&claims.origin, |frame| &frame.embedder),
        chain: proof.chain,
        address: proof.address,
        audience: &claims.audience,
        challenge: &claims.nonce,
        jkt: &opened.jkt,
        issued,
        expires,
    });
    // A challenge of another construction says no end; the bundle's own stands for it.
    let end = end_of(&claims.nonce).unwrap_or(claims.expires);
    let timely = issued <= now.saturating_add(SKEW) && issued < expires && expires <= end && now < expires;
    must(Check::ProofMessage, expected.as_deref() == Some(proof.message), Code::AccountProof)?;
    must(Check::ProofTimes, timely, Code::AccountProof)?;
    let verified = match (proof.chain.starts_with("eip155:"), proof.scheme) {
        (true, "eip191") if ethereum::signed(proof.address, proof.message, proof.signature) => true,
        (true, "eip1271") if ethereum::is_address(proof.address) => false,
        (false, "other") => false,
        _ => return Err(Code::AccountProof),
    };
    must(Check::AccountVerified, verified || rule.unverified, Code::AccountUnverified)?;
    let agreed = |purpose: &String| {
        let given = |choice| choice == Choice::Given;
        claims.decisions.iter().any(|decision| decision.purpose == *purpose && given(decision.choice))
    };
    let in_clear = rule.clear_for.as_ref().filter(|purpose| agreed(purpose)).map(|_| proof.id.to_owned());
    Ok(Some(Account { verified, in_clear }))
}

#[cfg(test)]
mod tests;
