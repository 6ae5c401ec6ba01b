// The types of `realname/frame` and `realname/framed`. Compiled, never run.
import type { RealnameFormAttributes } from 'realname/element';
import { type RealnameDetail, type RealnameFormEventMap, type RealnameFrameAttributes, type RealnameFrameElement, defineRealnameFrame } from 'realname/frame';
import { runRealnameFrame } from 'realname/framed';
import { type Equals, type Known, is } from './equals.js';

is<Equals<typeof defineRealnameFrame, (tag?: string) => void>>();
is<Equals<typeof runRealnameFrame, (form: HTMLFormElement, options: { endpoint: string }) => void>>();
is<Known<RealnameFrameElement>>();
is<Equals<Omit<RealnameFrameAttributes, 'allow-overlay'>, RealnameFormAttributes>>();
is<Equals<RealnameFrameAttributes['allow-overlay'], boolean | '' | undefined>>();

const frame = document.querySelector('realname-frame');
is<Equals<typeof frame, RealnameFrameElement | null>>();
frame?.addEventListener('realname-submitted', function (event) {
  is<Equals<typeof event, CustomEvent<RealnameDetail>>>();
  is<Equals<typeof this, RealnameFrameElement>>();
});
is<Equals<keyof RealnameFormEventMap, `realname-${'ready' | 'progress' | 'error' | 'sealed' | 'submitted' | 'expired'}`>>();
// @ts-expect-error: a ticket is a text.
if (frame) frame.ticket = 1;
if (frame) frame.account = async () => '';
if (frame) is<Equals<typeof frame.validity, ValidityState>>();
// @ts-expect-error: the frame hands no value out.
frame?.value;
