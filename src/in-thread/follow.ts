import type { Chain, ChainStep } from "../wire/nodes.ts";

/**
 * Make the calls of a chain from the step `index` on, of a value that the call before it gave. A promise that has not the name itself, as
 * those of some libraries have, is waited for.
 */
export function follow(value: unknown, { steps }: Pick<Chain, "steps">, args: unknown[], index: number): unknown {
  let at = value;
  let rest = args;
  for (let next = index; next < steps.length; next++) {
    const step = steps[next] as ChainStep;
    const key = step.path[0] as string;
    if (isThenable(at) && !(key in Object(at))) {
      const later = rest;
      return Promise.resolve(at).then((given) => follow(given, { steps }, later, next));
    }
    at = take(at, step, rest.slice(0, step.count ?? 0));
    rest = rest.slice(step.count ?? 0);
  }
  return at;
}

function take(from: unknown, { path, construct, count }: ChainStep, args: unknown[]): unknown {
  let on: unknown;
  let value = from;
  for (const key of path) {
    if (value === null || value === undefined)
      throw new TypeError(`Cannot find ${JSON.stringify(key)} in what the call before it gave: that is ${value}`);
    on = value;
    value = (on as Record<string, unknown>)[key];
  }
  if (count === undefined) return value;
  if (typeof value !== "function") {
    const kind = on === null || on === undefined ? String(on) : ((on as object).constructor?.name ?? "object");
    throw new TypeError(
      `Cannot call ${path.join(".")}() of what the call before it gave: a ${kind} has no such function`,
    );
  }
  return construct ? Reflect.construct(value, args) : Reflect.apply(value, on, args);
}

function isThenable(value: unknown): boolean {
  return (
    ((typeof value === "object" && value !== null) || typeof value === "function") &&
    typeof (value as { readonly then?: unknown }).then === "function"
  );
}
