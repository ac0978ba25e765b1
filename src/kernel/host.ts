/** What a loop needs of the world outside: a clock, and a way to wait. */
export interface Host {
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  /**
   * Take in what has arrived from outside, without waiting. Called once a tick while coroutines are ready, so that neither
   * side starves the other.
   */
  poll(): void;
  /**
   * Block until `deadline` (on the clock of `now`), or until something from outside may have woken a coroutine.
   * May return early. Without a deadline, or with one that wakes nobody, returns false at once when nothing outside can wake a
   * coroutine any more.
   */
  park(deadline: number | undefined, wakes: boolean): boolean;
  /** Tell the user of something that no return value or error can tell. */
  warn(message: string): void;
}

/** A clock other than the real one. */
export interface Clock {
  /** Milliseconds; never goes back. */
  now(): number;
  /** Everything waits, and nothing happens before `time`: let it be that time. */
  advanceTo(time: number): void;
}
