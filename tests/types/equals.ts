// Whether two types are the same, and whether a type is one at all.
export type Equals<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
/** Not `any`, not `unknown`, not `never`. */
export type Known<T> = 0 extends 1 & T ? false : unknown extends T ? false : [T] extends [never] ? false : true;
/** Compiles for `true` alone. */
export function is<T extends true>(): T | void {}
