import { type Origin, originOf } from "./caller-border.ts";
import { type HandleState, type Member, standOf } from "./known.ts";
import { readNow } from "./read.ts";
import type { Thread } from "./thread.ts";

/** Numbers of classes, asked for once a thread: a class keeps its number. */
const classNumbers = new WeakMap<Thread, Map<Member, number>>();

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
  if (from === undefined || from.thread !== handle.thread || handle.thread.dead) return false;
  const number = readNow(
    handle.thread,
    `instanceof ${handle.about.name}`,
    (id) => ({ kind: "prototype", id, handle: handle.id }),
    [],
  );
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
    known = new Map();
    classNumbers.set(thread, known);
  }
  const number = known.get(member);
  if (number !== undefined || thread.dead) return number;
  // Others may have loaded its module. Then it is worth a look, unless the thread cannot move, for it waits for a callback.
  const load = names.includes(member.path.at(-1) ?? "") && thread.serving === 0;
  const target = thread.targetOf(member);
  const asked = readNow(thread, "instanceof", (id) => ({ kind: "class", id, target, load }), []);
  if (typeof asked !== "number") return undefined; // Not loaded there yet: ask again next time.
  known.set(member, asked);
  return asked;
}
