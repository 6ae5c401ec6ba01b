// In the page: the frame first, a neighbour of this page's own origin beside it. In the neighbour, and in a stranger's
// window: `spoof` hands the frame a port of its own, and hears what comes.
window.__heard = [];
/** Asks for a word by a port, as the tag does; what comes back is kept under a name. */
window.__ask = (target, words, ports = 1, name = 'stolen') => {
  const channels = Array.from({ length: ports }, () => new MessageChannel());
  target.postMessage(words, '*', channels.map(({ port2 }) => port2));
  for (const { port1 } of channels) {
    port1.onmessage = ({ data }) => window.__heard.push({ name, hello: data.hello });
    port1.postMessage({ attributes: { locale: 'en' }, scheme: 'normal', look: {} });
  }
};
if (location.search === '?neighbour') {
  window.__ask(parent.frames[0], 'realname');
} else {
  const add = (src) => new Promise((resolve) => {
    const frame = document.createElement('iframe');
    frame.onload = () => resolve(frame);
    frame.src = src;
    document.body.append(frame);
  });
  (async () => {
    const { frame } = await (await fetch('/provider/session', { method: 'POST' })).json();
    await add(`${new URL(frame).origin}/frame?embedder=${location.origin}`);
    await add('/neighbours.html?neighbour');
    window.__ready = true;
  })();
}
