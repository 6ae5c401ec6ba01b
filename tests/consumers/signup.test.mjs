// A whole signup on pages that were built without much: the quick consumers.
import { matrix } from './lab/matrix.mjs';

matrix(['plain', 'esbuild', 'esbuild-copied', 'rollup', 'rollup-copied', 'vite']);
