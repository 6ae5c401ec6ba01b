// The floor: an empty module, loaded as wasm-bindgen loads it, with the ticket of the same page.
performance.mark('start');
window.long = [];
new PerformanceObserver((list) => window.long.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask', buffered: true });
const [, { default: init, nothing }] = await Promise.all([
  fetch('/provider/session', { method: 'POST' }).then((answer) => answer.json()),
  import('./empty.js'),
]);
await init({ module_or_path: new URL('empty.wasm', import.meta.url) });
nothing(1);
performance.mark('ready');
