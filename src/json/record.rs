//! Reading an object in one go: the first fault is remembered instead of returned, so that what was read before need
//! not be given up member by member. That path, once a member, was a third of the module.

use super::Json;
use crate::checks::{Check, must};
use crate::code::Code;
use crate::prelude::*;

const NOTHING: Json = Json::Null;

/// An object that is being read. The set of members is closed: [`Record::finish`] refuses what was not asked for.
///
/// ```
/// use realname::json::{Json, Record};
/// let json = Json::parse(br#"{"v":1,"aud":"https://a.example"}"#)?;
/// let mut record = Record::of(&json);
/// let (version, audience) = (record.count("v"), record.text("aud"));
/// record.finish()?;
/// assert_eq!((version, audience), (1, "https://a.example"));
/// # Ok::<(), realname::code::Code>(())
/// ```
pub struct Record<'a> {
    members: &'a [(String, Json)],
    /// Which members were asked for, a bit each: a count would let a name that is asked for twice hide a stranger.
    asked: u64,
    fault: bool,
}

impl<'a> Record<'a> {
    /// Begins to read.
    #[must_use]
    pub fn of(json: &'a Json) -> Self {
        match json {
            Json::Object(members) => Self { members, asked: 0, fault: false },
            _ => Self { members: &[], asked: 0, fault: true },
        }
    }

    /// A member that may be there.
    pub fn take(&mut self, name: &str) -> Option<&'a Json> {
        let at = self.members.iter().position(|(key, _)| key == name)?;
        // No closed set has as many as 64 members: what stands behind them is never asked for, and refused in the end.
        self.asked |= u32::try_from(at).ok().and_then(|at| 1_u64.checked_shl(at)).unwrap_or(0);
        self.members.get(at).map(|(_, value)| value)
    }

    /// A member that must be there; `null` where it is not.
    pub fn need(&mut self, name: &str) -> &'a Json {
        let value = self.take(name);
        self.fault |= value.is_none();
        value.unwrap_or(&NOTHING)
    }

    /// A string.
    pub fn text(&mut self, name: &str) -> &'a str {
        let value = self.need(name);
        self.text_of(value)
    }

    /// A string, to keep.
    pub fn owned(&mut self, name: &str) -> String {
        self.text(name).to_owned()
    }

    /// What a value is when it is a string.
    pub fn text_of(&mut self, value: &'a Json) -> &'a str {
        match value {
            Json::Text(text) => text,
            _ => self.refused(""),
        }
    }

    /// A whole number from 0 up.
    pub fn count(&mut self, name: &str) -> u64 {
        match self.need(name) {
            Json::Int(value) => u64::try_from(*value).unwrap_or_else(|_| self.refused(0)),
            _ => self.refused(0),
        }
    }

    /// A whole number from 0 up that may be there.
    pub fn optional_count(&mut self, name: &str) -> Option<u64> {
        self.take(name)?;
        Some(self.count(name))
    }

    /// `true` or `false`.
    pub fn flag(&mut self, name: &str) -> bool {
        match self.need(name) {
            Json::Bool(value) => *value,
            _ => self.refused(false),
        }
    }

    /// One of the names that `of` knows; the last value stands for one that it does not.
    pub fn named<T>(&mut self, name: &str, of: fn(&str) -> Option<T>, instead: T) -> T {
        of(self.text(name)).unwrap_or_else(|| self.refused(instead))
    }

    /// An array.
    pub fn list(&mut self, name: &str) -> &'a [Json] {
        match self.need(name) {
            Json::Array(list) => list,
            _ => self.refused(&[]),
        }
    }

    /// An array of strings.
    pub fn texts(&mut self, name: &str) -> Vec<String> {
        self.list(name).iter().map(|value| self.text_of(value).to_owned()).collect()
    }

    /// An array of the names that `of` knows.
    pub fn names<T>(&mut self, name: &str, of: fn(&str) -> Option<T>) -> Vec<T> {
        let list = self.list(name);
        let known: Vec<T> = list.iter().filter_map(|value| of(self.text_of(value))).collect();
        self.fault |= known.len() != list.len();
        known
    }

    /// An array of objects with closed member sets.
    pub fn each<T>(&mut self, name: &str, mut read: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let mut items = Vec::new();
        self.objects(name, &mut |record| items.push(read(record)));
        items
    }

    /// Not generic, so that it is there once.
    fn objects(&mut self, name: &str, read: &mut dyn FnMut(&mut Self)) {
        for value in self.list(name) {
            self.inner(value, &mut *read);
        }
    }

    /// An object whose names are data (languages).
    pub fn entries(&mut self, name: &str) -> &'a [(String, Json)] {
        match self.need(name) {
            Json::Object(members) => members,
            _ => self.refused(&[]),
        }
    }

    /// An object with a closed member set, inside this one.
    pub fn inner<T>(&mut self, value: &'a Json, read: impl FnOnce(&mut Self) -> T) -> T {
        let mut inner = Self::of(value);
        let outcome = read(&mut inner);
        self.fault |= inner.finish().is_err();
        outcome
    }

    /// Something is not as it must be.
    pub const fn refuse(&mut self) {
        self.fault = true;
    }

    fn refused<T>(&mut self, instead: T) -> T {
        self.fault = true;
        instead
    }

    /// Whether all is well so far, for a reader that must name another fault next.
    ///
    /// # Errors
    /// `E_FORMAT` when something was missing or of another type.
    pub const fn so_far(&self) -> Result<(), Code> {
        if self.fault { Err(Code::Format) } else { Ok(()) }
    }

    /// Ends the reading.
    ///
    /// # Errors
    /// `E_FORMAT` when something was missing or of another type, or a member was not asked for.
    pub fn finish(self) -> Result<(), Code> {
        let all = usize::try_from(self.asked.count_ones()) == Ok(self.members.len());
        must(Check::ClosedSet, all, Code::Format)?;
        self.so_far()
    }
}
