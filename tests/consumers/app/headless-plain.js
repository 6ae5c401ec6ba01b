// The plain host of docs/integrate.md.
import { headless } from './headless.js';

const page = document.documentElement.dataset;
const { endpoint, pins, ticket } = await (await fetch('/provider/session', { method: 'POST' })).json();
headless(document.getElementById('app'), { endpoint, pins, ticket, locale: 'zh-CN' }, ({ state }) => { page.told = state; })
  .catch(({ code }) => { page.error = code; });
