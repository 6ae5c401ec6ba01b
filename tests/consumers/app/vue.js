// The wrapper of docs/integrate.md under Vue.
import { createApp, h, ref } from 'vue';
import { RealnameForm } from './RealnameForm.vue.js';

const session = async () => (await fetch('/provider/session', { method: 'POST' })).json();
const page = document.documentElement.dataset;

createApp({
  setup() {
    const props = ref(null);
    session().then((answer) => { props.value = answer; });
    return () => props.value && h(RealnameForm, {
      endpoint: props.value.endpoint, pins: props.value.pins.join(' '), locale: 'zh-CN', ticket: props.value.ticket,
      onSubmitted: ({ state }) => { page.told = state; },
      onError: ({ code }) => { page.error = code; },
      onExpired: async () => { props.value = await session(); },
    });
  },
}).mount('#app');
