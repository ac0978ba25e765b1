/** What a random program is: data, so that it can be sent, printed and shrunk. */

/** A coroutine: an operation, what it is given, and the coroutines it is made of. */
export interface Node {
  readonly op: string;
  /** For what the operation takes it: a time, a count, a choice. */
  readonly n: number;
  readonly children: readonly Node[];
}

export interface Program {
  readonly seed: number;
  /** Who runs it: run(), a loop's run(), runAsync(). */
  readonly mode: "run" | "loop" | "runAsync";
  /** Whether errors take the places of results. */
  readonly listed: boolean;
  readonly roots: readonly Node[];
}

/** How a coroutine must end: with a value, or with an error of that name. */
export type Outcome = { readonly value: unknown } | { readonly error: string };

/** What an operation is played with. */
export interface Stage {
  readonly miniasync: typeof import("miniasync");
  /** Calls into the thread; see remote.mjs. */
  readonly remote: ReturnType<typeof import("./remote.mjs").makeRemote>;
  /** A module that is loaded into the thread. */
  readonly path: import("miniasync").Remote<typeof import("node:path")>;
  /** The coroutine of a part. */
  play(node: Node): import("miniasync").Coroutine<unknown>;
  /** Note that something is not as it must be. */
  wrong(what: string): void;
  /** Coroutines that are between their `try` and the end of their `finally`. */
  open: number;
  /** Whether a deadline of another run has ended something, so that nobody can tell the results. */
  hurried: boolean;
}

export interface Operation {
  /** How often it is chosen, compared with others. */
  readonly weight: number;
  /** How many parts it has, at least and at most. Default: none. */
  readonly parts?: readonly [number, number];
  /** What `n` may be, at least and at most. Default 0. */
  readonly n?: readonly [number, number];
  /** Whether it calls a thread that waits for a plain callback, should it be in one. Then it may not be there. */
  readonly calls?: boolean;
  /** Whether its parts are in a plain callback. */
  readonly inCallback?: boolean;
  /** What process warnings it may lead to. */
  readonly warns?: RegExp;
  /** How it goes wrong today. Then it is left out, unless `--faults` is given. */
  readonly fault?: string;
  /** The coroutine. */
  play(node: Node, stage: Stage): import("miniasync").Coroutine<unknown>;
  /** How it must end, where its parts end so. */
  expect(node: Node, parts: readonly Outcome[]): Outcome;
}
