// Where the main thread is while bundles are made, seven a page: by function, of the last page. What waits for WebCrypto's threads is `(program)`.
// `node benches/profile/bundle.mjs`, after `cargo xtask bench --quick` has built everything.
import { bundle } from '../bundle.mjs';
import { byFunction } from '../lab/profile.mjs';

let profile;
await bundle({
  quick: true,
  during: async ({ cdp }, visit) => {
    await cdp('Profiler.enable');
    await cdp('Profiler.setSamplingInterval', { interval: 50 });
    await cdp('Profiler.start');
    const rounds = await visit();
    ({ profile } = await cdp('Profiler.stop'));
    return rounds;
  },
});
console.log(byFunction(profile));
