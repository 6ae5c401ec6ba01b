// `<realname-frame>`, the form in a document of another origin: types of frame.js.
import type { RealnameFormAttributes, RealnameFormElement, RealnameFormEventMap } from './element.js';
export type { AccountProver, Code, RealnameDetail, RealnameFormEventMap, SignupState } from './element.js';

/** The attributes of `<realname-frame>`: those of `<realname-form>`, and one more. */
export interface RealnameFrameAttributes extends RealnameFormAttributes {
  /** The gateway at the origin that its frame stands on, as a URL. */
  endpoint?: string;
  /**
   * This page lays something over the frame (a header that stays, a chat button): decisions are taken all the same, and the
   * bundle says `occlusion: possible`. Without it they are refused while something lies there (Chromium).
   */
  'allow-overlay'?: boolean | '';
}

/** `<realname-frame>`: `<realname-form>` in a page of its own on another origin, with the same properties, methods and events. */
export interface RealnameFrameElement extends Omit<RealnameFormElement, 'addEventListener'> {
  /** Mirrors the attribute: `false` takes it away, as a framework means it. */
  'allow-overlay': boolean;
  /** Ends the frame, and with it everything that was typed and made. Leaving the document, or a move in it, does it too. */
  destroy(): void;
  addEventListener<K extends keyof RealnameFormEventMap>(
    type: K, listener: (this: RealnameFrameElement, event: RealnameFormEventMap[K]) => unknown, options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener<K extends keyof HTMLElementEventMap>(
    type: K, listener: (this: RealnameFrameElement, event: HTMLElementEventMap[K]) => unknown, options?: boolean | AddEventListenerOptions,
  ): void;
  addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}

/** Defines the element. Harmless without a DOM, and a second time. */
export function defineRealnameFrame(tag?: string): void;

declare global {
  interface HTMLElementTagNameMap {
    'realname-frame': RealnameFrameElement;
  }
}
