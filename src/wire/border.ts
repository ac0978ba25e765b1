import { CloneError } from "../errors.ts";
import type { Runtime } from "../platform/platform.ts";
import { atUser } from "../users-line.ts";
import type { Undo } from "./exports.ts";
import type { Chain, HandleNode, Node, Slot } from "./nodes.ts";
import type { Symbols } from "./symbols.ts";
import type { Templates } from "./templates.ts";
import type { Twins } from "./twins.ts";

/** Puts the arguments of a call that is a part of the value into the table. */
export type SlotsOf = (args: readonly unknown[], path: Path) => readonly Slot[];

/** One side of the wire: which things stay there, and which have come from the other side. The codec knows neither. */
export interface Border {
  readonly runtime: Runtime;
  readonly symbols: Symbols;
  /** The node of a thing that is known by number, or undefined when it is to be copied. Asked for every object and function. */
  standFor(value: object): Node | undefined;
  /**
   * The node of a thing with behaviour, which stays and is numbered. `composes` is given for a value of a tagged template, which may be a
   * call that has not run. @throws when it cannot cross.
   */
  refer(value: object, path: Path, undo: Undo[], composes?: SlotsOf): Node;
  /** Make a call that is a part of the arguments of another one. */
  make(chain: Chain, args: unknown[]): unknown;
  /** Whether a plain object is more than its data: it stays then. */
  staysWhole(value: object): boolean;
  /** Whether instances of this class are copied although they have methods. */
  copies(prototype: object): boolean;
  /** Whether an object is copied without what its class adds, whatever that is. */
  copiesData(value: object): boolean;
  /** The numbers of an error's classes in the thread, its own first; none on the caller's side. */
  classesOf(error: object): readonly number[];
  /** The number of a copied object whose functions stay here: they are called on it, not on the copy. */
  owner(value: object, undo: Undo[]): number;
  /** `copy` is of the object that the other side knows by this number. */
  adopt(copy: object, owner: number): void;
  readonly templates: Templates;
  /** Errors that have crossed. */
  readonly twins: Twins;
  /** The thing that a node of the other side stands for. */
  resolve(node: HandleNode | Extract<Node, { kind: "yours" | "callback" | "member" | "signal" | "abort" }>): unknown;
  /** A prototype of this side for an error with these class names, its own first; undefined for a built-in one. */
  errorPrototype(chain: readonly string[]): object | undefined;
  /** An error of the other side has been revived. */
  revived(error: Error, classes: readonly number[], names: readonly string[]): void;
  /** Memory and ports to move instead of copying them with this object; undefined for none. */
  transfers(value: object): readonly unknown[] | undefined;
}

/** Keys of a path that are shown. */
const longestPath = 40;

/** The way from the root of a value to one of its parts, for messages only: written out when somebody reads it. */
export class Path {
  readonly #parent: Path | undefined;
  readonly #key: string | number;
  /** It is a part of an error, which has to arrive without it if need be. */
  readonly optional: boolean;

  constructor(parent: Path | undefined, key: string | number, optional: boolean = parent?.optional ?? false) {
    this.#parent = parent;
    this.#key = key;
    this.optional = optional;
  }

  toString(): string {
    let keys: (string | number)[] = [];
    for (let path: Path | undefined = this; path !== undefined; path = path.#parent) keys.push(path.#key);
    if (keys.length > longestPath) keys = [...keys.slice(0, longestPath / 2), "...", ...keys.slice(-longestPath / 2)];
    return keys.reverse().reduce<string>((text, key, index) => {
      if (index === 0) return String(key);
      if (typeof key === "number") return `${text}[${key}]`;
      if (key === "..." || key.startsWith("(")) return `${text}${key}`;
      return /^[A-Za-z_$][\w$]*$/.test(key) ? `${text}.${key}` : `${text}[${JSON.stringify(key)}]`;
    }, "");
  }
}

/** The error for a value that cannot cross. */
export function cannotSend(path: Path, why: string, cause?: unknown): CloneError {
  const where = String(path);
  return atUser(new CloneError(`Cannot send ${where}: ${why}`, where, cause === undefined ? undefined : { cause }));
}
