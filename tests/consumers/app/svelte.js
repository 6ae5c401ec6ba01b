// The wrapper of docs/integrate.md under Svelte.
import { mount } from 'svelte';
import RealnameForm from './RealnameForm.svelte';

const session = async () => (await fetch('/provider/session', { method: 'POST' })).json();
const page = document.documentElement.dataset;

session().then(({ endpoint, pins, ticket }) => mount(RealnameForm, {
  target: document.getElementById('app'),
  props: {
    endpoint, pins: pins.join(' '), locale: 'zh-CN', ticket,
    onsubmitted: ({ state }) => { page.told = state; },
    onerror: ({ code }) => { page.error = code; },
  },
}));
