//! The JSON (RFC 8259) of the wire format: a strict reader and a small writer.
//!
//! A general library is not used here, for two measured reasons (docs/decisions.md): it weighs more than the whole
//! signup, and it lets pass what a signed document must not contain: repeated members, unknown members, numbers
//! that do not survive JavaScript.

use crate::checks::{Check, must};
use crate::code::Code;
use crate::prelude::*;

mod read;
mod record;
mod write;

pub use record::Record;
pub use write::Writer;

/// The deepest nesting of any document of the wire format is 5; more than this is refused.
pub const MAX_DEPTH: usize = 8;

/// A JSON value with whole numbers only.
#[derive(Clone, PartialEq, Eq)]
pub enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number, at most 2⁵³ − 1 in size.
    Int(i64),
    /// A string.
    Text(String),
    /// An array.
    Array(Vec<Json>),
    /// An object, members in their order, none twice.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads a whole document.
    ///
    /// # Errors
    /// `E_FORMAT`: not JSON, not UTF-8, nested too deeply, a member twice, or a number that is not whole.
    pub fn parse(bytes: &[u8]) -> Result<Self, Code> {
        read::document(bytes)
    }

    /// The members of an object.
    ///
    /// # Errors
    /// `E_FORMAT` for anything else.
    pub fn into_members(self) -> Result<Members, Code> {
        match self {
            Self::Object(list) => Ok(Members(list)),
            _ => Err(Code::Format),
        }
    }

    /// The elements of an array.
    ///
    /// # Errors
    /// `E_FORMAT` for anything else.
    pub fn into_array(self) -> Result<Vec<Self>, Code> {
        match self {
            Self::Array(list) => Ok(list),
            _ => Err(Code::Format),
        }
    }

    /// A string.
    ///
    /// # Errors
    /// `E_FORMAT` for anything else.
    pub fn into_text(self) -> Result<String, Code> {
        match self {
            Self::Text(text) => Ok(text),
            _ => Err(Code::Format),
        }
    }
}

/// The members of an object, taken out one by one: what is left over is refused by [`Members::finish`].
pub struct Members(Vec<(String, Json)>);

impl Members {
    /// Takes a member out.
    pub fn take(&mut self, name: &str) -> Option<Json> {
        let at = self.0.iter().position(|(key, _)| key == name)?;
        Some(self.0.remove(at).1)
    }

    fn need(&mut self, name: &str) -> Result<Json, Code> {
        self.take(name).ok_or(Code::Format)
    }

    /// A string that must be there.
    ///
    /// # Errors
    /// `E_FORMAT`.
    pub fn text(&mut self, name: &str) -> Result<String, Code> {
        self.need(name)?.into_text()
    }

    /// A string that may be there.
    ///
    /// # Errors
    /// `E_FORMAT` when it is something else.
    pub fn optional_text(&mut self, name: &str) -> Result<Option<String>, Code> {
        self.take(name).map(Json::into_text).transpose()
    }

    /// A whole number from 0 up.
    ///
    /// # Errors
    /// `E_FORMAT`.
    pub fn count(&mut self, name: &str) -> Result<u64, Code> {
        match self.need(name)? {
            Json::Int(value) => u64::try_from(value).map_err(|_| Code::Format),
            _ => Err(Code::Format),
        }
    }

    /// `true` or `false`.
    ///
    /// # Errors
    /// `E_FORMAT`.
    pub fn flag(&mut self, name: &str) -> Result<bool, Code> {
        match self.need(name)? {
            Json::Bool(value) => Ok(value),
            _ => Err(Code::Format),
        }
    }

    /// An array that must be there.
    ///
    /// # Errors
    /// `E_FORMAT`.
    pub fn array(&mut self, name: &str) -> Result<Vec<Json>, Code> {
        self.need(name)?.into_array()
    }

    /// An array of strings that must be there.
    ///
    /// # Errors
    /// `E_FORMAT`.
    pub fn texts(&mut self, name: &str) -> Result<Vec<String>, Code> {
        self.array(name)?.into_iter().map(Json::into_text).collect()
    }

    /// An object that must be there.
    ///
    /// # Errors
    /// `E_FORMAT`.
    pub fn object(&mut self, name: &str) -> Result<Self, Code> {
        self.need(name)?.into_members()
    }

    /// Every member that is left, for objects whose names are data (languages).
    #[must_use]
    pub fn rest(self) -> Vec<(String, Json)> {
        self.0
    }

    /// Ends the reading: the set is closed, so nothing may be left.
    ///
    /// # Errors
    /// `E_FORMAT` when a member was not asked for.
    pub fn finish(self) -> Result<(), Code> {
        must(Check::ClosedSet, self.0.is_empty(), Code::Format)
    }
}
