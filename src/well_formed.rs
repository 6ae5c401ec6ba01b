//! A text that was read: what `parse` answers in every family, its facts as methods, and how it is printed.

use crate::code::{Authority, Code, Facts, Kind, Operator, Service, Sex, Tag, Verdict};
use crate::date::Date;
use crate::prelude::*;
use crate::secret::Secret;

/// A well-formed number or name: not **verified**, for no source was asked, and not **admitted**. Reading what [`format`](Self::format)
/// writes gives the same again, for every kind (`tests/verbs.rs`).
///
/// ```
/// use realname::{code::{Kind, Sex}, date::Date, identity};
/// let today = Date::new(2026, 11, 25).unwrap();
/// let number = identity::parse("11010519491231002x", Some(Kind::ResidentId), today).unwrap();
/// assert_eq!((number.sex(), number.region()), (Some(Sex::Female), Some(110105)));
/// assert_eq!(number.birth_date().unwrap().iso(), "1949-12-31");
/// assert_eq!(number.mask(), "1****X");
/// ```
#[derive(Clone, Debug)]
pub struct WellFormed {
    kind: Kind,
    value: Secret,
    facts: Facts,
    warnings: Vec<Code>,
}

/// A verdict as a value or a code. Nobody is still typing: a text that ends too early is `E_INPUT_LENGTH`.
impl TryFrom<Verdict> for WellFormed {
    type Error = Code;

    fn try_from(verdict: Verdict) -> Result<Self, Code> {
        match verdict {
            Verdict::WellFormed { kind, normalized, facts, warnings } => {
                Ok(Self { kind, value: normalized, facts, warnings })
            }
            Verdict::Incomplete { .. } => Err(Code::InputLength),
            Verdict::Malformed { code, .. } => Err(code),
        }
    }
}

impl WellFormed {
    /// What it was read as.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// The canonical form: what is hashed and sealed.
    #[must_use]
    pub const fn value(&self) -> &Secret {
        &self.value
    }

    /// The same, the rest dropped.
    #[must_use]
    pub fn into_value(self) -> Secret {
        self.value
    }

    /// Findings that do not stop a signup.
    #[must_use]
    pub fn warnings(&self) -> &[Code] {
        &self.warnings
    }

    /// Everything that it says of itself.
    #[must_use]
    pub const fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The birth date inside it.
    #[must_use]
    pub const fn birth_date(&self) -> Option<Date> {
        self.facts.birth_date
    }

    /// The sex inside it.
    #[must_use]
    pub const fn sex(&self) -> Option<Sex> {
        self.facts.sex
    }

    /// The GB/T 2260 place code inside it.
    #[must_use]
    pub const fn region(&self) -> Option<u32> {
        self.facts.region
    }

    /// The country inside it: of a passport's zone the holder's nationality.
    #[must_use]
    pub const fn country(&self) -> Option<Tag> {
        self.facts.country
    }

    /// The state that issued the passport.
    #[cfg(any(feature = "states", not(target_arch = "wasm32")))]
    #[must_use]
    pub const fn issuer(&self) -> Option<Tag> {
        self.facts.issuer
    }

    /// When the document expires.
    #[must_use]
    pub const fn expiry_date(&self) -> Option<Date> {
        self.facts.expiry_date
    }

    /// Who registered the organisation.
    #[must_use]
    pub const fn authority(&self) -> Option<Authority> {
        self.facts.authority
    }

    /// Whom the number block was given to.
    #[must_use]
    pub const fn operator(&self) -> Option<Operator> {
        self.facts.operator
    }

    /// What the number block is for.
    #[must_use]
    pub const fn service(&self) -> Option<Service> {
        self.facts.service
    }

    /// The way it is printed: brackets around the check character of a Hong Kong or Macau card, a hyphen before that of an organisation
    /// code, a telephone number in groups, a passport's zone in two lines. Everything else is printed as its canonical form.
    ///
    /// ```
    /// use realname::{code::Kind, organization};
    /// let code = organization::parse("d2143569x", Some(Kind::OrgCode)).unwrap();
    /// // EXPOSE: an example; the value is the standard's.
    /// assert_eq!(code.format().expose(), "D2143569-X");
    /// ```
    #[must_use]
    pub fn format(&self) -> Secret {
        // EXPOSE: to be written as it is printed; the answer is a `Secret` again.
        let whole = self.value.expose();
        // What is set between: (place from the start, the text there), ascending.
        let set: &[(usize, &str)] = match self.kind {
            Kind::HkId | Kind::MoId => {
                return self.joined(whole.len().saturating_sub(1), "(", ")");
            }
            Kind::OrgCode => &[(8, "-")],
            Kind::CnMobile => &[(3, " "), (6, " "), (10, " ")],
            Kind::HkMobile | Kind::MoMobile => &[(4, " "), (8, " ")],
            Kind::TwMobile => &[(4, " "), (7, " "), (10, " ")],
            Kind::PassportMrz => &[(44, "\n")],
            _ => &[],
        };
        // One allocation of its exact size: no copy stays behind.
        let mut out = String::with_capacity(whole.len() + set.len());
        let mut from = 0;
        for (place, text) in set {
            out.push_str(whole.get(from..*place).unwrap_or_default());
            out.push_str(text);
            from = *place;
        }
        out.push_str(whole.get(from..).unwrap_or_default());
        Secret::new(out)
    }

    /// The value with its end, from a place on, between two texts.
    fn joined(&self, at: usize, before: &str, after: &str) -> Secret {
        // EXPOSE: as in `format`.
        let (head, tail) = self.value.expose().split_at_checked(at).unwrap_or_default();
        let mut out = String::with_capacity(head.len() + tail.len() + before.len() + after.len());
        for part in [head, before, tail, after] {
            out.push_str(part);
        }
        Secret::new(out)
    }

    /// As it may be shown to its owner, see [`mask`].
    #[must_use]
    pub fn mask(&self) -> String {
        mask(&self.value, self.kind)
    }
}

/// A canonical form as it may be shown to its owner: of a name the first character, of a telephone number its first three and
/// last four digits as is usual, of everything else the first and the last character. The stars do not tell how many are hidden.
///
/// ```
/// use realname::{code::Kind, identity, mobile, name, secret::Secret};
/// assert_eq!(mobile::mask(&Secret::new("+8613800138000".into()), Kind::CnMobile), "138****8000");
/// assert_eq!(name::mask(&Secret::new("张三丰".into()), Kind::PersonName), "张**");
/// assert_eq!(identity::mask(&Secret::new("A1234563".into()), Kind::HkId), "A****3");
/// ```
#[must_use]
pub fn mask(value: &Secret, kind: Kind) -> String {
    // EXPOSE: a few characters of it, to be shown to its owner.
    let whole = value.expose();
    let (text, head, stars, tail) = match kind {
        Kind::PersonName => (whole, 1, "**", 0),
        Kind::CnMobile => (whole.trim_start_matches("+86"), 3, "****", 4),
        _ => (whole, 1, "****", 1),
    };
    let length = text.chars().count();
    let mut out: String = text.chars().take(head).collect();
    out.push_str(stars);
    // Never the whole of a short one.
    if length > head + tail + 1 {
        out.extend(text.chars().skip(length - tail));
    }
    out
}
