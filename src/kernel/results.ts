import type { Coroutine } from "./coroutine.ts";

/** What a coroutine returns. */
export type Result<C> = C extends Coroutine<infer T> ? T : never;

/** What several coroutines return, in order, or an error of type `E` in their places. */
export type Results<C extends readonly unknown[], E = never> = { -readonly [K in keyof C]: Result<C[K]> | E };
