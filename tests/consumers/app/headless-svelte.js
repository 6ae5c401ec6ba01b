// The headless wrapper of docs/integrate.md under Svelte.
import { mount } from 'svelte';
import { writable } from 'svelte/store';
import App from './HeadlessApp.svelte';
import { first, renewed } from './session.js';

const page = document.documentElement.dataset;
const ticket = writable(first.ticket);
mount(App, { target: document.getElementById('app'), props: {
  first, ticket, onexpired: async () => { ticket.set(await renewed()); }, ondone: ({ state }) => { page.told = state; },
} });
