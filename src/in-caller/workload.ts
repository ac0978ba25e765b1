/** As long as others wait a thread has so many calls at most that it may not have begun, and at least one. */
const mostAhead = 16;

/** They are to be work for so many milliseconds: many times what it takes to give it another one. */
const timeAhead = 5;

/**
 * The calls that a thread has been given and may not have begun. Each that it has in store may wait behind a long one, and another thread
 * could do it meanwhile; but with none it stands still whenever it has ended a call, until it is given the next. Functions that wait
 * are begun without end: the thread says so when asked.
 */
export class Workload {
  readonly #now: () => number;
  /** Their numbers, in order. */
  readonly #ahead = new Set<number>();
  #most = 1;
  #last = 0;
  /** The thread has been asked to tell when it has begun all calls up to this one. */
  #asked = 0;
  /** How many have ended since it was reckoned last, or since the first of these was given. */
  #ended = 0;
  #since = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whether the thread is to be given another one. */
  get hasRoom(): boolean {
    return this.#ahead.size < this.#most;
  }

  /**
   * Note that it has been given one.
   * @returns whether to send it now: of calls that it gets together it tells when all have ended, and is to have others by then.
   */
  give(id: number): boolean {
    this.#last = id;
    if (this.#ahead.size === 0) this.#since = this.#now();
    this.#ahead.add(id);
    return this.#ahead.size % Math.ceil(this.#most / 2) === 0;
  }

  /** Note that a call has ended, if it was one of these. */
  end(id: number): void {
    if (this.#ahead.delete(id)) this.#ended++;
  }

  /** Note that the thread has begun all calls up to this one, and waits. */
  begun(upTo: number): void {
    for (const id of this.#ahead) {
      if (id > upTo) return;
      this.#ahead.delete(id);
    }
  }

  /** @returns the call up to which the thread is to tell that it has begun them all; undefined when that is not to be asked now. */
  ask(): number | undefined {
    const [oldest] = this.#ahead;
    if (this.hasRoom || oldest === undefined || oldest <= this.#asked) return undefined;
    this.#asked = this.#last;
    return this.#last;
  }

  /**
   * Reckon how many it is to have from how many have ended since the last time.
   * @param prompt whether the caller has done nothing but wait for that. If not, one that has ended all may have done so long ago.
   */
  reckon(prompt: boolean): void {
    if (this.#ended === 0) return;
    const now = this.#now();
    const enough = Math.round((this.#ended * timeAhead) / (now - this.#since));
    const wanted = this.#ahead.size === 0 && !prompt ? this.#most * 2 : enough;
    this.#most = Math.max(1, Math.min(wanted, mostAhead));
    this.#since = now;
    this.#ended = 0;
  }
}
