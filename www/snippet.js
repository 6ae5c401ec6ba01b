// From the choices of the playground to what an integrator writes: the custom properties, the CSS, the HTML. Pure, so that the
// page and the tests have the same.

/** Themes of which nothing is left open: `[accent, radius, gap, font]`. */
export const THEMES = {
  standard: ['#1456b8', 8, 16, ''],
  ink: ['#3a4048', 2, 20, 'serif'],
  jade: ['#0b6b55', 14, 16, ''],
};
const DEFAULT = THEMES.standard;
const FONTS = { serif: '"Source Han Serif SC", "Noto Serif CJK SC", "Songti SC", Georgia, serif' };

const channel = (hex, at) => {
  const value = parseInt(hex.slice(at, at + 2), 16) / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
};
const light = (hex) => 0.2126 * channel(hex, 1) + 0.7152 * channel(hex, 3) + 0.0722 * channel(hex, 5);
/** WCAG 2's contrast of two colours, `#rrggbb`. */
export const contrast = (one, other) => {
  const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};
/** Nearer to white by a share. */
const lighter = (hex, share) => `#${[1, 3, 5].map((at) => {
  const value = parseInt(hex.slice(at, at + 2), 16);
  return Math.round(value + (255 - value) * share).toString(16).padStart(2, '0');
}).join('')}`;
const DARK = '#10213c';

/** The custom properties that differ from the element's own. */
export function properties({ accent, radius, gap, font }) {
  const own = {};
  if (accent !== DEFAULT[0]) {
    // A colour that reads on paper is lost on black: there it is nearer to white.
    own['--realname-accent'] = `light-dark(${accent}, ${lighter(accent, 0.6)})`;
    own['--realname-on-accent'] = `light-dark(${contrast(accent, '#ffffff') >= contrast(accent, DARK) ? '#ffffff' : DARK}, ${DARK})`;
  }
  if (Number(radius) !== DEFAULT[1]) own['--realname-radius'] = `${radius}px`;
  if (Number(gap) !== DEFAULT[2]) own['--realname-gap'] = `${gap}px`;
  if (FONTS[font]) own['--realname-font'] = FONTS[font];
  return own;
}

/** How well the accent can be seen where it is a border, on white; below 3 it cannot. */
export const visible = ({ accent }) => contrast(accent, '#ffffff');

/** The element: in the page, or in a frame of another origin. */
export const tagOf = ({ embed }) => `realname-${embed || 'form'}`;

/** The style sheet; empty where everything is the element's own. */
export function css(choice) {
  const lines = Object.entries({ ...(choice.scheme && { 'color-scheme': choice.scheme }), ...properties(choice) });
  return lines.length === 0 ? '' : `${tagOf(choice)} {\n${lines.map(([name, value]) => `  ${name}: ${value};`).join('\n')}\n}\n`;
}

/** The page. */
export function html({ locale, mode, embed }) {
  const name = tagOf({ embed });
  const [module, define, endpoint, when] = embed === 'frame'
    ? ['frame', 'defineRealnameFrame', 'https://FRAME_HOST/realname/v1', '']
    : ['element', 'defineRealnameForm', '/realname/v1', ' // before every other script of the page'];
  const tag = (more, indent = '') => `${indent}<${name} ${more}endpoint="${endpoint}" pins="ROOT_KEY_THUMBPRINT" locale="${locale}"></${name}>`;
  const form = mode === 'field'
    ? `<form method="post" action="/signup">\n${tag('name="identity" mode="field" required ', '  ')}\n  <button>Sign up</button>\n</form>`
    : tag('');
  const submitted = mode === 'field' ? ''
    : "\n  form.addEventListener('realname-submitted', ({ detail }) => console.log(detail.state)); // 'admitted' or 'refused'";
  return `${form}
<script type="module">
  import { ${define} } from '/realname/${module}.js';
  ${define}();${when}
  const form = document.querySelector('${name}');${submitted}
  form.addEventListener('realname-expired', async () => { form.ticket = await freshTicket(); });
  form.ticket = await freshTicket();
  async function freshTicket() { return (await (await fetch('/provider/session', { method: 'POST' })).json()).ticket; }
</script>
`;
}
