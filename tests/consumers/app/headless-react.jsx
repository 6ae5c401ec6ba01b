// The headless wrapper of docs/integrate.md in StrictMode, which mounts, unmounts and mounts again.
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { HeadlessSignup } from './HeadlessSignup.jsx';

const page = document.documentElement.dataset;
const { endpoint, pins, ticket } = await (await fetch('/provider/session', { method: 'POST' })).json();
createRoot(document.getElementById('app')).render(
  <StrictMode><HeadlessSignup endpoint={endpoint} pins={pins} ticket={ticket} locale="zh-CN" onDone={({ state }) => { page.told = state; }} /></StrictMode>,
);
