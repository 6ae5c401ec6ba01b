// The JSX element under React 19, with the declaration of docs/integrate.md. Compiled, never run.
import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { RealnameFormAttributes, RealnameFormElement } from 'realname/element';

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'realname-form': DetailedHTMLProps<HTMLAttributes<RealnameFormElement>, RealnameFormElement> & RealnameFormAttributes;
    }
  }
}

export const good = <realname-form ref={(form) => { if (form) form.ticket = ''; }} endpoint="/realname/v1" pins="" locale="zh-CN" />;
// @ts-expect-error: an address is a text.
export const bad = <realname-form endpoint={1} />;
