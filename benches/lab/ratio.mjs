// Ratios within one run: the machine's noise falls on both sides alike, and the median of many short rounds drops the rest.

/** The middle of numbers. */
export const median = (numbers) => {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
};

/** The value below which a share of the numbers lies. */
export const quantile = (numbers, share) => [...numbers].sort((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * share))];

/**
 * Times functions by turns, in another order each round. Answers milliseconds a call of each and, for each, the median
 * over the rounds of its time over the first one's. Runs in Node and, as text, in a page: it refers to nothing outside.
 */
export async function interleave(runs, rounds, slot) {
  const middle = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];
  const names = Object.keys(runs);
  const times = Object.fromEntries(names.map((name) => [name, []]));
  // Warm, and how many calls fill a slot of time.
  const calls = {};
  for (const name of names) {
    let count = 1;
    for (;;) {
      const start = performance.now();
      for (let call = 0; call < count; call += 1) await runs[name]();
      const took = performance.now() - start;
      if (took >= slot) break;
      count = Math.max(count * 2, Math.ceil((count * slot) / Math.max(took, 0.05)));
    }
    calls[name] = count;
  }
  for (let round = 0; round < rounds; round += 1) {
    const order = names.map((_, at) => names[(at + round) % names.length]);
    for (const name of order) {
      const start = performance.now();
      for (let call = 0; call < calls[name]; call += 1) await runs[name]();
      times[name].push((performance.now() - start) / calls[name]);
    }
  }
  const [first] = names;
  return Object.fromEntries(names.map((name) => [name, {
    ms: middle(times[name]),
    ratio: middle(times[name].map((time, round) => time / times[first][round])),
  }]));
}
