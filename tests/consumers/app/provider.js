// What a provider's page does, whatever built it: a session gives the ticket, the element does the rest.
export async function signup(define) {
  const form = document.querySelector('realname-form');
  const session = async () => (await fetch('/provider/session', { method: 'POST' })).json();
  const { ticket, endpoint, pins } = await session();
  form.setAttribute('endpoint', endpoint);
  form.setAttribute('pins', pins.join(' '));
  form.addEventListener('realname-expired', async () => { form.ticket = (await session()).ticket; });
  form.addEventListener('realname-error', ({ detail }) => { document.documentElement.dataset.error = detail.code; });
  define();
  form.ticket = ticket;
}
