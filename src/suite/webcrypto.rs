//! The `jose` suite in the browser's WebCrypto, through `browser/platform`, which captured its methods at load. It is
//! asked here; its answer comes as an event.

use crate::browser::platform::{self, Page};
use crate::bundle::making::Ask;
use crate::code::Code;

/// Asks for what a message needs next.
pub(crate) fn ask(page: &Page, ask: Ask<'_>) {
    match ask {
        Ask::Verify(jws) => {
            let (signed, signature) = jws.signed();
            platform::verify(page, &jws.key.to_point(), signed.as_bytes(), signature);
        }
        Ask::Agree(with) => platform::agree(page, &with.to_point()),
        // EXPOSE: into the cipher.
        Ask::Encrypt { key, iv, aad, plaintext } => {
            platform::seal(page, key.as_slice(), iv, aad.as_bytes(), plaintext.expose().as_bytes());
        }
        Ask::Sign(input) => platform::sign(page, input.as_bytes()),
    }
}

/// Secure random bytes.
pub(crate) fn random(out: &mut [u8]) -> Result<(), Code> {
    if platform::random(out) { Ok(()) } else { Err(Code::Rng) }
}

#[cfg(test)]
mod tests;
