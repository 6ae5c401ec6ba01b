// The types of `realname/testing`. Compiled, never run.
import type { Code, Field, Kind, Signup } from 'realname';
import {
  type FixedClock, type MockEndpoint, type MockFetch, type MockSignup, type SyntheticInput, type TestPerson, type TestVerdict, createSignup,
  defineRealnameForm, fixedClock, identities, inputsByCode, mockEndpoint, persons, residentNumber,
} from 'realname/testing';
import { type Equals, type Known, is } from './equals.js';

is<Known<SyntheticInput>>();
is<Known<MockEndpoint>>();
is<Known<MockSignup>>();
is<Equals<typeof identities, Readonly<Record<Kind, SyntheticInput>>>>();
is<Equals<(typeof inputsByCode)['E_INPUT_DATE'], SyntheticInput | undefined>>();
is<Equals<typeof persons, Readonly<Record<TestVerdict, TestPerson>>>>();
is<Equals<TestVerdict, 'pass' | 'fail' | 'no-record' | 'replayed' | 'expired' | 'authority-down'>>();
is<Equals<SyntheticInput['code'], Code | undefined>>();
is<Equals<SyntheticInput['field'], Field>>();
is<Equals<ReturnType<typeof residentNumber>, string>>();
is<Equals<ReturnType<typeof fixedClock>, FixedClock>>();
is<Equals<ReturnType<typeof mockEndpoint>, Promise<MockEndpoint>>>();
is<Equals<MockEndpoint['fetch'], MockFetch>>();
is<Equals<ReturnType<typeof createSignup>, Promise<Signup>>>();

export async function use(): Promise<void> {
  const mock = await mockEndpoint({ clock: fixedClock('2026-11-25') });
  defineRealnameForm({ mode: 'open', fetch: mock.fetch });
  // @ts-expect-error: it must be said that the root is open.
  defineRealnameForm({});
  // @ts-expect-error: there is no other mode here.
  defineRealnameForm({ mode: 'closed' });
  // @ts-expect-error: what hands it out is one's own.
  mock.signups.push(mock.signups[0]);
}
