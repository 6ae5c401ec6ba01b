// The headless wrapper of docs/integrate.md under Vue.
import { createApp, h, ref } from 'vue';
import { HeadlessSignup } from './HeadlessSignup.vue.js';
import { first, renewed } from './session.js';

const page = document.documentElement.dataset;
const ticket = ref(first.ticket);
createApp(() => h(HeadlessSignup, {
  ...first, ticket: ticket.value, onExpired: async () => { ticket.value = await renewed(); }, onDone: ({ state }) => { page.told = state; },
})).mount('#app');
