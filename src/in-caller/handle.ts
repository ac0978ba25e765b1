import { LoopError } from "../errors.ts";
import { isInstanceOfHandle } from "./instance-of.ts";
import { RemoteCall } from "./remote-call.ts";
import {
  callableTarget,
  type HandleState,
  handleLabel,
  printAs,
  readOnly,
  refuseCoercion,
  standOf,
  standsFor,
} from "./stand-ins.ts";

/** The stand-in for a thing that lives in a thread. */
export function handleProxy(state: HandleState): object {
  const label = (): string => handleLabel(state);
  const methods = new Map<string, object>();
  const open = (): unknown => settled(state)[Symbol.iterator]();
  const hasInstance = (value: unknown): boolean => isInstanceOfHandle(value, state);
  const dispose = (): void => {
    if (state.released) return;
    state.released = true;
    state.thread.imports.release(state.id);
  };
  const callable = state.is === "function" || state.is === "class";
  const target: object = printAs(callable ? callableTarget() : Object.create(null), label);
  return new Proxy(target, {
    ...readOnly(label),
    get(_target, key) {
      if (key === Symbol.dispose) return dispose;
      if (key === Symbol.iterator) return state.is === "promise" ? open : undefined;
      if (key === Symbol.hasInstance) return callable ? hasInstance : undefined;
      refuseCoercion(key, label);
      if (typeof key === "symbol") return undefined;
      if (!state.about.methods.includes(key) || state.own.includes(key)) return readProperty(state, key);
      let method = methods.get(key);
      if (method === undefined) {
        method = methodProxy(state, key);
        methods.set(key, method);
      }
      return method;
    },
    apply: (_target, on, args) => invoke(state, undefined, on, args, false),
    construct: (_target, args) => invoke(state, undefined, undefined, args, true),
    has: (_target, key) => typeof key === "string" && state.about.methods.includes(key),
    ownKeys: () => (callable ? ["prototype"] : []),
  });
}

function methodProxy(state: HandleState, key: string): object {
  const label = (): string => `${handleLabel(state)}.${key}`;
  const method = new Proxy(printAs(callableTarget(), label), {
    ...readOnly(label),
    get(_target, property) {
      refuseCoercion(property, label);
      if (typeof property === "symbol") return undefined;
      return (readProperty(state, key) as Record<string, unknown>)[property];
    },
    apply: (_target, _this, args) => invoke(state, key, undefined, args, false),
    construct: (_target, args) => invoke(state, key, undefined, args, true),
  });
  return standsFor(method, { kind: "method", of: state, key });
}

function invoke(
  state: HandleState,
  key: string | undefined,
  on: unknown,
  args: unknown[],
  construct: boolean,
): RemoteCall<unknown> {
  const label = `${construct ? "new " : ""}${handleLabel(state)}${key === undefined ? "" : `.${key}`}()`;
  return new RemoteCall((calls) => {
    requireUsable(state, `call ${label}`);
    const owner = ownerOf(on, state);
    return state.thread.request(calls, label, [], args, (id, value, nodes) => ({
      kind: "invoke",
      id,
      handle: state.id,
      key,
      on: owner,
      construct,
      value,
      nodes,
    }));
  });
}

/** A promise of the thread, as a coroutine. */
function settled(state: HandleState): RemoteCall<unknown> {
  const label = handleLabel(state);
  return new RemoteCall((calls) => {
    requireUsable(state, `wait for ${label}`);
    return state.thread.request(calls, label, [], undefined, (id) => ({ kind: "settle", id, handle: state.id }));
  });
}

function readProperty(state: HandleState, key: string): unknown {
  const label = `${handleLabel(state)}.${key}`;
  requireUsable(state, `read ${label}`);
  return state.thread.read(label, (id) => ({ kind: "read", id, handle: state.id, key }));
}

/** A property of a handle, as a coroutine. */
export function getProperty(state: HandleState, key: string): RemoteCall<unknown> {
  const label = `${handleLabel(state)}.${key}`;
  return new RemoteCall((calls) => {
    requireUsable(state, `read ${label}`);
    return state.thread.request(calls, label, [], undefined, (id) => ({ kind: "get", id, handle: state.id, key }));
  });
}

/** @throws LoopError, LoopClosedError or ThreadExitedError for a handle whose thing cannot be reached any more. */
export function requireUsable(state: HandleState, action: string): void {
  if (state.released) throw new LoopError(`Cannot ${action}: the handle has been released`);
  state.thread.liveness.requireAlive(action);
}

/** The number of the thing that a function is called on: `this` there. Anything of this side is left behind. */
function ownerOf(on: unknown, called: HandleState): number | undefined {
  if ((typeof on !== "object" && typeof on !== "function") || on === null) return undefined;
  const stand = standOf(on);
  if (stand === undefined) return called.thread.imports.numberOf(on);
  if (stand.kind !== "handle" || stand.thread !== called.thread) return undefined;
  requireUsable(stand, `call ${handleLabel(called)} on it`);
  return stand.id;
}
