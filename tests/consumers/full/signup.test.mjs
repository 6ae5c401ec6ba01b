// A whole signup on pages that take longer to build, or that a framework draws.
import { matrix } from '../lab/matrix.mjs';

matrix(['vite-dev', 'vite-dev-outside', 'webpack', 'webpack-classic', 'react', 'vue', 'svelte', 'next', 'next-server']);
