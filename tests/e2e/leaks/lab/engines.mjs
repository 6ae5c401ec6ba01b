// The browsers that the laboratory runs in.
import { browser, gecko } from '../../lab/browser.mjs';
import { webkit } from '../../lab/webkit.mjs';

/** What runs where: in Firefox a page with our form and all recorders loaded first does not get to its end. */
export const CELLS = {
  chromium: ['plain/late', 'ours/late', 'frame/first', 'ours/first'],
  firefox: ['plain/late', 'ours/late', 'frame/first'],
  webkit: ['plain/late', 'ours/late', 'frame/first'],
};

export const ENGINES = {
  // Reports at an endpoint come after a minute otherwise.
  chromium: () => browser({ flags: ['--short-reporting-delay'] }),
  firefox: () => gecko(),
  webkit: () => webkit(),
};
