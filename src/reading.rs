//! Reading a text as one of several kinds: the one engine behind documents, organisation codes and mobile numbers.

use crate::code::{Code, Facts, Field, Kind, Tag, Verdict};
use crate::date::Date;
use crate::prelude::*;
use crate::shape::{Fit, fit};
use crate::text::Text;

/// What one kind looks like and how it is read.
pub(crate) struct Spec {
    pub(crate) kind: Kind,
    /// Every shape it comes in, see `shape.rs`.
    pub(crate) shapes: &'static [&'static str],
    /// What normalisation may have folded, see `text.rs`.
    pub(crate) allows: u8,
    /// Whether a check character stands behind a match: then a match is no accident.
    pub(crate) checked: bool,
    /// Reads a text that fits a shape: brings it into its canonical form, states facts and warnings.
    pub(crate) read: fn(&mut Text, Date, &mut Found) -> Result<(), Stop>,
}

/// Why a text that fits a shape is not well-formed.
pub(crate) enum Stop {
    /// It may still become so.
    NotYet,
    /// It cannot.
    Never(Code),
}

impl From<Code> for Stop {
    fn from(code: Code) -> Self {
        Self::Never(code)
    }
}

/// What reading found. On the stack: the fast path allocates nothing.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) facts: Facts,
    warnings: [Option<Code>; 4],
}

impl Found {
    /// The country that a number states, and whether anybody lists it.
    pub(crate) fn country(&mut self, code: &[u8]) {
        let country = Tag::new(code);
        self.facts.country = Some(country);
        #[cfg(any(feature = "states", not(target_arch = "wasm32")))]
        {
            self.facts.country_listed = Some(crate::state::is_listed(country.as_str()));
        }
    }

    /// The state that issued a passport, likewise.
    #[cfg_attr(
        all(target_arch = "wasm32", not(feature = "states")),
        allow(unused_variables, clippy::unused_self, reason = "no states there")
    )]
    pub(crate) fn issuer(&mut self, code: &[u8]) {
        #[cfg(any(feature = "states", not(target_arch = "wasm32")))]
        {
            let issuer = Tag::new(code);
            self.facts.issuer = Some(issuer);
            self.facts.issuer_listed = Some(crate::state::is_listed(issuer.as_str()));
        }
    }

    pub(crate) fn warn(&mut self, code: Code) {
        if let Some(free) = self.warnings.iter_mut().find(|place| place.is_none()) {
            *free = Some(code);
        }
    }
}

/// How a text read as one kind ended.
enum Outcome {
    WellFormed,
    Partial,
    /// The code and how far it came: a greater rank is a likelier kind.
    Not(Code, usize),
}

fn read_as(spec: &Spec, text: &mut Text, today: Date, found: &mut Found) -> Outcome {
    let (mut partial, mut code, mut rank) = (false, Code::InputLength, 0);
    let refused = text.has_beyond(spec.allows);
    for shape in spec.shapes {
        match fit(text.bytes(), shape) {
            Fit::Full if refused => (code, rank) = (Code::InputCharset, usize::MAX / 2),
            Fit::Full => {
                return match (spec.read)(text, today, found) {
                    Ok(()) => Outcome::WellFormed,
                    Err(Stop::NotYet) => Outcome::Partial,
                    // A shape with more characters of its own is the likelier one.
                    Err(Stop::Never(code)) => {
                        Outcome::Not(code, 1000 + shape.bytes().filter(|b| !b.is_ascii_lowercase()).count())
                    }
                };
            }
            Fit::Partial => partial = !refused,
            Fit::Long if shape.len() > rank => (code, rank) = (Code::InputLength, shape.len()),
            Fit::Not { at, code: why } if at + 1 > rank => (code, rank) = (why, at + 1),
            Fit::Long | Fit::Not { .. } => {}
        }
    }
    if partial { Outcome::Partial } else { Outcome::Not(code, rank) }
}

/// Whether a text is well-formed; the fast path.
pub(crate) fn is_valid(text: &Text, specs: &[Spec], kind: Option<Kind>, today: Date) -> bool {
    specs.iter().filter(|spec| kind.is_none_or(|kind| kind == spec.kind)).any(|spec| {
        matches!(read_as(spec, &mut text.clone(), today, &mut Found::default()), Outcome::WellFormed)
    })
}

/// Reads a text as one kind, or as every kind of a family with the likeliest first.
pub(crate) fn check(
    raw: &str,
    text: &Text,
    field: Field,
    specs: &[Spec],
    kind: Option<Kind>,
    today: Date,
) -> Verdict {
    if text.is_empty() {
        return Verdict::Malformed { field, code: Code::InputEmpty, candidates: kind.into_iter().collect() };
    }
    let mut code = Code::InputKind;
    let (mut best, mut rank) = (0, 0);
    // Which of the kinds ended how, a bit each.
    let (mut full, mut partial, mut not) = (0, 0, 0);
    let mut first: Option<&Spec> = None;
    // What the first that fits made of the text.
    let (mut own, mut found) = (Text::empty(), Found::default());
    for (bit, spec) in bits().zip(specs).filter(|(_, spec)| kind.is_none_or(|kind| kind == spec.kind)) {
        let (mut read, mut facts) = (text.clone(), Found::default());
        match read_as(spec, &mut read, today, &mut facts) {
            Outcome::WellFormed => {
                full |= bit;
                if first.is_none() {
                    first = Some(spec);
                    core::mem::swap(&mut own, &mut read);
                    found = facts;
                }
            }
            Outcome::Partial => partial |= bit,
            Outcome::Not(why, far) => {
                not |= bit;
                if far > rank {
                    (code, best, rank) = (why, bit, far);
                }
            }
        }
    }
    // Without a check character a match may be the beginning of something else: nothing is decided silently.
    if let Some(spec) = first.filter(|spec| spec.checked || partial == 0) {
        found.facts.changed = raw.as_bytes() != own.bytes();
        // Without its lowest bit: the kind itself.
        found.facts.also = kinds(specs, [full & (full - 1), 0]);
        let warnings = found.warnings.into_iter().flatten().collect();
        return Verdict::WellFormed {
            kind: spec.kind,
            normalized: own.secret(),
            facts: found.facts,
            warnings,
        };
    }
    if full | partial != 0 {
        return Verdict::Incomplete { field, candidates: kinds(specs, [full, partial]) };
    }
    if let Some(kind) = kind {
        let mut other = 0;
        for (bit, spec) in bits().zip(specs).filter(|(_, spec)| spec.kind != kind && spec.checked) {
            if is_valid(text, core::slice::from_ref(spec), None, today) {
                other |= bit;
            }
        }
        if other != 0 {
            (code, best, not) = (Code::InputOtherKind, other, other);
        }
    }
    Verdict::Malformed { field, code, candidates: kinds(specs, [best, not & !best]) }
}

fn bits() -> impl Iterator<Item = u32> {
    (0..32).map(|at| 1 << at)
}

/// The kinds whose bit is set in the first mask, then those of the second.
fn kinds(specs: &[Spec], masks: [u32; 2]) -> Vec<Kind> {
    let mut kinds = Vec::new();
    for mask in masks.into_iter().filter(|mask| *mask != 0) {
        kinds.extend(bits().zip(specs).filter(|(bit, _)| mask & bit != 0).map(|(_, spec)| spec.kind));
    }
    kinds
}
