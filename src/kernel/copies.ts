/** Finds out that a program has two copies of this package, and uses the coroutines of one in a run of the other. */
import { ownFile } from "../users-line.ts";

/** A copy that has run something. */
interface Copy {
  /** The URL of its file. */
  readonly file: string;
  /** Whether one of its loops runs at this moment. */
  readonly isRunning: () => boolean;
}

const copiesKey = Symbol.for("miniasync.copies");
const ofKey: unique symbol = Symbol.for("miniasync.copy") as never;

let announced = false;

/** Let other copies know of this one. To be called before it runs anything. */
export function announce(isRunning: () => boolean): void {
  if (announced) return;
  announced = true;
  const shared = globalThis as { [copiesKey]?: Set<Copy> };
  if (shared[copiesKey] === undefined && !Object.isExtensible(globalThis)) return; // It is frozen: nobody can tell anybody.
  shared[copiesKey] ??= new Set();
  shared[copiesKey].add({ file: ownFile, isRunning });
}

/** Marks something as of this copy, for others. */
export const ofThisCopy: Readonly<Record<typeof ofKey, string>> = { [ofKey]: ownFile };

/** The message of an error: a coroutine of this copy was asked to go on, and the run is another one's. Undefined if there is none. */
export function runOfAnother(): string | undefined {
  const copies = (globalThis as { readonly [copiesKey]?: ReadonlySet<Copy> })[copiesKey] ?? [];
  const other = [...copies].find(({ isRunning }) => isRunning());
  return other === undefined ? undefined : twoCopies(ownFile, other.file);
}

/** The message of an error: this copy was given something that is marked as of another one. Undefined if it is not. */
export function madeByAnother(value: unknown): string | undefined {
  const file = (value as Partial<typeof ofThisCopy> | null | undefined)?.[ofKey];
  return file === undefined ? undefined : twoCopies(file, ownFile);
}

function twoCopies(coroutines: string, run: string): string {
  return `Cannot wait: the program has two copies of miniasync, and a coroutine of ${nameOf(coroutines)} is in a run of ${nameOf(run)}, which does not know it; let both be the same one ("npm ls miniasync" shows who installed which, "npm dedupe" may help)`;
}

function nameOf(file: string): string {
  return file === "" ? "a copy in some bundle" : file;
}
