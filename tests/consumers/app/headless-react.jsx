// The headless wrapper of docs/integrate.md in StrictMode, which mounts, unmounts and mounts again.
import { StrictMode, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { HeadlessSignup } from './HeadlessSignup.jsx';
import { first, renewed } from './session.js';

const page = document.documentElement.dataset;
function App() {
  const [ticket, setTicket] = useState(first.ticket);
  return <HeadlessSignup {...first} ticket={ticket} onExpired={() => renewed().then(setTicket)} onDone={({ state }) => { page.told = state; }} />;
}
createRoot(document.getElementById('app')).render(<StrictMode><App /></StrictMode>);
