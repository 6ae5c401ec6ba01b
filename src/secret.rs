//! `Secret`: the only type that may hold a raw value.

use crate::prelude::*;
use core::fmt;
use zeroize::Zeroizing;

/// A raw value: an identity number, a mobile number, a name, a salt. Wiped when dropped, never shown, never
/// serialised, compared by nobody.
///
/// ```
/// use realname::secret::Secret;
/// let number = Secret::new("11010519491231002X".into());
/// assert_eq!(format!("{number:?}"), "Secret(…)");
/// // EXPOSE: an example; the value is a published specimen.
/// assert_eq!(number.expose().len(), 18);
/// ```
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes the text over; the caller keeps no copy.
    #[must_use]
    pub fn new(value: String) -> Self {
        Self(Zeroizing::new(value))
    }

    /// Copies a borrowed text into one allocation of its exact size.
    #[must_use]
    pub fn copy_of(value: &str) -> Self {
        let mut own = String::with_capacity(value.len());
        own.push_str(value);
        Self::new(own)
    }

    /// The raw value. Each use needs an `// EXPOSE:` comment that says why it is necessary.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether nothing is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Overwrites the stack that the calls before this one have used and left, down to 8 KiB below here. Wiping a value when
/// it is dropped does not reach the copies that moving it has left behind; this does. To be called at the doors, after a
/// raw value was worked on.
#[inline(never)]
pub fn scrub_stack() {
    let mut block = [0_u8; 8192];
    // Seen from outside, so that neither the array nor the zeros are optimised away.
    core::hint::black_box(&mut block);
}
