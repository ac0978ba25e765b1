import type { ErrorClass } from "../kernel/error-matcher.ts";
import { type Origin, originOf } from "./caller-border.ts";
import type { Home } from "./calls.ts";
import type { Member } from "./outbox.ts";
import { type HandleState, standOf } from "./stand-ins.ts";

/** Numbers of classes, asked for once a thread: a class keeps its number. */
const classNumbers = new WeakMap<Home, WeakMap<Member, number>>();

/** `value instanceof member`: by the identity of the class in the thread that the value came from. */
export function isInstanceOfMember(value: unknown, member: Member): boolean {
  const from = whereFrom(value);
  if (from === undefined) return false;
  const number = classNumber(from, member);
  return number !== undefined && from.classes.includes(number);
}

/** `value instanceof handle`, where the handle is a class. */
export function isInstanceOfHandle(value: unknown, handle: HandleState): boolean {
  const from = whereFrom(value);
  if (from === undefined || from.thread !== handle.thread || handle.thread.liveness.death !== undefined) return false;
  const number = handle.thread.read(`instanceof ${handle.about.name}`, (id) => ({
    kind: "prototype",
    id,
    handle: handle.id,
  }));
  return typeof number === "number" && from.classes.includes(number);
}

function whereFrom(value: unknown): Origin | undefined {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return undefined;
  const stand = standOf(value);
  if (stand === undefined) return originOf(value);
  if (stand.kind !== "handle") return undefined;
  return { thread: stand.thread, classes: stand.about.chain, names: [stand.about.name] };
}

function classNumber({ thread, names }: Origin, member: Member): number | undefined {
  let known = classNumbers.get(thread);
  if (known === undefined) {
    known = new WeakMap();
    classNumbers.set(thread, known);
  }
  const number = known.get(member);
  if (number !== undefined || thread.liveness.death !== undefined) return number;
  // Others may have loaded its module. Then it is worth a look, unless the thread cannot move, for it waits for a callback.
  const load = names.includes(member.path.at(-1) ?? "") && thread.liveness.standsFor === undefined;
  const target = thread.outbox.targetOf(member);
  const asked = thread.read("instanceof", (id) => ({ kind: "class", id, target, load }));
  if (typeof asked !== "number") return undefined; // Not loaded there yet: ask again next time.
  known.set(member, asked);
  return asked;
}

/** The matchers that are classes of this side: an error that comes back may get their prototypes. */
export function localClasses(matchers: readonly unknown[]): readonly ErrorClass[] {
  if (matchers.length === 0) return matchers as readonly never[];
  return matchers.filter(
    (matcher): matcher is ErrorClass => typeof matcher === "function" && isLocalErrorClass(matcher),
  );
}

function isLocalErrorClass(matcher: object): boolean {
  if (standOf(matcher) !== undefined) return false;
  const prototype: unknown = Object.getOwnPropertyDescriptor(matcher, "prototype")?.value;
  return typeof prototype === "object" && prototype !== null;
}
