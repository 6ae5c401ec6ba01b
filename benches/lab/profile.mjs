// What a CPU profile of DevTools says, by function.
import { table } from '../lab/report.mjs';

/** Its functions with the most of their own time, idling left out. */
export function byFunction(profile) {
  const frames = new Map(profile.nodes.map((node) => [node.id, node.callFrame]));
  const own = new Map();
  profile.samples.forEach((id, at) => {
    const { functionName, url } = frames.get(id);
    if (functionName === '(idle)') return;
    const name = `${functionName || 'anonymous'} ${url.split('/').at(-1)}`;
    own.set(name, (own.get(name) ?? 0) + profile.timeDeltas[at] / 1000);
  });
  const all = [...own.values()].reduce((sum, ms) => sum + ms, 0);
  const rows = [...own].sort((a, b) => b[1] - a[1]).slice(0, 15);
  return table(['function', 'ms', 'share'], rows.map(([name, ms]) => [name, ms.toFixed(1), `${((ms / all) * 100).toFixed(0)} %`]));
}
