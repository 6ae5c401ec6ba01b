// `globalThis.realname`, frozen, once the script has run.
import type * as inline from './inline.js';

declare global {
  /** The package, from `realname/global.js` in a plain `<script>`. */
  const realname: Readonly<typeof inline>;
}
