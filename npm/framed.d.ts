// The page inside a frame: types of framed.js.
/**
 * Runs the page that `<realname-frame>` shows, on an origin of its own: `form` holds a `<realname-form name="bundle">`. Its server
 * answers `/frame?embedder=ORIGIN` for the origins that may embed it, with `frame-ancestors ORIGIN`, as the reference server does.
 */
export function runRealnameFrame(form: HTMLFormElement, options: {
  /** The gateway, on the page's own origin. */
  endpoint: string;
}): void;
