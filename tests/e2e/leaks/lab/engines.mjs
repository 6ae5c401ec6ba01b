// The browsers that the laboratory runs in.
import { browser, gecko } from '../../lab/browser.mjs';

export const ENGINES = {
  // Reports at an endpoint come after a minute otherwise.
  chromium: () => browser({ flags: ['--short-reporting-delay'] }),
  firefox: () => gecko(),
};
