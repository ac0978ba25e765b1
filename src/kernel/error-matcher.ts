import { suppress } from "../errors.ts";

/** Which errors are wanted as values: error classes, and anything that says of a value whether it is one. */

// biome-ignore lint/suspicious/noExplicitAny: any constructor will do; its arguments are never given
export type ErrorClass<E = unknown> = abstract new (...args: any) => E;

/**
 * An error class, or any object with `Symbol.hasInstance`. Declare that as a type predicate, which says what the results may be.
 */
export type ErrorMatcher =
  | ErrorClass
  | {
      /** Whether `value` is wanted. */
      // biome-ignore lint/suspicious/noExplicitAny: a predicate of whatever type
      readonly [Symbol.hasInstance]: (value: unknown) => value is any;
    }
  | {
      /** Whether `value` is wanted. */
      // biome-ignore lint/suspicious/noExplicitAny: whatever it takes
      readonly [Symbol.hasInstance]: (value: any) => boolean;
      /** Tells it from a function, which has `Symbol.hasInstance`, too. */
      readonly apply?: never;
    };

/** The errors that some of the matchers `X` stand for. */
export type Matched<X extends readonly unknown[]> = MatchedOne<X[number]>;

// Symbol.hasInstance goes first: a class of another thread is constructed by a coroutine.
// biome-ignore lint/suspicious/noExplicitAny: `value` is contravariant
type MatchedOne<M> = M extends { [Symbol.hasInstance](value: any): value is infer I }
  ? I
  : M extends ErrorClass<infer I>
    ? I
    : never;

/**
 * Asks a predicate of the user's where nobody could catch what it throws.
 * @returns the error to fail with: `error` itself, or the predicate's own, which `error` is suppressed by; undefined when it is listed.
 */
export function unlisted(
  error: unknown,
  isListed: (error: unknown) => boolean,
): { readonly error: unknown } | undefined {
  try {
    return isListed(error) ? undefined : { error };
  } catch (failure) {
    suppress(failure, error);
    return { error: failure };
  }
}

/** @returns whether `error` is an instance of one of `matchers`. */
export function matches(error: unknown, matchers: readonly ErrorMatcher[]): boolean {
  for (const matcher of matchers) if (error instanceof (matcher as ErrorClass)) return true;
  return false;
}
