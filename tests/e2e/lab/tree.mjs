// The accessibility tree as a screen reader would walk it, as text: role, name, description, states. Never a value.

/** States worth a word, in this order. */
const STATES = ['focusable', 'focused', 'disabled', 'required', 'invalid', 'pressed', 'level', 'live'];
/** Nodes that say nothing of their own. */
const SILENT = new Set(['generic', 'none', 'InlineTextBox', 'LineBreak']);

const say = (value) => `${value ?? ''}`.replace(/\s+/g, ' ').trim();

function words(node) {
  const held = Object.fromEntries((node.properties ?? []).map(({ name, value }) => [name, value.value]));
  const states = STATES.filter((name) => held[name] !== undefined && held[name] !== false && held[name] !== 'false' && name !== 'focusable');
  return states.map((name) => (held[name] === true || held[name] === 'true' ? name : `${name}=${held[name]}`)).join(' ');
}

/**
 * The tree below the element's host, one line a node. `whole`: with each paragraph of the notices; else their number, since
 * they are the same in each state.
 */
export async function tree({ cdp }, { whole }) {
  const { nodes } = await cdp('Accessibility.getFullAXTree');
  const byId = new Map(nodes.map((node) => [node.nodeId, node]));
  const children = (node) => (node.childIds ?? []).map((id) => byId.get(id)).filter(Boolean);
  const host = nodes.find((node) => !node.ignored && node.role.value === 'group');
  const lines = [];
  const text = (node) => (node.role.value === 'StaticText' ? say(node.name.value) : children(node).map(text).join(' '));
  const walk = (node, depth) => {
    const role = node.role?.value;
    // What a field holds stands in nodes of its own: not here.
    const inner = role === 'textbox' ? [] : children(node);
    if (node.ignored || SILENT.has(role)) return inner.forEach((child) => walk(child, depth));
    const name = say(node.name?.value);
    const line = [role, name && JSON.stringify(name), node.description?.value && `(${say(node.description.value)})`, words(node)].filter(Boolean).join(' ');
    if (role === 'StaticText') return lines.push(`${'  '.repeat(depth)}${name}`);
    lines.push(`${'  '.repeat(depth)}${line}`);
    if (role === 'heading' || role === 'button') return undefined;
    const paragraphs = inner.filter((child) => !child.ignored && child.role.value === 'paragraph');
    if (role === 'region' && !whole) {
      inner.filter((child) => !paragraphs.includes(child)).forEach((child) => walk(child, depth + 1));
      return lines.push(`${'  '.repeat(depth + 1)}${paragraphs.length} × paragraph`);
    }
    if (role === 'paragraph') { lines.pop(); return lines.push(`${'  '.repeat(depth)}${text(node)}`); }
    return inner.forEach((child) => walk(child, depth + 1));
  };
  walk(host, 0);
  return `${lines.join('\n')}\n`;
}
