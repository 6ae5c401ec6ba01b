// The headless wrapper of docs/integrate.md under Vue.
import { createApp, h } from 'vue';
import { HeadlessSignup } from './HeadlessSignup.vue.js';

const page = document.documentElement.dataset;
const { endpoint, pins, ticket } = await (await fetch('/provider/session', { method: 'POST' })).json();
createApp(() => h(HeadlessSignup, { endpoint, pins, ticket, locale: 'zh-CN', onDone: ({ state }) => { page.told = state; } })).mount('#app');
