/** The texts of a tagged template: an array of strings that has their source, too, as libraries know it. */
export type Template = readonly (string | undefined)[] & { readonly raw: readonly string[] };

/** Whether an array is what a tag is given first. */
export function isTemplate(value: unknown): value is Template {
  if (!Array.isArray(value)) return false;
  const { value: raw, enumerable } = Object.getOwnPropertyDescriptor(value, "raw") ?? {};
  return (
    Array.isArray(raw) &&
    enumerable === false &&
    raw.length === value.length &&
    raw.every((text) => typeof text === "string") &&
    value.every((text) => typeof text === "string" || text === undefined)
  );
}

/** As JavaScript makes it. */
export function makeTemplate(strings: readonly (string | undefined)[], raw: readonly string[]): Template {
  const template = Object.defineProperty([...strings], "raw", { value: Object.freeze([...raw]) });
  return Object.freeze(template) as unknown as Template;
}

/**
 * The templates that have crossed. Each place in a program that has one gives the same array every time, and libraries look things up by
 * it: so does its copy, as long as anybody has that.
 */
export class Templates {
  readonly #numbers = new WeakMap<object, number>();
  readonly #copies = new Map<number, WeakRef<Template>>();
  readonly #collected: FinalizationRegistry<number> = new FinalizationRegistry((number) => this.#forget(number));
  #next = 1;

  /** The number of one that leaves. */
  numberOf(template: Template): number {
    let number = this.#numbers.get(template);
    if (number === undefined) {
      number = this.#next++;
      this.#numbers.set(template, number);
    }
    return number;
  }

  /** The copy of the one that the other side knows by this number: that which `make` makes the first time. */
  copyOf(number: number, make: () => Template): Template {
    const known = this.#copies.get(number)?.deref();
    if (known !== undefined) return known;
    const copy = make();
    this.#copies.set(number, new WeakRef(copy));
    this.#collected.register(copy, number);
    return copy;
  }

  #forget(number: number): void {
    if (this.#copies.get(number)?.deref() === undefined) this.#copies.delete(number);
  }
}
