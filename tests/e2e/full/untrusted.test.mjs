// What a script presses decides nothing, in Firefox and WebKit. WebKit's driver finds no closed root, so there, and only
// there, the page forces it open.
import { gecko } from '../lab/browser.mjs';
import { untrusted } from '../lab/untrusted.mjs';
import { webkit } from '../lab/webkit.mjs';

untrusted('Firefox', gecko);
untrusted('WebKit', webkit, { open: true });
