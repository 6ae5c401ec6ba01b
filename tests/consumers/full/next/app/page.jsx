'use client';
// Rendered on the server too, where the package must do nothing.
import { useEffect, useState } from 'react';
import { load, checkMobile } from 'realname';
import { RealnameForm } from './RealnameForm.jsx';

const session = async () => (await fetch('/provider/session', { method: 'POST' })).json();

export default function Page() {
  const [props, setProps] = useState(null);
  useEffect(() => {
    session().then(setProps);
    load().then(() => { document.documentElement.dataset.check = checkMobile('138 0013 8000').state; });
  }, []);
  return (
    <RealnameForm
      endpoint={props?.endpoint} pins={props?.pins.join(' ')} locale="zh-CN" ticket={props?.ticket ?? ''}
      onError={({ code }) => { document.documentElement.dataset.error = code; }}
      onExpired={() => session().then(setProps)}
    />
  );
}
