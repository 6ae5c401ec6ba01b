// What a script presses decides nothing, in Chromium; the other engines are in `full/`.
import { browser } from './lab/browser.mjs';
import { untrusted } from './lab/untrusted.mjs';

untrusted('Chromium', browser);
