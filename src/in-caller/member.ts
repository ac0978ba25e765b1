import type { Coroutine } from "../kernel/coroutine.ts";
import type { Looked, Request } from "../wire/protocol.ts";
import type { Callee } from "./callee.ts";
import { isInstanceOfMember } from "./instance-of.ts";
import type { Member, Source } from "./outbox.ts";
import { RemoteCall } from "./remote-call.ts";
import { callableTarget, printAs, readOnly, refuseCoercion, standsFor } from "./stand-ins.ts";

/**
 * The stand-in for a path of a source: called or constructed it gives a coroutine, run itself it gives its value, and its
 * properties are longer paths. The same path is the same object.
 */
export function memberProxy(source: Source, path: readonly string[]): object {
  const member: Member = { kind: "member", source, path, label: [source.label, ...path].join(".") };
  const label = (): string => member.label;
  const children = new Map<string, object>();
  const callee = calleeOf(member);
  const open = (): unknown => new RemoteCall(callee, undefined)[Symbol.iterator]();
  const hasInstance = (value: unknown): boolean => isInstanceOfMember(value, member);
  const target = printAs(callableTarget(), label);
  const proxy = new Proxy(target, {
    ...readOnly(label),
    get(_target, key) {
      if (key === Symbol.iterator) return open;
      if (key === Symbol.hasInstance) return hasInstance;
      if (key === Symbol.dispose) return () => {};
      refuseCoercion(key, label);
      if (typeof key === "symbol") return undefined;
      let child = children.get(key);
      if (child === undefined) {
        child = memberProxy(source, [...path, key]);
        children.set(key, child);
      }
      return child;
    },
    apply: (_target, _this, args) => RemoteCall.made(callee, args),
    construct: (_target, args) => RemoteCall.made(callee, args, true),
    has: (_target, key) => typeof key === "string",
    ownKeys: () => ["prototype"],
  });
  return standsFor(proxy, member);
}

/** What a member is, and which names are in it. */
export function lookAt(member: Member): Coroutine<Looked> {
  return requestAbout(member, (id, target) => ({ kind: "look", id, target })) as Coroutine<Looked>;
}

/** The value of a member, whatever that is. */
export function readMember(member: Member): Coroutine<unknown> {
  return requestAbout(member, (id, target) => ({ kind: "member", id, target, any: true }));
}

function requestAbout(member: Member, message: (id: number, target: number) => Request): Coroutine<unknown> {
  const compose: Callee["compose"] = (home, _call, id) => message(id, home.outbox.targetOf(member));
  return new RemoteCall({ ...calleeOf(member), compose }, undefined);
}

/** Calls of a member go to the thread of the loop that runs them, or to its threads. */
function calleeOf(member: Member): Callee {
  const { label, source } = member;
  return {
    made: 0,
    errors: source.errors,
    anywhere: true,
    label: (call) => (call.callArgs === undefined ? label : call.constructs ? `new ${label}()` : `${label}()`),
    home: (place) => (source.maxThreads === 1 ? place.get() : place.group(source.maxThreads)),
    present: (place) => place.first,
    compose(home, { callArgs, constructs: construct }, id, value, nodes) {
      const target = home.outbox.targetOf(member);
      return callArgs === undefined
        ? { kind: "member", id, target }
        : { kind: "call", id, target, construct, value, nodes };
    },
  };
}
