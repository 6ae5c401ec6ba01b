// The plain host of docs/integrate.md.
import { headless } from './headless.js';
import { first, renewed } from './session.js';

const page = document.documentElement.dataset;
headless(document.getElementById('app'), { ...first, renewed }, ({ state }) => { page.told = state; })
  .catch(({ code }) => { page.error = code; });
