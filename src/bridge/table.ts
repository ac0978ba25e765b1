/**
 * The second form in which a value travels: a table of nodes that name each other by index. It carries what structured clone
 * loses or refuses, cycles and shared objects included, at any depth, for it is flat.
 */

/** A primitive as it is, or the index of a node in an array of one. */
export type Slot = string | number | bigint | boolean | null | undefined | readonly [number];

/** What stands for a thing that stays in the thread. */
export interface HandleNode {
  readonly kind: "handle";
  readonly id: number;
  readonly is: "object" | "function" | "class" | "promise";
  /** The number of its class; what is known of a class is sent with the first of its instances. */
  readonly class: number;
  readonly about?: ClassAbout | undefined;
  /** Keys of the object's own that hide a method of its class. */
  readonly own?: readonly string[] | undefined;
}

/** What the caller must know of a class to use handles of its instances. */
export interface ClassAbout {
  readonly name: string;
  readonly methods: readonly string[];
  /** Numbers of it and the classes above it. */
  readonly chain: readonly number[];
}

/** An error, part by part: structured clone keeps neither class nor code. */
export interface ErrorNode {
  readonly kind: "error";
  /** Names of its classes, its own first. */
  readonly chain: readonly string[];
  /** Their numbers in the thread; empty when it comes from the caller. */
  readonly classes: readonly number[];
  readonly name: string;
  readonly message: string;
  readonly stack: Slot;
  readonly keys: readonly string[];
  readonly values: readonly Slot[];
  /** How many of the keys, from the first, are enumerable. */
  readonly enumerable: number;
}

export type Node =
  | {
      readonly kind: "object";
      readonly keys: readonly string[];
      readonly values: readonly Slot[];
      readonly bare: boolean;
      readonly symbols?: readonly Slot[] | undefined;
    }
  | {
      readonly kind: "array";
      readonly length: number;
      readonly keys?: readonly string[] | undefined;
      readonly values: readonly Slot[];
    }
  /** Keys and values in turn. */
  | { readonly kind: "map"; readonly values: readonly Slot[] }
  | { readonly kind: "set"; readonly values: readonly Slot[] }
  | { readonly kind: "date"; readonly time: number }
  | { readonly kind: "regexp"; readonly source: string; readonly flags: string; readonly lastIndex: number }
  /** Kept as it is by structured clone. */
  | { readonly kind: "clone"; readonly value: unknown }
  | { readonly kind: "buffer"; readonly bytes: Uint8Array }
  | { readonly kind: "url"; readonly href: string }
  | { readonly kind: "params"; readonly text: string }
  | { readonly kind: "headers"; readonly entries: readonly (readonly [string, string])[] }
  | {
      readonly kind: "file";
      readonly blob: unknown;
      readonly name: string;
      readonly type: string;
      readonly modified: number;
    }
  /** An instance of a class of the runtime that both sides have. Values of its symbol keys come last. */
  | { readonly kind: "data"; readonly name: string; readonly keys: readonly string[]; readonly values: readonly Slot[] }
  | ErrorNode
  /** A registered symbol by its key; another by a number that both sides know it by. */
  | { readonly kind: "symbol"; readonly id: number | undefined; readonly text: string | undefined }
  /** One of the well-known symbols, such as Symbol.iterator. */
  | { readonly kind: "well-known"; readonly text: string }
  | HandleNode
  /** A thing of this side that the other knows by its number. */
  | { readonly kind: "yours"; readonly id: number }
  /** A function of the caller's. */
  | { readonly kind: "callback"; readonly id: number; readonly generator: boolean; readonly name: string }
  /** The path of a module, not loaded perhaps. */
  | { readonly kind: "member"; readonly target: number }
  /** The signal of the call that this is an argument of. */
  | { readonly kind: "signal" };
