// `realname/testing` in Firefox and WebKit, and docs/testing.md's script of Testing Library.
import { after, before, describe, it } from 'node:test';
import { gecko } from '../../e2e/lab/browser.mjs';
import { webkit } from '../../e2e/lab/webkit.mjs';
import { kit } from '../lab/kit.mjs';
import { DOCUMENT, signedByLibrary } from '../lab/library.mjs';
import { installed } from '../lab/package.mjs';

kit('Firefox', gecko);
kit('WebKit', webkit);

describe(`${DOCUMENT} in Firefox`, () => {
  let own;
  before(() => { own = installed(); });
  after(() => own?.remove());

  it('runs the script of Testing Library, without one trusted event', () => signedByLibrary(own, gecko));
});
