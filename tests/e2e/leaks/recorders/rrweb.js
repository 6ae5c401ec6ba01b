// rrweb, the recorder inside most session replays; its events once as they are and once in its own packing.
import { record } from 'rrweb';
import { pack } from '@rrweb/packer';

const OPTIONS = {
  open: { maskInputOptions: { password: false }, recordCanvas: true, collectFonts: true, recordCrossOriginIframes: true, blockClass: 'none', ignoreClass: 'none', ignoreCSSAttributes: new Set() },
  default: {},
  masking: { maskAllInputs: true, maskTextSelector: '*' },
};

export function rrweb(sink, setup) {
  const events = [];
  record({ ...OPTIONS[setup], emit: (event) => events.push(setup === 'default' ? pack(event) : event) });
  return () => fetch(`${sink}/rrweb`, { method: 'POST', body: JSON.stringify(events) });
}
