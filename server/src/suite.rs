//! The one suite of this process. Gateway and vault each check a signature for themselves; where both are here, the
//! second time is remembered.

use realname::suite::host::Host;
use realname::suite::remembering::Remembering;
use std::sync::LazyLock;

/// Shared by both roles.
pub(crate) fn suite() -> &'static Remembering<Host> {
    static SUITE: LazyLock<Remembering<Host>> = LazyLock::new(|| Remembering::new(Host));
    &SUITE
}
