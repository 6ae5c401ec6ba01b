// The same as `realname` and `realname/element`, with the wasm inside.
export * from './index.js';
export * from './element.js';
// Both entries have it.
export type { SignupState } from './signup.js';
export * from './wallet.js';
