/** What a scenario is. Scenarios are plain JavaScript, since each runtime runs them as they are. */

/** The package under test, as the runtime imports it. */
type Miniasync = typeof import("miniasync");

/** What a scenario is given besides. */
interface World {
  /** The address of the HTTP server, which is in another process; see server.mjs. */
  readonly server: string;
  /** Block this thread for some milliseconds. */
  pause(milliseconds: number): void;
  /** Run `body`, which must fail. @returns its error. */
  failure(body: () => unknown): Error & Record<string, unknown>;
}

/** Throws when what it is about does not hold. */
type Body = (miniasync: Miniasync, world: World) => unknown;

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

export interface Scenario {
  /** As in the table. */
  readonly name: string;
  readonly body: Body;
  /** Where it does not hold: `body` must fail there. */
  readonly differs?: Readonly<Record<Where, Difference>>;
  /** Flags of the runtime, instead of its usual ones. */
  readonly flags?: Readonly<Record<Where, readonly string[]>>;
  /** Environment variables of the process. */
  readonly env?: Readonly<Record<string, string>>;
  /** Another main program than driver.mjs. */
  readonly main?: string;
  /** Called before the package is imported. */
  readonly prepare?: () => void;
  /** All that the process must have written to stdout. */
  readonly stdout?: string;
  /** What the process must have written to stderr, among other things. */
  readonly stderr?: RegExp;
}
