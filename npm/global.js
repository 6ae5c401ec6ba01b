// @ts-check
// For a plain <script>: everything in one file, and one frozen global. The build bundles it.
import * as realname from './inline.js';

if (!Object.hasOwn(globalThis, 'realname')) {
  Object.defineProperty(globalThis, 'realname', { value: Object.freeze({ ...realname }), enumerable: true });
}
