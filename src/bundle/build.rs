//! The page's end: the one door through which raw values leave, into `sealed`.

use super::challenge::Challenge;
use super::claims::{Claims, Sealing, issuer_of};
use super::disclosure::{Disclosure, digest_count};
use super::jws::{sign_on_page, typ};
use super::{Bundle, LIFETIME, PAD_STEP, jwe};
use crate::code::{Code, Field};
use crate::consent::{Decision, Env};
use crate::json::Writer;
use crate::prelude::*;
use crate::secret::Secret;
use crate::suite::jose::{base64url, digest_of, sha256};
use crate::suite::{PageSuite, PublicKey};

/// What every signed act of the page is about.
pub struct Act<'a> {
    /// The challenge document, already compared with the policy.
    pub challenge: &'a Challenge,
    /// Where the page stands.
    pub origin: &'a str,
    /// Where the result may be accepted.
    pub env: Env,
    /// Now, Unix seconds of the server's clock.
    pub now: u64,
    /// The decisions.
    pub decisions: Vec<Decision>,
}

/// The sealing key that was chosen from the verified key set.
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
    let mut digests: Vec<String> = Vec::new();
    // Kept sorted, so that the order says nothing about which are decoys.
    let mut keep = |digest: String| digests.insert(digests.partition_point(|there| *there < digest), digest);
    let mut disclosures = Vec::new();
    for (field, value) in fields {
        let mut salt = [0; 16];
        suite.random(&mut salt)?;
        let disclosure = Disclosure::new(&salt, *field, value);
        keep(disclosure.digest);
        disclosures.push(disclosure.encoded);
    }
    for _ in fields.len()..digest_count(fields.len())? {
        let mut decoy = [0; 32];
        suite.random(&mut decoy)?;
        keep(base64url(&sha256(&[&decoy])));
    }

    let challenge = act.challenge;
    let thumbprint = suite.public_key().thumbprint();
    let binding = jwe::Binding { apu: thumbprint, apv: sha256(&[challenge.challenge.as_bytes()]) };
    let plaintext = plaintext(&base64url(&thumbprint), challenge, &disclosures);
    // EXPOSE: into the cipher.
    let sealed =
        jwe::seal(suite, &recipient.kid, &recipient.key, &binding, plaintext.expose().as_bytes()).await?;
    let typ = if act.env == Env::Test { typ::TEST_SD_JWT } else { typ::SD_JWT };
    let sealing = Sealing { digests, sealed_hash: digest_of(sealed.as_bytes()) };
    let claims = claims(act, Some(sealing), suite)?;
    let mut sd_jwt = sign_on_page(suite, typ, &claims.to_json()).await?;
    sd_jwt.push('~');
    Ok(Bundle { sd_jwt, sealed })
}

/// Makes the refusal of something required: decisions only, no digest, nothing sealed, no field's name.
///
/// # Errors
/// `E_RNG`, `E_CRYPTO_UNAVAILABLE`.
pub async fn decision(act: Act<'_>, suite: &impl PageSuite) -> Result<String, Code> {
    let claims = claims(act, None, suite)?;
    sign_on_page(suite, typ::DECISION, &claims.to_json()).await
}

fn claims(act: Act<'_>, sealing: Option<Sealing>, suite: &impl PageSuite) -> Result<Claims, Code> {
    let mut id = [0; 16];
    suite.random(&mut id)?;
    Ok(Claims {
        issuer: issuer_of(&suite.public_key()),
        audience: act.challenge.aud.clone(),
        issued_at: act.now,
        expires: act.now + LIFETIME,
        id: base64url(&id),
        nonce: act.challenge.challenge.clone(),
        origin: act.origin.to_owned(),
        policy: act.challenge.policy.clone(),
        sealing,
        decisions: act.decisions,
        sdk: concat!("realname/", env!("CARGO_PKG_VERSION")).to_owned(),
    })
}

/// The plaintext of `sealed`, padded to a multiple of [`PAD_STEP`], so that neither a name's length nor the number of
/// fields shows.
fn plaintext(jkt: &str, challenge: &Challenge, disclosures: &[Secret]) -> Secret {
    let mut json = Writer::new();
    json.begin_object();
    json.member("v", 1);
    json.text_member("jkt", jkt);
    json.text_member("nonce", &challenge.challenge);
    json.text_member("aud", &challenge.aud);
    json.key("disclosures");
    json.begin_array();
    for disclosure in disclosures {
        // EXPOSE: into the plaintext of `sealed`.
        json.text(disclosure.expose());
    }
    json.end_array();
    json.key("pad");
    let mut text = json.finish();
    // Two quotes and a brace are still to come.
    let short = (text.len() + 3).next_multiple_of(PAD_STEP) - (text.len() + 3);
    text.push('"');
    for _ in 0..short {
        text.push('0');
    }
    text.push_str("\"}");
    Secret::new(text)
}
