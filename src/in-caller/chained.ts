import { Awaitable } from "../kernel/coroutine.ts";

/** Names that test tools and printers look for in any value. */
const probes: ReadonlySet<string> = new Set([
  "then",
  "$$typeof",
  "nodeType",
  "tagName",
  "inspect",
  "@@__IMMUTABLE_ITERABLE__@@",
]);

/**
 * A call that has not run knows nothing of its result. A name that it has not is one of that: `got(url).json` can be called, and is made
 * as one request with the call. The prototype is asked only for such names; what a call has is found before. (docs/decisions/0017)
 */
export abstract class Chained extends Awaitable {
  /** What a name of the result stands for, until the call has run. @throws TypeError for a call that has run. */
  abstract linkTo(path: readonly string[]): object;

  static {
    const known = Object.create(Awaitable.prototype) as object;
    const asked: ProxyHandler<object> = {
      get(target, key, receiver) {
        // The text of a result is asked for, not that of a call; coercion finds no primitive, and throws.
        if (typeof key === "symbol" || (key in target && key !== "toString")) return Reflect.get(target, key, receiver);
        return probes.has(key) || !Object.hasOwn(receiver, "callee") ? undefined : (receiver as Chained).linkTo([key]);
      },
    };
    Object.setPrototypeOf(Chained.prototype, new Proxy(known, asked));
  }
}
