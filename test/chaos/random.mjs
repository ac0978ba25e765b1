/** Numbers that only look random: the same ones for the same seed. */
export class Random {
  #state;

  /** @param {number} seed */
  constructor(seed) {
    this.#state = seed * 0x9e3779b9;
    for (let i = 0; i < 3; i++) this.next();
  }

  /** From 0 to 1, without 1: mulberry32. */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number from `least` to `most`. @param {number} least @param {number} most */
  between(least, most) {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** One of them. @template T @param {readonly T[]} all @returns {T} */
  of(all) {
    return /** @type {T} */ (all[this.between(0, all.length - 1)]);
  }
}
