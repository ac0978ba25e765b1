import { atUser } from "../users-line.ts";
import type { Chain, ChainStart, ChainStep } from "../wire/nodes.ts";
import type { Callee, CallOf } from "./callee.ts";
import type { Home } from "./calls.ts";
import { callableTarget, printAs, readOnly, refuseCoercion } from "./stand-ins.ts";

/** A call, as far as others are made behind it. */
export interface Link extends CallOf {
  readonly callee: Callee;
  /** It runs as a part of `by`. @throws TypeError when it has run otherwise. */
  usedWith(by: object): void;
}

type MakeCall = (callee: Callee, args: readonly unknown[] | undefined, construct: boolean) => Link;

/** The calls of a chain, before the last: those that run with it. */
const before = new WeakMap<
  Callee,
  { readonly start: Link; readonly all: readonly Link[]; readonly steps: readonly ChainStep[] }
>();

/**
 * A name of the result of a call that has not run: calling it makes one request of both calls, and so does running it, for the value
 * itself. `make` makes the call.
 */
export function linkProxy(call: Link, path: readonly string[], make: MakeCall): object {
  const label = (): string => [call.callee.label(call), ...path].join(".");
  const target = printAs(callableTarget(), label);
  const made = (args: readonly unknown[] | undefined, construct: boolean): Link =>
    make(
      calleeOf(call, { path, construct, count: args?.length }),
      [...(call.callArgs ?? []), ...(args ?? [])],
      construct,
    );
  return new Proxy(target, {
    ...readOnly(label),
    get(_target, key) {
      if (key === Symbol.iterator)
        return () => (made(undefined, false) as unknown as Iterable<unknown>)[Symbol.iterator]();
      refuseLink(key, label);
      return typeof key === "symbol" ? undefined : linkProxy(call, [...path, key], make);
    },
    apply: (_target, _on, args) => made(args, false),
    construct: (_target, args) => made(args, true),
  });
}

function refuseLink(key: string | symbol, label: () => string): void {
  if (key === "then" || key === "toJSON" || key === Symbol.toPrimitive)
    throw atUser(
      new TypeError(
        `Cannot use ${label()}: it is of a call that has not run; run that first, with yield* or run(), or use sync()`,
      ),
    );
  refuseCoercion(key, label);
}

function calleeOf(call: Link, step: ChainStep): Callee {
  const earlier = before.get(call.callee);
  const start = earlier?.start ?? call;
  const all = [...(earlier?.all ?? []), call];
  const steps = [...(earlier?.steps ?? []), step];
  const text = `.${step.path.join(".")}${step.count === undefined ? "" : "()"}`;
  const callee: Callee = {
    made: 0,
    errors: start.callee.errors,
    anywhere: start.callee.anywhere,
    label: () => `${call.callee.label(call)}${text}`,
    home: (place) => start.callee.home(place),
    present: (place) => start.callee.present(place),
    compose(home, last, id, value, nodes) {
      for (const part of all) part.usedWith(last);
      return { kind: "chain", id, start: startOf(start, home), steps, value, nodes };
    },
  };
  before.set(callee, { start, all, steps });
  return callee;
}

/** The first call of a chain, without its arguments. */
function startOf(start: Link, home: Home): ChainStart {
  const message = start.callee.compose(home, start, 0, undefined, undefined);
  const count = start.callArgs?.length ?? 0;
  switch (message.kind) {
    case "call":
      return { target: message.target, construct: message.construct, count };
    case "invoke":
      return { handle: message.handle, key: message.key, on: message.on, construct: message.construct, count };
    default:
      throw atUser(new TypeError(`Cannot call anything of ${start.callee.label(start)}: it is no call; run it first`));
  }
}

/** A call that has not run, as a part of the arguments of another one. The thread makes both. */
export function chainOf(call: Link, by: object, home: Home): Chain {
  const earlier = before.get(call.callee);
  for (const part of [...(earlier?.all ?? []), call]) part.usedWith(by);
  return { start: startOf(earlier?.start ?? call, home), steps: earlier?.steps ?? [] };
}
