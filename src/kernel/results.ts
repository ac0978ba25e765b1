import type { Coroutine } from "./coroutine.ts";

/** The type that a coroutine returns. */
// biome-ignore lint/suspicious/noExplicitAny: what is of no known type has a result of no known type
export type Result<C> = 0 extends 1 & C ? any : C extends Coroutine<infer T> ? T : never;

/** The types that several coroutines return, in order, or an error of type `E` in their places. */
export type Results<C extends readonly unknown[], E = never> = { -readonly [K in keyof C]: Result<C[K]> | E };
