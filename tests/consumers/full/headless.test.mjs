// `createSignup` on pages with inputs of their own: the other frameworks.
import { headless } from '../lab/headless.mjs';

headless(['vue', 'svelte']);
