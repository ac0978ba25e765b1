/** The world outside, as a loop needs it: a clock, and a way to wait. */
export interface Host {
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  /**
   * Take in messages from outside, without waiting. Called once a tick while coroutines are ready, so that neither side starves
   * the other.
   */
  poll(): void;
  /**
   * Block until `deadline` (on the clock of `now`), or until something from outside may have woken a coroutine.
   * May return early. Without a deadline, or with one that wakes nobody, returns false at once when nothing outside can wake a
   * coroutine any more.
   */
  park(deadline: number | undefined, wakes: boolean): boolean;
  /** Call `body`, and tell the frames of the first error that is thrown there, as far as that can be known. */
  watchThrow?(body: () => void, tell: (frames: readonly string[]) => void): void;
  /** The run of its loop was ended by force. */
  killed?(): void;
  /** Tell the user of something that no return value or error can tell. */
  warn(message: string): void;
}

/**
 * Async contexts of a host, as AsyncLocalStorage has them. A task has one of its own, a copy of that in which it was made
 * (asyncio: each task copies the context).
 */
export interface Contexts {
  /** Whether anything may be set in any. Until then all that runs is in the blank one; and it stays true. */
  readonly inUse: boolean;
  /** Find out whether contexts have come into use. Called once a tick, and very cheap. */
  look(): void;
  /** Call a function that may be the first to use contexts: `inUse` tells at once, and nothing is left behind when it returns. */
  watch(body: () => void): void;
  /** A function that was watched was ended by force, and did not return. */
  unwatch?(): void;
  /** A copy of the context of this moment; undefined if contexts are not in use. */
  capture(): object | undefined;
  /** A copy of the context that the first to use contexts has set, which nobody else must see. */
  takeOver(): object;
  /** Call `body` in a context; in the blank one without any. */
  run<T>(context: object | undefined, body: () => T): T;
}

/** A clock other than the real one. */
export interface Clock {
  /** Milliseconds; never goes back. */
  now(): number;
  /** Everything waits, and nothing happens before `time`: let it be that time. */
  advanceTo(time: number): void;
}
