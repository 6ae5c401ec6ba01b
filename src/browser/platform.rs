//! The functions of `platform.js`, which captured the platform when it was loaded. A node is a number of one page: no
//! reference to a node, an event or a key comes into the wasm.

use crate::prelude::*;
use wasm_bindgen::prelude::*;

/// A node of a page; 0 is the closed root.
pub(super) type Node = u32;

#[wasm_bindgen(module = "/src/browser/platform.js")]
extern "C" {
    /// What one form has of the page.
    #[derive(Clone)]
    pub(crate) type Page;

    /// The page of a closed root and of what the shell hands in.
    pub(crate) fn open(root: &JsValue, config: &JsValue) -> Page;
    /// The shell's side of it.
    pub(crate) fn handle(page: &Page, happened: JsValue) -> JsValue;
    /// A text that the shell handed in.
    pub(super) fn setting(page: &Page, name: &str) -> String;
    /// Whether the shell handed in this thumbprint as one of a root.
    pub(super) fn is_pin(page: &Page, root: &str) -> bool;
    /// Tells the shell: state and code, never data.
    pub(super) fn tell(page: &Page, event: &str, state: &str, code: &str, id: &str);

    /// Answers the shell, which called.
    pub(super) fn reply(page: &Page, text: &str);
    /// Hands a bundle to the form around the host, where that is what it is for: then `true`.
    pub(super) fn hand_over(page: &Page, body: &str, seconds: u32) -> bool;

    /// Makes a node at the end of `parent`: tag and attributes, `name` for `$`.
    pub(super) fn make(page: &Page, parent: Node, spec: &str, name: &str) -> Node;
    /// Sets attributes, `name` for `$`.
    pub(super) fn set(page: &Page, node: Node, spec: &str, name: &str);
    /// Shows the text of a key, or hides the node when there is none.
    pub(super) fn say(page: &Page, node: Node, key: &str, field: &str);
    /// Shows or hides.
    pub(super) fn show(page: &Page, node: Node, shown: bool);
    /// Enables or disables a control.
    pub(super) fn enable(page: &Page, node: Node, enabled: bool);
    /// Replaces everything in a node by a text.
    pub(super) fn write(page: &Page, node: Node, text: &str);
    /// The text of a node as it stands on the page now.
    pub(super) fn read(page: &Page, node: Node) -> String;
    /// The text of an input in Unicode normalisation form C.
    pub(super) fn value(page: &Page, node: Node) -> String;
    /// Empties an input.
    pub(super) fn wipe(page: &Page, node: Node);
    /// Puts a node at the end of `parent`.
    pub(super) fn put(page: &Page, parent: Node, node: Node);
    /// Takes a node away.
    pub(super) fn remove(page: &Page, node: Node);
    /// Puts the focus there.
    pub(super) fn focus(page: &Page, node: Node);
    /// Scrolls there.
    pub(super) fn scroll(page: &Page, node: Node);
    /// Width and height in whole pixels, 16 bits each; 0 for what is not rendered, opaque and visible.
    pub(super) fn size(page: &Page, node: Node) -> u32;
    /// Whether something else lies over the middle of a node that is on the screen.
    pub(super) fn covered(page: &Page, node: Node) -> bool;
    /// Says when a node comes into view.
    pub(super) fn observe(page: &Page, node: Node);
    /// Says what is clicked and left inside a node.
    pub(super) fn listen(page: &Page, node: Node);

    /// Milliseconds of the monotonic clock.
    pub(super) fn monotonic_ms() -> u32;
    /// Unix seconds of the page's own clock, for the date of today only.
    pub(crate) fn unix_seconds() -> u32;
    /// Where the page stands.
    pub(super) fn origin() -> String;
    /// Empty, or the code of what the platform lacks.
    pub(super) fn missing() -> String;
    /// Fills with secure random bytes; false where that fails.
    pub(crate) fn random(out: &mut [u8]) -> bool;

    /// What was asked for last, if it came.
    pub(crate) fn answer(page: &Page) -> Option<Vec<u8>>;
    /// Overwrites the answer on JavaScript's side.
    pub(crate) fn forget(page: &Page);
    /// Whether the gateway's latest answer was a success.
    pub(super) fn succeeded(page: &Page) -> bool;
    /// Asks the shell for the account's proof for the challenge that came last.
    pub(super) fn prove(page: &Page, jkt: &str);
    /// Makes the device key, or takes the one that is kept, and asks for its public half.
    pub(crate) fn device_key(page: &Page);
    /// The newest serial of a key set that is remembered; 0 where none is.
    pub(super) fn serial(page: &Page) -> u32;
    /// Remembers a serial and the service's name, where the device is remembered.
    pub(super) fn see(page: &Page, serial: u32, aud: &str);
    /// Asks for a signature with the device key.
    pub(crate) fn sign(page: &Page, message: &[u8]);
    /// Asks whether a signature is good.
    pub(crate) fn verify(page: &Page, key: &[u8], message: &[u8], signature: &[u8]);
    /// Asks for a fresh public key and the secret agreed on with it.
    pub(crate) fn agree(page: &Page, peer: &[u8]);
    /// Asks for an AES-256-GCM ciphertext.
    pub(crate) fn seal(page: &Page, key: &[u8], nonce: &[u8], aad: &[u8], text: &[u8]);
    /// Asks the gateway, after a pause: a GET, or a POST when there is a media type.
    pub(super) fn request(page: &Page, path: &str, media_type: &str, body: &str, ms: u32);
}
