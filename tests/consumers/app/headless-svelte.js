// The headless wrapper of docs/integrate.md under Svelte.
import { mount } from 'svelte';
import HeadlessSignup from './HeadlessSignup.svelte';

const page = document.documentElement.dataset;
const { endpoint, pins, ticket } = await (await fetch('/provider/session', { method: 'POST' })).json();
mount(HeadlessSignup, { target: document.getElementById('app'), props: { endpoint, pins, ticket, locale: 'zh-CN', ondone: ({ state }) => { page.told = state; } } });
