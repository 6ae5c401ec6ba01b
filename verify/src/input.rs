//! The one JSON document that a call brings.

use realname::code::Code;
use realname::json::{Json, Members};

/// Its members.
pub(crate) struct Input(Members);

impl Input {
    /// Reads it.
    pub(crate) fn parse(text: &str) -> Result<Self, Code> {
        Ok(Self(Json::parse(text.as_bytes())?.into_members()?))
    }

    /// A string that must be there.
    pub(crate) fn text(&mut self, name: &str) -> Result<String, Code> {
        self.0.text(name)
    }

    /// A string, if it is there.
    pub(crate) fn optional_text(&mut self, name: &str) -> Result<Option<String>, Code> {
        self.0.optional_text(name)
    }

    /// Strings that must be there.
    pub(crate) fn texts(&mut self, name: &str) -> Result<Vec<String>, Code> {
        self.0.texts(name)
    }

    /// A whole number that must be there.
    pub(crate) fn count(&mut self, name: &str) -> Result<u64, Code> {
        self.0.count(name)
    }

    /// Nothing else is there.
    pub(crate) fn finish(self) -> Result<(), Code> {
        self.0.finish()
    }
}
