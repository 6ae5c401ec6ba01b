// A signup of plain inputs that does, once each, what signup pages are found to do with what is typed. It is the
// control: every door of the laboratory is gone through here.
const form = document.getElementById('signup');
const error = document.getElementById('error');
const fields = () => Object.fromEntries(new FormData(form));
const hex = (bytes) => [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('');

const late = /^\/plain\/late\/(\w+)$/.exec(location.pathname);
if (late) await import(`/recorders/${late[1]}.js`);

form.addEventListener('input', () => {
  localStorage.setItem('draft', JSON.stringify(fields()));
  // A number in a collection in a collection: whoever reads texts alone does not see it.
  dispatchEvent(new CustomEvent('plain-changed', { detail: new Map([['mobile', new Set([Number(fields().mobile)])]]) }));
});
form.elements.id_number.addEventListener('blur', async ({ target }) => {
  if (!target.value) return;
  const known = await fetch(`/plain/check?id_number=${encodeURIComponent(target.value)}`);
  if (known.ok) return;
  error.textContent = `${target.value} 不是有效的身份证号码`;
  target.setAttribute('aria-label', `身份证号码 ${target.value}`);
  target.setCustomValidity(`${target.value} 不是有效的身份证号码`);
  console.warn('not a number', target.value);
  target.setCustomValidity(error.textContent);
});

async function database(values) {
  const opened = await new Promise((resolve) => {
    const asked = indexedDB.open('signup', 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore('drafts', { autoIncrement: true });
    asked.onsuccess = () => resolve(asked.result);
  });
  await new Promise((resolve) => { const kept = opened.transaction('drafts', 'readwrite'); kept.objectStore('drafts').add(values); kept.oncomplete = resolve; });
  opened.close();
}

/** By a port, and by a socket that finds nobody: what it is given to send is seen all the same. */
async function told(values) {
  const { port1, port2 } = new MessageChannel();
  const heard = new Promise((resolve) => { port2.onmessage = ({ data }) => resolve(data); });
  port1.postMessage({ values });
  await heard;
  const socket = new WebSocket(`${location.origin.replace('http', 'ws')}/plain/socket`);
  await new Promise((resolve) => { socket.onerror = socket.onclose = resolve; });
  socket.send(JSON.stringify(values));
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const values = fields();
  const query = new URLSearchParams(values);
  console.log('submitting', values);
  sessionStorage.setItem('signup', JSON.stringify(values));
  document.cookie = `mobile=${values.mobile}; SameSite=Lax`;
  window.name = values.mobile;
  window.signup = { state: values };
  document.title = `Signup of ${values.name}`;
  history.pushState({ values }, '', `?${query}`);
  performance.mark('signup', { detail: values });
  postMessage(values);
  new BroadcastChannel('signup').postMessage(values);
  await told(values);
  await database(values);
  await (await caches.open('signup')).put(`/plain/cached?${query}`, new Response(JSON.stringify(values)));
  navigator.sendBeacon('/plain/beacon', JSON.stringify({ user: hex(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`+86${values.mobile}`))) }));
  const request = new XMLHttpRequest();
  request.open('POST', '/plain/submit');
  request.send(JSON.stringify(values));
  await new Promise((resolve) => { request.onloadend = resolve; });
  // What the policy forbids is reported with its address.
  fetch(`http://localhost:9/?id_number=${values.id_number}`).catch(() => {});
  Promise.reject(new Error(`no account for ${values.id_number}`));
  setTimeout(() => { throw new Error(`signup of ${values.mobile} failed`); });
  setTimeout(() => { document.documentElement.dataset.done = 'yes'; }, 50);
});
document.documentElement.dataset.ready = 'yes';
