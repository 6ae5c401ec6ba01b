//! The operational log: one line a request, and a few about the server itself. Neither a body, nor a query, nor a
//! header's value, nor an address ever enters it: the line's parts are types that cannot hold one.

use realname::code::Code;
use std::io::Write as _;
use std::sync::Arc;
use std::time::Duration;

/// Where the lines go.
#[derive(Clone)]
pub struct Log(Arc<dyn Fn(&str) + Send + Sync>);

impl Log {
    /// Lines to standard error.
    #[must_use]
    pub fn to_stderr() -> Self {
        // A log that cannot be written must not stop the service.
        Self::new(|line| drop(writeln!(std::io::stderr().lock(), "{line}")))
    }

    /// Lines to a function.
    pub fn new(sink: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self(Arc::new(sink))
    }

    /// One request: the route is its template, never the path that was asked for.
    pub fn request(&self, method: &str, route: &str, status: u16, code: Option<Code>, took: Duration) {
        let code = code.map_or("-", Code::as_str);
        (self.0)(&format!("{method} {route} {status} {code} {}us", took.as_micros()));
    }

    /// Something about the server: a fixed text, and a code.
    pub fn event(&self, what: &'static str, code: Option<Code>) {
        (self.0)(&format!("{what} {}", code.map_or("-", Code::as_str)));
    }

    /// From here on a panic of this process is a line here: where it was, never what it says, which a library could have put a value into.
    pub fn takes_panics(&self) {
        let log = self.clone();
        std::panic::set_hook(Box::new(move |panic| {
            let place = panic.location().map_or_else(String::new, ToString::to_string);
            (log.0)(&format!("panicked at {place}"));
        }));
    }
}
