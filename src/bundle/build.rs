//! The page's end, with a suite at hand: the one door through which raw values leave, into `sealed`.

use super::Bundle;
use super::challenge::Challenge;
use super::claims::Frame;
use super::making::{Ask, Making};
use crate::code::{Code, Field};
use crate::consent::{Decision, Env};
use crate::prelude::*;
use crate::secret::Secret;
use crate::suite::{PageSuite, PublicKey};
use zeroize::Zeroizing;

/// Where a page stands.
#[derive(Clone, Debug)]
pub struct Place {
    /// Its origin.
    pub origin: String,
    /// And what it stands in, if it is a frame.
    pub frame: Option<Frame>,
}

/// What every signed act of the page is about.
pub struct Act<'a> {
    /// The challenge document, already compared with the policy.
    pub challenge: &'a Challenge,
    /// Where the page stands.
    pub place: &'a Place,
    /// Where the result may be accepted.
    pub env: Env,
    /// Now, Unix seconds of the server's clock.
    pub now: u64,
    /// The decisions.
    pub decisions: Vec<Decision>,
}

/// The sealing key that was chosen from the verified key set.
#[derive(Clone)]
pub struct Recipient {
    /// Its id.
    pub kid: String,
    /// The key.
    pub key: PublicKey,
}

/// Makes the bundle.
///
/// # Errors
/// `E_RNG`, `E_CRYPTO_UNAVAILABLE`, `E_JWK`, `E_FORMAT` (more than 16 fields).
pub async fn bundle(
    act: Act<'_>,
    fields: &[(Field, &Secret)],
    recipient: &Recipient,
    suite: &impl PageSuite,
) -> Result<Bundle, Code> {
    half(act, fields, recipient, suite, None).await
}

/// Makes a guardian's half, for a child's.
///
/// # Errors
/// As [`bundle`].
pub async fn guardian(
    act: Act<'_>,
    child: &Bundle,
    fields: &[(Field, &Secret)],
    recipient: &Recipient,
    suite: &impl PageSuite,
) -> Result<Bundle, Code> {
    half(act, fields, recipient, suite, Some(child)).await
}

async fn half(
    act: Act<'_>,
    fields: &[(Field, &Secret)],
    recipient: &Recipient,
    suite: &impl PageSuite,
    child: Option<&Bundle>,
) -> Result<Bundle, Code> {
    let mut random = |out: &mut [u8]| suite.random(out);
    let mut making = Making::bundle(act, fields, recipient.clone(), suite.public_key(), &mut random)?;
    if let Some(child) = child {
        making = making.for_ward(&child.sd_jwt);
    }
    let (sd_jwt, sealed) = made(making, suite).await?;
    Ok(Bundle { sd_jwt, sealed: sealed.ok_or(Code::State)? })
}

/// Makes the refusal of something required.
///
/// # Errors
/// `E_RNG`, `E_CRYPTO_UNAVAILABLE`.
pub async fn decision(act: Act<'_>, suite: &impl PageSuite) -> Result<String, Code> {
    let making = Making::decision(act, suite.public_key(), &mut |out| suite.random(out))?;
    made(making, suite).await.map(|(jwt, _)| jwt)
}

/// Asks a suite until the message is made.
async fn made(mut making: Making, suite: &impl PageSuite) -> Result<(String, Option<String>), Code> {
    loop {
        let answer = match making.ask() {
            Ask::Verify(_) => return Err(Code::State),
            Ask::Agree(with) => {
                let (public, secret) = suite.agree(with).await?;
                [public.to_point().as_slice(), secret.as_slice()].concat()
            }
            // EXPOSE: into the cipher.
            Ask::Encrypt { key, iv, aad, plaintext } => {
                suite.encrypt(key, iv, aad.as_bytes(), plaintext.expose().as_bytes()).await?
            }
            Ask::Sign(input) => suite.sign(input.as_bytes()).await?.to_vec(),
        };
        if making.go_on(&Zeroizing::new(answer), &mut |out| suite.random(out))? {
            return Ok(making.finish());
        }
    }
}
