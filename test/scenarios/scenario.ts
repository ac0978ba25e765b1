/** What a scenario is. Scenarios are plain JavaScript, since each runtime runs them as they are. */

/** The package under test, as the runtime imports it. */
export type Miniasync = typeof import("miniasync");

/** How a function ended, after how many milliseconds. */
export interface Attempt {
  readonly value?: unknown;
  // biome-ignore lint/suspicious/noExplicitAny: the error of any kind
  readonly error?: any;
  readonly ms: number;
}

/** What a scenario is given besides the package; see project/world.mjs. */
export interface World {
  /** The address of the HTTP server, which is in another process; see server.mjs. */
  readonly server: string;
  /** Calls into the default thread: give the value back, at once or later; never end; compute for ever. */
  readonly remote: {
    echo<T>(value: T): import("miniasync").Coroutine<T>;
    later<T>(milliseconds: number, value?: T): import("miniasync").Coroutine<T>;
    never(): import("miniasync").Coroutine<never>;
    spin(): import("miniasync").Coroutine<never>;
  };
  /** The path of a file that only this process knows. It is not there yet. */
  file(name: string): string;
  /** Block this thread for some milliseconds. */
  pause(milliseconds: number): void;
  /** How `body` ends, and when. Where it gives a promise: a promise of how that ends. */
  attempt(body: () => Promise<unknown>): Promise<Attempt>;
  attempt(body: () => unknown): Attempt;
  /** Run `body`, which must throw. @returns its error. */
  // biome-ignore lint/suspicious/noExplicitAny: the error of any kind
  failure(body: () => unknown): any;
  /** Run `body`, which must throw in less than three seconds; the next run must work. @returns its error. */
  // biome-ignore lint/suspicious/noExplicitAny: the error of any kind
  failsSoon(body: () => unknown): any;
  /** It must have ended with TimeoutError, no later than cleanup may take; the next run must work. @returns that error. */
  isTimeout(ended: Attempt): Error;
  /** Say that the scenario holds: for one that ends the process itself. */
  holds(): void;
}

/** Throws when its title is not true. */
export type Body = (miniasync: Miniasync, world: World) => unknown;

/** A family of runtimes, or one of them: "node", "node-20", "deno". */
type Where = string;

/** A runtime where a scenario does not hold. */
interface Difference {
  /** The reason, as in the notes below the table. */
  readonly why: string;
  /** What holds there instead. */
  readonly instead: Body;
  /** What the process must have written to stderr then, among other things. */
  readonly stderr?: RegExp;
}

export interface Options {
  /** Where it does not hold: its body must fail there. */
  readonly differs?: Readonly<Record<Where, Difference>>;
  /** Where it is about nothing: the reason, as in the notes below the table. It is not run there. */
  readonly absent?: Readonly<Record<Where, string>>;
  /** Flags of the runtime, instead of its usual ones. */
  readonly flags?: Readonly<Record<Where, readonly string[]>>;
  /** Environment variables of the process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Another main program than driver.mjs. */
  readonly main?: string;
  /** Called before the package is imported. */
  readonly prepare?: () => unknown;
  /** When its process is killed, in milliseconds. Default 15 s. */
  readonly deadlineMs?: number;
  /** All that the process must have written to stdout, or what among other things. */
  readonly stdout?: string | RegExp;
  /** All that the process must have written to stderr, or what among other things. Default: anything but a warning of the package. */
  readonly stderr?: string | RegExp;
}

export interface Scenario extends Options {
  /** What holds: the name of its test, and of its row in docs/design/runtimes.md. */
  readonly title: string;
  readonly body: Body;
  /** Where it stands among others of its file: what a module exports is in no order. */
  readonly order: number;
}
