import type { ErrorClass } from "../kernel/error-matcher.ts";
import type { Base } from "./protocol.ts";
import type { ClassAbout, HandleNode } from "./table.ts";
import type { Thread } from "./thread.ts";

/** A module or an inline function that coroutines are called of. It belongs to no thread until one of them runs. */
export interface Source {
  readonly base: Base;
  /** What messages call it. */
  readonly label: string;
  readonly errors: readonly ErrorClass[];
}

/** A path in a source: `fs.readFile`, not looked up yet. */
export interface Member {
  readonly kind: "member";
  readonly source: Source;
  readonly path: readonly string[];
  /** What messages call it. */
  readonly label: string;
}

/** A thing that lives in a thread. */
export interface HandleState {
  readonly kind: "handle";
  readonly thread: Thread;
  readonly id: number;
  readonly is: HandleNode["is"];
  /** The name of a function or class; "" for others. */
  readonly name: string;
  readonly class: number;
  readonly about: ClassAbout;
  readonly own: readonly string[];
  released: boolean;
}

/** A method of such a thing, by its name. */
interface Method {
  readonly kind: "method";
  readonly of: HandleState;
  readonly key: string;
}

/** What a local object stands for on the other side. */
export type Stand = Member | HandleState | Method | { readonly kind: "signal" };

const stands = new WeakMap<object, Stand>();

/** Let `local` stand for `stand` wherever it is sent. */
export function standsFor<T extends object>(local: T, stand: Stand): T {
  stands.set(local, stand);
  return local;
}

export function standOf(value: unknown): Stand | undefined {
  return (typeof value === "object" && value !== null) || typeof value === "function" ? stands.get(value) : undefined;
}

/** What it is called in messages. */
export function labelOf(stand: Stand): string {
  switch (stand.kind) {
    case "member":
      return stand.label;
    case "handle":
      return handleLabel(stand);
    case "method":
      return `${handleLabel(stand.of)}.${stand.key}`;
    case "signal":
      return "signal";
    default:
      return stand satisfies never;
  }
}

export function handleLabel(handle: HandleState): string {
  const { is, name, about, id } = handle;
  if (is === "function" || is === "class") return `${is} ${name || "(anonymous)"}#${id}`;
  return `${is === "promise" ? "Promise" : about.name || "Object"}#${id}`;
}
