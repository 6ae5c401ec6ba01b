// A line plot as SVG, drawn by hand: axes from zero, one line a series, its name at its end.

const WIDTH = 640, HEIGHT = 300, LEFT = 60, BOTTOM = 40, TOP = 30, RIGHT = 130;
const COLORS = ['#1a5fb4', '#c64600', '#26a269', '#813d9c'];
const escaped = (text) => String(text).replace(/[&<>]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[c]);
const short = (value) => (value >= 1e6 ? `${value / 1e6}M` : value >= 1e3 ? `${value / 1e3}k` : `${Number(value.toPrecision(3))}`);

/** `series` maps a name to points [x, y]; x is drawn by logarithm where it spans more than a hundredfold. */
export function plot({ title, x: xName, y: yName, series }) {
  const points = Object.values(series).flat();
  const xs = points.map(([x]) => x), top = Math.max(...points.map(([, y]) => y)) * 1.1 || 1;
  const [low, high] = [Math.min(...xs), Math.max(...xs)];
  const scale = low > 0 && high / low > 100 ? Math.log10 : (value) => value;
  const right = WIDTH - RIGHT, bottom = HEIGHT - BOTTOM;
  const px = (x) => LEFT + ((scale(x) - scale(low)) / (scale(high) - scale(low) || 1)) * (right - LEFT);
  const py = (y) => bottom - (y / top) * (bottom - TOP);
  const text = (x, y, words, more = '') => `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${escaped(words)}</text>`;
  const lines = Object.entries(series).flatMap(([name, line], at) => {
    const color = COLORS[at % COLORS.length], [lastX, lastY] = line.at(-1);
    return [
      `<polyline fill="none" stroke="${color}" stroke-width="2" points="${line.map(([x, y]) => `${px(x).toFixed(1)},${py(y).toFixed(1)}`).join(' ')}"/>`,
      ...line.map(([x, y]) => `<circle cx="${px(x).toFixed(1)}" cy="${py(y).toFixed(1)}" r="3" fill="${color}"/>`),
      text(px(lastX) + 8, py(lastY) + 4, name, `fill="${color}"`),
    ];
  });
  const ticks = [...new Set(xs)].map((x) => text(px(x), bottom + 16, short(x), 'text-anchor="middle"'));
  const levels = [0, 0.25, 0.5, 0.75, 1].map((share) => text(LEFT - 6, py(top * share) + 4, short(Number((top * share).toPrecision(2))), 'text-anchor="end"'));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" role="img" aria-label="${escaped(title)}">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text(LEFT, 18, title, 'font-weight="bold"'),
    `<path d="M${LEFT} ${TOP}V${bottom}H${right}" fill="none" stroke="#555"/>`,
    ...levels, ...ticks,
    text((LEFT + right) / 2, HEIGHT - 6, xName, 'text-anchor="middle"'),
    text(8, TOP - 2, yName, 'fill="#555"'),
    ...lines, '</svg>', '',
  ].join('\n');
}
