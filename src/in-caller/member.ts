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
  const open = (): unknown => runValue(member)[Symbol.iterator]();
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
    apply: (_target, _this, args) => callOf(member, args, false),
    construct: (_target, args) => callOf(member, args, true),
    has: (_target, key) => typeof key === "string",
    ownKeys: () => ["prototype"],
  });
  return standsFor(proxy, member);
}

function callOf(member: Member, args: unknown[], construct: boolean): RemoteCall<unknown> {
  const { label, source } = member;
  return new RemoteCall((calls) => {
    const thread = calls.place.get();
    return thread.request(
      calls,
      construct ? `new ${label}()` : `${label}()`,
      source.errors,
      args,
      (id, value, nodes) => ({ kind: "call", id, target: thread.outbox.targetOf(member), construct, value, nodes }),
    );
  }, true);
}

function runValue(member: Member): RemoteCall<unknown> {
  return new RemoteCall((calls) => {
    const thread = calls.place.get();
    return thread.request(calls, member.label, member.source.errors, undefined, (id) => ({
      kind: "member",
      id,
      target: thread.outbox.targetOf(member),
    }));
  }, true);
}
