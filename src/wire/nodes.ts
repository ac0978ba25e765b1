/**
 * The second form in which a value travels: a table of nodes that name each other by index. It carries what structured clone
 * loses or refuses, cycles and shared objects included, at any depth, for it is flat.
 */

/** A primitive as it is, or the index of a node in an array of one. */
export type Slot = string | number | bigint | boolean | null | undefined | readonly [number];

/** The first call of a chain: of a target, or of a handle and perhaps a key. `count`: so many of the arguments are for it. */
export type ChainStart = { readonly construct: boolean; readonly count: number } & (
  | { readonly target: number; readonly handle?: undefined }
  | {
      readonly handle: number;
      readonly target?: undefined;
      readonly key: string | undefined;
      readonly on: number | undefined;
    }
);

/** The next: the path of a function in what the call before it gave. Without `count` it is no call, and gives the value. */
export interface ChainStep {
  readonly path: readonly string[];
  readonly construct: boolean;
  readonly count: number | undefined;
}

/** Calls of which each is of the result of the one before it. */
export interface Chain {
  readonly start: ChainStart;
  readonly steps: readonly ChainStep[];
}

/** A thing that stays in the thread, as it travels. */
export interface HandleNode {
  readonly kind: "handle";
  readonly id: number;
  readonly is: "object" | "function" | "class" | "promise";
  /** The name of a function or class. */
  readonly name?: string | undefined;
  /** The number of its class; what is known of a class is sent with the first of its instances. */
  readonly class: number;
  readonly about?: ClassAbout | undefined;
  /** Keys of the object's own that hide a method of its class. */
  readonly own?: readonly string[] | undefined;
}

/** The facts about a class that the caller needs to use handles of its instances. */
export interface ClassAbout {
  readonly name: string;
  readonly methods: readonly string[];
  /** Numbers of it and the classes above it. */
  readonly chain: readonly number[];
}

/** Properties of an object's own. */
export interface Own {
  readonly keys: readonly string[];
  readonly values: readonly Slot[];
  /** Symbol keys and their values in turn. */
  readonly symbols?: readonly Slot[] | undefined;
}

/** An error, part by part: structured clone keeps neither class nor code. */
export interface ErrorNode extends Own {
  readonly kind: "error";
  /** The number that the sender knows it by, and the one that the receiver does, if it comes from there. */
  readonly twin: number;
  readonly yours: number | undefined;
  /** Names of its classes, its own first. */
  readonly chain: readonly string[];
  /** The name of its class in this package, of whichever copy; undefined for others. */
  readonly own: string | undefined;
  /** Their numbers in the thread; empty when it comes from the caller. */
  readonly classes: readonly number[];
  readonly name: string;
  readonly message: string;
  readonly stack: Slot;
  /** How many of the keys, from the first, are enumerable. */
  readonly enumerable: number;
}

export type Node =
  | (Own & {
      readonly kind: "object";
      /** Without a prototype. */
      readonly bare: boolean;
      /** Some of its values are functions of the sender, to be called on the object that has this number. */
      readonly owner?: number | undefined;
    })
  | {
      readonly kind: "array";
      readonly length: number;
      /** Undefined when there are values for all indices, and no others. */
      readonly keys?: readonly string[] | undefined;
      readonly values: readonly Slot[];
      readonly symbols?: readonly Slot[] | undefined;
      /** Properties that are not enumerable. */
      readonly hidden?: Own | undefined;
    }
  /** The texts of a tagged template, by the number that the sender knows them by. */
  | {
      readonly kind: "template";
      readonly id: number;
      readonly strings: readonly (string | undefined)[];
      readonly raw: readonly string[];
    }
  /** Keys and values in turn. */
  | (Extra & { readonly kind: "map"; readonly values: readonly Slot[] })
  | (Extra & { readonly kind: "set"; readonly values: readonly Slot[] })
  | (Extra & { readonly kind: "date"; readonly time: number })
  | (Extra & {
      readonly kind: "regexp";
      readonly source: string;
      readonly flags: string;
      readonly lastIndex: number;
    })
  /** Kept as it is by structured clone. */
  | (Extra & { readonly kind: "clone"; readonly value: unknown })
  | (Extra & { readonly kind: "buffer"; readonly bytes: Uint8Array })
  | (Extra & { readonly kind: "url"; readonly href: string })
  | (Extra & { readonly kind: "params"; readonly text: string })
  /** A request of the caller's without a body. */
  | {
      readonly kind: "request";
      readonly url: string;
      readonly headers: readonly (readonly [string, string])[];
      readonly init: Readonly<Record<string, string | boolean>>;
    }
  /** Names and values in turn. */
  | { readonly kind: "form"; readonly values: readonly Slot[] }
  | (Extra & { readonly kind: "headers"; readonly entries: readonly (readonly [string, string])[] })
  | (Extra & {
      readonly kind: "file";
      readonly blob: unknown;
      readonly name: string;
      readonly type: string;
      readonly modified: number;
    })
  /** An instance of a class of the runtime that both sides have. Values of its symbol keys come last. */
  | { readonly kind: "data"; readonly name: string; readonly keys: readonly string[]; readonly values: readonly Slot[] }
  | ErrorNode
  /** A part of an error that could not be sent: undefined. */
  | { readonly kind: "none" }
  /** A registered symbol by its key; another by a number that both sides know it by. */
  | { readonly kind: "symbol"; readonly id: number | undefined; readonly text: string | undefined }
  /** A property of Symbol, such as Symbol.iterator; by its number where the receiver has none, for a polyfill has added it here. */
  | {
      readonly kind: "well-known";
      readonly id: number;
      readonly text: string;
      readonly description: string | undefined;
    }
  /** A class of the language or of Node that both sides have, by its name. */
  | { readonly kind: "class"; readonly name: string }
  | HandleNode
  /** A thing of this side that the other knows by its number, or a method of it. */
  | { readonly kind: "yours"; readonly id: number; readonly key?: string | undefined }
  /** A function of the caller's. */
  | (Extra & {
      readonly kind: "callback";
      readonly id: number;
      readonly generator: boolean;
      readonly name: string;
      readonly length: number;
    })
  /** The path of a module, not loaded perhaps. */
  | { readonly kind: "member"; readonly target: number }
  /** A call that is made as a part of the one that this is an argument of, with these arguments. */
  | { readonly kind: "made"; readonly chain: Chain; readonly args: readonly Slot[] }
  /** The signal of the call that this is an argument of. */
  | { readonly kind: "signal" }
  /** A signal of the caller's, which is told of when it is aborted. */
  | { readonly kind: "abort"; readonly id: number };

/** Properties that users have added to an object of a class that does not expect them. */
interface Extra {
  readonly extra?: Own | undefined;
}
