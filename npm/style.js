// The element's look. A constructed style sheet: a <style> in the root would not pass `style-src 'self'`.
export default `
:host {
  display: block; container-type: inline-size;
  --_accent: var(--realname-accent, light-dark(#1456b8, #8ab4f8));
  --_on-accent: var(--realname-on-accent, light-dark(#fff, #10213c));
  --_text: var(--realname-text, light-dark(#1c2430, #e6eaf0));
  --_muted: var(--realname-muted, light-dark(#5a6675, #a3adba));
  --_surface: var(--realname-surface, light-dark(#fff, #161b22));
  --_border: var(--realname-border, light-dark(#8592a3, #6b7788));
  --_danger: var(--realname-danger, light-dark(#b3261e, #ff9d94));
  --_ok: var(--realname-ok, light-dark(#1a7340, #7bd29b));
  --_radius: var(--realname-radius, 8px);
  --_gap: var(--realname-gap, 16px);
  font: 400 16px/1.6 var(--realname-font, system-ui, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif);
  color: var(--_text);
}
:host([hidden]) { display: none; }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
h3, p { margin: 0; text-wrap: pretty; }
.form { display: grid; gap: var(--_gap); margin: 0; padding: 0; border: 0; min-inline-size: 0; }
.title { font-size: 1.0625rem; line-height: 1.4; font-weight: 600; }
.notice, .choices, .duty { all: initial; -webkit-locale: inherit; box-sizing: border-box; color-scheme: inherit; font: 400 16px/1.6 system-ui, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; color: CanvasText; background: Canvas; }
.notice { display: grid; gap: 8px; padding: var(--_gap); border: 1px solid color-mix(in srgb, CanvasText 22%, Canvas); border-radius: var(--_radius); }
.notice .title { font-size: 17px; }
.notice .text { font-size: 14px; line-height: 1.65; color: color-mix(in srgb, CanvasText 78%, Canvas); overflow-wrap: anywhere; }
.notice .title + .text { color: CanvasText; }
.change { display: block; text-decoration: none; padding-inline-start: 10px; border-inline-start: 4px solid CanvasText; }
.change .mark { margin: 0; font-size: 13px; font-weight: 700; color: CanvasText; }
del.change { border-inline-start-style: dotted; }
del.change .text { text-decoration: line-through; }
.fields { display: grid; gap: var(--_gap); padding-block: 8px; }
.field { display: grid; gap: 6px; }
.label { font-weight: 600; }
.input {
  font: 400 1.0625rem/1.5 system-ui, "PingFang SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif !important; /* a web font's slices would say what is typed */
  letter-spacing: .01em; color: inherit; width: 100%; min-height: 48px; padding: 10px 12px;
  background: var(--_surface); border: 1px solid var(--_border); border-radius: var(--_radius); font-variant-numeric: tabular-nums;
}
.input[aria-invalid=true] { border-color: var(--_danger); box-shadow: inset 0 0 0 1px var(--_danger); }
.hint { font-size: .8125rem; color: var(--_muted); }
.error { font-size: .875rem; color: var(--_danger); }
.error::before { content: "! "; content: "! " / ""; font-weight: 700; }
.choices, .duty { display: grid; gap: 10px; grid-template-columns: 1fr 1fr; background: none; outline-offset: 4px; }
.duty { grid-template-columns: 1fr; }
.choices .error, .choices .hint, .choices .text, .duty .error { grid-column: 1 / -1; }
@container (max-width: 20rem) { .choices { grid-template-columns: 1fr; } }
button {
  font: inherit; font-weight: 600; min-height: 48px; padding: 10px 16px; color: inherit; cursor: pointer;
  background: var(--_surface); border: 1px solid var(--_border); border-radius: var(--_radius);
}
.choice { color: CanvasText; background: Canvas; border-color: color-mix(in srgb, CanvasText 45%, Canvas); display: flex; align-items: center; justify-content: center; gap: 10px; }
.choice::before { content: ""; flex: none; width: 18px; height: 18px; border: 2px solid color-mix(in srgb, CanvasText 55%, Canvas); border-radius: 50%; }
.duty .choice { justify-content: flex-start; text-align: start; }
.duty .choice::before { border-radius: 4px; display: grid; place-items: center; font-size: 13px; line-height: 1; }
.choice[aria-pressed=true] { border-color: var(--_accent); box-shadow: inset 0 0 0 1px var(--_accent); }
.choice[aria-pressed=true]::before { border-color: var(--_accent); background: radial-gradient(var(--_accent) 46%, transparent 50%); }
.duty .choice[aria-pressed=true]::before { content: "✓"; content: "✓" / ""; color: var(--_on-accent); background: var(--_accent); }
.submit { background: var(--_accent); color: var(--_on-accent); border-color: var(--_accent); font-size: 1.0625rem; }
button:disabled, .input:disabled, [aria-disabled=true] { opacity: .55; cursor: default; }
:focus-visible { outline: 3px solid var(--_accent); outline-offset: 2px; }
.refusal { padding: 12px var(--_gap); border-radius: var(--_radius); border: 1px solid var(--_border); font-size: .9375rem; }
.summary, .failed { color: var(--_danger); font-weight: 600; padding: 12px var(--_gap); border: 1px solid var(--_danger); border-radius: var(--_radius); }
.status, .loading { color: var(--_muted); padding-block: 12px; display: flex; align-items: center; gap: 10px; }
.status::before, .loading::before { content: ""; flex: none; width: 12px; height: 12px; border: 2px solid var(--_border); border-top-color: var(--_accent); border-radius: 50%; animation: turn 1s linear infinite; }
.done { display: grid; gap: 8px; padding: calc(var(--_gap) * 1.5) var(--_gap); border: 1px solid var(--_ok); border-radius: var(--_radius); }
.form, .done { outline: none; }
.failed + .form { margin-block-start: var(--_gap); }
.done .title { color: var(--_ok); font-size: 1.1875rem; }
.done[data-state=refused] { border-color: var(--_border); }
.done[data-state=refused] .title { color: inherit; }
@keyframes turn { to { transform: rotate(1turn); } }
@media (prefers-reduced-motion: reduce) { .status::before, .loading::before { animation: none; } }
@media (forced-colors: active) { .input[aria-invalid=true] { border-width: 3px; } .choice[aria-pressed=true] { outline: 3px solid Highlight; } .choice[aria-pressed=true]::before { background: Highlight; color: HighlightText; forced-color-adjust: none; } }
`;
