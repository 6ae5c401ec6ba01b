// Puts the service worker in place, before any page of a visit.
await navigator.serviceWorker.register(`/worker.js${location.search}`, { scope: '/' });
await navigator.serviceWorker.ready;
document.documentElement.dataset.ready = 'yes';
