// What a provider's page knows of its session. With `?expired` the first ticket is one that nobody gave.
export const session = async () => (await fetch('/provider/session', { method: 'POST' })).json();
export const renewed = async () => (await session()).ticket;

const { endpoint, pins, ticket } = await session();
export const first = { endpoint, pins, locale: 'zh-CN', ticket: location.search === '?expired' ? `rnt1.${'A'.repeat(43)}` : ticket };
