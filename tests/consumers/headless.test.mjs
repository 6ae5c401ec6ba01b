// `createSignup` on pages with inputs of their own: the quick ones.
import { headless } from './lab/headless.mjs';

headless(['plain', 'react']);
