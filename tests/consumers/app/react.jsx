// The wrapper of docs/integrate.md in StrictMode, which mounts, unmounts and mounts again.
import { StrictMode, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { RealnameForm } from './RealnameForm.jsx';

const session = async () => (await fetch('/provider/session', { method: 'POST' })).json();

function App() {
  const [props, setProps] = useState(null);
  const [mounted, setMounted] = useState(true);
  useEffect(() => { document.documentElement.dataset.mounts = Number(document.documentElement.dataset.mounts ?? 0) + 1; session().then(setProps); }, []);
  globalThis.unmountForm = () => setMounted(false);
  // A ticket belongs to the first key that uses it: a form that is mounted anew has another key.
  globalThis.mountForm = () => session().then((answer) => { setProps(answer); setMounted(true); });
  if (!props || !mounted) return null;
  return (
    <RealnameForm
      endpoint={props.endpoint} pins={props.pins.join(' ')} locale="zh-CN" ticket={props.ticket}
      onSubmitted={({ state }) => { document.documentElement.dataset.told = state; }}
      onError={({ code }) => { document.documentElement.dataset.error = code; }}
      onExpired={() => session().then(setProps)}
    />
  );
}

createRoot(document.getElementById('app')).render(<StrictMode><App /></StrictMode>);
