import { LoopError } from "../errors.ts";
import { atUser, blockIn, type Entry } from "../users-line.ts";
import type { Payload, Request } from "../wire/protocol.ts";
import type { Callee } from "./callee.ts";
import type { Home } from "./calls.ts";
import { isInstanceOfHandle } from "./instance-of.ts";
import { RemoteCall } from "./remote-call.ts";
import {
  callableTarget,
  functionMethod,
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
  const callee = calleeOf(state, undefined);
  const methods = new Map<string, object>();
  /** Properties that have been read. */
  const seen = new Set<string>();
  const open = (): unknown => settled(state)[Symbol.iterator]();
  const hasInstance = (value: unknown): boolean => isInstanceOfHandle(value, state);
  const dispose = (): void => {
    if (state.released) return;
    state.released = true;
    state.thread.imports.release(state.id);
  };
  const callable = state.is === "function" || state.is === "class";
  const target: object = printAs(callable ? callableTarget() : Object.create(null), label);
  const read = (key: string): unknown => {
    const value = readProperty(state, key, traps.get);
    if (value === undefined) seen.delete(key);
    else seen.add(key);
    return value;
  };
  const traps = {
    ...readOnly(label, "use set(handle, key, value), or call a function there that changes it"),
    get(_target: object, key: string | symbol): unknown {
      if (key === Symbol.dispose) return dispose;
      if (key === Symbol.iterator) return state.is === "promise" ? open : undefined;
      if (key === Symbol.hasInstance) return callable ? hasInstance : undefined;
      // Whatever compares two values compares one of these: no other thing has it.
      if (key === Symbol.toStringTag || key === mark) return callable ? undefined : markOf(state);
      if (key !== "toJSON" || !state.about.methods.includes(key)) refuseCoercion(key, label);
      if (typeof key === "symbol") return undefined;
      if (!state.about.methods.includes(key) || state.own.includes(key))
        return (callable ? functionMethod(key) : undefined) ?? read(key);
      let method = methods.get(key);
      if (method === undefined) {
        method = methodProxy(state, key, proxy);
        methods.set(key, method);
      }
      return method;
    },
    apply: (_target: object, on: unknown, args: unknown[]) => RemoteCall.made(callee, args, false, on),
    construct: (_target: object, args: unknown[]) => RemoteCall.made(callee, args, true),
    has: (_target: object, key: string | symbol) =>
      typeof key === "string" && (state.about.methods.includes(key) || seen.has(key)),
    ownKeys: () => (callable ? ["prototype"] : [mark]),
    getOwnPropertyDescriptor(target: object, key: string | symbol): PropertyDescriptor | undefined {
      if (key === mark && !callable) return { value: markOf(state), enumerable: true, configurable: true };
      if (typeof key === "symbol" || !seen.has(key)) return Reflect.getOwnPropertyDescriptor(target, key);
      return { get: () => read(key), enumerable: true, configurable: true };
    },
  } satisfies ProxyHandler<object>;
  const proxy: object = new Proxy(target, traps);
  return proxy;
}

/** The one key that a handle shows, in messages of test tools, too. */
const mark = Symbol("miniasync.handle");

/** Marks of handles: the label with the number of the thread, if there are several. */
const threads = new WeakMap<Home, number>();
let lastThread = 0;

function markOf(state: HandleState): string {
  let thread = threads.get(state.thread);
  if (thread === undefined) {
    thread = ++lastThread;
    threads.set(state.thread, thread);
  }
  return thread === 1 ? handleLabel(state) : `${handleLabel(state)} of thread ${thread}`;
}

function methodProxy(state: HandleState, key: string, owner: object): object {
  const label = (): string => `${handleLabel(state)}.${key}`;
  const callee = calleeOf(state, key);
  const method = new Proxy(printAs(callableTarget(), label), {
    ...readOnly(label),
    get(_target, property) {
      refuseCoercion(property, label);
      if (typeof property === "symbol") return undefined;
      return functionMethod(property) ?? (readProperty(state, key, undefined) as Record<string, unknown>)[property];
    },
    apply(_target, on, args) {
      // JSON.stringify() calls it with a key.
      if (key === "toJSON" && args.length > 0) refuseCoercion(key, () => handleLabel(state));
      return on === owner ? RemoteCall.made(callee, args) : RemoteCall.made(callee, args, false, on);
    },
    construct: (_target, args) => RemoteCall.made(callee, args, true),
  });
  return standsFor(method, { kind: "method", of: state, key });
}

/** The callee of a thing itself, or of a method of it. */
function calleeOf(state: HandleState, key: string | undefined): Callee {
  return {
    made: 0,
    errors: [],
    anywhere: false,
    label: ({ constructs }) =>
      `${constructs ? "new " : ""}${handleLabel(state)}${key === undefined ? "" : `.${key}`}()`,
    home() {
      requireUsable(state, `call ${handleLabel(state)}${key === undefined ? "" : `.${key}`}()`);
      return state.thread;
    },
    present: () => (state.released ? undefined : state.thread),
    compose(_home, { calledOn, constructs: construct }, id, value, nodes) {
      return { kind: "invoke", id, handle: state.id, key, on: ownerOf(calledOn, state), construct, value, nodes };
    },
  };
}

/** A request about a thing, without arguments mostly. */
export function requestTo(
  state: HandleState,
  label: string,
  action: string,
  message: (id: number, payload: Payload) => Request,
  args?: readonly unknown[],
): RemoteCall<unknown> {
  const callee: Callee = {
    made: 0,
    errors: [],
    anywhere: false,
    label: () => label,
    home() {
      requireUsable(state, `${action} ${label}`);
      return state.thread;
    },
    present: () => (state.released ? undefined : state.thread),
    compose: (_home, _call, id, value, nodes) => message(id, { value, nodes }),
  };
  return new RemoteCall(callee, args);
}

/** A promise of the thread, as a coroutine. */
function settled(state: HandleState): RemoteCall<unknown> {
  return requestTo(state, handleLabel(state), "wait for", (id) => ({ kind: "settle", id, handle: state.id }));
}

/** @param entry the function that the user has called, if that is known. */
function readProperty(state: HandleState, key: string, entry: Entry | undefined): unknown {
  const label = `${handleLabel(state)}.${key}`;
  requireUsable(state, `read ${label}`);
  const before = blockIn(entry);
  try {
    return state.thread.read(label, (id) => ({ kind: "read", id, handle: state.id, key }));
  } finally {
    blockIn(before);
  }
}

/** A property of a handle, as a coroutine. */
export function getProperty(state: HandleState, key: string): RemoteCall<unknown> {
  return requestTo(state, `${handleLabel(state)}.${key}`, "read", (id) => ({ kind: "get", id, handle: state.id, key }));
}

/** The change of a property, as a coroutine. */
export function setProperty(state: HandleState, key: string, value: unknown): RemoteCall<unknown> {
  const label = `${handleLabel(state)}.${key}`;
  return requestTo(state, label, "set", (id, payload) => ({ kind: "set", id, handle: state.id, key, ...payload }), [
    value,
  ]);
}

/** @throws LoopError, LoopClosedError or ThreadExitedError for a handle whose thing cannot be reached any more. */
function requireUsable(state: HandleState, action: string): void {
  if (state.released) throw atUser(new LoopError(`Cannot ${action}: the handle has been released`));
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
