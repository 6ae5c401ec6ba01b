// What can be measured of the look inside the closed root: colours against what lies behind them, sizes, overflow.
// One function, which runs with the root as `this`.

/** Answers `{ texts, edges, targets, wide }`: contrasts, edges of controls, sizes of targets, and what is wider than its place. */
export const MEASURE = function () {
  const paper = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  /** Any CSS colour as [r, g, b, a], a from 0 to 1. */
  const rgba = (colour) => {
    paper.clearRect(0, 0, 1, 1);
    paper.fillStyle = colour;
    paper.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = paper.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];
  const up = (node) => node.assignedSlot ?? node.parentElement ?? node.getRootNode().host;
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
  const contrast = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  /** What a person sees behind a node: the backgrounds from the page inwards, one over the other. */
  const behind = (node) => {
    const layers = [];
    for (let at = node; at; at = up(at)) layers.unshift(rgba(getComputedStyle(at).backgroundColor));
    return layers.reduce((under, layer) => over(layer, under), rgba('Canvas'));
  };
  const name = (node) => `${node.localName}.${node.className}${node.id && `#${node.id}`}`;
  const round = (value) => Math.round(value * 100) / 100;
  const shown = [...this.querySelectorAll('*')].filter((node) => node.checkVisibility());

  const texts = [];
  for (const node of shown) {
    const own = [...node.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
    // WCAG 1.4.3 asks nothing of what is disabled.
    if ((!own && node.localName !== 'input') || node.matches(':disabled, [aria-disabled=true]')) continue;
    const { color, fontSize, fontWeight } = getComputedStyle(node);
    const size = parseFloat(fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(fontWeight) >= 700);
    const ground = behind(node);
    texts.push({ node: name(node), ratio: round(contrast(over(rgba(color), ground), ground)), least: large ? 3 : 4.5 });
  }
  const edges = [];
  for (const node of shown) {
    if (!node.matches('button, input') || node.matches(':disabled, [aria-disabled=true]')) continue;
    const outside = behind(up(node));
    const edge = (what, style, ground) => edges.push({ node: `${name(node)} ${what}`, ratio: round(contrast(over(rgba(style.borderTopColor), ground), ground)), width: parseFloat(style.borderTopWidth) });
    edge('border', getComputedStyle(node), outside);
    if (node.className === 'choice') edge('mark', getComputedStyle(node, '::before'), behind(node));
    const { outlineColor, outlineStyle, outlineWidth } = getComputedStyle(node);
    if (outlineStyle !== 'none') edges.push({ node: `${name(node)} focus`, ratio: round(contrast(over(rgba(outlineColor), outside), outside)), width: parseFloat(outlineWidth) });
  }
  const targets = shown.filter((node) => node.matches('button, input')).map((node) => {
    const { width, height } = node.getBoundingClientRect();
    return { node: name(node), width, height };
  });
  const wide = shown.filter((node) => {
    const { left, right } = node.getBoundingClientRect();
    return left < -0.5 || right > innerWidth + 0.5 || (node.localName !== 'input' && node.scrollWidth > node.clientWidth + 1 && getComputedStyle(node).display !== 'inline');
  }).map(name);
  if (document.documentElement.scrollWidth > innerWidth) wide.push(`the page: ${document.documentElement.scrollWidth}`);
  return { texts, edges, targets, wide };
};
