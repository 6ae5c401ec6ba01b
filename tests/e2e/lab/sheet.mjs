// Contact sheets: many small pictures of a page on one, each with its name, so that a person can look at all of them and the
// repository stays small.
import { inside } from './root.mjs';

const FORMAT = { format: 'webp', quality: 78 };

/** A picture of the page around a node of the closed root: as wide as the window, `height` high, the node near its end. */
export async function around(chromium, selector, height, lossless = false) {
  const { bottom, whole } = await inside(chromium, function (one) {
    const node = [...this.querySelectorAll(one)].find((each) => each.getClientRects().length > 0) ?? this.host;
    return { bottom: node.getBoundingClientRect().bottom + scrollY, whole: document.documentElement.scrollHeight };
  }, selector);
  const width = await chromium.driver.executeScript('return innerWidth');
  const y = Math.max(0, Math.min(bottom + 24, whole) - height);
  const { data } = await chromium.cdp('Page.captureScreenshot', { ...(lossless ? { format: 'png' } : FORMAT), captureBeyondViewport: true, clip: { x: 0, y, width, height, scale: 1 } });
  return data;
}

/** The whole page. */
export async function whole(chromium) {
  return Buffer.from((await chromium.cdp('Page.captureScreenshot', { ...FORMAT, captureBeyondViewport: true })).data, 'base64');
}

/** Puts pictures (`[name, base64 of PNG]`) side by side. */
export async function sheet(chromium, pictures, { columns, width, height }) {
  const cell = ([name, data]) => `<figure><img src="data:image/png;base64,${data}" width="${width}" height="${height}"><figcaption>${name}</figcaption></figure>`;
  const html = `<!doctype html><meta charset="utf-8"><style>
    body { margin: 16px; width: max-content; background: #d5dae0; font: 13px/1.5 ui-monospace, monospace; color: #14212b; }
    main { display: grid; grid-template-columns: repeat(${columns}, ${width}px); gap: 16px; }
    figure { margin: 0; } img { display: block; }
  </style><main>${pictures.map(cell).join('')}</main>`;
  await chromium.driver.get('about:blank');
  const { frameTree } = await chromium.cdp('Page.getFrameTree');
  await chromium.cdp('Page.setDocumentContent', { frameId: frameTree.frame.id, html });
  await chromium.driver.executeAsyncScript('Promise.all([...document.images].map((image) => image.decode())).then(arguments[0])');
  const rows = Math.ceil(pictures.length / columns);
  const clip = { x: 0, y: 0, width: 32 + columns * width + (columns - 1) * 16, height: 32 + rows * (height + 20) + (rows - 1) * 16, scale: 1 };
  return Buffer.from((await chromium.cdp('Page.captureScreenshot', { ...FORMAT, captureBeyondViewport: true, clip })).data, 'base64');
}
